"""诫勉谈话记录表 (T-09): issued with the record, again when it is signed or both saw it refused (R-TALK-2)."""

from collections.abc import Mapping
from typing import Final

from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.numbering import format_date, say_duration
from services.documents.templates.talks import (
    AdmonitionRecord,
    CounselRecord,
    Participant,
    write_admonition,
    write_counsel,
)
from services.warnings.issuing.papers import Desk, Paper, issue_paper, name_parties
from services.warnings.models import AdmonitionTalk, CounselTalk, RiskWarning
from workflows.models import Organisation, Person, Unit
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import ZONE, add_duration, deadline_day
from workflows.running.restricted_texts import read_text

FAMILY: Final = "admonition"
REASONS: Final[Mapping[str, str]] = {
    "audit": "审计中发现需要提醒的问题",
    "inspection": "检查巡察中发现需要提醒的问题",
    "self_check": "自查中发现需要提醒的问题",
    "monitoring": "日常监测中发现需要提醒的问题",
    "other": "工作中发现需要提醒的问题",
}
"""What a record says of why somebody is talked to; that there was a complaint it does not say (R-CMP-6)."""


def write_talk_paper(desk: Desk, warning: RiskWarning, talk: AdmonitionTalk, term: str) -> Paper:
    """T-09 of a talk as it stands; `term` is that of the written self-examination. Its title names nobody."""
    parties = {
        Side.SUBJECT: [talk.talked_id] if talk.talked_id else [],
        Side.HANDLER: [talk.talker_id, talk.recorder_id],
        Side.APPROVER: name_parties(desk, warning)[Side.APPROVER],
    }
    return Paper("T-09", "诫勉谈话记录表", write_admonition(_describe_talk(desk, talk, term)), parties)


def _describe_talk(desk: Desk, talk: AdmonitionTalk, term: str) -> AdmonitionRecord:
    session = desk.work.session
    settled = talk.settled_at.astimezone(ZONE).date() if talk.settled_at else None
    talker, recorder = (describe_person(desk, each) for each in (talk.talker_id, talk.recorder_id))
    refused = talk.state == "refused" and settled is not None
    return AdmonitionRecord(
        organisation=session.get_one(Organisation, desk.instance.org_id).name,
        talked=describe_person(desk, talk.talked_id),
        talkers=(talker,),
        recorder=recorder,
        held_on=talk.held_on or desk.work.at.astimezone(ZONE).date(),
        place=talk.place,
        reason=_read(desk, talk, "reason"),
        statement=_read(desk, talk, "explanation"),
        problems=_read(desk, talk, "problems"),
        demands=_read(desk, talk, "demands"),
        self_exam_due=_say_due(desk, talk, term),
        remark=_read(desk, talk, "remark"),
        signed_on=None if refused else settled,
        refusal=f"拒绝签字，{talker.name}、{recorder.name}确认\n{format_date(settled)}" if refused and settled else "",
    )


def describe_person(desk: Desk, person_id: int | None) -> Participant:
    """Somebody with his unit and what he is there."""
    session = desk.work.session
    person = session.get(Person, person_id) if person_id else None
    if person is None:
        return Participant("（单位负责人空缺）")
    unit = session.get(Unit, person.unit_id) if person.unit_id else None
    return Participant(person.name, f"{unit.name if unit else ''}{person.title}")


def _read(desk: Desk, talk: AdmonitionTalk, name: str) -> str:
    """What was said, opened for the document, which seals it again."""
    return read_text(desk.work, getattr(talk, f"{name}_id"), f"{FAMILY}.{name}")


def _say_due(desk: Desk, talk: AdmonitionTalk, term: str) -> str:
    """By when the self-examination is due: in words until the talk is settled, then the day."""
    duration = desk.parameters.duration(term)
    if talk.settled_at is None:
        return f"核对签字后{say_duration(duration)}内"
    calendar = load_calendar(desk.work.session, desk.instance.org_id)
    return f"{format_date(deadline_day(add_duration(talk.settled_at, duration, calendar)))}前"


def issue_counsel(desk: Desk, warning: RiskWarning, talk: CounselTalk) -> Document:
    """T-22 of a talk below the ladder: for whoever was talked to, whoever talked, and discipline."""
    parties = {Side.SUBJECT: [talk.talked_id] if talk.talked_id else [], Side.HANDLER: [talk.talker_id]}
    paper = Paper("T-22", "谈心提醒记录表", write_counsel(_describe_counsel(desk, warning, talk)), parties)
    document = issue_paper(desk, warning, paper, ("counsel_talk", talk.public_id))
    talk.document_id = document.id
    desk.work.session.flush()
    return document


def _describe_counsel(desk: Desk, warning: RiskWarning, talk: CounselTalk) -> CounselRecord:
    work = desk.work
    return CounselRecord(
        organisation=work.session.get_one(Organisation, desk.instance.org_id).name,
        measure=talk.measure,
        talked=describe_person(desk, talk.talked_id),
        talker=describe_person(desk, talk.talker_id),
        held_on=talk.held_on,
        place=talk.place,
        reason=REASONS.get(warning.source, REASONS["other"]),
        content=read_text(work, talk.content_id, "counsel.content"),
        response=read_text(work, talk.response_id, "counsel.response"),
    )
