"""Incidents: setting going again what failed too often to be tried by itself (R6)."""

from dataclasses import dataclass
from typing import Final

from bpmn.texts import N_
from services.transaction import use_case
from workflows.errors import ConflictError, NotPermittedError
from workflows.models import DueWork, Incident, ProcessInstance
from workflows.queries.incidents import load_incident
from workflows.queries.visibility import lock_visible
from workflows.rules.actors import STEERING
from workflows.rules.states import DueState
from workflows.running.chronicle import Chronicle, Fact
from workflows.work import Work

KEEPING: Final = (*STEERING, "sys_admin")
"""Who retries what belongs to no instance: the administrator too, who mends the cause and sees no business by it."""


@dataclass(frozen=True)
class RetriedIncident:
    """An incident after its work was set going again."""

    id: str
    state: str


@use_case
def retry_incident(work: Work, incident_id: str) -> RetriedIncident:
    """Give dead work back to the workers with all its attempts; if it fails again its incident opens anew."""
    incident = load_incident(work.session, work.asker.org_id, incident_id)
    instance = _lock_instance(work, incident)
    if not work.asker.has_role(*(STEERING if instance else KEEPING)):
        raise NotPermittedError(N_("只有办公室主任或小组组长可以重试故障事项"))
    row = work.session.get(DueWork, incident.due_work_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != DueState.DEAD:
        raise ConflictError(N_("该事项已在重试或已处理"))
    row.state, row.attempts, row.lease, row.free_at, row.last_error = DueState.PENDING, 0, "", None, ""
    incident.state = "resolved"
    if instance is not None:
        _note(work, instance, incident, row)
    return RetriedIncident(incident.public_id, incident.state)


def _lock_instance(work: Work, incident: Incident) -> ProcessInstance | None:
    """Lock the instance of the work, if it has one; who may not see that knows of no incident."""
    if incident.instance_id is None:
        return None
    public_id = work.session.get_one(ProcessInstance, incident.instance_id).public_id
    return lock_visible(work.session, work.asker, public_id, work.at)


def _note(work: Work, instance: ProcessInstance, incident: Incident, row: DueWork) -> None:
    chronicle = Chronicle(work, instance)
    data = {"incident": incident.public_id, "work": row.kind}
    chronicle.note(Fact("work_retried", actor_id=work.person_id, data=data))
    chronicle.write()
