"""The steps that a procedure profile does not let go, however its diagram is redrawn (R-GATE-2, R-GOV-2)."""

from collections.abc import Iterator, Mapping

from bpmn import graph
from bpmn.elements import (
    BoundaryEvent,
    EndEvent,
    EventStart,
    Node,
    ParallelGateway,
    Process,
    ServiceTask,
    StartEvent,
    SubProcess,
)
from bpmn.errors import Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_


def check_checkpoints(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A profile's mandatory steps are there, each on every way to the end (R-GATE-2)."""
    for name, unless in vocabulary.checkpoints.get(process.id, {}).items():
        bearers = [node for node in process.nodes.values() if node.checkpoint == name]
        if not bearers:
            yield fault("checkpoints", process, N_("缺少必经环节 %(name)s（lf:checkpoint）"), name=name)
            continue
        marked = frozenset(node.id for node in process.nodes.values() if node in bearers or _asks(node, unless))
        if not _is_certain(process, "", marked):
            yield fault("checkpoints", bearers[0], N_("有路径绕过必经环节“%(name)s”"), name=title(bearers[0]))


def _asks(node: Node, action: str) -> bool:
    """Whether a node asks if the step is needed: behind it the step may be left out."""
    return bool(action) and isinstance(node, ServiceTask) and node.action is not None and node.action.name == action


def _is_certain(process: Process, scope: str, marked: frozenset[str]) -> bool:
    """Whether no token of a scope reaches an end without having passed a marked node."""
    own = {node.id: node for node in process.nodes.values() if node.scope == scope}
    sources = graph.reverse(graph.successors(process))
    entered = dict.fromkeys(own, True)
    changed = True
    while changed:
        passed = {each: entered[each] or _passes(process, node, marked) for each, node in own.items()}
        before = entered
        entered = {each: _enters(node, sources, before, passed) for each, node in own.items()}
        changed = entered != before
    ends = all(entered[each] for each, node in own.items() if isinstance(node, EndEvent))
    # What interrupts the scope may do so before anything is passed, and then ends it.
    return ends and all(_is_certain(process, event.scope, marked) for event in _interrupting(process, scope))


def _interrupting(process: Process, scope: str) -> list[EventStart]:
    return [event for event in process.triggers.get(scope, ()) if event.interrupting]


def _passes(process: Process, node: Node, marked: frozenset[str]) -> bool:
    return node.id in marked or (isinstance(node, SubProcess) and _is_certain(process, node.id, marked))


def _enters(
    node: Node, sources: Mapping[str, frozenset[str]], entered: Mapping[str, bool], passed: Mapping[str, bool]
) -> bool:
    """Whether a token that arrives has passed: at a join with one of its branches, elsewhere whichever way it came."""
    if isinstance(node, BoundaryEvent):
        return not node.interrupting or entered[node.host]
    ways = [passed[each] for each in sources.get(node.id, ()) if each in passed]
    decide = any if isinstance(node, ParallelGateway) else all
    return decide(ways) and not isinstance(node, (StartEvent, EventStart))
