"""What stands beside the forms: the ballot, the panel, the meeting at hand, as far as the asker may know them."""

from dataclasses import dataclass
from typing import Any

from services.voting.models import Ballot
from services.voting.queries.access import MINUTES, NAMED
from services.voting.queries.ballots import BallotFigures, find_box_vote, read_figures, state_of
from services.voting.queries.meetings import MeetingCard, describe_meeting, find_meeting
from services.voting.queries.panels import MemberCard, find_panel, list_member_cards, list_members
from workflows.context import NodeContext
from workflows.models import Unit


@dataclass(frozen=True)
class BallotPanel:
    """A ballot for those who run it."""

    id: str
    state: str
    figures: BallotFigures


@dataclass(frozen=True)
class ExpertPanelPanel:
    """A panel: names for those who may know them, the size for all."""

    id: str
    state: str
    unit: str
    size: int
    members: list[MemberCard] | None


def show_ballot(context: NodeContext) -> Any:
    """The ballot of the call; None where there is none yet."""
    session = context.work.session
    ballot = session.get(Ballot, context.variables.get("ballot") or "")
    if ballot is None:
        return None
    return BallotPanel(ballot.id, state_of(ballot, find_box_vote(session, ballot)), read_figures(session, ballot))


def show_expert_panel(context: NodeContext) -> Any:
    """The panel of the call; None where there is none yet."""
    session = context.work.session
    ref = context.variables.get("panel")
    if not ref:
        return None
    panel = find_panel(session, ref)
    unit = session.get(Unit, panel.unit_id) if panel.unit_id else None
    named = context.work.asker.has_role(*NAMED)
    return ExpertPanelPanel(
        id=panel.public_id,
        state=panel.state,
        unit=unit.name if unit else "",
        size=panel.size or len(list_members(session, panel, "seated")),
        members=list_member_cards(session, panel, []) if named else None,
    )


def show_meeting_panel(context: NodeContext) -> MeetingCard | None:
    """The meeting of the call, for those who may read its minutes."""
    ref = context.variables.get("meeting")
    if not ref or not context.work.asker.has_role(*MINUTES):
        return None
    session = context.work.session
    return describe_meeting(session, find_meeting(session, ref))
