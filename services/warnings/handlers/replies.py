"""签收、书面回告、核查、回访 (R-WARN-4, R-WARN-5, R-WARN-6)."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.warnings.issuing.letters import issue_letter
from services.warnings.models import ReplyLetter, RiskWarning, WarningNotice
from services.warnings.queries.warnings import RECURRED, find_letter, require_last, warning_of
from services.warnings.recording.events import move, note
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import days_late
from services.warnings.rules.states import WarningState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import Task
from workflows.queries.calendars import load_calendar
from workflows.registries import Handler, Submitted, Values

TEXTS: Final = ("causes", "measures", "progress", "evidence")
REPLY: Final = "reply"
"""The node of `written_reply` at which a letter is written."""


def acknowledge_warning(context: NodeContext, _submitted: Submitted) -> Values:
    """签收: the notice is served, deadlines run from now (R-WARN-4)."""
    serve(context, deemed=False)
    return {}


def serve(context: NodeContext, *, deemed: bool) -> None:
    """Note that the last notice is served."""
    warning, notice = warning_of(context), require_last(context, WarningNotice)
    notice.served_at, notice.deemed = context.work.at, deemed
    move(context, warning, WarningState.SERVED, kind="deemed_served" if deemed else "served", rule="R-WARN-4")


def file_reply(context: NodeContext, submitted: Submitted) -> Values:
    """Take a letter of the warned; one that comes after its deadline is marked late (R-WARN-6)."""
    warning, kind = warning_of(context), str(context.variables["kind"])
    add_letter(context, warning, kind, submitted)
    move(context, warning, WarningState.REPLIED, kind="replied", rule="R-WARN-5")
    return {"result": "replied"}


def add_letter(context: NodeContext, warning: RiskWarning, kind: str, submitted: Submitted) -> None:
    """Keep a letter, its texts sealed."""
    work, due_at = context.work, context.own_task.due_at
    letter = ReplyLetter(
        warning_id=warning.id,
        kind=kind,
        written_by_id=work.person_id,
        due_at=due_at,
        received_at=work.at,
        late_days=days_late(due_at, work.at, load_calendar(work.session, warning.org_id)),
        **seal(context, "reply", texts_of(submitted.values), TEXTS),
    )
    work.session.add(letter)
    work.session.flush()
    issue_letter(context, warning, letter)


def texts_of(values: Values) -> Values:
    """The texts of a letter; which measures are done stands as rows of JSON."""
    rows = values.get("progress")
    return {**values, "progress": json.dumps(rows, ensure_ascii=False, default=str) if rows else ""}


def find_reply_due(context: NodeContext) -> datetime:
    """When the letter was due that was waited for last: of one warning one letter is waited for at a time."""
    due_at = context.work.session.scalar(
        select(Task.due_at)
        .where(Task.instance_id == context.instance.id)
        .where(Task.process_key == context.process.id, Task.node_id == REPLY)
        .order_by(Task.id.desc())
        .limit(1)
    )
    return due_at or context.work.at


def verify_reply(context: NodeContext, submitted: Submitted) -> Values:
    """核查: corrected or not; there is nothing to find true where no letter came."""
    warning = warning_of(context)
    judge_letter(context, warning, passed=submitted.outcome == "verified")
    return {"result": submitted.outcome}


def judge_letter(context: NodeContext, warning: RiskWarning, *, passed: bool, kinds: Collection[str] = ()) -> None:
    """Note what the check of the last letter said; of its kind, for a late one of another may have come since."""
    work = context.work
    letter = find_letter(work.session, warning.id, kinds)
    if letter is None or letter.verified is not None:
        if passed:
            raise ConflictError(N_("没有待核查的书面回告，不能认定已纠正"))
    else:
        letter.verified, letter.verified_by_id, letter.verified_at = passed, work.person_id, work.at
    note(context, warning, kind="verified" if passed else "not_verified", rule="R-WARN-5")


def record_visit(context: NodeContext, submitted: Submitted) -> Values:
    """回访: what is not corrected counts when the subject is warned again (R-TALK-4)."""
    kind = "visited" if submitted.outcome == "corrected" else RECURRED
    note(context, warning_of(context), kind=kind, rule="R-TALK-4")
    return {}


HANDLERS = {
    "acknowledge_warning": Handler(acknowledge_warning),
    "file_reply": Handler(file_reply),
    "verify_reply": Handler(verify_reply),
    "record_visit": Handler(record_visit),
}
