"""The gaps of a draft, element by element: what the lint refuses, what the file said, and what a person is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bpmn.elements import Flow, Node, Process, ServiceTask, StartEvent
from bpmn.errors import Severity
from bpmn.extensions import VariableType
from bpmn.importing import Weight
from bpmn.lint.owners import UNIT_RELATIONS
from bpmn.texts import N_, Text
from services.process.importing import DraftPage
from workflows import registries

ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "task-owner": ("owner",),
    "known-names": ("owner",),
    "deadline": ("due",),
    "timer-due": ("due",),
    "action": ("action", "kind"),
    "called-process": ("called", "kind"),
    "variables": ("kind",),
    "unsupported-loop": ("each", "cardinality", "kind"),
    "unsupported-element": ("remove",),
    "unsupported-event": ("remove",),
    "boundary-host": ("remove",),
    "reachable": ("remove",),
    "end-event": ("remove",),
    "labels": ("name",),
}
"""What a person is asked where a rule of the lint finds something; other rules want another file."""
DECIDING: Final = frozenset({"gateway-exits", "activity-exits", "expression"})
NOBODY_STARTS: Final = Text(N_("没有写明谁可发起；不指定的，发布后只能由其他流程调用"))


@dataclass(frozen=True)
class Gap:
    """What is open at one element. `asks` names the fields of a fill; `exits` are flows to choose a default from."""

    element: str
    name: str
    line: int | None
    problems: tuple[Text, ...]
    said: tuple[Text, ...]
    asks: tuple[str, ...]
    exits: tuple[tuple[str, str], ...] = ()
    blocking: bool = True


@dataclass(frozen=True)
class Choices:
    """What may be chosen: owners by what stands for them, actions, processes."""

    roles: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]
    """Relations, and the variable to which somebody stands in them, or ''."""
    actions: Mapping[str, frozenset[str]]
    """Actions and what each takes."""
    processes: Mapping[str, tuple[str, ...]]
    """Processes and the variables that each is given."""


def list_gaps(page: DraftPage) -> list[Gap]:
    """The gaps of a draft in the order of the file; that nobody may start it stands last and blocks nothing."""
    found: dict[str, list[tuple[str, Text, int | None]]] = {}
    for problem in page.problems:
        if problem.severity is Severity.ERROR:
            found.setdefault(problem.element_id or "", []).append((problem.rule, problem.text, problem.line))
    gaps = [_make_gap(page, element, problems) for element, problems in found.items()]
    return [*gaps, *_list_starts(page)]


def _make_gap(page: DraftPage, element: str, problems: Sequence[tuple[str, Text, int | None]]) -> Gap:
    process = page.process
    place = process.nodes.get(element) or next((flow for flow in process.flows if flow.id == element), None)
    asks = dict.fromkeys(ask for rule, _, _ in problems for ask in _asks(place, rule))
    exits = process.outgoing.get(element, ()) if "default" in asks and isinstance(place, Node) else ()
    return Gap(
        element,
        _call(process, place, element),
        problems[0][2],
        tuple(text for _, text, _ in problems),
        tuple(note.text for note in page.notes if note.weight is Weight.OPEN and note.element_id == element),
        tuple(asks),
        tuple((flow.id, _call(process, flow, flow.id)) for flow in exits),
    )


def _asks(place: Node | Flow | None, rule: str) -> tuple[str, ...]:
    if rule in DECIDING:
        return ("condition", "default") if isinstance(place, Flow) else ("default",) if rule != "expression" else ()
    if rule == "unsupported-loop" and isinstance(place, ServiceTask):
        return ("kind",)
    return ASKS.get(rule, ())


def _call(process: Process, place: Node | Flow | None, element: str) -> str:
    """What people call an element: a flow by its ends, since most have no name."""
    if isinstance(place, Flow):
        ends = (process.nodes[place.source], process.nodes[place.target])
        way = " → ".join(" ".join((node.name or node.id).split()) for node in ends)
        return f"{place.name}（{way}）" if place.name else way
    return " ".join(place.name.split()) if place and place.name else element


def _list_starts(page: DraftPage) -> Iterator[Gap]:
    for node in page.process.nodes.values():
        if isinstance(node, StartEvent) and not node.scope and not page.startable:
            said = tuple(note.text for note in page.notes if note.code == "starter" and note.text != NOBODY_STARTS)
            name = " ".join(node.name.split()) or node.id
            yield Gap(node.id, name, node.line, (NOBODY_STARTS,), said, ("owner",), blocking=False)


def list_choices(page: DraftPage, published: Mapping[str, Process]) -> Choices:
    """What may be chosen in this draft."""
    codes = [each.name for each in page.process.variables if each.type is VariableType.CODE]
    units = tuple((relation, code) for relation in sorted(UNIT_RELATIONS) for code in codes)
    return Choices(
        tuple(registries.roles.items()),
        (("starter", ""), ("member", ""), *units),
        {name: each.inputs for name, each in sorted(registries.actions.items().items())},
        {
            key: tuple(variable.name for variable in each.variables if variable.given)
            for key, each in sorted(published.items())
        },
    )
