"""The group's meetings: attendance, recusals, opening with the proposals, closing; the votes are tasks."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.registry.rules.grades import GRADES
from services.voting.queries.meetings import show_meeting
from services.voting.use_cases import meetings as use_cases
from services.voting.use_cases.meetings import MeetingRecusalRequest, Proposal, WrittenOpinion
from webapp.asking import command, looking
from webapp.views.turning import settle
from workflows.queries.inbox import InboxFilter, list_inbox
from workflows.running.relations import OFFICE

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings/<meeting_id>")


@blueprint.get("")
def show(meeting_id: str) -> ResponseReturnValue:
    """Show the meeting to the group, the office and the audit."""
    work = looking()
    meeting = show_meeting(work, meeting_id)
    mine = [each for each in meeting.members if each.code == work.asker.login]
    return render_template(
        "meetings/page.html",
        meeting=meeting,
        mine=mine[0] if mine else None,
        office=work.asker.has_role(*OFFICE),
        grades=GRADES,
        waiting=list_inbox(work.session, work.asker.people, work.at, InboxFilter()).items,
    )


@blueprint.post("/attendance")
def attend(meeting_id: str) -> ResponseReturnValue:
    """Write down who is there, who presides, and what absent members have sent."""
    form = request.form
    opinions = [
        WrittenOpinion(name.removeprefix("opinion."), text)
        for name, text in form.items()
        if name.startswith("opinion.") and text.strip()
    ]
    return settle(
        lambda: use_cases.record_attendance(
            command(), meeting_id, form.getlist("present"), opinions=opinions, presiding=form.get("presiding", "")
        ),
        N_("到会情况已登记"),
        _page(meeting_id),
    )


@blueprint.post("/open")
def open_sitting(meeting_id: str) -> ResponseReturnValue:
    """Open the sitting, as its chair, with what is put before the group."""
    proposals = read_proposals(meeting_id)
    return settle(
        lambda: use_cases.open_sitting(command(), meeting_id, proposals),
        N_("会议已开始，请成员表决"),
        _page(meeting_id),
    )


def read_proposals(meeting_id: str) -> list[Proposal]:
    """What the chair changed: motions whose grade, reason or time differs from what stands there."""
    found = []
    for motion in show_meeting(looking(), meeting_id).motions:
        grade = request.form.get(f"grade.{motion.risk_point}", "")
        reason = request.form.get(f"reason.{motion.risk_point}", "").strip()
        days = request.form.get(f"days.{motion.risk_point}", None, int)
        if grade and (grade, reason, days) != (motion.grade, motion.reason, motion.rectify_days):
            found.append(Proposal(motion.risk_point, grade, reason, days))
    return found


@blueprint.post("/recusals")
def recuse(meeting_id: str) -> ResponseReturnValue:
    """Declare or record that a member has no vote on some points."""
    form = request.form
    wanted = MeetingRecusalRequest(form.get("reason", ""), form.get("person", ""), tuple(form.getlist("risk_points")))
    return settle(
        lambda: use_cases.recuse_from_motions(command(), meeting_id, wanted), N_("已登记回避"), _page(meeting_id)
    )


@blueprint.post("/close")
def close(meeting_id: str) -> ResponseReturnValue:
    """Close the sitting, as its chair."""
    return settle(
        lambda: use_cases.close_sitting(command(), meeting_id), N_("会议已结束，审定结果已登记"), _page(meeting_id)
    )


def _page(meeting_id: str) -> str:
    return url_for("meetings.show", meeting_id=meeting_id)
