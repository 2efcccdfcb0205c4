"""Called processes and registered actions get what they need and give what is taken."""

from collections.abc import Iterator

from bpmn.elements import CallActivity, Process, ServiceTask
from bpmn.errors import Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_


def check_calls(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A called process exists, does not call back, gets all its given variables, and has what is taken from it."""
    for node in process.nodes.values():
        if not isinstance(node, CallActivity):
            continue
        called = vocabulary.processes.get(node.called)
        if called is None:
            yield fault("called-process", node, N_("被调用的流程 %(key)s 不存在"), key=node.called or "?")
            continue
        if process.id in _all_called(called, vocabulary):
            yield fault("called-process", node, N_("流程不能直接或间接调用自己"))
        yield from _check_bindings(node, called)


def _check_bindings(node: CallActivity, called: Process) -> Iterator[Problem]:
    given = {variable.name for variable in called.variables if variable.given}
    sent = {binding.name for binding in node.inputs}
    for name in sorted(given - sent):
        yield fault("called-process", node, N_("“%(node)s”没有给出变量 %(name)s"), node=title(node), name=name)
    for name in sorted(sent - given):
        yield fault("called-process", node, N_("被调用的流程不接受变量 %(name)s"), name=name)
    for name in sorted({binding.value for binding in node.outputs} - called.names):
        yield fault("called-process", node, N_("被调用的流程没有变量 %(name)s"), name=name)


def _all_called(process: Process, vocabulary: Vocabulary) -> frozenset[str]:
    """Keys of the process and of all that it calls, directly or not."""
    seen: set[str] = set()
    waiting = [process]
    while waiting:
        at = waiting.pop()
        if at.id not in seen:
            seen.add(at.id)
            waiting.extend(vocabulary.processes[key] for key in at.calls if key in vocabulary.processes)
    return frozenset(seen)


def check_actions(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A service task names a registered action and hands over what it takes, no more and no less."""
    for node in process.nodes.values():
        if not isinstance(node, ServiceTask):
            continue
        if node.action is None or node.action.name not in vocabulary.actions:
            yield fault("action", node, N_("“%(name)s”没有指明已登记的动作"), name=title(node))
            continue
        shape = vocabulary.actions[node.action.name]
        sent = {binding.name for binding in node.action.inputs}
        taken = {binding.value for binding in node.action.outputs}
        if sent != shape.inputs:
            wanted = "、".join(sorted(shape.inputs)) or "-"
            yield fault(
                "action", node, N_("动作 %(action)s 的输入应为 %(names)s"), action=node.action.name, names=wanted
            )
        for name in sorted(taken - shape.outputs):
            yield fault("action", node, N_("动作 %(action)s 没有结果 %(name)s"), action=node.action.name, name=name)
