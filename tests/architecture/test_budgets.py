"""The figures that the house holds itself to: short functions, short files, few exceptions."""

import re
from statistics import mean, median, quantiles

from tests.architecture.reading import ROOT, functions, length, sources

SILENCED = re.compile(r"noqa|type: ignore|nosec")


def lengths() -> dict[str, int]:
    """Functions by place, with their length; SQL and templates are no functions."""
    return {
        f"{source.name}:{function.lineno} {function.name}": length(source, function)
        for source in sources()
        for function in functions(source)
    }


def test_functions_are_short() -> None:
    found = lengths()

    assert {place: size for place, size in found.items() if size > 40} == {}
    assert mean(found.values()) <= 8
    assert median(found.values()) <= 5
    assert quantiles(found.values(), n=20)[-1] <= 20


def test_files_are_short() -> None:
    found = {source.name: len(source.code) for source in sources()}

    assert {name: size for name, size in found.items() if size > 300} == {}
    assert median(found.values()) <= 60
    assert quantiles(found.values(), n=20)[-1] <= 200


def test_few_checks_are_silenced() -> None:
    lines = sum(len(source.code) for source in sources())
    silenced = [f"{source.name}: {each}" for source in sources() for each in source.comments if SILENCED.search(each)]

    assert len(silenced) <= lines / 500, silenced


def test_nothing_in_the_sources_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

    assert [source.name for source in sources() if any(later.search(each) for each in source.comments)] == []
    assert (ROOT / "CHANGELOG.md").exists()
