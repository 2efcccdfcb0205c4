"""The notation of the corpus: text → cases. `README.md` beside this file says how it is written."""

import ast
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

AREAS: Final = Path(__file__).parent / "areas"

KINDS: Final = (
    (re.compile(r"start\d*"), "start"),
    (re.compile(r"end\w*"), "end"),
    (re.compile(r"x\d*"), "exclusive"),
    (re.compile(r"p\d*"), "parallel"),
    (re.compile(r"o\d*"), "inclusive"),
    (re.compile(r"g\d*"), "race"),
)
"""What a node is by its name, where nothing else is said; any other name is a user task."""


@dataclass
class Node:
    """A node: what it is, what its kind needs to know, how often it is done, and where it sits as a border."""

    name: str
    kind: str
    words: str = ""
    inner: "Scope | None" = None
    times: str = ""
    in_turn: bool = False
    until: str = ""
    host: str = ""
    interrupting: bool = True


@dataclass
class Way:
    """A sequence flow."""

    source: str
    target: str
    condition: str = ""
    default: bool = False


@dataclass
class Scope:
    """What is drawn in one process or sub-process."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)

    def node(self, name: str) -> Node:
        """The node of that name; what is first named is what its name says."""
        if name not in self.nodes:
            kind = next((kind for pattern, kind in KINDS if pattern.fullmatch(name)), "task")
            self.nodes[name] = Node(name, kind)
        return self.nodes[name]

    def everything(self) -> "list[Node]":
        """All nodes, those of sub-processes too."""
        inner = [each for node in self.nodes.values() if node.inner for each in node.inner.everything()]
        return [*self.nodes.values(), *inner]


@dataclass(frozen=True)
class Step:
    """Something that happens, and everything that is waited for afterwards."""

    verb: str
    node: str
    nth: int
    outcome: str
    values: dict[str, Any]
    waits: tuple[str, ...]
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.verb} {self.node} {self.outcome}".strip()


@dataclass(frozen=True)
class Trace:
    """A path through a model, and what its variables must be at the end."""

    text: str
    steps: tuple[Step, ...]
    values: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A model with its expected traces, and where the expectation comes from."""

    name: str
    area: str
    source: str
    model: str
    main: Scope
    calls: dict[str, Scope]
    traces: tuple[Trace, ...]

    def __str__(self) -> str:
        return f"{self.area}: {self.name}"


def read_cases() -> list[Case]:
    """Every case of every area, in the order of the files."""
    return [case for path in sorted(AREAS.glob("*.txt")) for case in read_area(path)]


def read_area(path: Path) -> list[Case]:
    """The cases of one file."""
    head, *blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sources = dict(re.findall(r"^(\w+) = (.+)$", head, flags=re.MULTILINE))
    return [_read_case(path.stem, sources, block) for block in blocks]


def _read_case(area: str, sources: dict[str, str], block: str) -> Case:
    name, *lines = block.strip().splitlines()
    noted = [line for line in lines if line.strip() and not line.startswith("#")]
    (source,) = (line[3:].strip() for line in noted if line.startswith("-- "))
    traces = tuple(read_trace(line[2:]) for line in noted if line.startswith("> "))
    model = "\n".join(line for line in noted if not line.startswith(("-- ", "> ")))
    known, _, detail = source.partition(": ")
    calls: dict[str, Scope] = {}
    return Case(name, area, f"{sources[known]}: {detail}", model, read_scope(model, calls), calls, traces)


# -- models ----------------------------------------------------------------------------------------


def read_scope(text: str, calls: dict[str, Scope]) -> Scope:
    """What a text draws; processes that it defines for calls are put into `calls`."""
    scope = Scope()
    for statement in _split(text):
        _read_statement(scope, statement, calls)
    return scope


def _split(text: str) -> list[str]:
    """Statements: a line or what stands between semicolons, but never inside braces."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if letter in ";\n" and not depth:
            found.append("")
        else:
            found[-1] += letter
    return [each.strip() for each in found if each.strip()]


def _read_statement(scope: Scope, text: str, calls: dict[str, Scope]) -> None:
    if found := re.fullmatch(r"process (\w+) \{(.*)\}", text, flags=re.DOTALL):
        calls[found[1]] = read_scope(found[2], calls)
    elif found := re.fullmatch(r"(\w+) is sub \{(.*)\}", text, flags=re.DOTALL):
        node = scope.node(found[1])
        node.kind, node.inner = "sub", read_scope(found[2], calls)
    elif found := re.fullmatch(r"(\w+) is event \{(.*)\}", text, flags=re.DOTALL):
        scope.nodes[found[1]] = Node(found[1], "event", inner=read_scope(found[2], calls))
    elif found := re.fullmatch(r"(\w+) undoes (\w+)", text):
        scope.nodes[found[1]] = Node(found[1], "handler", found[2])
    elif found := re.fullmatch(r"(\w+) is (\w+) ?(.*)", text):
        node = scope.node(found[1])
        node.kind, node.words = found[2], found[3]
    elif found := re.fullmatch(r"(\w+) times (.+?)( in turn)?(?: until (.+))?", text):
        node = scope.node(found[1])
        node.times, node.in_turn, node.until = found[2], bool(found[3]), found[4] or ""
    elif found := re.fullmatch(r"(\w+): (\w+) ?(.*?) ?\b(on|beside) (\w+)((?: -> .*)?)", text):
        border = Node(found[1], found[2], found[3], host=found[5], interrupting=found[4] == "on")
        scope.nodes[found[1]] = border
        _read_ways(scope, found[1] + found[6])
    else:
        _read_ways(scope, text)


def _read_ways(scope: Scope, text: str) -> None:
    """`a -> b -> c if n > 1`: the condition, or `default`, belongs to the first flow."""
    chain, _, condition = text.partition(" if ")
    default = chain.endswith(" default")
    names = [name.strip() for name in chain.removesuffix(" default").split("->")]
    for name in names:
        assert re.fullmatch(r"\w+", name), f"no statement: {text}"
        scope.node(name)
    for number, (source, target) in enumerate(pairwise(names)):
        scope.ways.append(Way(source, target, "" if number else condition.strip(), default and not number))


# -- traces ----------------------------------------------------------------------------------------


def read_trace(text: str) -> Trace:
    """Steps between bars; a last one that begins with `=` names values at the end."""
    parts = [part.strip() for part in text.split("|")]
    values: dict[str, Any] = {}
    if parts[-1].startswith("= "):
        values = dict(map(_read_value, parts.pop()[2:].split()))
    return Trace(text, tuple(map(_read_step, parts)), values)


def _read_step(text: str) -> Step:
    done, _, waits = text.rpartition(":")
    words = done.split()
    refused = words[0] == "refused"
    words = words[refused:]
    given = [word for word in words if "=" in word]
    plain = [word for word in words if "=" not in word]
    verb = plain.pop(0) if plain[0] in {"start", "fire", "resume", "cancel"} else "complete"
    node, _, nth = (plain.pop(0) if plain else "").partition("#")
    outcome = plain.pop(0) if plain else ""
    assert not plain, f"no step: {text}"
    return Step(verb, node, int(nth or 1), outcome, dict(map(_read_value, given)), _read_waits(waits), refused)


def _read_waits(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in text.split():
        name, _, times = word.partition("*")
        found += [name] * int(times or 1)
    return tuple(sorted(found))


def _read_value(word: str) -> tuple[str, Any]:
    name, _, text = word.partition("=")
    known = {"true": True, "false": False, "null": None}
    if text in known:
        return name, known[text]
    try:
        return name, ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return name, text
