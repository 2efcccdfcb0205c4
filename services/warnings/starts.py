"""Beginning a warning: whom it is about, what was heard, and what he is in the organisation."""

from typing import NoReturn

from sqlalchemy import select

from bpmn.texts import N_, Text
from services.warnings.models import RiskWarning, WarningEvent, WarningLink
from services.warnings.queries.parties import rank_person
from services.warnings.rules.states import Colour, WarningState
from workflows.context import StartContext
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.models import Person, Unit
from workflows.queries.directory import find_person, find_unit
from workflows.registries import Beginning, Values
from workflows.rules.deadlines import ZONE
from workflows.running.restricted_texts import store_text

CLUE = "warning.clue"


def open_warning(context: StartContext, values: Values) -> Beginning:
    """Open a warning; what was heard is sealed, and the title names nobody.

    Another procedure that begins one gives more than the form knows: `origin`, the name of the fact that it follows
    from; `colour`, as it proposes; and `links`, rows of kind, ref and label.
    """
    person, unit = _find_subject(context, values)
    today = context.work.at.astimezone(ZONE).date()
    rank = rank_person(context.work.session, person, today) if person else "unit"
    warning = _add_warning(context, values, rank, person, unit)
    variables = {
        "warning": warning.public_id,
        "rank": rank,
        "subject_kind": "person" if person else "unit",
        "profile": context.organisation.profile,
    }
    return Beginning(warning.public_id, "廉政风险预警处置", variables)


def _find_subject(context: StartContext, values: Values) -> tuple[Person | None, Unit | None]:
    """The person with his unit, or the unit; what was not given is asked for."""
    session, org_id = context.work.session, context.organisation.id
    if values["subject"] == "unit":
        unit = find_unit(session, org_id, str(values.get("warned_unit", "")))
        return None, unit or _ask("warned_unit")
    person = find_person(session, org_id, str(values.get("person", ""))) or _ask("person")
    return person, session.get(Unit, person.unit_id) if person.unit_id else None


def _ask(field: str) -> NoReturn:
    raise AnswersRefusedError([FieldProblem(field, "required", Text(N_("请填写此项")))])


def _add_warning(
    context: StartContext, values: Values, rank: str, person: Person | None, unit: Unit | None
) -> RiskWarning:
    work, org_id = context.work, context.organisation.id
    person_id, unit_id = person.id if person else None, unit.id if unit else None
    warning = RiskWarning(
        org_id=org_id,
        person_id=person_id,
        unit_id=unit_id,
        rank=rank,
        source=values["source"],
        earlier_id=_find_earlier(context, person_id, unit_id),
        colour=Colour.GREEN,
        colour_since=work.at,
        state=WarningState.RESEARCHED,
        clue_id=store_text(work, org_id, CLUE, values["clue"]),
        proposed_by_id=work.person_id if work.actor else None,
        origin=values.get("origin"),
        proposed_colour=values.get("colour", ""),
        proposed_rung=values.get("rung"),
        opened_at=work.at,
    )
    work.session.add(warning)
    work.session.flush()
    work.session.add(_opened(context, warning))
    work.session.add_all(WarningLink(warning_id=warning.id, **link) for link in values.get("links", ()))
    return warning


def _find_earlier(context: StartContext, person_id: int | None, unit_id: int | None) -> int | None:
    """The last closed warning of the same subject: what recurs is linked to it."""
    same = RiskWarning.person_id == person_id if person_id else RiskWarning.person_id.is_(None)
    return context.work.session.scalar(
        select(RiskWarning.id)
        .where(RiskWarning.org_id == context.organisation.id, same)
        .where(RiskWarning.unit_id == unit_id if person_id is None else same)
        .where(RiskWarning.state == WarningState.CLOSED)
        .order_by(RiskWarning.id.desc())
        .limit(1)
    )


def _opened(context: StartContext, warning: RiskWarning) -> WarningEvent:
    return WarningEvent(
        warning_id=warning.id,
        kind="opened",
        rule="R-WARN-2",
        colour=warning.colour,
        state=warning.state,
        person_id=context.work.person_id if context.work.actor else None,
        at=context.work.at,
    )
