"""Suspending an instance (暂停) and resuming it (恢复): while it stands still no task, vote or timer of it moves."""

from bpmn.texts import N_
from services.process.instances import MovedInstance
from services.transaction import use_case
from workflows.errors import ConflictError, NotPermittedError, RefusedError
from workflows.models import ProcessInstance
from workflows.queries.suspension import SUSPENDED, list_concerned, suspended_at
from workflows.queries.visibility import lock_visible, steers
from workflows.rules.deadlines import Standstill
from workflows.rules.states import InstanceState
from workflows.running.chronicle import Fact
from workflows.running.outbox import announce
from workflows.running.postponement import Postponement
from workflows.running.steps import Step
from workflows.work import Work


@use_case
def suspend_process(work: Work, instance_id: str, *, reason: str) -> MovedInstance:
    """Let an instance stand still: the office or the chair of the group, with a reason that its people are told."""
    instance = _lock(work, instance_id)
    if instance.state == InstanceState.SUSPENDED:
        raise ConflictError(N_("流程已暂停"))
    if instance.state != InstanceState.RUNNING:
        raise ConflictError(N_("流程已结束"))
    if not reason.strip():
        raise RefusedError(N_("请写明暂停理由"))
    step = Step(work, instance)
    instance.state = InstanceState.SUSPENDED
    step.note(Fact(SUSPENDED, actor_id=work.person_id, texts={"reason": reason}))
    announce(work, list_concerned(work.session, instance), SUSPENDED, instance, reason=reason.strip())
    step.finish()
    return MovedInstance(instance.public_id, instance.state)


@use_case
def resume_process(work: Work, instance_id: str, *, reason: str) -> MovedInstance:
    """Let a suspended instance go on, with its deadlines put off by the time that it stood still."""
    instance = _lock(work, instance_id)
    if instance.state != InstanceState.SUSPENDED:
        raise ConflictError(N_("流程没有暂停"))
    if not reason.strip():
        raise RefusedError(N_("请写明恢复理由"))
    step = Step(work, instance)
    still = Standstill(suspended_at(work.session, instance), work.at)
    moved = Postponement(step, still).move_all()
    instance.state = InstanceState.RUNNING
    data = {"since": still.began_at.isoformat(), "deadlines": moved}
    step.note(Fact("instance_resumed", actor_id=work.person_id, data=data, texts={"reason": reason}))
    announce(work, list_concerned(work.session, instance), "instance_resumed", instance)
    step.finish()
    return MovedInstance(instance.public_id, instance.state)


def _lock(work: Work, instance_id: str) -> ProcessInstance:
    instance = lock_visible(work.session, work.asker, instance_id, work.at)
    if not steers(work.asker, instance):
        raise NotPermittedError(N_("只有办公室主任或小组组长可以暂停或恢复流程"))
    return instance
