"""谈话函询 (P6a): letters go out, reminders, what follows a missing reply. Nobody is sanctioned (R-INQ-1, R-WARN-6)."""

from bpmn.texts import N_
from services.warnings.actions.proposing import propose_warning
from services.warnings.handlers.inquiries import move
from services.warnings.models import Inquiry, InquiryLetter
from services.warnings.openings import RUNG, add_inquiry
from services.warnings.papers.inquiries import issue_letter
from services.warnings.queries.inquiries import find_letter, inquiry_of, require_letter
from services.warnings.rules.inquiries import InquiryState, after_miss, needs_signature
from workflows.context import NodeContext
from workflows.errors import RefusedError
from workflows.models import Person
from workflows.models.base import make_public_id
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import find_person, list_unit_people
from workflows.registries import Action, Values
from workflows.rules.deadlines import add_duration
from workflows.rules.relations import HEAD
from workflows.running.outbox import announce
from workflows.running.relations import today

TERM = "p6_warning.inquiry_reply"
ONLY = frozenset({"inquiry"})


def prepare_inquiry(context: NodeContext, inputs: Values) -> Values:
    """Open an inquiry for a process that calls it; the caller is as confidential from now on."""
    work, org_id = context.work, context.instance.org_id
    person = find_person(work.session, org_id, str(inputs["person"]))
    if person is None:
        raise RefusedError(N_("没有这位人员"))
    inquiry = add_inquiry(work, org_id, person)
    context.instance.restricted, context.instance.subject_id = True, person.id
    return {"inquiry": inquiry.public_id, "rank": inquiry.rank, "rung": RUNG}


def issue_inquiry(context: NodeContext, _inputs: Values) -> Values:
    """Send the letter (T-19), with a copy to the head of the party organisation unless he is concerned (R-INQ-1)."""
    inquiry, work = inquiry_of(context), context.work
    before = find_letter(work.session, inquiry)
    inquiry.head_id = _find_head(context, inquiry)
    letter = InquiryLetter(
        public_id=make_public_id(),
        inquiry_id=inquiry.id,
        round=before.round + 1 if before else 1,
        issued_at=work.at,
        due_at=add_duration(work.at, context.parameters.duration(TERM), load_calendar(work.session, inquiry.org_id)),
    )
    unanswered = before is not None and before.replied_at is None
    letter.number = issue_letter(context, inquiry, letter, unanswered=unanswered).number
    work.session.add(letter)
    move(work, inquiry, InquiryState.ISSUED)
    if inquiry.head_id:
        announce(work, [inquiry.head_id], "inquiry_copied", context.instance)
    return {}


def _find_head(context: NodeContext, inquiry: Inquiry) -> int | None:
    """Who leads the party organisation of the person's unit today and signs his reply."""
    session = context.work.session
    unit_id = session.get_one(Person, inquiry.person_id).unit_id
    heads = list_unit_people(session, unit_id, HEAD, today(context)) if unit_id else []
    head = next(iter(heads), None)
    return head if needs_signature(inquiry.person_id, head, concerned=inquiry.concerns_head) else None


def note_inquiry_overdue(context: NodeContext, _inputs: Values) -> Values:
    """The reply is overdue: the head of the party organisation is told too, unless he is concerned (R-WARN-6)."""
    inquiry, letter = inquiry_of(context), require_letter(context)
    letter.overdue_at = context.work.at
    if inquiry.head_id:
        announce(context.work, [inquiry.head_id], "inquiry_overdue", context.instance)
    return {}


def mark_inquiry_missed(context: NodeContext, _inputs: Values) -> Values:
    """Grace is over and no reply came: another letter, once (R-INQ-1)."""
    letter = require_letter(context)
    letter.missed_at = context.work.at
    return {"result": after_miss(letter.round), "sign_due": ""}


def note_unsigned(context: NodeContext, _inputs: Values) -> Values:
    """The head has not signed in his time; the reply counts as it came, and his omission is on record (R-INQ-1)."""
    require_letter(context).unsigned_at = context.work.at
    return {}


def warn_unanswered(context: NodeContext, _inputs: Values) -> Values:
    """Two letters without a reply: a yellow signal at rung 1 is proposed, and people decide (R-INQ-1, R-WARN-6)."""
    letter = require_letter(context)
    clue = f"{letter.number}函询及前次函询均逾期未作书面说明，催办期满仍未回复。"
    _propose(context, clue, "yellow", 1)
    return {}


def propose_admonition(context: NodeContext, _inputs: Values) -> Values:
    """诫勉 is a rung of the ladder: a warning at rung 2 begins, and whoever is competent decides it (R-INQ-2)."""
    letter = require_letter(context)
    _propose(context, f"{letter.number}函询情况报告建议予以诫勉，有关情况见函询卷宗。", "orange", 2)
    return {}


def _propose(context: NodeContext, clue: str, colour: str, rung: int) -> None:
    inquiry = inquiry_of(context)
    person = context.work.session.get_one(Person, inquiry.person_id)
    subject = {"subject": "person", "person": person.code, "source": "inquiry"}
    propose_warning(context, {**subject, "clue": clue, "colour": colour, "rung": rung}, "inquiry")
    move(context.work, inquiry, InquiryState.WARNED)


ACTIONS = {
    "prepare_inquiry": Action(prepare_inquiry, frozenset({"person"}), frozenset({"inquiry", "rank", "rung"})),
    "issue_inquiry": Action(issue_inquiry, ONLY),
    "note_inquiry_overdue": Action(note_inquiry_overdue, ONLY),
    "mark_inquiry_missed": Action(mark_inquiry_missed, ONLY, frozenset({"result", "sign_due"})),
    "note_unsigned": Action(note_unsigned, ONLY),
    "warn_unanswered": Action(warn_unanswered, ONLY),
    "propose_admonition": Action(propose_admonition, ONLY),
}
