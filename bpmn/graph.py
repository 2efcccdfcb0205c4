"""Questions about sequence flows: what leads where."""

from collections import deque
from collections.abc import Iterable, Mapping

from bpmn.elements import (
    Activity,
    BoundaryEvent,
    EndEvent,
    EventKind,
    EventStart,
    Node,
    Process,
    StartEvent,
    SubProcess,
)


def successors(process: Process) -> Mapping[str, frozenset[str]]:
    """Each node's next nodes; a boundary event follows its host, a catching link event those that throw its link.

    What compensates follows the event on the border of what it compensates.
    """
    found = {node: {flow.target for flow in flows} for node, flows in process.outgoing.items()}
    for source, target in process.links.items():
        found[source].add(target)
    for host, events in process.boundaries.items():
        if host in found:
            found[host].update(event.id for event in events)
        for event in events:
            if host in process.handlers and event.definition.kind is EventKind.COMPENSATION:
                found[event.id].add(process.handlers[host])
    return {node: frozenset(targets) for node, targets in found.items()}


def reachable(links: Mapping[str, Iterable[str]], starts: Iterable[str]) -> frozenset[str]:
    """All nodes on ways from the starts, the starts included."""
    seen: set[str] = set()
    waiting = deque(starts)
    while waiting:
        node = waiting.popleft()
        if node not in seen:
            seen.add(node)
            waiting.extend(links.get(node, ()))
    return frozenset(seen)


def reverse(links: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """The same links, walked backwards."""
    found: dict[str, set[str]] = {node: set() for node in links}
    for node, targets in links.items():
        for target in targets:
            found.setdefault(target, set()).add(node)
    return {node: frozenset(sources) for node, sources in found.items()}


def starts_of(process: Process, scope: str) -> tuple[StartEvent, ...]:
    """The start events of the process (scope '') or of one sub-process."""
    return tuple(node for node in process.nodes.values() if isinstance(node, StartEvent) and node.scope == scope)


def entries_of(process: Process, scope: str) -> tuple[StartEvent | EventStart, ...]:
    """Where tokens begin in a scope: start events, in an event sub-process behind the event that has happened."""
    found = (node for node in process.nodes.values() if node.scope == scope)
    return tuple(node for node in found if isinstance(node, (StartEvent, EventStart)))


def is_aside(node: Node) -> bool:
    """Whether a node stands beside the flow of its scope: event sub-processes, and what compensates."""
    undoes = isinstance(node, BoundaryEvent) and node.definition.kind is EventKind.COMPENSATION
    return undoes or is_handler(node) or is_triggered(node)


def is_triggered(node: Node) -> bool:
    """Whether a node is an event sub-process."""
    return isinstance(node, SubProcess) and node.triggered


def is_handler(node: Node) -> bool:
    """Whether a node is an activity that compensates another."""
    return isinstance(node, Activity) and node.compensating


def unreached(process: Process, scope: str) -> frozenset[str]:
    """Nodes of the scope to which no way leads from its start, nor from what stands beside its flow."""
    own = {node.id for node in process.nodes.values() if node.scope == scope}
    aside = {node for node in own if is_triggered(process.nodes[node]) or is_handler(process.nodes[node])}
    entries = {entry.id for entry in entries_of(process, scope)}
    return frozenset(own) - reachable(successors(process), entries | aside)


def endless(process: Process, scope: str) -> frozenset[str]:
    """Nodes of the scope's flow from which no way leads to an end event."""
    own = {node.id: node for node in process.nodes.values() if node.scope == scope}
    ends = [node.id for node in own.values() if isinstance(node, EndEvent)]
    links = {node: frozenset(targets) & set(own) for node, targets in successors(process).items()}
    aside = {node.id for node in own.values() if is_aside(node)}
    return frozenset(own) - reachable(reverse(links), ends) - aside


def scopes_of(process: Process) -> tuple[str, ...]:
    """The scopes of the process, itself ('') first."""
    return tuple(dict.fromkeys(["", *(node.scope for node in process.nodes.values())]))


def loops(process: Process) -> tuple[frozenset[str], ...]:
    """The sets of nodes that lie on a common circle (strongly connected, larger than one node)."""
    links = successors(process)
    back = reverse(links)
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for node in process.nodes:
        if node not in seen:
            circle = reachable(links, [node]) & reachable(back, [node])
            seen |= circle
            if len(circle) > 1 or node in links.get(node, ()):
                found.append(circle)
    return tuple(found)


def hosts_of(process: Process) -> Mapping[str, str]:
    """Boundary events and the activities they sit on."""
    return {node.id: node.host for node in process.nodes.values() if isinstance(node, BoundaryEvent)}
