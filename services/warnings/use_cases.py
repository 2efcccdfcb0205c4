"""Verbs of warnings beside those of tasks: reading a talk, a late reply."""

from dataclasses import dataclass

from sqlalchemy import select

from bpmn.texts import N_
from services.transaction import use_case
from services.warnings.models import AdmonitionTalk, ReplyLetter, RestrictedReading, RiskWarning, WarningEvent
from services.warnings.queries.viewing import load_seen
from services.warnings.queries.warnings import find_event, list_warned_on, load_warning, misses_reply
from services.warnings.rules.deeds import days_late
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import ZONE
from workflows.running.restricted_texts import read_text, store_text
from workflows.work import Work

DISCIPLINE = ("discipline_head", "discipline")
SAID = ("reason", "explanation", "problems", "demands", "remark")
SHORTEST, LONGEST = 10, 4000


@dataclass(frozen=True)
class AdmonitionText:
    """What was said in an admonition talk."""

    id: str
    reason: str
    explanation: str
    problems: str
    demands: str
    remark: str


@use_case
def read_admonition(work: Work, talk_id: str) -> AdmonitionText:
    """Read what was said: talkers, talked-to, approver and discipline; each reading is written down (R-SEC-2)."""
    talk = work.session.scalar(
        select(AdmonitionTalk)
        .join(RiskWarning, RiskWarning.id == AdmonitionTalk.warning_id)
        .where(AdmonitionTalk.public_id == talk_id, RiskWarning.org_id == work.asker.org_id)
    )
    if talk is None or work.asker.person_id is None or not _may_read(work, talk):
        raise NotFoundError
    work.session.add(RestrictedReading(talk_id=talk.id, reader_id=work.person_id, read_at=work.at))
    texts = {name: read_text(work, getattr(talk, f"{name}_id"), f"admonition.{name}") for name in SAID}
    return AdmonitionText(id=talk.public_id, **texts)


def _may_read(work: Work, talk: AdmonitionTalk) -> bool:
    warning = work.session.get_one(RiskWarning, talk.warning_id)
    parties = {talk.talker_id, talk.recorder_id, talk.talked_id, warning.approver_id}
    return work.asker.has_role(*DISCIPLINE) or work.asker.person_id in parties


@dataclass(frozen=True)
class FiledReply:
    """A late reply as it was taken."""

    id: str
    late_days: int


@use_case
def file_late_reply(work: Work, warning_id: str, *, causes: str, measures: str) -> FiledReply:
    """Take a reply after grace: kept, marked late and shown to the approver; the proposal stands (R-WARN-6)."""
    load_seen(work, warning_id)
    warning = load_warning(work.session, work.asker.org_id, warning_id, lock=True)
    if work.person_id not in list_warned_on(work.session, warning, work.at.astimezone(ZONE).date()):
        raise NotPermittedError
    if not misses_reply(work.session, warning):
        raise ConflictError(N_("没有逾期未交的书面回告"))
    if not all(SHORTEST <= len(text.strip()) <= LONGEST for text in (causes, measures)):
        raise RefusedError(N_("成因分析和整改措施均须填写 %(least)d 至 %(most)d 字"), least=SHORTEST, most=LONGEST)
    return _add_late(work, warning, causes.strip(), measures.strip())


def _add_late(work: Work, warning: RiskWarning, causes: str, measures: str) -> FiledReply:
    overdue = find_event(work.session, warning.id, "overdue")
    due_at = overdue.at if overdue else work.at
    letter = ReplyLetter(
        warning_id=warning.id,
        kind="reply",
        causes_id=store_text(work, warning.org_id, "reply.causes", causes),
        measures_id=store_text(work, warning.org_id, "reply.measures", measures),
        written_by_id=work.person_id,
        due_at=due_at,
        received_at=work.at,
        late_days=days_late(due_at, work.at, load_calendar(work.session, warning.org_id)),
    )
    event = WarningEvent(
        warning_id=warning.id,
        kind="late_reply",
        rule="R-WARN-6",
        colour=warning.colour,
        rung=warning.rung,
        state=warning.state,
        person_id=work.person_id,
        at=work.at,
    )
    work.session.add_all([letter, event])
    work.session.flush()
    return FiledReply(letter.public_id, letter.late_days)
