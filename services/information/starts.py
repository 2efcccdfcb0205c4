"""Registering risk information: source, field, post and what was heard; nobody is asked who said it."""

from datetime import date
from typing import Final

from bpmn.texts import N_, Text
from services.documents.issuing import take_number
from services.information.models import RiskInformation
from services.information.queries import TEXT
from services.information.rules.states import InformationState
from services.information.rules.visibility import Matter, Viewer, may_see
from workflows.context import StartContext
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.models import Person
from workflows.queries.belongings import load_belongings
from workflows.queries.directory import find_person, find_unit
from workflows.registries import Beginning, Values
from workflows.rules.deadlines import ZONE
from workflows.running.restricted_texts import store_text

SERIES: Final = "risk_information"
"""In which items are numbered, year by year."""


def open_information(context: StartContext, values: Values) -> Beginning:
    """Register an item under its number of the year; the title names nobody and nothing."""
    row = _make(context, values)
    context.work.session.add(row)
    context.work.session.flush()
    variables = {"information": row.public_id}
    return Beginning(row.public_id, "风险信息核查", variables, restricted=True, subject_id=row.person_id)


def _make(context: StartContext, values: Values) -> RiskInformation:
    work, org_id = context.work, context.organisation.id
    heard_on = date.fromisoformat(values["heard_on"])
    year = work.at.astimezone(ZONE).year
    if heard_on > work.at.astimezone(ZONE).date():
        raise AnswersRefusedError([FieldProblem("heard_on", "day", Text(N_("获知日期不能晚于今天")))])
    person, handler = _find(context, values, "about_person"), _find(context, values, "handler")
    unit = find_unit(work.session, org_id, str(values.get("about_unit") or ""))
    unit_id = unit.id if unit else person.unit_id if person else None
    _check_handler(context, handler, Matter(person.id if person else None, unit_id, handler.id if handler else None))
    return RiskInformation(
        org_id=org_id,
        year=year,
        number=take_number(work.session, org_id, SERIES, year),
        source=values["source"],
        heard_on=heard_on,
        field=values["field"],
        post=values.get("post") or "",
        unit_id=unit_id,
        person_id=person.id if person else None,
        handler_id=handler.id if handler else None,
        text_id=store_text(work, org_id, TEXT, values["text"]),
        state=InformationState.REGISTERED,
        registered_by_id=work.person_id,
        registered_at=work.at,
    )


def _check_handler(context: StartContext, handler: Person | None, matter: Matter) -> None:
    """Nobody handles what concerns himself or the unit that he answers for (R-CMP-4)."""
    if handler is None:
        return
    led = load_belongings(context.work, (handler.id,)).led
    if not may_see(Viewer(handler.id, led), matter):
        raise AnswersRefusedError(
            [FieldProblem("handler", "involved", Text(N_("承办人不能是涉及人员或者涉及处室（单位）的负责人")))]
        )


def _find(context: StartContext, values: Values, field: str) -> Person | None:
    return find_person(context.work.session, context.organisation.id, str(values.get(field) or ""))
