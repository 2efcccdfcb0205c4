"""What a node does: the vote, handler and action by which a demand knows it, and the variables that it sets."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpmn.checkpoints.demands import Doing
from bpmn.elements import (
    Activity,
    BusinessRuleTask,
    CallActivity,
    MultiInstance,
    Node,
    ServiceTask,
    StartEvent,
    UserTask,
)

Doings = tuple[Doing, ...]


def does_any(node: Node, doings: Iterable[Doing]) -> bool:
    """Whether a node itself does one of these things; one that may be done no times does not."""
    done = set(_list_done(node))
    return bool(done) and is_certain(node) and any((each.kind, each.name) in done for each in doings if not each.given)


def _list_done(node: Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, (UserTask, StartEvent)) and node.writes:
        yield "writes", node.writes
    if isinstance(node, UserTask) and node.vote:
        yield "vote", node.vote.kind
    if isinstance(node, ServiceTask) and node.action:
        yield "action", node.action.name


def is_certain(node: Node) -> bool:
    """Whether an activity is done at least once: by people of a relation always (R-TASK-1), by numbers from one on."""
    loop = node.loop if isinstance(node, Activity) else None
    if loop is None:
        return True
    return isinstance(loop, MultiInstance) and (loop.each is not None or _is_positive(loop.cardinality))


def _is_positive(cardinality: str) -> bool:
    return cardinality.strip().isdecimal() and int(cardinality) > 0


def narrow_doings(call: CallActivity, doings: Doings) -> Doings:
    """What is looked for inside a called process: what asks for inputs only if the call gives them."""
    inputs = {binding.name: binding.value.strip() for binding in call.inputs}
    fitting = [each for each in doings if all(inputs.get(name) == value for name, value in each.given.items())]
    return tuple(replace(each, given={}) for each in fitting)


def written_variables(node: Node) -> frozenset[str]:
    """The variables that a node may set."""
    bindings = list(node.outputs) if isinstance(node, (CallActivity, BusinessRuleTask)) else []
    if isinstance(node, ServiceTask) and node.action:
        bindings += node.action.outputs
    names = [binding.name for binding in bindings]
    if isinstance(node, (UserTask, StartEvent)):
        names += [each.variable for each in node.form.fields if each.variable]
    if isinstance(node, UserTask) and node.vote:
        names += [binding.name for binding in node.vote.outputs]
    return frozenset(names)
