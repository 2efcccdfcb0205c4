"""Substitution (委托代办): whom the asker lets act for him, and until when."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.organisation.substitutions import appoint_substitute, list_substitutions, revoke_substitution
from webapp.asking import command, looking
from webapp.views.turning import settle
from workflows.errors import RefusedError
from workflows.queries.roster import list_people
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("substitutions", __name__)


@blueprint.get("/substitutions")
def show() -> ResponseReturnValue:
    """Show the asker's substitutes, and for whom he stands in."""
    work = looking()
    today = work.at.astimezone(ZONE).date()
    person = work.asker.person_id
    return render_template(
        "substitutions/show.html",
        items=list_substitutions(work.session, person, today) if person else [],
        principals=work.asker.principals,
        people=[each for each in list_people(work.session, work.asker.org_id) if each.name != work.asker.name],
        today=today,
        may=person is not None,
    )


@blueprint.post("/substitutions")
def appoint() -> ResponseReturnValue:
    """Let somebody act for the asker."""
    return settle(_appoint, N_("委托已生效，期内他可以办理您的待办"), url_for("substitutions.show"))


def _appoint() -> None:
    form = request.form
    from_on, last = _day(form.get("from_on", "")), _day(form.get("last_on", ""))
    # People name the last day; rows hold the day after it.
    until = last + timedelta(days=1)
    appoint_substitute(command(), form.get("to", ""), from_on, until, reason=form.get("reason", ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(N_("请选择他人、写明起止日期和事由")) from error


@blueprint.post("/substitutions/<int:substitution_id>/revoke")
def revoke(substitution_id: int) -> ResponseReturnValue:
    """End a substitution."""
    return settle(
        lambda: revoke_substitution(command(), substitution_id), N_("委托已撤销"), url_for("substitutions.show")
    )
