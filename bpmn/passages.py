"""What a token must have passed to stand where it stands."""

from collections.abc import Mapping

from bpmn import graph
from bpmn.elements import BoundaryEvent, Node, ParallelGateway, Process, StartEvent

Passed = Mapping[str, frozenset[str]]
"""By node, other nodes of its scope."""


def passed_before(process: Process, scope: str) -> Passed:
    """The nodes that are passed for certain before a token comes to each node of a scope.

    At a parallel join what any of its branches has passed; elsewhere what every way in has. An event on a border comes
    after what came before its host, and not after its host.
    """
    own = {node.id: node for node in process.nodes.values() if node.scope == scope}
    sources = graph.reverse(graph.successors(process))
    before = dict.fromkeys(own, frozenset(own))
    changed = True
    while changed:
        known, before = before, {each: _entered(node, sources, before) for each, node in own.items()}
        changed = known != before
    return before


def _entered(node: Node, sources: Passed, before: Passed) -> frozenset[str]:
    if isinstance(node, StartEvent):
        return frozenset()
    if isinstance(node, BoundaryEvent):
        return before[node.host]
    ways = [before[each] | {each} for each in sources.get(node.id, ()) if each in before]
    if not ways:
        return frozenset()
    return frozenset.union(*ways) if isinstance(node, ParallelGateway) else frozenset.intersection(*ways)
