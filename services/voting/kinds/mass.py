"""The mass ballot as a vote kind: no seats; it ends when every slip has come back, or at its time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting, ValueKind
from bpmn.texts import N_
from services.voting.boxes import count_papers, seal_box, throw_away
from services.voting.models import Ballot
from services.voting.queries.ballots import find_box_vote, lock_box
from services.voting.rules.ballots import Box, BoxOutcome, judge_box
from services.voting.settings import settings_of
from workflows.context import NodeContext
from workflows.errors import RefusedError
from workflows.queries.calendars import load_calendar
from workflows.registries import Decision, Extension, Item, Opening, Submitted
from workflows.rules.deadlines import ZONE, Closing, close_after

EXTENSION: Final = "p2_mass_ballot.extend_once"
MOMENT: Final = timedelta(microseconds=1)


class MassVote:
    """A box; nobody sits in it, and nobody may know who has voted."""

    settings: Mapping[str, Setting] = MappingProxyType(
        {
            "options": Setting(ValueKind.WORDS),
            "abstain": Setting(ValueKind.WORDS),
            "window": Setting(ValueKind.DURATION),
            "turnout": Setting(ValueKind.SHARE),
        }
    )
    readers: frozenset[str] = frozenset()

    def open(self, context: NodeContext, _vote: DrawnVote, items: Sequence[Item]) -> Opening:
        """Open the box, or open it again for its extension."""
        ballot = lock_box(context.work.session, context.variables["ballot"])
        if ballot.state != "open" or not items:
            raise RefusedError(N_("评议箱还不能开放：须有评议事项，并经两人核对发票数"))
        return Opening("ballot", ballot.id, closing=_closing(context, ballot))

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Refuse: papers are cast with codes, not in seats."""
        raise LookupError(f"{context.node.id} has no seats for {submitted.outcome}")

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Grant what the office wishes, else judge the box; a valid one is sealed, a void one thrown away."""
        session = context.work.session
        ballot = lock_box(session, context.own_vote.object_ref)
        if ballot.wish == "extend":
            ballot.wish, ballot.extended = "", True
            return Extension(closing=extended_closing(context, context.own_vote.closes_at))
        returned = count_papers(session, ballot)
        turnout = settings_of(context).threshold("turnout", "p2_mass_ballot.turnout_min")
        outcome = judge_box(Box(ballot.issued, returned, extended=ballot.extended), turnout, final=final)
        if ballot.wish == "void":
            outcome = BoxOutcome.VOID
        if outcome is None:
            return None
        _end(context, ballot, outcome, returned)
        return Decision(outcome.value, {"issued": ballot.issued, "returned": returned})

    def withdraw(self, context: NodeContext) -> None:
        """The procedure was ended: throw the papers away, uncounted."""
        ballot = lock_box(context.work.session, context.own_vote.object_ref)
        _end(context, ballot, BoxOutcome.VOID, count_papers(context.work.session, ballot))


def _closing(context: NodeContext, ballot: Ballot) -> Closing:
    """The end of the window, or of the extension that follows it."""
    before = find_box_vote(context.work.session, ballot)
    if ballot.extended and before is not None and before.outcome == BoxOutcome.SHORT:
        return extended_closing(context, before.closes_at)
    calendar = load_calendar(context.work.session, context.instance.org_id)
    return close_after(context.work.at, settings_of(context).duration("window", "p2_mass_ballot.window"), calendar)


def extended_closing(context: NodeContext, closes_at: datetime | None) -> Closing:
    """The extension counts from the day on which the window ended; if that is over too, from today."""
    calendar = load_calendar(context.work.session, context.instance.org_id)
    span = context.parameters.duration(EXTENSION)
    from_closing = close_after((closes_at or context.work.at) - MOMENT, span, calendar)
    return from_closing if from_closing.at > context.work.at else close_after(context.work.at, span, calendar)


def _end(context: NodeContext, ballot: Ballot, outcome: BoxOutcome, returned: int) -> None:
    session = context.work.session
    ballot.wish, ballot.state, ballot.returned = "", outcome.value, returned
    ballot.closed_on = context.work.at.astimezone(ZONE).date()
    if outcome is BoxOutcome.CLOSED:
        seal_box(session, ballot)
    elif outcome is BoxOutcome.VOID:
        throw_away(session, ballot)
