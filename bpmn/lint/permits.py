"""What a step lets people do with it beside deciding (`lf:permits`)."""

from collections.abc import Iterator
from typing import Final

from bpmn.elements import MultiInstance, Process, ServiceTask, UserTask
from bpmn.errors import Problem
from bpmn.extensions import Permit
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

SIGNERS: Final = (Permit.ADD_SIGNER, Permit.REMOVE_SIGNER)


def check_permits(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A step permits operations that exist and that it can bear: nothing of a vote, nothing that has acted at once."""
    for node in process.nodes.values():
        if isinstance(node, UserTask) and node.permits:
            for word in node.permits:
                if word not in set(Permit):
                    yield fault("permits", node, N_("lf:permits 中没有 %(word)s 这种操作"), word=word)
            for text in _faults(process, node):
                yield fault("permits", node, text, name=title(node))


def _faults(process: Process, node: UserTask) -> Iterator[str]:
    if node.vote is not None:
        yield N_("“%(name)s”是表决，不能退回、撤回、加签、减签或提前结束")
        return
    if Permit.TAKE_BACK in node.permits:
        yield from _undone(process, node)
    yield from _miscounted(node)


def _undone(process: Process, node: UserTask) -> Iterator[str]:
    """Find what a decision sets off at once, so that nobody could ever take it back."""
    if node.writes:
        yield N_("“%(name)s”提交时即写入业务台账（lf:writes），不能撤回")
    if any(isinstance(process.nodes[flow.target], ServiceTask) for flow in process.outgoing[node.id]):
        yield N_("“%(name)s”提交后系统立即自动处理，不能撤回；要能撤回，请在中间画一个人工环节")


def _miscounted(node: UserTask) -> Iterator[str]:
    """Find signers of what is no countersign, or who would not get the task that is opened for them."""
    counted = [word for word in (*SIGNERS, Permit.FINISH_EARLY) if word in node.permits]
    if counted and not isinstance(node.loop, MultiInstance):
        yield N_("“%(name)s”不是会签（多实例），不能加签、减签或提前结束")
        return
    signed = [word for word in SIGNERS if word in node.permits]
    each = node.loop.each if isinstance(node.loop, MultiInstance) else None
    if signed and (each is None or all(assign.relation != "member" for assign in node.assign)):
        yield N_("“%(name)s”要加签、减签，须按名单会签（lf:each），并由名单中的每一人办理（relation=member）")
    if Permit.ADD_SIGNER in signed and node.writes:
        yield N_("“%(name)s”的表单由系统按名单登记（lf:writes），名单以外的人不能加签")
