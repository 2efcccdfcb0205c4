"""Where nodes of a scope stand to each other: what lies before, what comes after, and beside which other tokens.

Boundary events count as ways out of their host. All answers are about one scope of a process (`''` for the process
itself) and come from the drawing alone; who has really come which way, the rows of an instance say.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from bpmn import graph
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    EndEvent,
    EventGateway,
    EventKind,
    ExclusiveGateway,
    Gateway,
    Node,
    Process,
)

Links = Mapping[str, frozenset[str]]
"""Each node's neighbours, forwards or backwards."""

EXIT: Final = ""
"""Stands for the end of the scope: what has no way out leads there."""


class Branch(NamedTuple):
    """One of several tokens: the node that sends them, and the flow, or the boundary event, by which this one goes."""

    split: str
    way: str


def links_of(process: Process, scope: str) -> Links:
    """Each node's next nodes within the scope."""
    own = {node.id for node in process.nodes.values() if node.scope == scope}
    return {node: targets & own for node, targets in graph.successors(process).items() if node in own}


def dominators_of(process: Process, scope: str) -> Links:
    """By node, the nodes that every way to it from the scope's start passes, itself included."""
    return _dominators(links_of(process, scope), [entry.id for entry in graph.entries_of(process, scope)])


def post_dominators_of(process: Process, scope: str) -> Links:
    """By node, the nodes that every way from it to the end of the scope passes, itself included, `EXIT` left out."""
    found = _dominators(_backwards(links_of(process, scope)), [EXIT])
    return {node: passed - {EXIT} for node, passed in found.items() if node != EXIT}


def _backwards(links: Links) -> Links:
    """The links walked backwards from `EXIT`."""
    closed = {node: targets or frozenset({EXIT}) for node, targets in links.items()}
    return graph.reverse({**closed, EXIT: frozenset()})


def _dominators(links: Links, starts: list[str]) -> Links:
    """The dominators in a graph; what no start leads to has none but itself."""
    reached = graph.reachable(links, starts)
    sources = graph.reverse({node: targets for node, targets in links.items() if node in reached})
    found = dict.fromkeys(reached, reached) | {start: frozenset({start}) for start in starts}
    changed = True
    while changed:
        changed = False
        for node in reached - set(starts):
            passed = frozenset.intersection(*(found[each] for each in sources[node])) | {node}
            changed, found[node] = changed or passed != found[node], passed
    return {node: found.get(node, frozenset({node})) for node in links}


def regions_of(process: Process, scope: str) -> Mapping[str, frozenset[Branch]]:
    """By node, the branches in which a token there stands beside other tokens; equal where a token may be moved.

    A node lies in a branch of a split if it can be come to by that way before all ways have met again (the split's
    nearest post-dominator). What only a non-interrupting boundary event leads to lies in a branch of its host.
    """
    links = links_of(process, scope)
    found: dict[str, set[Branch]] = {node: set() for node in links}
    for branch, inside in [*_split_branches(process, links), *_side_branches(process, scope)]:
        for node in inside:
            found[node].add(branch)
    return {node: frozenset(branches) for node, branches in found.items()}


def _split_branches(process: Process, links: Links) -> Iterator[tuple[Branch, frozenset[str]]]:
    """The branches of splits, each with the nodes in it.

    Two ways are none past the meeting: where a token ends with the whole scope, no other is left; and what happens
    beside an activity does not take its token.
    """
    after = {node: frozenset({node}) for node in links}
    after |= dict(_dominators(_backwards(_lasting(process, links)), [EXIT]))
    for node in links:
        if not sends_several(process, process.nodes[node]):
            continue
        closed = {**links, node: frozenset(), _nearest(after, node): frozenset()}
        met = _nearest(after, node)
        for flow in process.outgoing[node]:
            yield Branch(node, flow.id), graph.reachable(closed, [flow.target]) - {node, met}


def _lasting(process: Process, links: Links) -> Links:
    """The ways of tokens that do not end their scope."""
    ends = [node for node, targets in links.items() if not targets]
    kept = graph.reachable(graph.reverse(links), [node for node in ends if not _ends_all(process.nodes[node])] or ends)
    beside = {node for node in kept if _is_beside(process.nodes[node])}
    return {node: frozenset(links[node] & kept) - beside for node in kept}


def _is_beside(node: Node) -> bool:
    return isinstance(node, BoundaryEvent) and not node.interrupting


def _ends_all(node: Node) -> bool:
    return isinstance(node, EndEvent) and node.definition.kind in {EventKind.TERMINATE, EventKind.ERROR}


def _nearest(after: Links, node: str) -> str:
    """The first node that every way from this one passes; `EXIT` where there is none."""
    return max(after[node] - {node}, key=lambda each: len(after[each]), default=EXIT)


def _side_branches(process: Process, scope: str) -> Iterator[tuple[Branch, frozenset[str]]]:
    """What happens beside an activity that goes on, by its boundary events."""
    before = dominators_of(process, scope)
    for node in process.nodes.values():
        if node.scope == scope and _is_beside(node):
            host = graph.hosts_of(process)[node.id]
            yield Branch(host, node.id), frozenset(each for each in before if node.id in before[each])


def sends_several(process: Process, node: Node) -> bool:
    """Whether a node may send more than one token on: a default goes only where no other way does."""
    flows = process.outgoing[node.id]
    if isinstance(node, (ExclusiveGateway, EventGateway)):
        return False
    default = node.default if isinstance(node, (Activity, Gateway)) else ""
    return sum(flow.id != default for flow in flows) > 1


class Standpoint:
    """What stands before a node and after it: asked for many targets, each is found out once."""

    def __init__(self, process: Process, scope: str, source: str) -> None:
        self.source = source
        self.before = dominators_of(process, scope)
        self.onward = _dominators(links_of(process, scope), [source])

    def list_jumped(self, target: str) -> frozenset[str]:
        """The nodes that a token jumps over if it is moved from here, where it has still to be done, to the target.

        None if every way to here passes the target: then the token goes back. Else those that every way on from here
        to the target passes, this node among them, and those that every way to the target passes but not to here.
        """
        if target in self.before[self.source]:
            return frozenset()
        unpassed = self.before[target] - (self.before[self.source] - {self.source})
        return (self.onward[target] | unpassed) - {target}
