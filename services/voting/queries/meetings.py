"""Meetings: the agenda, who was there, who has no vote, how each voted; for the group, the office and the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.voting.models import (
    Attendance,
    Meeting,
    MeetingMember,
    MeetingRecusal,
    MeetingVote,
    Motion,
    Sitting,
)
from services.voting.queries.access import load_meeting
from services.voting.rules.meetings import MotionCount, count_motion
from workflows.errors import NotFoundError
from workflows.models import Person, Vote
from workflows.work import Work

KIND = "meeting"


@dataclass(frozen=True)
class MemberCard:
    """A member of the group: whether he is there in the present sitting, and the opinion that an absent one sent."""

    code: str
    name: str
    chair: bool
    presides: bool
    present: bool | None
    opinion: str


@dataclass(frozen=True)
class SittingCard:
    """One sitting."""

    number: int
    state: str
    held_at: datetime | None
    place: str
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class NamedVote:
    """How a member voted on a motion in a sitting."""

    name: str
    sitting: int
    vote: str
    reason: str
    voided: bool


@dataclass(frozen=True)
class RecusalCard:
    """Who has no vote on a motion, and why."""

    code: str
    name: str
    cause: str
    reason: str


@dataclass(frozen=True)
class MotionCard:
    """A point, what is proposed for it, and how it stands."""

    risk_point: str
    label: str
    expert_grade: str
    grade: str
    reason: str
    rectify_days: int | None
    result: str
    counts: Mapping[str, int]
    recusals: Sequence[RecusalCard]
    votes: Sequence[NamedVote]


@dataclass(frozen=True)
class MeetingCard:
    """A meeting with its minutes (R-GRP-7)."""

    id: str
    state: str
    sittings: Sequence[SittingCard]
    members: Sequence[MemberCard]
    motions: Sequence[MotionCard]


def find_meeting(session: Session, public_id: str) -> Meeting:
    """A meeting by public id; whether the asker may see it is not said here."""
    meeting = session.scalar(select(Meeting).where(Meeting.public_id == public_id))
    if meeting is None:
        raise NotFoundError
    return meeting


def lock_meeting(session: Session, public_id: str) -> Meeting:
    """Lock a meeting and read it anew."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_sitting(session: Session, meeting: Meeting) -> Sitting | None:
    """The latest sitting."""
    latest = select(Sitting).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number.desc()).limit(1)
    return session.scalar(latest.execution_options(populate_existing=True))


def find_meeting_vote(session: Session, meeting: Meeting) -> Vote | None:
    """The latest vote of a meeting."""
    latest = select(Vote).where(Vote.object_ref == meeting.public_id, Vote.kind == KIND)
    return session.scalar(latest.order_by(Vote.id.desc()).limit(1))


def list_members(session: Session, meeting: Meeting) -> list[MeetingMember]:
    """The members, the chair first."""
    rows = select(MeetingMember).where(MeetingMember.meeting_id == meeting.id)
    return list(session.scalars(rows.order_by(MeetingMember.chair.desc(), MeetingMember.person_id)))


def list_motions(session: Session, meeting: Meeting) -> list[Motion]:
    """All motions, in the order in which they came before the group."""
    return list(session.scalars(select(Motion).where(Motion.meeting_id == meeting.id).order_by(Motion.id)))


def list_motions_on(session: Session, panel_ref: str, ref: str) -> list[Motion]:
    """Motions on one point that stand on a panel's grade."""
    motions = (
        select(Motion)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .where(Meeting.panel_ref == panel_ref, Motion.ref == ref)
    )
    return list(session.scalars(motions.order_by(Motion.id)))


def list_recused(session: Session, motion: Motion) -> list[int]:
    """Who has no vote on a motion."""
    return list(session.scalars(select(MeetingRecusal.person_id).where(MeetingRecusal.motion_id == motion.id)))


def list_present(session: Session, sitting: Sitting | None) -> list[int]:
    """Who is there."""
    if sitting is None:
        return []
    there = select(Attendance.person_id).where(Attendance.sitting_id == sitting.id, Attendance.present)
    return list(session.scalars(there))


def read_count(session: Session, meeting: Meeting, motion: Motion, sitting: Sitting | None) -> MotionCount:
    """How a motion stands in a sitting: a function of what is stored."""
    votes: dict[int, str] = {}
    if sitting is not None:
        said = select(MeetingVote.person_id, MeetingVote.vote).where(
            MeetingVote.sitting_id == sitting.id, MeetingVote.motion_id == motion.id, MeetingVote.voided.is_(False)
        )
        votes = dict(session.execute(said).all())
    members = [member.person_id for member in list_members(session, meeting)]
    return count_motion(members, list_recused(session, motion), list_present(session, sitting), votes)


def show_meeting(work: Work, meeting_id: str) -> MeetingCard:
    """The minutes; whoever may not read them finds nothing."""
    meeting = load_meeting(work, meeting_id)
    return describe_meeting(work.session, meeting)


def describe_meeting(session: Session, meeting: Meeting) -> MeetingCard:
    """A meeting with everything in it."""
    sitting = find_sitting(session, meeting)
    rows = session.scalars(select(Sitting).where(Sitting.meeting_id == meeting.id).order_by(Sitting.number))
    return MeetingCard(
        id=meeting.public_id,
        state=sitting.state if sitting else "prepared",
        sittings=[
            SittingCard(row.number, row.state, row.held_at, row.place, row.opened_at, row.closed_at) for row in rows
        ],
        members=_list_member_cards(session, meeting, sitting),
        motions=[_motion_card(session, meeting, motion, sitting) for motion in list_motions(session, meeting)],
    )


def _list_member_cards(session: Session, meeting: Meeting, sitting: Sitting | None) -> list[MemberCard]:
    there: dict[int, Attendance] = {}
    if sitting is not None:
        rows = session.scalars(select(Attendance).where(Attendance.sitting_id == sitting.id))
        there = {row.person_id: row for row in rows}
    people = session.execute(
        select(MeetingMember, Person.code, Person.name)
        .join(Person, Person.id == MeetingMember.person_id)
        .where(MeetingMember.meeting_id == meeting.id)
        .order_by(MeetingMember.chair.desc(), Person.id)
    )
    return [
        MemberCard(
            code=code,
            name=name,
            chair=member.chair,
            presides=sitting is not None and sitting.presiding_id == member.person_id,
            present=there[member.person_id].present if member.person_id in there else None,
            opinion=there[member.person_id].opinion if member.person_id in there else "",
        )
        for member, code, name in people
    ]


def _motion_card(session: Session, meeting: Meeting, motion: Motion, sitting: Sitting | None) -> MotionCard:
    recusals = session.execute(
        select(Person.code, Person.name, MeetingRecusal.cause, MeetingRecusal.reason)
        .join(MeetingRecusal, MeetingRecusal.person_id == Person.id)
        .where(MeetingRecusal.motion_id == motion.id)
        .order_by(Person.id)
    )
    return MotionCard(
        risk_point=motion.ref,
        label=motion.label,
        expert_grade=motion.expert_grade,
        grade=motion.grade,
        reason=motion.reason,
        rectify_days=motion.rectify_days,
        result=motion.result,
        counts=vars(read_count(session, meeting, motion, _decisive(session, motion, sitting))),
        recusals=[RecusalCard(*row) for row in recusals],
        votes=_name_votes(session, motion),
    )


def _decisive(session: Session, motion: Motion, sitting: Sitting | None) -> Sitting | None:
    """The sitting in which a motion was last voted on; before any vote, the present one."""
    last: Any = session.scalar(
        select(Sitting)
        .join(MeetingVote, MeetingVote.sitting_id == Sitting.id)
        .where(MeetingVote.motion_id == motion.id)
        .order_by(Sitting.number.desc())
        .limit(1)
    )
    return last or sitting


def _name_votes(session: Session, motion: Motion) -> list[NamedVote]:
    rows = session.execute(
        select(Person.name, Sitting.number, MeetingVote.vote, MeetingVote.reason, MeetingVote.voided)
        .join(MeetingVote, MeetingVote.person_id == Person.id)
        .join(Sitting, Sitting.id == MeetingVote.sitting_id)
        .where(MeetingVote.motion_id == motion.id)
        .order_by(Sitting.number, Person.id)
    )
    return [NamedVote(*row) for row in rows]
