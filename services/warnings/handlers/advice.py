"""纪检监察建议书 (P6e): drafted, signed off, answered by the unit, checked by another (R-ADV-1)."""

from services.warnings.models import SupervisionAdvice
from services.warnings.papers.advice import issue_answer
from services.warnings.queries.advice import advice_of
from services.warnings.recording.texts import seal
from services.warnings.rules.advice import OVER, AdviceState, check_verdict, check_way, state_after
from services.warnings.rules.deeds import days_late
from workflows.context import NodeContext
from workflows.queries.calendars import load_calendar
from workflows.registries import Handler, Submitted, Values
from workflows.running.restricted_texts import open_texts, store_text
from workflows.work import Work

FAMILY = "advice"


def move(work: Work, advice: SupervisionAdvice, state: AdviceState) -> None:
    """Bring advice to a state."""
    check_way(AdviceState(advice.state), state)
    advice.state = state
    if state in OVER:
        advice.closed_at = work.at
    work.session.flush()


def _seal(context: NodeContext, advice: SupervisionAdvice, submitted: Submitted, *names: str) -> None:
    for column, text_id in seal(context, FAMILY, submitted.values, names).items():
        setattr(advice, column, text_id)


def draft_advice(context: NodeContext, submitted: Submitted) -> Values:
    """Write the problems and the advice, a line an item."""
    advice = advice_of(context)
    if submitted.outcome == "drop":
        move(context.work, advice, AdviceState.DROPPED)
    _seal(context, advice, submitted, "problems", "advice")
    return {}


def prefill_advice(context: NodeContext) -> Values:
    """What was drafted before it was returned."""
    advice = advice_of(context)
    drafted = {"problems": advice.problems_id, "advice": advice.advice_id}
    texts = {name: (f"{FAMILY}.{name}", text_id) for name, text_id in drafted.items()}
    return {name: text for name, text in open_texts(context.work, (FAMILY, advice.public_id), texts).items() if text}


def sign_advice(context: NodeContext, submitted: Submitted) -> Values:
    """The head of discipline signs, returns or refuses."""
    advice = advice_of(context)
    _seal(context, advice, submitted, "remark")
    if submitted.outcome == "agree":
        advice.approver_id = context.work.person_id
    if submitted.outcome == "refuse":
        move(context.work, advice, AdviceState.DROPPED)
    return {}


def file_answer(context: NodeContext, submitted: Submitted) -> Values:
    """Take the unit's answer: it adopts, or objects with reasons within the same time (R-ADV-1)."""
    advice, work = advice_of(context), context.work
    said = submitted.values["measures" if submitted.outcome == "adopt" else "reasons"]
    answer_id = store_text(work, advice.org_id, "advice.answer", said)
    late_days = days_late(advice.due_at, work.at, load_calendar(work.session, advice.org_id))
    advice.stance, advice.answer_id, advice.late_days = submitted.outcome, answer_id, late_days
    advice.replied_by_id, advice.replied_at = work.person_id, work.at
    move(work, advice, AdviceState.REPLIED)
    issue_answer(context, advice)
    return {"result": "replied"}


def check_advice(context: NodeContext, submitted: Submitted) -> Values:
    """核查采纳落实: what was found is kept; what it comes to follows from it (R-ADV-1)."""
    advice, work = advice_of(context), context.work
    check_verdict(advice.stance, submitted.outcome)
    _seal(context, advice, submitted, "finding")
    advice.verdict = submitted.outcome
    advice.checked_by_id, advice.checked_at = work.person_id, work.at
    if state_after(submitted.outcome) is AdviceState.ADOPTED:
        move(work, advice, AdviceState.ADOPTED)
    return {}


def record_reason(context: NodeContext, submitted: Submitted) -> Values:
    """The unit had a good reason: recorded, and closed (R-ADV-1)."""
    advice = advice_of(context)
    _seal(context, advice, submitted, "record")
    move(context.work, advice, AdviceState.DECLINED)
    return {}


HANDLERS = {
    "draft_advice": Handler(draft_advice, prefill_advice),
    "sign_advice": Handler(sign_advice),
    "file_answer": Handler(file_answer),
    "check_advice": Handler(check_advice),
    "record_reason": Handler(record_reason),
}
