"""纪检监察建议书 (P6e): it is served, the unit reminded, and a refusal told to the superior leader (R-ADV-1)."""

from sqlalchemy import func, select

from services.warnings.actions.proposing import propose_warning
from services.warnings.handlers.advice import move
from services.warnings.models import SupervisionAdvice
from services.warnings.papers.advice import issue_advice_letter
from services.warnings.queries.advice import advice_of
from services.warnings.rules.advice import AdviceState
from workflows.context import NodeContext
from workflows.models import Task, TaskCopy, Unit
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import list_role_people, list_unit_people
from workflows.registries import Action, Values
from workflows.rules.deadlines import add_duration
from workflows.rules.relations import HEAD, LEADER
from workflows.running.outbox import announce
from workflows.running.relations import today

TERM = "p6_warning.advice_reply"
ONLY = frozenset({"advice"})


def issue_advice(context: NodeContext, _inputs: Values) -> Values:
    """Number the document (T-21) and serve it: the unit's time begins to run."""
    advice, work = advice_of(context), context.work
    calendar = load_calendar(work.session, advice.org_id)
    due_at = add_duration(work.at, context.parameters.duration(TERM), calendar)
    number = issue_advice_letter(context, advice, due_at).number
    advice.number, advice.served_at, advice.due_at = number, work.at, due_at
    move(work, advice, AdviceState.SERVED)
    return {}


def note_advice_overdue(context: NodeContext, _inputs: Values) -> Values:
    """The answer is overdue: the leader in charge of the unit gets a copy of the reminder (R-WARN-6)."""
    advice = advice_of(context)
    advice.overdue_at = context.work.at
    tell_superiors(context, advice, "advice_overdue")
    return {}


def mark_advice_missed(context: NodeContext, _inputs: Values) -> Values:
    """Grace is over and the unit has not answered: that counts as not done (R-WARN-5, R-WARN-6)."""
    advice = advice_of(context)
    advice.verdict = "missed"
    context.work.session.flush()
    return {"result": "missed"}


def report_advice(context: NodeContext, _inputs: Values) -> Values:
    """Tell the superior leader, and propose rung 3 about the unit; people decide (R-ADV-1, R-WARN-7)."""
    advice, work = advice_of(context), context.work
    unit = work.session.get_one(Unit, advice.unit_id)
    advice.reported_at = work.at
    move(work, advice, AdviceState.REFUSED)
    tell_superiors(context, advice, "advice_refused")
    clue = f"{advice.number}纪检监察建议书：{WHY[advice.verdict]}，已报告上级领导。"
    subject = {"subject": "unit", "warned_unit": unit.code, "source": "advice"}
    propose_warning(context, {**subject, "clue": clue, "colour": "red", "rung": 3}, "advice")
    return {}


WHY = {
    "refused": "该单位无正当理由拒不采纳",
    "undone": "该单位表示采纳但未落实",
    "missed": "该单位逾期未书面回告",
}


def tell_superiors(context: NodeContext, advice: SupervisionAdvice, kind: str) -> None:
    """Tell the superior leaders; the procedure is open to them from now on, as what is copied to them."""
    people, session = list_superiors(context, advice), context.work.session
    task_id = session.scalar(select(func.max(Task.id)).where(Task.instance_id == context.instance.id))
    known = select(TaskCopy.person_id).where(TaskCopy.instance_id == context.instance.id)
    for person in set(people) - set(session.scalars(known)):
        copy = TaskCopy(
            org_id=advice.org_id,
            instance_id=context.instance.id,
            task_id=task_id,
            person_id=person,
            sent_by_id=advice.approver_id,
            sent_at=context.work.at,
        )
        session.add(copy)
    announce(context.work, people, kind, context.instance)


def list_superiors(context: NodeContext, advice: SupervisionAdvice) -> list[int]:
    """The leaders in charge of the unit, else the top leader; never the head of the unit himself."""
    session, on = context.work.session, today(context)
    heads = set(list_unit_people(session, advice.unit_id, HEAD, on))
    leaders = [each for each in list_unit_people(session, advice.unit_id, LEADER, on) if each not in heads]
    top = [person for person, _ in list_role_people(session, advice.org_id, ["top_leader"], on)]
    return leaders or [each for each in top if each not in heads]


ACTIONS = {
    "issue_advice": Action(issue_advice, ONLY),
    "note_advice_overdue": Action(note_advice_overdue, ONLY),
    "mark_advice_missed": Action(mark_advice_missed, ONLY, frozenset({"result"})),
    "report_advice": Action(report_advice, ONLY),
}
