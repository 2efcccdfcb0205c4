"""What one may do with a task now and, if not, why not: approval operations among it."""

from collections.abc import Callable
from dataclasses import dataclass

from bpmn.extensions import Permit
from bpmn.texts import N_, Text
from services.process.permitting import check_moving, check_permitted, check_steering
from services.process.taking_back import plan_taking_back
from services.process.tasks import drawn_task
from workflows.errors import NotFoundError, WorkflowError
from workflows.models import Task
from workflows.queries.visibility import steers
from workflows.rules.ownership import Ownership, check_may_complete, check_open
from workflows.running.steps import Step


@dataclass(frozen=True)
class Verb:
    """Something that one may do with a task, or why not."""

    name: str
    allowed: bool
    reason: Text | None = None


def try_verb(name: str, check: Callable[[], object]) -> Verb:
    """A verb as its check judges it."""
    try:
        check()
    except NotFoundError:
        return Verb(name, allowed=False, reason=Text(N_("您不是此事项的办理人")))
    except WorkflowError as error:
        return Verb(name, allowed=False, reason=error.text)
    return Verb(name, allowed=True)


def list_operations(step: Step, task: Task, ownership: Ownership) -> list[Verb]:
    """The approval operations on a task."""
    checks = _Checks(step, task, ownership)
    return [
        try_verb(Permit.RETURN, lambda: checks.check_own(Permit.RETURN)),
        try_verb(Permit.TAKE_BACK, lambda: plan_taking_back(step, task)),
        try_verb(Permit.ADD_SIGNER, lambda: checks.check_signers(Permit.ADD_SIGNER)),
        try_verb(Permit.REMOVE_SIGNER, lambda: checks.check_signers(Permit.REMOVE_SIGNER)),
        try_verb(Permit.FINISH_EARLY, checks.check_early),
    ]


class _Checks:
    """What must hold for operations on an open task."""

    def __init__(self, step: Step, task: Task, ownership: Ownership) -> None:
        self.step = step
        self.task = task
        self.ownership = ownership

    def _check(self, permit: Permit) -> None:
        check_permitted(drawn_task(self.step.task_context(self.task)), self.task, permit)
        check_open(self.ownership)
        check_moving(self.step.instance)

    def check_own(self, permit: Permit) -> None:
        """For who has the task."""
        self._check(permit)
        check_may_complete(self.ownership, self.step.work.asker)

    def check_signers(self, permit: Permit) -> None:
        """For who has the task, and for those who steer."""
        if steers(self.step.work.asker, self.step.instance):
            self._check(permit)
        else:
            self.check_own(permit)

    def check_early(self) -> None:
        """For those who steer."""
        self._check(Permit.FINISH_EARLY)
        check_steering(self.step.work, self.step.instance)
