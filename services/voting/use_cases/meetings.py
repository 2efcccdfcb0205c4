"""Holding a meeting: attendance, recusals, opening with the proposals, closing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select, update

from bpmn.texts import N_, Text
from services.transaction import use_case
from services.voting.minutes import issue_minutes
from services.voting.models import (
    Attendance,
    Meeting,
    MeetingMember,
    MeetingRecusal,
    MeetingVote,
    Motion,
    Sitting,
)
from services.voting.queries.access import load_meeting, lock_instance, require_person, require_role
from services.voting.queries.meetings import (
    find_meeting_vote,
    find_sitting,
    list_members,
    list_motions,
    list_recused,
    lock_meeting,
    read_count,
)
from services.voting.rules.meetings import has_quorum
from services.voting.settings import VoteSettings, settings_of
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotPermittedError, RefusedError
from workflows.models import Vote, VoteItem
from workflows.queries.tasks import check_running
from workflows.running.chronicle import Fact
from workflows.running.relations import OFFICE
from workflows.running.steps import Step
from workflows.running.votes import end_seats, settle_vote
from workflows.work import Work

RECTIFIED: Final = "basically"
SHORTEST: Final = 10
LONGEST: Final = 30


@dataclass(frozen=True)
class MovedMeeting:
    """A meeting after something was done to it."""

    id: str
    state: str


@dataclass(frozen=True)
class WrittenOpinion:
    """What an absent member has sent: filed, not counted (R-GRP-6)."""

    person: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """The grade that the chair puts before the group instead of the experts', and why."""

    risk_point: str
    grade: str
    reason: str = ""
    rectify_days: int | None = None


@dataclass(frozen=True)
class MeetingRecusalRequest:
    """Who has no vote on which points ('' and none: the asker himself, all points), and why."""

    reason: str
    person: str = ""
    risk_points: Sequence[str] = ()


@dataclass(frozen=True)
class Hall:
    """A meeting that was locked, with its running vote and its present sitting."""

    step: Step
    meeting: Meeting
    vote: Vote
    sitting: Sitting

    @property
    def settings(self) -> VoteSettings:
        """The rules of the vote, as drawn."""
        return settings_of(self.step.drawn_context(self.vote))

    def list_agenda(self) -> list[Motion]:
        """The motions of this vote."""
        refs = set(self.step.session.scalars(select(VoteItem.ref).where(VoteItem.vote_id == self.vote.id)))
        return [motion for motion in list_motions(self.step.session, self.meeting) if motion.ref in refs]


def _enter(work: Work, meeting_id: str) -> Hall:
    """Lock the instance, then the meeting (R2)."""
    meeting = load_meeting(work, meeting_id)
    vote = find_meeting_vote(work.session, meeting)
    instance = lock_instance(work, vote.instance_id if vote else meeting.instance_id)
    check_running(instance)
    lock_meeting(work.session, meeting.public_id)
    sitting = find_sitting(work.session, meeting)
    if vote is not None:
        work.session.refresh(vote)
    if vote is None or vote.state != "open" or sitting is None:
        raise ConflictError(N_("没有召开中的会议"))
    return Hall(Step(work, instance), meeting, vote, sitting)


@use_case
def record_attendance(
    work: Work,
    meeting_id: str,
    present: Sequence[str],
    *,
    opinions: Sequence[WrittenOpinion] = (),
    presiding: str = "",
) -> MovedMeeting:
    """Write down who is there, and who presides in the chair's absence; whoever has voted stays present."""
    hall = _enter(work, meeting_id)
    require_role(work, *OFFICE)
    members = {member.person_id: member for member in list_members(work.session, hall.meeting)}
    there = {_require_member(work, members, code) for code in present}
    sent = {_require_member(work, members, each.person): each.text.strip() for each in opinions}
    if _list_voters(work, hall) - there:
        raise ConflictError(N_("已表决的成员不能改为缺席"))
    hall.sitting.presiding_id = _find_presiding(work, members, there, presiding)
    work.session.execute(delete(Attendance).where(Attendance.sitting_id == hall.sitting.id))
    for person in members:
        opinion = "" if person in there else sent.get(person, "")
        work.session.add(
            Attendance(sitting_id=hall.sitting.id, person_id=person, present=person in there, opinion=opinion)
        )
    data = {"meeting": hall.meeting.public_id, "present": len(there), "members": len(members)}
    hall.step.note(Fact("attendance_recorded", actor_id=work.person_id, data=data))
    hall.step.finish()
    return MovedMeeting(hall.meeting.public_id, hall.sitting.state)


def _require_member(work: Work, members: Iterable[int], code: str) -> int:
    person = require_person(work, code)
    if person.id not in members:
        raise RefusedError(N_("%(name)s不是小组成员"), name=person.name)
    return person.id


def _list_voters(work: Work, hall: Hall) -> set[int]:
    said = select(MeetingVote.person_id).where(MeetingVote.sitting_id == hall.sitting.id, MeetingVote.voided.is_(False))
    return set(work.session.scalars(said))


def _find_presiding(work: Work, members: dict[int, MeetingMember], there: set[int], code: str) -> int | None:
    """The chair presides if he is there; otherwise a member who is."""
    chair = next((person for person in there if members[person].chair), None)
    if chair is not None or not code:
        return chair
    person = _require_member(work, members, code)
    if person not in there:
        raise RefusedError(N_("主持人须到会"))
    return person


@use_case
def open_sitting(work: Work, meeting_id: str, proposals: Sequence[Proposal] = ()) -> MovedMeeting:
    """The chair opens the sitting, with other grades than the experts' where he gives a reason (R-GRP-1, R-GRP-5)."""
    hall = _enter(work, meeting_id)
    _require_presiding(work, hall)
    if hall.sitting.state != "convened":
        raise ConflictError(N_("会议已经开始"))
    agenda = hall.list_agenda()
    _propose(hall, agenda, proposals)
    quorum = hall.settings.threshold("quorum", "group_meeting.quorum")
    counts = [read_count(work.session, hall.meeting, motion, hall.sitting) for motion in agenda]
    if not any(has_quorum(count, quorum) for count in counts):
        raise ConflictError(N_("到会人数未超过应到（扣除回避）的半数，不能开会"))
    hall.sitting.state, hall.sitting.opened_at = "open", work.at
    hall.step.note(Fact("meeting_opened", actor_id=work.person_id, data={"meeting": hall.meeting.public_id}))
    hall.step.finish()
    return MovedMeeting(hall.meeting.public_id, hall.sitting.state)


def _require_presiding(work: Work, hall: Hall) -> None:
    presiding = hall.sitting.presiding_id
    if presiding is None:
        raise ConflictError(N_("请办公室先登记到会；组长缺席的，须登记主持人"))
    if work.person_id != presiding:
        raise NotPermittedError(N_("会议由组长（或登记的主持人）宣布开始和结束"))


def _propose(hall: Hall, agenda: Sequence[Motion], proposals: Sequence[Proposal]) -> None:
    """Change what is moved; every motion needs a grade, and a reason where it is not the experts' (R-GRP-5)."""
    by_ref = {motion.ref: motion for motion in agenda}
    problems = [
        FieldProblem(f"proposals.{at}", "refused", text)
        for at, each in enumerate(proposals)
        if (text := _find_fault(hall, by_ref.get(each.risk_point), each))
    ]
    if problems:
        raise AnswersRefusedError(problems)
    for each in proposals:
        motion = by_ref[each.risk_point]
        motion.grade, motion.reason = each.grade, each.reason.strip()
        motion.rectify_days = each.rectify_days
    if any(not motion.grade for motion in agenda):
        raise ConflictError(N_("有事项没有专家评价，请提出审定意见并写明理由"))


def _find_fault(hall: Hall, motion: Motion | None, proposal: Proposal) -> Text | None:
    """What is wrong with a proposal; a time of its own for a rectification is 10 to 30 days (R-DSP-3)."""
    if motion is None or proposal.grade not in hall.settings.scale:
        return Text(N_("没有这个事项或等次"))
    if proposal.grade != motion.expert_grade and not proposal.reason.strip():
        return Text(N_("与专家评价不同的须写明理由"))
    days = proposal.rectify_days
    if days is not None and (proposal.grade != RECTIFIED or not SHORTEST <= days <= LONGEST):
        return Text(N_("整改期限只用于“基本准确”，须为10至30日"))
    return None


@use_case
def recuse_from_motions(work: Work, meeting_id: str, request: MeetingRecusalRequest) -> MovedMeeting:
    """A member has no vote on some points: himself declares it, or the office records it (R-GRP-3, R-COI-1)."""
    hall = _enter(work, meeting_id)
    person_id = require_person(work, request.person).id if request.person else work.person_id
    if person_id != work.person_id:
        require_role(work, *OFFICE)
    if person_id not in {member.person_id for member in list_members(work.session, hall.meeting)}:
        raise RefusedError(N_("不是小组成员"))
    if not request.reason.strip():
        raise RefusedError(N_("请写明回避理由"))
    agenda = hall.list_agenda()
    wanted = set(request.risk_points) or {motion.ref for motion in agenda}
    if not wanted <= {motion.ref for motion in agenda}:
        raise RefusedError(N_("没有这个事项"))
    for motion in agenda:
        if motion.ref in wanted:
            _recuse(hall, motion, person_id, request.reason.strip())
    _end_idle_seat(hall, agenda, person_id)
    data = {"meeting": hall.meeting.public_id, "items": sorted(wanted)}
    texts = {"reason": request.reason.strip()}
    hall.step.note(Fact("meeting_recusal", actor_id=work.person_id, data=data, texts=texts))
    hall.step.finish()
    return MovedMeeting(hall.meeting.public_id, hall.sitting.state)


def _recuse(hall: Hall, motion: Motion, person_id: int, reason: str) -> None:
    """Take a member out of a motion's base; what he has said on it counts no more."""
    session = hall.step.session
    if person_id in list_recused(session, motion):
        return
    session.add(MeetingRecusal(motion_id=motion.id, person_id=person_id, cause="declared", reason=reason))
    session.execute(
        update(MeetingVote)
        .where(
            MeetingVote.sitting_id == hall.sitting.id,
            MeetingVote.motion_id == motion.id,
            MeetingVote.person_id == person_id,
        )
        .values(voided=True)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()


def _end_idle_seat(hall: Hall, agenda: Sequence[Motion], person_id: int) -> None:
    """Who has no vote on anything has no seat."""
    if all(person_id in list_recused(hall.step.session, motion) for motion in agenda):
        end_seats(hall.step, hall.vote, frozenset({person_id}))


@use_case
def close_sitting(work: Work, meeting_id: str) -> MovedMeeting:
    """The chair closes the sitting: what has passed is determined, the rest is postponed (R-GRP-2, R-GRP-6)."""
    hall = _enter(work, meeting_id)
    _require_presiding(work, hall)
    if hall.sitting.state != "open":
        raise ConflictError(N_("会议尚未开始"))
    hall.sitting.state, hall.sitting.closed_at = "closed", work.at
    work.session.flush()
    hall.step.note(Fact("meeting_closed", actor_id=work.person_id, data={"meeting": hall.meeting.public_id}))
    agenda = hall.list_agenda()
    settle_vote(hall.step, hall.vote, final=True)
    issue_minutes(hall.step, hall.meeting, hall.sitting, agenda)
    hall.step.finish()
    return MovedMeeting(hall.meeting.public_id, hall.sitting.state)
