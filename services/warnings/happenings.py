"""What follows when the process of a warning ends otherwise than by its own way."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from services.warnings.models import Inquiry, RiskWarning, SupervisionAdvice, WarningEvent
from services.warnings.rules.advice import OVER as ADVICE_OVER
from services.warnings.rules.inquiries import OVER as INQUIRY_OVER
from services.warnings.rules.states import OVER, Colour, WarningState
from workflows.models import ProcessInstance
from workflows.rules.states import InstanceState
from workflows.work import Work

LETTERS: Final[Sequence[tuple[str, Any, Sequence[str]]]] = (
    ("inquiry", Inquiry, INQUIRY_OVER),
    ("advice", SupervisionAdvice, ADVICE_OVER),
)
"""What an instance may be about beside a warning: by the variable that names it."""


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process takes its warning, inquiry or advice with it."""
    if instance.state == InstanceState.CANCELLED:
        _cancel_warning(work, instance)
        _cancel_letters(work, instance)


def _cancel_letters(work: Work, instance: ProcessInstance) -> None:
    """An inquiry or advice that is not over is cancelled with its process."""
    for name, table, over in LETTERS:
        ref = instance.variables.get(name)
        mine = select(table).where(table.org_id == instance.org_id, table.public_id == ref)
        row = work.session.scalar(mine) if ref else None
        if row is not None and row.state not in over:
            row.state, row.closed_at = "cancelled", work.at


def _cancel_warning(work: Work, instance: ProcessInstance) -> None:
    """The signal goes out, the record says why."""
    if "warning" not in instance.variables or "rank" not in instance.variables:
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
