"""What a call leaves out for good: with the values that it hands in, conditions of the called process are settled.

`collective_vote` decides on cases and on appeals. Called with `appeal` as `''` it never comes to the vote on an appeal,
whatever anybody answers; a rehearsal does not look for that, and says why.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from bpmn.elements import BoundaryEvent, CallActivity, Gateway, Node, Process, StartEvent, SubProcess
from bpmn.errors import ExpressionError
from bpmn.expressions import parse_expression
from workflows.rules.rehearsal.possibilities import outputs_of

Values = Mapping[str, tuple[Any, ...]]
"""By variable, all that it may be."""


@dataclass(frozen=True)
class Barred:
    """A flow that is never taken, or a node behind such flows alone; with the conditions that its call settles."""

    process: str
    kind: str
    id: str
    conditions: tuple[str, ...]


def list_barred(processes: Mapping[str, Process], root: str, given: Values) -> Iterator[Barred]:
    """All flows and nodes of called processes that no call among these comes to; `given` is what starts the root."""
    for key, process in processes.items():
        fixed = find_fixed(processes, key, {root: given}) if key != root else {}
        never = dict(_list_never(process, fixed)) if fixed else {}
        if never:
            yield from _list_behind(process, never)


def _list_never(process: Process, fixed: Values) -> Iterator[tuple[str, str]]:
    """Flows that are never taken, with the condition: their own never holds, or one beside a default always does."""
    for node in process.nodes.values():
        ways = [flow for flow in process.flows if flow.source == node.id]
        settled = {flow.id: _settle(flow.condition, fixed) for flow in ways if flow.condition}
        sure = next((flow.condition for flow in ways if settled.get(flow.id) is True), "")
        for flow in ways:
            if settled.get(flow.id) is False:
                yield flow.id, flow.condition
            elif sure and isinstance(node, Gateway) and node.default == flow.id:
                yield flow.id, sure


def _list_behind(process: Process, never: Mapping[str, str]) -> Iterator[Barred]:
    conditions = tuple(dict.fromkeys(never.values()))
    lost = _reach(process, frozenset()) - _reach(process, never.keys())
    yield from (Barred(process.id, "node", each, conditions) for each in sorted(lost))
    flows = (flow for flow in process.flows if flow.id in never or flow.source in lost)
    yield from (Barred(process.id, "flow", flow.id, conditions) for flow in flows)


def find_fixed(processes: Mapping[str, Process], key: str, known: Mapping[str, Values]) -> Values:
    """Variables of a process that nothing in it writes, with all that its calls hand in; none where that is open."""
    process = processes[key]
    written = {each.name for node in process.nodes.values() for each in outputs_of(node)}
    if key not in known:
        known = {**known, key: {}}  # a process that calls itself may hand in anything
        calls = [_list_inputs(processes, caller, node, known) for caller, node in _list_calls(processes, key)]
        names = set.intersection(*map(set, calls)) if calls else set()
        found = {name: tuple(value for inputs in calls for value in inputs[name]) for name in names}
    else:
        found = dict(known[key])
    return {name: values for name, values in found.items() if name not in written}


def _list_calls(processes: Mapping[str, Process], called: str) -> Iterator[tuple[str, CallActivity]]:
    for key, process in processes.items():
        for node in process.nodes.values():
            if isinstance(node, CallActivity) and node.called == called:
                yield key, node


def _list_inputs(
    processes: Mapping[str, Process], caller: str, node: CallActivity, known: Mapping[str, Values]
) -> dict[str, tuple[Any, ...]]:
    """What a call hands in, as far as it is fixed."""
    around = find_fixed(processes, caller, known)
    found = {each.name: around.get(each.value) or _read_literal(each.value) for each in node.inputs}
    return {name: values for name, values in found.items() if values}


def _read_literal(text: str) -> tuple[Any, ...]:
    """A fixed value alone in a tuple; nothing where the text reads something."""
    try:
        expression = parse_expression(text)
        return () if expression.names or expression.parameters else (expression.evaluate({}),)
    except ExpressionError:
        return ()


def _settle(condition: str, fixed: Values) -> bool | None:
    """What a condition comes to that reads fixed values only and is the same with each of them; else None."""
    try:
        expression = parse_expression(condition)
        names = sorted(expression.names)
        if not names or expression.parameters or not fixed.keys() >= expression.names:
            return None
        every = product(*(fixed[name] for name in names))
        found = {bool(expression.evaluate(dict(zip(names, each, strict=True)))) for each in every}
    except ExpressionError:
        return None
    return found.pop() if len(found) == 1 else None


def _reach(process: Process, shut: Collection[str]) -> set[str]:
    """Nodes that a token may come to from the starts, over all flows but those that are shut."""
    found: set[str] = set()
    ahead: list[Node] = [node for node in process.nodes.values() if isinstance(node, StartEvent) and not node.scope]
    while ahead:
        node = ahead.pop()
        if node.id not in found:
            found.add(node.id)
            ahead += _list_next(process, node, shut)
    return found


def _list_next(process: Process, node: Node, shut: Collection[str]) -> Iterator[Node]:
    """Where a token may go from a node: on, into it, and out at its border."""
    yield from (process.nodes[flow.target] for flow in process.flows if flow.source == node.id and flow.id not in shut)
    for other in process.nodes.values():
        begins = isinstance(node, SubProcess) and isinstance(other, StartEvent) and other.scope == node.id
        if begins or (isinstance(other, BoundaryEvent) and other.host == node.id):
            yield other
