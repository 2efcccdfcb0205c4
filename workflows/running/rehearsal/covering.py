"""From an exploration to few ways that together pass everything: each as answers that can be walked again."""

from collections import Counter, deque
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
    paths = _sort_paths(found, _list_paths(found))
    done: set[int] = set()
    cases = []
    for path in paths:
        fresh = {edge.number for edge in path} - done
        done |= fresh
        if fresh:
            cases.append(_make_case(path, fresh))
    return cases[:MAX_CASES], max(0, len(cases) - MAX_CASES)


def _list_paths(found: Exploration) -> list[list[Edge]]:
    """Ways through every edge that first reached something or could not be gone on from, the farthest edges first."""
    onward = _find_onward(found)
    wanted = {*found.reached.values(), *(edge.number for edge in found.edges if edge.stuck)}
    paths: list[list[Edge]] = []
    done: set[int] = set()
    for number in sorted(wanted, reverse=True):
        if number not in done:
            paths.append(list(_complete_path(found, onward, found.edges[number])))
            done |= {edge.number for edge in paths[-1]}
    return paths


def _sort_paths(found: Exploration, paths: list[list[Edge]]) -> list[list[Edge]]:
    """By how much each passes that was first reached on it."""
    first = Counter(found.reached.values())
    return sorted(paths, key=lambda path: -sum(first[number] for number in {edge.number for edge in path}))


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
