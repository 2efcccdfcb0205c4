"""Beginning a bulletin: for which days."""

from datetime import date

from services.statistics.models import Bulletin
from services.statistics.rules.bulletins import check_period
from workflows.context import StartContext
from workflows.errors import AnswersRefusedError
from workflows.registries import Beginning, Values
from workflows.rules.deadlines import ZONE


def open_bulletin(context: StartContext, values: Values) -> Beginning:
    """Open a bulletin for the days of a period that has begun."""
    work = context.work
    first, last = (date.fromisoformat(values[name]) for name in ("first_on", "last_on"))
    problems = check_period(first, last, work.at.astimezone(ZONE).date())
    if problems:
        raise AnswersRefusedError(problems)
    bulletin = Bulletin(
        org_id=context.organisation.id,
        first_on=first,
        last_on=last,
        state="draft",
        drafter_id=work.person_id,
        opened_at=work.at,
    )
    work.session.add(bulletin)
    work.session.flush()
    return Beginning(bulletin.public_id, f"预警通报（{first}至{last}）", {"bulletin": bulletin.public_id})
