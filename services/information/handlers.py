"""核实、反馈、核对: what people do with risk information."""

from collections.abc import Iterator

from bpmn.texts import N_, Text
from services.information.models import FeedbackLetter, RiskInformation
from services.information.queries import (
    CAUSES,
    FINDINGS,
    GIST,
    MEASURES,
    TEXT,
    information_of,
    is_repeated,
    load_letter,
)
from services.information.rules.quoting import find_quote
from services.information.rules.states import InformationState
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem
from workflows.queries.calendars import load_calendar
from workflows.registries import Handler, Submitted, Values
from workflows.rules.deadlines import ZONE, deadline_day, is_overdue
from workflows.running.restricted_texts import read_text, store_text

SHORTEST = 10


def verify_information(context: NodeContext, submitted: Submitted) -> Values:
    """Take what was found: true or not, of which nature; whether it recurs is looked up, the score is the table's."""
    row, values, work = information_of(context), submitted.values, context.work
    problems = list(_check(row, values, read_text(work, row.text_id, TEXT)))
    if problems:
        raise AnswersRefusedError(problems)
    findings = store_text(work, row.org_id, FINDINGS, values["findings"])
    gist = store_text(work, row.org_id, GIST, values["gist"]) if values.get("gist") else None
    row.state, row.verified, row.nature = InformationState.VERIFIED, values["verified"], values["nature"]
    row.findings_id, row.gist_id = findings, gist
    row.verified_by_id, row.verified_at = work.person_id, work.at
    work.session.flush()
    row.repeated = is_repeated(work.session, row)
    return {"repeated": row.repeated}


def _check(row: RiskInformation, values: Values, report: str) -> Iterator[FieldProblem]:
    """What is passed on needs somebody to go to, words of its own, and none of the report's (R-CMP-6)."""
    gist = str(values.get("gist") or "")
    passed_on = values["nature"] != "none" and values["verified"] != "false"
    if values["nature"] == "system" and row.unit_id is None:
        yield FieldProblem("nature", "subject", Text(N_("没有涉及的处室（单位），不能认定为制度漏洞")))
    if values["nature"] == "personal" and row.unit_id is None and row.person_id is None:
        yield FieldProblem("nature", "subject", Text(N_("没有涉及的人员或者处室（单位），不能认定为苗头性问题")))
    if passed_on and len(gist.strip()) < SHORTEST:
        yield FieldProblem("gist", "required", Text(N_("请填写提请要点，不少于%(least)d字"), {"least": SHORTEST}))
    quoted = find_quote(report, gist)
    if quoted:
        text = Text(N_("提请要点引用了反映的内容：“%(quoted)s”"), {"quoted": quoted})
        yield FieldProblem("gist", "quotes", text)


def file_feedback(context: NodeContext, submitted: Submitted) -> Values:
    """The unit answers the letter; after the deadline it counts as late and is kept all the same."""
    work, row = context.work, information_of(context)
    letter, due_at = load_letter(work.session, row.id), context.own_task.due_at
    causes = store_text(work, row.org_id, CAUSES, submitted.values["causes"])
    measures = store_text(work, row.org_id, MEASURES, submitted.values["measures"])
    letter.causes_id, letter.measures_id = causes, measures
    letter.answered_by_id, letter.answered_at = work.person_id, work.at
    if due_at is not None and is_overdue(due_at, work.at):
        calendar = load_calendar(work.session, row.org_id)
        days = calendar.count_workdays(deadline_day(due_at), work.at.astimezone(ZONE).date())
        letter.late_days = max(days, 1)
    return {"result": "answered"}


def check_feedback(context: NodeContext, submitted: Submitted) -> Values:
    """核对反馈: the gap is closed, the unit goes over it again with another letter, or a warning is proposed."""
    work, row = context.work, information_of(context)
    letter = load_letter(work.session, row.id)
    if submitted.outcome == "accept" and letter.answered_at is None:
        raise ConflictError(N_("没有收到反馈，不能认定漏洞已经堵塞"))
    letter.accepted, letter.checked_at = submitted.outcome == "accept", work.at
    if submitted.outcome == "accept":
        row.state, row.closed_at = InformationState.ANSWERED, work.at
    elif submitted.outcome == "again":
        send_letter(context, row)
    return {}


def send_letter(context: NodeContext, row: RiskInformation) -> None:
    """A letter to the unit whose rules have the gap."""
    if row.unit_id is None:
        raise ConflictError
    context.work.session.add(FeedbackLetter(information_id=row.id, unit_id=row.unit_id, sent_at=context.work.at))
    context.work.session.flush()


HANDLERS = {
    "verify_information": Handler(verify_information),
    "file_feedback": Handler(file_feedback),
    "check_feedback": Handler(check_feedback),
}
