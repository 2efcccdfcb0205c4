"""What lies ahead of where tokens stand: which steps come in any case, and on what the others depend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bpmn.elements import CallActivity, EndEvent, Process
from bpmn.graph import reachable, starts_of, successors
from workflows.running.rehearsal.exploring import Edge, Exploration
from workflows.running.rehearsal.tokens import Tokens

Step = tuple[str, str]
"""A process and a user task of it."""


@dataclass(frozen=True)
class Ahead:
    """A step that may come: whether it comes on every way to an end, else by what that is decided."""

    step: Step
    certain: bool
    decided_by: tuple[Step, ...] = ()
    """Steps whose outcome decides it."""
    reads: tuple[tuple[str, str], ...] = ()
    """Variables, with their processes, whose value decides it."""


def foresee_steps(found: Exploration, processes: Mapping[str, Process], tokens: Tokens) -> list[Ahead]:
    """The steps ahead, those that are open first, then in the order in which they were come to.

    Certain is what every way passes: by the drawing, or because every way was looked at.
    """
    order = dict.fromkeys(
        [*_list_open(processes, tokens), *(each for edge in found.edges for each in sorted(edge.passed))]
    )
    return [_foresee(found, step, drawn=_is_drawn(processes, tokens, step)) for step in order]


def _list_open(processes: Mapping[str, Process], tokens: Tokens) -> list[Step]:
    return [(row.process_key, row.node_id) for row, _ in tokens.list_ready(processes)]


def _is_drawn(
    processes: Mapping[str, Process], tokens: Tokens, step: Step, seen: frozenset[Step] = frozenset()
) -> bool:
    """Whether the drawing leads every token of some process past a step, however anything is decided."""
    key, node = step
    process = processes[key]
    if step in seen or process.nodes[node].scope:
        return False
    here = {row.node_id for row in tokens.rows if row.process_key == key and not process.nodes[row.node_id].scope}
    if here:
        return any(_is_unavoidable(process, each, node) for each in here)
    callers = [
        (other.id, each.id)
        for other in processes.values()
        for each in other.nodes.values()
        if isinstance(each, CallActivity) and each.called == key
    ]
    begins = _is_unavoidable(process, starts_of(process, "")[0].id, node)
    return begins and any(_is_drawn(processes, tokens, each, seen | {step}) for each in callers)


def _is_unavoidable(process: Process, start: str, node: str) -> bool:
    """Whether no end event can be come to from a node without passing another."""
    if start == node:
        return True
    links = {each: targets - {node} for each, targets in successors(process).items()}
    passed = (process.nodes[each] for each in reachable(links, [start]))
    return not any(isinstance(each, EndEvent) and not each.scope for each in passed)


def _foresee(found: Exploration, step: Step, *, drawn: bool) -> Ahead:
    around = _find_around(found, step)
    if drawn or 0 not in around:
        return Ahead(step, certain=drawn or (not found.bounded and bool(found.ends)))
    decisive = [edge for edge in found.edges if edge.source in around and not _avoids(edge, step, around)]
    rows = [edge.row for edge in decisive if _is_chosen(found, edge, around, step)]
    tasks = [(row.process_key, row.node_id) for row in rows if row]
    reads = [(each.place[0], each.place[2]) for edge in decisive for each in edge.chosen]
    return Ahead(step, certain=False, decided_by=tuple(dict.fromkeys(tasks)), reads=tuple(dict.fromkeys(reads)))


def _find_around(found: Exploration, step: Step) -> set[int]:
    """Places from which an end can be come to without the step."""
    into: dict[int, list[Edge]] = {}
    for edge in found.edges:
        if edge.target is not None and step not in edge.passed:
            into.setdefault(edge.target, []).append(edge)
    around, waiting = set(found.ends), list(found.ends)
    while waiting:
        for edge in into.get(waiting.pop(), ()):
            if edge.source not in around:
                around.add(edge.source)
                waiting.append(edge.source)
    return around


def _avoids(edge: Edge, step: Step, around: Collection[int]) -> bool:
    return step not in edge.passed and edge.target in around


def _is_chosen(found: Exploration, edge: Edge, around: Collection[int], step: Step) -> bool:
    """Whether another outcome of the same task would have led past the step."""
    if edge.row is None or not edge.move.outcome:
        return False
    beside = (each for each in found.onward.get(edge.source, ()) if each.row is edge.row)
    return any(each.move.outcome != edge.move.outcome and _avoids(each, step, around) for each in beside)
