"""Looking for every way through a version: what is reached, what is not, where it cannot go on, and who is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn.elements import Node, Process
from bpmn.extensions import Assign
from bpmn.texts import Text
from services.process.dry_cards import PersonCard, show_people
from services.process.dry_subjects import BoundProcess, DryStart, Rehearsed, rehearse, rehearse_beside
from workflows.models import Unit
from workflows.rules.rehearsal.constants import Barred
from workflows.running.rehearsal.covering import Case, find_cases
from workflows.running.rehearsal.exploring import Exploration, Explorer, Goal
from workflows.running.rehearsal.people import list_vacancies
from workflows.running.rehearsal.playing import Player
from workflows.running.rehearsal.walking import Answer
from workflows.work import Work


@dataclass(frozen=True)
class Coverage:
    """How much of something was reached."""

    reached: int
    total: int


@dataclass(frozen=True)
class MissedCard:
    """What no way has reached: a node, a flow or an outcome."""

    kind: str
    process: str
    process_name: str
    id: str
    name: str
    outcome: str


@dataclass(frozen=True)
class LeftOut:
    """A step of a called process that this one never comes to, with the conditions that its call settles."""

    process: str
    process_name: str
    node: str
    name: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class DeadEnd:
    """Where the drawing cannot go on: behind which step, and why; no cause where nothing is left to happen."""

    process: str
    process_name: str
    node: str
    name: str
    cause: Text | None


@dataclass(frozen=True)
class Vacancy:
    """A step for which nobody is found, and who is told of it (R-TASK-1)."""

    process: str
    process_name: str
    node: str
    name: str
    rule: tuple[Assign, ...]
    told: list[PersonCard]


@dataclass(frozen=True)
class Unknown:
    """A step whose people hang on what only a real case knows."""

    process: str
    process_name: str
    node: str
    name: str
    depends: tuple[str, ...]


@dataclass(frozen=True)
class CaseCard:
    """A way through: what is given and answered, to be walked again."""

    number: int
    given: Mapping[str, Any]
    answers: tuple[Answer, ...]
    names: list[tuple[str, str]]
    """Steps with the labels of their outcomes, in order, each once: those that no way before it has shown."""
    complete: bool


@dataclass(frozen=True)
class Explored:
    """What was found about a version."""

    nodes: Coverage
    flows: Coverage
    outcomes: Coverage
    missed: list[MissedCard]
    left_out: list[LeftOut]
    dead_ends: list[DeadEnd]
    vacancies: list[Vacancy]
    unknown: list[Unknown]
    cases: list[CaseCard]
    more_cases: int
    steps: int
    bounded: str
    """Why not everything was looked at: `steps` or `values`; '' where everything was, or nothing is missed."""
    marks: Mapping[str, Mapping[str, str]]
    """States of nodes by process, for the drawing: `done` where reached, `overdue` where somebody is missing."""
    bound: list[BoundProcess]
    unit: str
    """The unit for which it was tried out, '' where there is none."""


def explore_beside(work: Work, definition_id: str, beside: Sequence[str], steps: int) -> Explored:
    """The same in a number of steps, for a version that was checked, with drafts as if they were published."""
    with rehearse_beside(work, definition_id, beside, DryStart()) as rehearsed:
        player = Player(rehearsed.subject)
        return _show(rehearsed, player.processes, Explorer(player, steps=steps).explore())


def explore(work: Work, definition_id: str, start: DryStart) -> Explored:
    """Look for every way through a version."""
    with rehearse(work, definition_id, start) as rehearsed:
        player = Player(rehearsed.subject)
        found = Explorer(player).explore()
        return _show(rehearsed, player.processes, found)


def _show(rehearsed: Rehearsed, processes: Mapping[str, Process], found: Exploration) -> Explored:
    cases, more = find_cases(found)
    met = list(list_vacancies(rehearsed.subject, found.waits))
    vacancies = [
        Vacancy(**_place(processes, row.process_key, node), rule=node.assign, told=_tell(rehearsed, owner))
        for row, node, owner in met
        if owner.vacant
    ]
    unknown = [
        Unknown(**_place(processes, row.process_key, node), depends=owner.depends)
        for row, node, owner in met
        if owner.depends and not owner.assignment.assignees
    ]
    return Explored(
        nodes=_cover(found, "node"),
        flows=_cover(found, "flow"),
        outcomes=_cover(found, "outcome"),
        missed=[_show_missed(processes, goal) for goal in sorted(found.missed)],
        left_out=[_show_left_out(processes, each) for each in found.barred if each.kind == "node"],
        dead_ends=list(_list_dead_ends(processes, found)),
        vacancies=vacancies,
        unknown=unknown,
        cases=[_show_case(processes, number, case) for number, case in enumerate(cases, start=1)],
        more_cases=more,
        steps=len(found.edges),
        bounded=found.bounded if found.missed else "",
        marks=_mark(processes, found, vacancies),
        bound=rehearsed.bound,
        unit=_name_unit(rehearsed),
    )


def _name_unit(rehearsed: Rehearsed) -> str:
    unit_id = rehearsed.subject.instance.unit_id
    return rehearsed.work.session.get_one(Unit, unit_id).name if unit_id else ""


def _tell(rehearsed: Rehearsed, owner: Any) -> list[PersonCard]:
    return show_people(rehearsed.work, owner.assignment.assignees, rehearsed.work.at)


def _place(processes: Mapping[str, Process], key: str, node: Node) -> dict[str, str]:
    return {"process": key, "process_name": processes[key].name, "node": node.id, "name": node.name or node.id}


def _cover(found: Exploration, kind: str) -> Coverage:
    goals = [goal for goal in found.goals if goal[0] == kind]
    return Coverage(sum(goal in found.reached for goal in goals), len(goals))


def _show_missed(processes: Mapping[str, Process], goal: Goal) -> MissedCard:
    kind, key, name, outcome = goal
    process = processes[key]
    if kind == "flow":
        flow = next(each for each in process.flows if each.id == name)
        ends = (process.nodes[each].name or each for each in (flow.source, flow.target))
        called = flow.name or " → ".join(ends)
    else:
        called = process.nodes[name].name or name
    return MissedCard(kind, key, process.name, name, called, outcome)


def _show_left_out(processes: Mapping[str, Process], barred: Barred) -> LeftOut:
    node = processes[barred.process].nodes[barred.id]
    return LeftOut(**_place(processes, barred.process, node), conditions=barred.conditions)


def _list_dead_ends(processes: Mapping[str, Process], found: Exploration) -> Iterable[DeadEnd]:
    """One for each cause and step behind which it is met."""
    known: dict[Any, DeadEnd] = {}
    for edge in found.edges:
        if edge.stuck is not None:
            key, node = (edge.row.process_key, edge.row.node_id) if edge.row else (next(iter(processes)), "")
            drawn = processes[key].nodes.get(node)
            place = _place(processes, key, drawn) if drawn else _no_place(processes, key)
            known.setdefault((key, node, str(edge.stuck.text)), DeadEnd(**place, cause=edge.stuck.text))
    for rows in found.halts.values():
        for row in rows:
            place = _place(processes, row.process_key, processes[row.process_key].nodes[row.node_id])
            known.setdefault((row.process_key, row.node_id), DeadEnd(**place, cause=None))
    return known.values()


def _no_place(processes: Mapping[str, Process], key: str) -> dict[str, str]:
    """The start itself."""
    return {"process": key, "process_name": processes[key].name, "node": "", "name": ""}


def _show_case(processes: Mapping[str, Process], number: int, case: Case) -> CaseCard:
    names = []
    for each in case.fresh:
        node = processes[each.process].nodes[each.node]
        label = next((one.label for one in getattr(node, "outcomes", ()) if one.name == each.outcome), each.outcome)
        names.append((node.name or node.id, label))
    return CaseCard(number, case.given, case.answers, list(dict.fromkeys(names)), case.complete)


def _mark(
    processes: Mapping[str, Process], found: Exploration, vacancies: Iterable[Vacancy]
) -> Mapping[str, Mapping[str, str]]:
    marks: dict[str, dict[str, str]] = {key: {} for key in processes}
    for kind, key, name, _ in found.goals:
        if kind == "node":
            marks[key][name] = "done" if (kind, key, name, "") in found.reached else "cancelled"
    for each in vacancies:
        marks[each.process][each.node] = "overdue"
    return marks
