"""Beginning an inquiry and advice: whom it is about, and what he is in the organisation."""

from sqlalchemy.orm import Session

from bpmn.texts import N_, Text
from services.warnings.models import Inquiry, SupervisionAdvice
from services.warnings.queries.parties import rank_person
from services.warnings.rules.advice import AdviceState
from services.warnings.rules.inquiries import InquiryState
from workflows.context import StartContext
from workflows.errors import AnswersRefusedError, FieldProblem, NotPermittedError
from workflows.models import Person
from workflows.queries.directory import find_person, find_unit
from workflows.registries import Beginning, Values
from workflows.rules.actors import DISCIPLINE
from workflows.rules.deadlines import ZONE
from workflows.work import Work

RUNG = 2
"""An inquiry is decided by whoever decides an admonition: heads of units by the top leader (P6a, R-WARN-2)."""


def open_inquiry(context: StartContext, values: Values) -> Beginning:
    """Open an inquiry about a person; the title names nobody, and nobody beyond discipline knows of it (§7.1)."""
    work, org_id = context.work, context.organisation.id
    person = find_person(work.session, org_id, str(values["person"]))
    if person is None or person.id == work.person_id:
        raise AnswersRefusedError([FieldProblem("person", "self", Text(N_("请选择本人以外的被函询人")))])
    inquiry = add_inquiry(work, org_id, person)
    variables = {"inquiry": inquiry.public_id, "rank": inquiry.rank, "rung": RUNG}
    return Beginning(inquiry.public_id, "谈话函询", variables, restricted=True, subject_id=person.id)


def add_inquiry(work: Work, org_id: int, person: Person) -> Inquiry:
    """A drafted inquiry; only people of discipline begin one."""
    if not work.asker.has_role(*DISCIPLINE):
        raise NotPermittedError
    inquiry = Inquiry(
        org_id=org_id,
        person_id=person.id,
        unit_id=person.unit_id,
        rank=_rank(work, person),
        state=InquiryState.DRAFTED,
        drafted_by_id=work.person_id,
        opened_at=work.at,
    )
    return _add(work.session, inquiry)


def _rank(work: Work, person: Person) -> str:
    return rank_person(work.session, person, work.at.astimezone(ZONE).date())


def _add(session: Session, inquiry: Inquiry) -> Inquiry:
    session.add(inquiry)
    session.flush()
    return inquiry


def open_advice(context: StartContext, values: Values) -> Beginning:
    """Open advice to a unit."""
    work = context.work
    unit = find_unit(work.session, context.organisation.id, str(values["advised"]))
    if unit is None:
        raise AnswersRefusedError([FieldProblem("advised", "required", Text(N_("请填写此项")))])
    advice = SupervisionAdvice(
        org_id=unit.org_id,
        unit_id=unit.id,
        state=AdviceState.DRAFTED,
        drafted_by_id=work.person_id,
        opened_at=work.at,
    )
    work.session.add(advice)
    work.session.flush()
    return Beginning(advice.public_id, "纪检监察建议", {"advice": advice.public_id})
