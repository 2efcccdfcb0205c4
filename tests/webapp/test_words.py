"""Words: every text has its English, every name in the shipped diagrams too, every code a word."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bpmn.processes import FOLDER, SHIPPED, read_shipped
from bpmn.reader import read_process
from webapp.names import Catalogue, read_catalogue
from webapp.phrases import FACTS
from workflows.rules.answers import walk_fields

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "webapp" / "translations"
CATALOGUE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
FLOORS = ("webapp", "services", "workflows", "bpmn")

GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def collect() -> set[str]:
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "N_": None}
    found = set()
    for floor in FLOORS:
        for _file, _line, message, *_more in extract_from_dir(ROOT / floor, methods, options, keywords):
            found.add(message)
    return found


def test_the_english_catalogue_is_complete_and_holds_nothing_else() -> None:
    with CATALOGUE.open("rb") as file:
        known = {message.id: message.string for message in read_po(file) if message.id}

    texts = collect()
    assert sorted(texts - set(known)) == [], "run make translations and write the English"
    assert sorted(set(known) - texts) == [], "run make translations"
    assert [text for text, english in known.items() if not english] == []


def test_english_has_the_same_gaps_and_no_chinese() -> None:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            if message.id:
                assert sorted(GAP.findall(message.id)) == sorted(GAP.findall(message.string)), message.id
                assert not re.search(r"[\u4e00-\u9fff]", message.string), message.id


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.open("rb") as file:
        written = {message.id: message.string for message in read_po(file) if message.id}
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}

    assert compiled == written


def list_words(key: str) -> Iterator[str]:
    """Everything that a shipped diagram says to people, names of nodes apart."""
    process = read_process(read_shipped(key))
    yield process.documentation
    yield from (flow.name for flow in process.flows)
    yield from (lane.name for lane in process.lanes)
    for node in process.nodes.values():
        yield node.documentation
        for _path, field in walk_fields(node.form.fields if hasattr(node, "form") else ()):
            yield from (field.label, field.help, *(option.label for option in field.options))
        yield from (outcome.label for outcome in getattr(node, "outcomes", ()))
        yield getattr(getattr(node, "trigger", None), "label", "")


def test_everything_in_the_shipped_diagrams_has_its_english() -> None:
    catalogue = read_catalogue()
    missing = [
        (key, node.id, node.name)
        for key in SHIPPED
        for node in read_process(read_shipped(key)).nodes.values()
        if node.name and catalogue.nodes.get((key, node.id), ("", ""))[0] != node.name
    ]
    words = {word for key in SHIPPED for word in list_words(key) if word and not catalogue.find_word(word)}

    assert (missing, sorted(words)) == ([], [])


def test_the_names_know_no_node_that_is_gone() -> None:
    content = yaml.safe_load((FOLDER / "names.en.yaml").read_text(encoding="utf-8"))

    for key, process in content["processes"].items():
        assert set(process["nodes"]) <= set(read_process(read_shipped(key)).nodes), key


def test_a_node_that_was_renamed_loses_its_english() -> None:
    catalogue = Catalogue({("p", "a"): ("自己找", "Self-check")}, {})

    assert catalogue.find_node("p", "a", "自己找") == "Self-check"
    assert catalogue.find_node("p", "a", "换了名字") == ""


def test_every_kind_of_fact_has_its_words() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for floor in ("services", "workflows") for path in (ROOT / floor).rglob("*.py")
    )

    kinds = set(re.findall(r'Fact\(\s*"(\w+)"', source))

    assert kinds - set(FACTS) == set()
