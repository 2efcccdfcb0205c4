"""What the new version needs to know of an instance, and what the instance knows."""

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.elements import CallActivity, Node, Process, ServiceTask, UserTask
from bpmn.extensions import Field
from bpmn.texts import N_
from bpmn.versions import Pair
from workflows.rules.migration.terms import Finding, Standing, find
from workflows.rules.migration.versions import Versions


def check_values(versions: Versions, standing: Standing) -> Iterator[Finding]:
    """Why the variables of the processes at work are not enough for, or not known to, the new version."""
    for key, held in standing.frames.values():
        pair = versions.pairs.get(key)
        if pair is not None:
            yield from _check_declared(pair, held)
            yield from _check_outcomes(pair, held)
            yield from _check_written(
                pair, held, frozenset(done.node for done in standing.ever_passed if done.process == key)
            )


def _check_declared(pair: Pair, held: Mapping[str, Any]) -> Iterator[Finding]:
    """Given variables are held, and none that is held has become of another type."""
    process = pair.new.id
    for variable in pair.new.variables:
        before = pair.old.variable(variable.name)
        if held.get(variable.name) is None:
            if variable.given and (before is None or not before.given):
                yield find("value-missing", process, None, N_("新版本需要变量 %(id)s，本件没有"), id=variable.name)
        elif before is not None and before.type != variable.type:
            yield find("value-changed", process, None, N_("变量 %(id)s 在新版本是另一种类型"), id=variable.name)


def _check_outcomes(pair: Pair, held: Mapping[str, Any]) -> Iterator[Finding]:
    """What was decided is something that the new version knows."""
    for node in pair.old.nodes.values():
        new, value = pair.target_of(node.id), held.get(node.id)
        if value is not None and isinstance(node, UserTask) and isinstance(new, UserTask):
            lost = {each.name for each in node.outcomes} - {each.name for each in new.outcomes}
            if value in lost:
                text = N_("“%(name)s”已办结为“%(label)s”，新版本没有这个结果")
                label = next(each.label for each in node.outcomes if each.name == value)
                yield find("outcome-gone", pair.old.id, node, text, label=label)


def _check_written(pair: Pair, held: Mapping[str, Any], done: frozenset[str]) -> Iterator[Finding]:
    """Steps that were done have left what later steps of the new version count on."""
    for node_id in sorted(done):
        old, new = pair.old.nodes.get(node_id), pair.target_of(node_id)
        if old is None or new is None:
            continue
        for name in sorted(_written(new) - _written(old) - held.keys()):
            text = N_("“%(name)s”已经办结，新版本由它写入的变量 %(id)s 没有值")
            yield find("value-missing", pair.old.id, old, text, id=name)


def _written(node: Node) -> frozenset[str]:
    """Variables that a step leaves behind."""
    if isinstance(node, CallActivity):
        return frozenset(binding.name for binding in node.outputs)
    if isinstance(node, ServiceTask) and node.action:
        return frozenset(binding.name for binding in node.action.outputs)
    if isinstance(node, UserTask):
        outputs = node.vote.outputs if node.vote else ()
        return frozenset(_bound(node.form.fields)) | {binding.name for binding in outputs}
    return frozenset()


def _bound(fields: tuple[Field, ...]) -> Iterator[str]:
    return (each.variable for each in fields if each.variable)


def list_copies(versions: Versions, standing: Standing) -> Mapping[int, Mapping[str, str]]:
    """Outcomes of renamed steps, by the call that holds them: old name to new, where the new one is not held."""
    found: dict[int, dict[str, str]] = {}
    for frame_id, (key, held) in standing.frames.items():
        pair = versions.pairs.get(key)
        for old, new in pair.renames.items() if pair is not None else ():
            if held.get(old) is not None and held.get(new) is None and pair is not None:
                found.setdefault(frame_id, {})[old] = new
    return found


def check_uses(pair: Pair, node: Node) -> Iterator[Finding]:
    """What changes for an open step without standing in the way: its form, its deadline, its people, its outcomes."""
    new = pair.target_of(node.id)
    if not isinstance(node, UserTask) or not isinstance(new, UserTask):
        return
    process: Process = pair.old
    if node.form != new.form or node.writes != new.writes or node.outcomes != new.outcomes:
        yield find("form-changed", process.id, node, N_("“%(name)s”的表单或结果有变化，已暂存的内容保留"))
    if node.due != new.due:
        yield find("deadline-kept", process.id, node, N_("“%(name)s”的时限有变化，本件仍按原期限"))
    if node.assign != new.assign:
        yield find("people-kept", process.id, node, N_("“%(name)s”的办理人规则有变化，本件仍由原办理人办理"))
