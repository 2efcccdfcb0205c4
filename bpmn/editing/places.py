"""Between which steps another can be inserted: each pair of neighbours, and the flow between them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.elements import EndEvent, Flow, Gateway, Process, StartEvent


@dataclass(frozen=True)
class Place:
    """A flow on which a step can stand: the steps before and behind it, and what the way between them is called."""

    flow: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    label: str = ""


def list_places(process: Process) -> list[Place]:
    """Every place once, in the order of the file; of several flows between two steps the one that is theirs most."""
    ways = [way for node in process.nodes.values() if not isinstance(node, Gateway) for way in _walk(process, node.id)]
    used = Counter(flow.id for way in ways for flow in way)
    chosen: dict[str, list[tuple[Flow, ...]]] = {}
    for way in ways:
        best = min(reversed(way), key=lambda flow: used[flow.id])
        chosen.setdefault(best.id, []).append(way)
    return [_make_place(flow, ways) for flow, ways in chosen.items()]


def _walk(process: Process, start: str) -> Iterator[tuple[Flow, ...]]:
    """The ways from a node to the next ones that are no gateways."""
    waiting: list[tuple[Flow, ...]] = [(flow,) for flow in process.outgoing[start]]
    while waiting:
        way = waiting.pop(0)
        target = way[-1].target
        if not isinstance(process.nodes[target], Gateway):
            yield way
        elif target not in {flow.source for flow in way}:
            waiting += [(*way, flow) for flow in process.outgoing[target]]


def _make_place(flow: str, ways: list[tuple[Flow, ...]]) -> Place:
    before = tuple(dict.fromkeys(way[0].source for way in ways))
    behind = tuple(dict.fromkeys(way[-1].target for way in ways))
    labels = dict.fromkeys(each.name for way in ways for each in way if each.name)
    return Place(flow, before, behind, "、".join(labels) if len(ways) == 1 else "")


def list_steps(process: Process) -> list[str]:
    """What a table of steps shows, in the order in which tokens come there: no gateways and no ends."""
    order: dict[str, None] = {}
    waiting = [node.id for node in process.nodes.values() if isinstance(node, StartEvent) and not node.scope]
    while waiting:
        at = waiting.pop(0)
        if at not in order:
            order[at] = None
            waiting += [flow.target for flow in process.outgoing[at]]
            waiting += [event.id for event in process.boundaries.get(at, ())]
    nodes = [*order, *(node for node in process.nodes if node not in order)]
    return [node for node in nodes if not isinstance(process.nodes[node], (Gateway, EndEvent))]


def list_next(process: Process, node: str) -> list[tuple[str, str]]:
    """The steps behind a node, each with what the way to it is called."""
    ways = ((way[-1].target, "、".join(flow.name for flow in way if flow.name)) for way in _walk(process, node))
    return list(dict.fromkeys(ways))
