"""Steps of a collective determination: putting the matter before the group, convening it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.voting.kinds.meetings import ensure_motions, ensure_sitting
from services.voting.models import Meeting, MeetingMember
from services.voting.queries.access import GROUP
from services.voting.queries.meetings import lock_meeting
from services.voting.queries.panels import find_panel_vote
from workflows.context import NodeContext
from workflows.queries.votes import list_results
from workflows.registries import Submitted
from workflows.running.relations import list_role

Values = Mapping[str, Any]


def open_meeting(context: NodeContext, given: Values) -> Values:
    """Put a matter before the group: its members as of today, one motion a point with the experts' grade."""
    session, instance = context.work.session, context.instance
    meeting = Meeting(
        org_id=instance.org_id,
        instance_id=instance.id,
        submission_ref=given["submission"],
        panel_ref=given["panel"] or "",
        unit_id=instance.unit_id,
    )
    session.add(meeting)
    session.flush()
    chairs = {each.person_id for each in list_role(context, [GROUP[0]])}
    for person in {each.person_id for each in list_role(context, GROUP)}:
        session.add(MeetingMember(meeting_id=meeting.id, person_id=person, chair=person in chairs))
    vote = find_panel_vote(session, meeting.panel_ref) if meeting.panel_ref else None
    ensure_motions(session, meeting, {each.ref: each.label for each in list_results(session, vote.id)} if vote else {})
    return {"meeting": meeting.public_id}


def convene_meeting(context: NodeContext, submitted: Submitted) -> Values:
    """Say when and where the group sits; its members are told."""
    session = context.work.session
    meeting = lock_meeting(session, context.variables["meeting"])
    sitting = ensure_sitting(session, meeting)
    sitting.held_at = datetime.fromisoformat(submitted.values["held_at"])
    sitting.place = submitted.values["place"]
    return {}
