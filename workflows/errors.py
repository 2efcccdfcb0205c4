"""Why a wish cannot be granted. Each error has a stable code and a sentence for people; the web knows the statuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from bpmn.texts import N_, Text


class WorkflowError(Exception):
    """A wish that was refused; nothing has changed."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("请求被拒绝")

    def __init__(self, message: str = "", **params: object) -> None:
        self.text = Text(message or self.message, params)
        super().__init__(str(self.text))


class NotFoundError(WorkflowError):
    """The thing does not exist, or the asker may not know that it does (R-SEC-3)."""

    code = "not-found"
    message = N_("无此记录")


class ConcealedError(NotFoundError):
    """A confidential thing exists and is none of the asker's business: he is told nothing more, and it is noted."""

    def __init__(self, object_type: str, object_ref: str) -> None:
        self.about = (object_type, object_ref)
        super().__init__()


class NotPermittedError(WorkflowError):
    """The asker may see the thing but not do this to it."""

    code = "not-permitted"
    message = N_("您无权进行此操作")


class ConflictError(WorkflowError):
    """Something else happened first, or the thing is not in the state for it."""

    code = "conflict"
    message = N_("操作与当前状态冲突")


class ConfirmationNeededError(ConflictError):
    """More would follow than was asked for; asked again with `confirm`, it is done."""

    code = "confirmation-needed"
    message = N_("此操作还会引起其他后果，请确认")


class TaskAlreadyCompletedError(ConflictError):
    """The task was completed before."""

    code = "task-already-completed"
    message = N_("该事项已由%(by)s于 %(at)s 办结")


class TaskClosedError(ConflictError):
    """The task was withdrawn before anybody completed it."""

    code = "task-closed"
    message = N_("该事项已撤回，无需办理")


class TaskClaimedError(ConflictError):
    """Somebody else has claimed the task."""

    code = "task-claimed"
    message = N_("该事项已由%(by)s签收")


class ProcessStuckError(ConflictError):
    """The diagram cannot go on from here: what it computes has no value, or nobody catches what it throws."""

    code = "process-stuck"
    message = N_("流程图在此处无法继续，操作没有生效，请联系流程管理员：%(cause)s")


class StaleError(WorkflowError):
    """Somebody, or another window, has changed the thing since the asker saw it."""

    code = "stale"
    message = N_("内容已在别处修改，请刷新后再保存")


class SuspendedError(WorkflowError):
    """The instance is suspended."""

    code = "instance-suspended"
    message = N_("流程已暂停")


class RefusedError(WorkflowError):
    """What was sent cannot be taken."""

    code = "content-refused"
    message = N_("提交的内容未通过检查")


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field; `field` is a path such as `points.0.title`."""

    field: str
    code: str
    text: Text


class AnswersRefusedError(RefusedError):
    """A form was not filled as its diagram asks."""

    code = "answers-refused"
    message = N_("表单有 %(count)d 处需要修改")

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = list(problems)
        super().__init__(count=len(self.problems))


class KeyReusedError(RefusedError):
    """The same idempotency key came with another content."""

    code = "idempotency-key-reused"
    message = N_("同一幂等键不能用于不同的请求")


class UnavailableError(WorkflowError):
    """The house cannot do it just now; asking again may help."""

    code = "unavailable"
    message = N_("系统繁忙，请稍后重试")
