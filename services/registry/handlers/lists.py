"""集中汇报、民主讨论: answers to every opinion, revisions, removals, and the head's confirmation (R-OPN-1, R-RET-2)."""

from collections.abc import Mapping, Sequence
from datetime import date

from bpmn.texts import N_
from services.registry.models import Opinion, OpinionAnswer, SelfCheck, Submission, UnitMeeting
from services.registry.queries.opinions import label_opinions, load_open_opinions
from services.registry.queries.submissions import (
    ListedPoint,
    digest_lines,
    load_checks,
    load_lines,
    submission_of,
)
from services.registry.recording.lists import confirm_removals, remove_line, restore_line
from services.registry.recording.points import Writing, change_content
from services.registry.rules.forms import (
    Row,
    check_answers,
    check_apart,
    check_covered,
    check_distinct,
    problem,
    refuse_all,
    rows_of,
)
from services.registry.rules.states import CheckState, SubmissionState
from workflows.context import NodeContext
from workflows.errors import NotPermittedError
from workflows.queries.directory import list_unit_people
from workflows.registries import Handler, Submitted, Values
from workflows.rules.relations import HEAD
from workflows.running.relations import today

WORDS = ("category", "title", "manifestation", "consequence")


def summarise(context: NodeContext, submitted: Submitted) -> Values:
    """Take the unit's answers to every opinion, and the list as its meeting wants it."""
    session, submission = context.work.session, submission_of(context)
    lines = {line.ref: line for line in load_lines(session, submission.id)}
    waiting = {opinion.public_id: opinion for opinion in load_open_opinions(session, submission.id)}
    _check_summary(context, submitted, waiting)
    _answer_opinions(context, waiting, rows_of(submitted.values, "answers"))
    _revise(context, lines, rows_of(submitted.values, "revisions"))
    for row in rows_of(submitted.values, "removals"):
        remove_line(context.work, lines[row["point"]], row["reason"])
    _record_meeting(context, submission, submitted)
    return {}


def _check_summary(context: NodeContext, submitted: Submitted, waiting: Mapping[str, Opinion]) -> None:
    answers, revisions, removals = (rows_of(submitted.values, name) for name in ("answers", "revisions", "removals"))
    refuse_all(
        [
            *check_covered(answers, "answers", "opinion", label_opinions(context.work.session, waiting.values())),
            *check_distinct(answers, "answers", "opinion"),
            *check_answers(answers),
            *check_distinct(revisions, "revisions", "point"),
            *check_distinct(removals, "removals", "point"),
            *check_apart(removals, revisions),
        ]
    )


def _answer_opinions(context: NodeContext, waiting: Mapping[str, Opinion], rows: Sequence[Row]) -> None:
    work = context.work
    work.session.add_all(
        OpinionAnswer(
            opinion_id=waiting[row["opinion"]].id,
            response=row["response"],
            reason=row.get("reason", ""),
            responder_id=work.person_id,
            answered_at=work.at,
        )
        for row in rows
    )


def _revise(context: NodeContext, lines: Mapping[str, ListedPoint], rows: Sequence[Row]) -> None:
    """Change what points say; one that was off the list comes back by this."""
    writing = Writing(context.work.person_id, "summary")
    for row in rows:
        line = lines[row["point"]]
        restore_line(context.work, line)
        change_content(context.work, line.point, writing, **{name: row[name] for name in WORDS if row.get(name)})


def _record_meeting(context: NodeContext, submission: Submission, submitted: Submitted) -> None:
    values, work = submitted.values, context.work
    work.session.add(
        UnitMeeting(
            submission_id=submission.id,
            task_id=context.own_task.id,
            held_on=date.fromisoformat(values["meeting_on"]),
            attendees=values["attendees"],
            minutes=values["minutes"],
            recorded_by_id=work.person_id,
            recorded_at=work.at,
        )
    )
    work.session.flush()


def prefill_summary(context: NodeContext) -> Values:
    """A row for each opinion that waits for its answer; agreement is taken note of."""
    waiting = load_open_opinions(context.work.session, submission_of(context).id)
    rows = [
        {"opinion": opinion.public_id, **({"response": "adopt"} if opinion.kind == "support" else {})}
        for opinion in waiting
    ]
    return {"answers": rows} if rows else {}


def confirm_list(context: NodeContext, submitted: Submitted) -> Values:
    """The head confirms list, removals and 无风险点, returns them, or lets somebody check again."""
    submission = submission_of(context)
    own, others = _part_declared(context, submission)
    if submitted.outcome == "confirm":
        _confirm(context, submission, others)
        return {"head_no_risk": bool(own)}
    submission.state = SubmissionState.DRAFTING
    if submitted.outcome == "recheck":
        chosen = set(submitted.values["rejected"])
        _decide(context, [check for check in others if check.public_id in chosen], CheckState.REJECTED)
    return {"head_no_risk": False}


def _part_declared(context: NodeContext, submission: Submission) -> tuple[list[SelfCheck], list[SelfCheck]]:
    """Declarations of 无风险点: those of the head and of who confirms, and those of everybody else (R-COI-2)."""
    session = context.work.session
    heads = {context.work.person_id, *list_unit_people(session, submission.unit_id, HEAD, today(context))}
    declared = load_checks(session, submission.id, CheckState.DECLARED)
    own = [check for check in declared if check.person_id in heads]
    return own, [check for check in declared if check not in own]


def _confirm(context: NodeContext, submission: Submission, others: Sequence[SelfCheck]) -> None:
    session = context.work.session
    lines = load_lines(session, submission.id)
    if all(line.removal for line in lines):
        text = N_("清单上没有风险点：找不到风险点才是最大的风险，请退回修改或要求重新自查")
        refuse_all([problem("outcome", "empty-list", text)])
    confirm_removals(session, lines, context.work.person_id)
    _decide(context, others, CheckState.CONFIRMED)
    submission.list_digest = digest_lines(lines)


def confirm_head(context: NodeContext, submitted: Submitted) -> Values:
    """The leader's word on the head's own 无风险点."""
    checks = load_checks(context.work.session, submission_of(context).id, CheckState.DECLARED)
    confirmed = submitted.outcome == "confirm"
    _decide(context, checks, CheckState.CONFIRMED if confirmed else CheckState.REJECTED)
    return {}


def _decide(context: NodeContext, checks: Sequence[SelfCheck], state: CheckState) -> None:
    person = context.work.person_id
    if any(check.person_id == person for check in checks):
        raise NotPermittedError(N_("不能确认本人的申报"))
    for check in checks:
        check.state, check.decided_by_id = state, person


SUMMARISE = Handler(summarise, prefill_summary)
CONFIRM_LIST = Handler(confirm_list)
CONFIRM_HEAD = Handler(confirm_head)
