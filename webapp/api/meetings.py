"""Collective determinations: attendance, opening, recusals, named votes, closing, minutes."""

from datetime import datetime

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.process.tasks import TaskAnswer, complete_task
from services.voting.queries.meetings import show_meeting
from services.voting.queries.tasks import find_meeting_seat
from services.voting.use_cases import meetings as use_cases
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking

blueprint = Blueprint("meetings", __name__)


class SittingOut(Output):
    """One sitting."""

    number: int
    state: str
    held_at: datetime | None
    place: str
    opened_at: datetime | None
    closed_at: datetime | None


class GroupMemberOut(Output):
    """A member of the group; the opinion of an absent one is filed and not counted."""

    code: str
    name: str
    chair: bool
    present: bool | None
    opinion: str


class MotionRecusalOut(Output):
    """Who has no vote on a motion, and why."""

    code: str
    name: str
    cause: str
    reason: str


class MemberVoteOut(Output):
    """How a member voted."""

    name: str
    sitting: int
    vote: str
    reason: str
    voided: bool


class MotionOut(Output):
    """A point and what is moved for it."""

    risk_point: str
    label: str
    expert_grade: str
    grade: str
    reason: str
    rectify_days: int | None
    result: str
    counts: dict[str, int]
    recusals: list[MotionRecusalOut]
    votes: list[MemberVoteOut]


class MeetingOut(Output):
    """A meeting with its minutes."""

    id: str
    state: str
    sittings: list[SittingOut]
    members: list[GroupMemberOut]
    motions: list[MotionOut]


class OpinionIn(Input):
    """What an absent member has sent."""

    person: str
    text: str = Field(max_length=4000)


class AttendanceIn(Input):
    """Who is there; who presides if the chair is not."""

    present: list[str]
    opinions: list[OpinionIn] = Field(default_factory=list)
    presiding: str = ""


class ProposalIn(Input):
    """Another grade than the experts', and why; for 基本准确 also a time of its own (10 to 30 days)."""

    risk_point: str
    grade: str
    reason: str = Field(default="", max_length=2000)
    rectify_days: int | None = None


class OpenIn(Input):
    """What the chair puts before the group instead of the experts' grades."""

    proposals: list[ProposalIn] = Field(default_factory=list)


class MemberRecusalIn(Input):
    """Who ('' the asker himself) has no vote on which points (none: all), and why."""

    reason: str = Field(max_length=2000)
    person: str = ""
    risk_points: list[str] = Field(default_factory=list)


class MotionVoteIn(Input):
    """A vote on one motion; the grade is the one that is moved."""

    risk_point: str
    grade: str
    vote: str
    reason: str = ""


class MeetingVotesIn(Input):
    """A member's votes on all motions that he may vote on."""

    items: list[MotionVoteIn]


class MovedMeetingOut(Output):
    """A meeting after something was done to it."""

    id: str
    state: str


@blueprint.get("/meetings/<meeting_id>")
@document.validate(resp=Response(HTTP_200=MeetingOut), tags=["meetings"])
def show(meeting_id: str) -> MeetingOut:
    """Show the minutes to the group, the office and the audit."""
    return MeetingOut.model_validate(show_meeting(looking(), meeting_id))


@blueprint.post("/meetings/<meeting_id>/attendance")
@document.validate(resp=Response(HTTP_200=MovedMeetingOut), tags=["meetings"])
def attend(meeting_id: str, json: AttendanceIn) -> MovedMeetingOut:
    """Write down who is there."""
    opinions = [use_cases.WrittenOpinion(each.person, each.text) for each in json.opinions]
    return MovedMeetingOut.model_validate(
        use_cases.record_attendance(command(), meeting_id, json.present, opinions=opinions, presiding=json.presiding)
    )


@blueprint.post("/meetings/<meeting_id>/open")
@document.validate(resp=Response(HTTP_200=MovedMeetingOut), tags=["meetings"])
def open_meeting(meeting_id: str, json: OpenIn) -> MovedMeetingOut:
    """Open the sitting, as its chair."""
    proposals = [use_cases.Proposal(**each.model_dump()) for each in json.proposals]
    return MovedMeetingOut.model_validate(use_cases.open_sitting(command(), meeting_id, proposals))


@blueprint.post("/meetings/<meeting_id>/recusals")
@document.validate(resp=Response(HTTP_200=MovedMeetingOut), tags=["meetings"])
def recuse(meeting_id: str, json: MemberRecusalIn) -> MovedMeetingOut:
    """Declare or record that a member has no vote on some points."""
    request = use_cases.MeetingRecusalRequest(json.reason, json.person, tuple(json.risk_points))
    return MovedMeetingOut.model_validate(use_cases.recuse_from_motions(command(), meeting_id, request))


@blueprint.post("/meetings/<meeting_id>/votes")
@document.validate(resp=Response(HTTP_200=MovedMeetingOut), tags=["meetings"])
def vote(meeting_id: str, json: MeetingVotesIn) -> MovedMeetingOut:
    """Cast one's votes."""
    items = [item.model_dump(exclude_defaults=True) for item in json.items]
    complete_task(command(), find_meeting_seat(looking(), meeting_id), TaskAnswer("vote", {"items": items}))
    return MovedMeetingOut(id=meeting_id, state="open")


@blueprint.post("/meetings/<meeting_id>/close")
@document.validate(resp=Response(HTTP_200=MovedMeetingOut), tags=["meetings"])
def close(meeting_id: str) -> MovedMeetingOut:
    """Close the sitting, as its chair: what passed is determined, the rest is postponed."""
    return MovedMeetingOut.model_validate(use_cases.close_sitting(command(), meeting_id))
