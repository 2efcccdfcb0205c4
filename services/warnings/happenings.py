"""What follows when the process of a warning ends otherwise than by its own way."""

from sqlalchemy import select

from services.warnings.models import RiskWarning, WarningEvent
from services.warnings.rules.states import OVER, Colour, WarningState
from workflows.models import ProcessInstance
from workflows.rules.states import InstanceState
from workflows.work import Work


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process takes its warning with it: the signal goes out, the record says why."""
    if instance.state != InstanceState.CANCELLED or "rank" not in instance.variables:
        return
    warning = work.session.scalar(
        select(RiskWarning).where(RiskWarning.org_id == instance.org_id, RiskWarning.public_id == instance.business_key)
    )
    if warning is None or warning.state in OVER:
        return
    warning.state, warning.closed_at = WarningState.CANCELLED, work.at
    if warning.colour != Colour.GREEN:
        warning.colour, warning.colour_since = Colour.GREEN, work.at
    event = WarningEvent(
        warning_id=warning.id,
        instance_id=instance.id,
        kind="cancelled",
        rule="R-WARN-10",
        colour=warning.colour,
        rung=warning.rung,
        state=warning.state,
        person_id=work.actor.person_id if work.actor else None,
        at=work.at,
    )
    work.session.add(event)
