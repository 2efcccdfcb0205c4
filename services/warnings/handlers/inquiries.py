"""谈话函询 (P6a): drafted, approved, answered, signed, reported on, settled (R-INQ-1, R-INQ-2, R-CMP-6)."""

from bpmn.texts import N_
from services.warnings.models import Inquiry, InquiryLetter
from services.warnings.papers.inquiries import issue_explanation, issue_feedback
from services.warnings.queries.inquiries import find_letter, inquiry_of, require_letter
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import days_late
from services.warnings.rules.inquiries import OVER, InquiryState, check_again, check_way, needs_signature, sign_term
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.queries.calendars import load_calendar
from workflows.registries import Handler, Submitted, Values
from workflows.running.restricted_texts import store_text
from workflows.work import Work

FAMILY = "inquiry"
GRACE = "p6_warning.overdue_grace"


def move(work: Work, inquiry: Inquiry, state: InquiryState) -> None:
    """Bring an inquiry to a state."""
    check_way(InquiryState(inquiry.state), state)
    inquiry.state = state
    if state in OVER:
        inquiry.closed_at = work.at
    work.session.flush()


def _seal(context: NodeContext, row: Inquiry | InquiryLetter, submitted: Submitted, name: str) -> None:
    for column, text_id in seal(context, FAMILY, submitted.values, [name]).items():
        setattr(row, column, text_id)


def draft_inquiry(context: NodeContext, submitted: Submitted) -> Values:
    """Say which field the matter lies in, and whether it concerns the head of the party organisation (R-CMP-6)."""
    inquiry = inquiry_of(context)
    if submitted.outcome == "drop":
        move(context.work, inquiry, InquiryState.DROPPED)
        return {}
    inquiry.field = submitted.values["field"]
    inquiry.concerns_head = submitted.values.get("concerns_head", False)
    return {}


def prefill_draft(context: NodeContext) -> Values:
    """What was drafted before it was returned."""
    inquiry = inquiry_of(context)
    return {"field": inquiry.field, "concerns_head": inquiry.concerns_head} if inquiry.field else {}


def approve_inquiry(context: NodeContext, submitted: Submitted) -> Values:
    """Sign the letter, return the draft, or refuse to inquire; what is said to that lies sealed."""
    inquiry, work = inquiry_of(context), context.work
    _seal(context, inquiry, submitted, "remark")
    if submitted.outcome == "agree":
        inquiry.approver_id, inquiry.approved_at = work.person_id, work.at
    if submitted.outcome == "refuse":
        move(work, inquiry, InquiryState.DROPPED)
    return {}


def file_explanation(context: NodeContext, submitted: Submitted) -> Values:
    """Take the person's reply: to be signed by the head, or sent directly (R-INQ-1)."""
    inquiry, letter = inquiry_of(context), require_letter(context)
    take_explanation(context.work, inquiry, letter, seal(context, FAMILY, submitted.values, ["explanation"]))
    concerned = submitted.outcome == "submit_direct" or inquiry.concerns_head
    letter.direct = not needs_signature(inquiry.person_id, inquiry.head_id, concerned=concerned)
    if letter.direct:
        inquiry.head_id, inquiry.concerns_head = None, concerned
    move(context.work, inquiry, InquiryState.REPLIED)
    issue_explanation(context, inquiry, letter)
    calendar = load_calendar(context.work.session, inquiry.org_id)
    term = sign_term(letter.due_at, context.work.at, context.parameters.duration(GRACE), calendar)
    return {"result": "direct" if letter.direct else "replied", "sign_due": term}


def take_explanation(work: Work, inquiry: Inquiry, letter: InquiryLetter, texts: dict[str, int]) -> None:
    """Keep a reply; one after the deadline is marked late (R-WARN-6)."""
    letter.explanation_id, letter.replied_at = texts["explanation_id"], work.at
    letter.late_days = days_late(letter.due_at, work.at, load_calendar(work.session, inquiry.org_id))
    work.session.flush()


def sign_explanation(context: NodeContext, submitted: Submitted) -> Values:
    """The head of the party organisation gives his opinion and signs (R-INQ-1)."""
    inquiry, letter, work = inquiry_of(context), require_letter(context), context.work
    letter.opinion_id = store_text(work, inquiry.org_id, "inquiry.opinion", submitted.values["verdict"])
    letter.signed_by_id, letter.signed_at = work.person_id, work.at
    work.session.flush()
    issue_explanation(context, inquiry, letter)
    return {}


def report_inquiry(context: NodeContext, submitted: Submitted) -> Values:
    """Report on the reply and say how to go on; another letter only once (R-INQ-2)."""
    inquiry, letter = inquiry_of(context), require_letter(context)
    disposition = submitted.values["disposition"]
    check_again(disposition, letter.round)
    _seal(context, inquiry, submitted, "report")
    inquiry.disposition, inquiry.reported_by_id, inquiry.reported_at = (
        disposition,
        context.work.person_id,
        context.work.at,
    )
    move(context.work, inquiry, InquiryState.REPORTED)
    return {}


def give_feedback(context: NodeContext, submitted: Submitted) -> Values:
    """采信了结: tell the person how it ended, without a word on its source (T-20, R-INQ-2, R-CMP-6)."""
    inquiry, letter = inquiry_of(context), require_letter(context)
    _seal(context, inquiry, submitted, "conclusion")
    issue_feedback(context, inquiry, letter)
    move(context.work, inquiry, InquiryState.CLOSED)
    return {}


def record_handling(context: NodeContext, submitted: Submitted) -> Values:
    """谈话提醒、批评教育、责令检查: record what was done, and close (R-INQ-2)."""
    inquiry = inquiry_of(context)
    _seal(context, inquiry, submitted, "record")
    move(context.work, inquiry, InquiryState.CLOSED)
    return {}


def refer_inquiry(context: NodeContext, submitted: Submitted) -> Values:
    """提请核实、移送: the matter leaves this procedure if the approver agrees (R-INQ-2, R-WARN-11)."""
    inquiry = inquiry_of(context)
    _seal(context, inquiry, submitted, "remark")
    if submitted.outcome == "agree":
        move(context.work, inquiry, InquiryState.TRANSFERRED)
    return {}


def hand_up_inquiry(context: NodeContext, _submitted: Submitted) -> Values:
    """Who is managed by the superior body is not asked here (R-WARN-2, R-WARN-11)."""
    inquiry = inquiry_of(context)
    if find_letter(context.work.session, inquiry) is not None:
        raise ConflictError(N_("已经发函，不能登记移送上级"))
    move(context.work, inquiry, InquiryState.TRANSFERRED)
    return {}


HANDLERS = {
    "draft_inquiry": Handler(draft_inquiry, prefill_draft),
    "approve_inquiry": Handler(approve_inquiry),
    "file_explanation": Handler(file_explanation),
    "sign_explanation": Handler(sign_explanation),
    "report_inquiry": Handler(report_inquiry),
    "give_feedback": Handler(give_feedback),
    "record_handling": Handler(record_handling),
    "refer_inquiry": Handler(refer_inquiry),
    "hand_up_inquiry": Handler(hand_up_inquiry),
}
