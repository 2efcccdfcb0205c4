"""From an exploration to few ways that together pass everything: each as answers that can be walked again."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workflows.rules.rehearsal.choosing import Choice
from workflows.running.rehearsal.exploring import Edge, Exploration
from workflows.running.rehearsal.walking import Answer

MAX_CASES: Final = 40
"""Ways that are shown; what more there would be is counted."""


@dataclass(frozen=True)
class Case:
    """A way through a process: what its start is given, and what is answered."""

    given: Mapping[str, Any]
    answers: tuple[Answer, ...]
    complete: bool
    """Whether it ends at an end; else it comes to where the drawing cannot go on."""
    fresh: tuple[Answer, ...]
    """What is answered on the part of the way that no case before it has shown."""


def find_cases(found: Exploration) -> tuple[list[Case], int]:
    """Ways that together reach all that was reached, the one that reaches most first; and how many are left out."""
    onward = _find_onward(found)
    wanted = {edge: [goal for goal, at in found.reached.items() if at == edge] for edge in set(found.reached.values())}
    done: set[int] = set()
    paths: list[tuple[int, list[Edge], set[int]]] = []
    for number in sorted([*wanted, *(edge.number for edge in found.edges if edge.stuck)], reverse=True):
        if number in done:
            continue
        path = list(_complete_path(found, onward, found.edges[number]))
        fresh = {edge.number for edge in path} - done
        paths.append((sum(len(wanted.get(each, ())) for each in fresh), path, fresh))
        done |= fresh
    paths.sort(key=lambda each: -each[0])
    cases = [_make_case(path, fresh) for _, path, fresh in paths[:MAX_CASES]]
    return cases, max(0, len(paths) - MAX_CASES)


def _find_onward(found: Exploration) -> dict[int, Edge]:
    """By place, the first edge on the shortest way to an end."""
    into: dict[int, list[Edge]] = {}
    for edge in found.edges:
        if edge.target is not None and edge.target != edge.source:
            into.setdefault(edge.target, []).append(edge)
    onward: dict[int, Edge] = {}
    waiting = deque(sorted(found.ends))
    seen = set(waiting)
    while waiting:
        for edge in into.get(waiting.popleft(), ()):
            if edge.source not in seen:
                seen.add(edge.source)
                onward[edge.source] = edge
                waiting.append(edge.source)
    return onward


def _complete_path(found: Exploration, onward: Mapping[int, Edge], edge: Edge) -> Iterator[Edge]:
    """The way to an edge, the edge, and on to an end as far as one was found."""
    yield from found.path_to(edge.source)
    yield edge
    place = edge.target
    while place is not None and place in onward:
        yield onward[place]
        place = onward[place].target


def _make_case(path: list[Edge], fresh: set[int]) -> Case:
    start, *steps = path
    given = {each.place[2]: each.value for each in start.chosen if not each.place[1]}
    answers = [_action_answer(each) for each in start.chosen if each.place[1]]
    shown: list[Answer] = []
    for edge in steps:
        own = list(_answers_of(edge))
        answers += own
        shown += own if edge.number in fresh else []
    return Case(given, tuple(answers), complete=path[-1].stuck is None, fresh=tuple(shown))


def _action_answer(choice: Choice) -> Answer:
    process, node, name = choice.place
    return Answer(node, values={name: choice.value}, process=process)


def _answers_of(edge: Edge) -> Iterator[Answer]:
    """What happened at the token, and what the actions behind it gave."""
    row = edge.row
    if row is None:
        return
    own = {each.place[2]: each.value for each in edge.chosen if each.place[:2] == (row.process_key, row.node_id)}
    yield Answer(row.node_id, edge.move.outcome, own, row.process_key)
    yield from (_action_answer(each) for each in edge.chosen if each.place[:2] != (row.process_key, row.node_id))
