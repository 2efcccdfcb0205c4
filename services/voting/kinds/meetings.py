"""The vote of the group: in a sitting, named, closed by the chair; absent seats are never awaited (R-GRP)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting, ValueKind
from bpmn.texts import N_, Text
from services.voting.destruction import schedule_destruction
from services.voting.models import Meeting, MeetingMember, MeetingRecusal, MeetingVote, Motion, Sitting
from services.voting.queries.access import GROUP
from services.voting.queries.meetings import (
    find_sitting,
    list_members,
    list_motions,
    list_present,
    list_recused,
    lock_meeting,
    read_count,
)
from services.voting.queries.panels import find_panel_vote
from services.voting.rules.meetings import is_carried
from services.voting.settings import GRADES, settings_of
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotPermittedError, RefusedError
from workflows.models import VoteItem
from workflows.queries.directory import list_unit_people
from workflows.queries.votes import list_results
from workflows.registries import Decision, Extension, Item, Opening, Result, Submitted
from workflows.rules.assignment import Assignee
from workflows.rules.relations import HEAD
from workflows.running.relations import OFFICE, today

PATH: Final = ("relation:member",)


class MeetingVoteKind:
    """One motion a point; the chair opens and closes, the office records who is there."""

    settings: Mapping[str, Setting] = MappingProxyType(
        {"grades": GRADES, "quorum": Setting(ValueKind.SHARE), "approval": Setting(ValueKind.SHARE)}
    )
    readers: frozenset[str] = frozenset((*OFFICE, *GROUP))

    def open(self, context: NodeContext, _vote: DrawnVote, items: Sequence[Item]) -> Opening:
        """Put the items on the agenda; recuse the head of the unit and the owners of points (R-GRP-3)."""
        session = context.work.session
        meeting = lock_meeting(session, context.variables["meeting"])
        if not items:
            raise RefusedError(N_("没有需要审定的事项"))
        ensure_sitting(session, meeting)
        motions = ensure_motions(session, meeting, {item.ref: item.label for item in items})
        for item in items:
            _recuse_by_rule(context, meeting, motions[item.ref], item)
        members = _list_entitled(session, meeting, [motions[item.ref] for item in items])
        return Opening("meeting", meeting.public_id, [Assignee(each.person_id, PATH) for each in members])

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Take the votes of a member who is there, on every motion that he may vote on."""
        session = context.work.session
        meeting = lock_meeting(session, context.own_vote.object_ref)
        sitting = find_sitting(session, meeting)
        person_id = context.own_task.completed_by_id or 0
        if sitting is None or sitting.state != "open":
            raise ConflictError(N_("会议尚未开始或已经结束"))
        if person_id not in list_present(session, sitting):
            raise NotPermittedError(N_("未登记到会，不能表决；书面意见可交办公室存档"))
        motions = list_own_motions(session, meeting, context.own_vote.id, person_id)
        for motion, row in _read_rows(submitted, motions):
            session.add(
                MeetingVote(
                    sitting_id=sitting.id,
                    motion_id=motion.id,
                    person_id=person_id,
                    vote=row["vote"],
                    reason=row.get("reason") or "",
                    cast_at=context.work.at,
                )
            )

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Decide when the chair has closed the sitting; motions that did not pass are postponed (R-GRP-6)."""
        session = context.work.session
        meeting = lock_meeting(session, context.own_vote.object_ref)
        sitting = find_sitting(session, meeting)
        session.flush()
        if sitting is None or not final or sitting.state != "closed":
            return None
        motions = {motion.ref: motion for motion in list_motions(session, meeting)}
        refs = [item.ref for item in list_results(session, context.own_vote.id)]
        results = {ref: _decide(context, meeting, motions[ref], sitting) for ref in refs}
        postponed = sum(not result.result for result in results.values())
        if not postponed:
            schedule_destruction(context, meeting.submission_ref)
        return Decision("decided", {"postponed": postponed}, results)

    def withdraw(self, context: NodeContext) -> None:
        """A sitting that runs is over; what was said stays in the minutes."""
        meeting = lock_meeting(context.work.session, context.own_vote.object_ref)
        sitting = find_sitting(context.work.session, meeting)
        if sitting is not None and sitting.state == "open":
            sitting.state, sitting.closed_at = "closed", context.work.at


def ensure_sitting(session: Session, meeting: Meeting) -> Sitting:
    """The sitting that was convened, or a new one where none is."""
    last = find_sitting(session, meeting)
    if last is not None and last.state == "convened":
        return last
    made = Sitting(meeting_id=meeting.id, number=last.number + 1 if last else 1)
    session.add(made)
    session.flush()
    return made


def ensure_motions(session: Session, meeting: Meeting, labels: Mapping[str, str]) -> dict[str, Motion]:
    """A motion for each point; a new one proposes the experts' grade."""
    known = {motion.ref: motion for motion in list_motions(session, meeting)}
    grades = _expert_grades(session, meeting)
    for ref, label in labels.items():
        if ref not in known:
            grade = grades.get(ref, "")
            known[ref] = Motion(meeting_id=meeting.id, ref=ref, label=label, expert_grade=grade, grade=grade)
            session.add(known[ref])
    session.flush()
    return known


def _expert_grades(session: Session, meeting: Meeting) -> dict[str, str]:
    vote = find_panel_vote(session, meeting.panel_ref) if meeting.panel_ref else None
    return {each.ref: each.result for each in list_results(session, vote.id)} if vote else {}


def _recuse_by_rule(context: NodeContext, meeting: Meeting, motion: Motion, item: Item) -> None:
    """The head of the assessed unit and the owners of the point have no vote on it (R-GRP-3, R-COI-3)."""
    session = context.work.session
    heads = list_unit_people(session, meeting.unit_id, HEAD, today(context)) if meeting.unit_id else []
    causes = {**dict.fromkeys(item.owners, "owner"), **dict.fromkeys(heads, "head")}
    known = list_recused(session, motion)
    for member in list_members(session, meeting):
        if member.person_id in causes and member.person_id not in known:
            cause = causes[member.person_id]
            session.add(MeetingRecusal(motion_id=motion.id, person_id=member.person_id, cause=cause))
    session.flush()


def _list_entitled(session: Session, meeting: Meeting, motions: Sequence[Motion]) -> list[MeetingMember]:
    """Members who may vote on at least one motion."""
    recused = [set(list_recused(session, motion)) for motion in motions]
    members = list_members(session, meeting)
    return [each for each in members if any(each.person_id not in people for people in recused)]


def list_own_motions(session: Session, meeting: Meeting, vote_id: int, person_id: int) -> dict[str, Motion]:
    """The motions of a vote that a member may vote on."""
    refs = set(session.scalars(select(VoteItem.ref).where(VoteItem.vote_id == vote_id)))
    return {
        motion.ref: motion
        for motion in list_motions(session, meeting)
        if motion.ref in refs and person_id not in list_recused(session, motion)
    }


def _read_rows(submitted: Submitted, motions: Mapping[str, Motion]) -> list[tuple[Motion, Mapping[str, Any]]]:
    """Each motion once, with the grade that is before the group."""
    rows: list[Mapping[str, Any]] = submitted.values["items"]
    problems = [
        FieldProblem(f"items.{at}.grade", "not-moved", Text(N_("表决的等次须与提交审定的意见一致")))
        for at, row in enumerate(rows)
        if row["risk_point"] in motions and row["grade"] != motions[row["risk_point"]].grade
    ]
    if sorted(row["risk_point"] for row in rows) != sorted(motions):
        problems.append(FieldProblem("items", "incomplete", Text(N_("请对每个有表决权的事项表决一次"))))
    if problems:
        raise AnswersRefusedError(problems)
    return [(motions[row["risk_point"]], row) for row in rows]


def _decide(context: NodeContext, meeting: Meeting, motion: Motion, sitting: Sitting) -> Result:
    settings = settings_of(context)
    count = read_count(context.work.session, meeting, motion, sitting)
    quorum = settings.threshold("quorum", "group_meeting.quorum")
    carried = is_carried(count, quorum, settings.threshold("approval", "group_meeting.approval"))
    motion.result = motion.grade if carried else ""
    words = {"grade": motion.grade, "expert_grade": motion.expert_grade, "reason": motion.reason}
    return Result(motion.result, {**vars(count), **words, "rectify_days": motion.rectify_days})
