"""How tokens go within one scope: the ways into and out of each node, and where tokens end."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from bpmn import graph
from bpmn.elements import (
    EndEvent,
    EventKind,
    EventStart,
    Flow,
    Node,
    ParallelGateway,
    Process,
)

FAILING: Final = frozenset({EventKind.ERROR, EventKind.CANCEL})
"""Ends that are no success: what goes on behind them goes on from a border."""


class WayKind(StrEnum):
    """How a token comes from one node to the next."""

    FLOW = "flow"
    BREAKS = "breaks"
    """An event on a border takes the token."""
    BESIDE = "beside"
    """An event on a border sends a further token."""


class Way(NamedTuple):
    """A step from node to node; `flow` is None where none is drawn."""

    source: str
    target: str
    kind: WayKind
    flow: Flow | None = None


class Routes:
    """The ways of one scope of a process."""

    def __init__(self, process: Process, scope: str) -> None:
        self.process = process
        self.nodes: Mapping[str, Node] = {
            node.id: node for node in process.nodes.values() if node.scope == scope and not graph.is_triggered(node)
        }
        self.starts = tuple(entry.id for entry in graph.entries_of(process, scope))
        ways = list(self._list_ways())
        self.incoming = {each: tuple(way for way in ways if way.target == each) for each in self.nodes}
        self.outgoing = {each: tuple(way for way in ways if way.source == each) for each in self.nodes}

    def _list_ways(self) -> Iterator[Way]:
        for node in self.nodes.values():
            for flow in self.process.outgoing[node.id]:
                yield Way(node.id, flow.target, WayKind.FLOW, flow)
            if node.id in self.process.links:
                yield Way(node.id, self.process.links[node.id], WayKind.FLOW)
            for event in self.process.boundaries.get(node.id, ()):
                if not graph.is_aside(event):
                    kind = WayKind.BREAKS if event.interrupting else WayKind.BESIDE
                    yield Way(node.id, event.id, kind)

    @cached_property
    def ends(self) -> tuple[Node, ...]:
        """Where tokens end with success: ends that are no failure, and what has no way out."""
        return tuple(node for node in self.nodes.values() if self._is_end(node))

    def _is_end(self, node: Node) -> bool:
        if isinstance(node, EndEvent):
            return node.definition.kind not in FAILING
        leaves = any(way.kind is WayKind.FLOW for way in self.outgoing[node.id])
        return not leaves and not graph.is_handler(node) and not graph.is_aside(node)

    def joins(self, node: str) -> bool:
        """Whether a node waits for a token from each of its ways."""
        return isinstance(self.nodes[node], ParallelGateway)

    @cached_property
    def main(self) -> frozenset[str]:
        """What tokens come to from the start; other nodes are come to only by tokens beside."""
        links = {
            node: [way.target for way in ways if way.kind is not WayKind.BESIDE] for node, ways in self.outgoing.items()
        }
        return graph.reachable(links, self.starts)

    def turns_in(self, way: "Way") -> bool:
        """Whether a token beside comes to where the procedure itself goes on."""
        return way.source not in self.main and way.target in self.main


def ends_all(node: Node) -> bool:
    """Whether an end takes the other tokens of its scope with it."""
    return isinstance(node, EndEvent) and node.definition.kind is EventKind.TERMINATE


def interrupting_starts(process: Process, scope: str) -> tuple[EventStart, ...]:
    """What may break the scope off and end it by an event sub-process."""
    return tuple(event for event in process.triggers.get(scope, ()) if event.interrupting)
