"""Schedules in which some user tasks are votes: one wait of the engine, however many people vote.

The body of these votes is the clerk: it decides as the path says. What counts here is the wait, not the counting.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest
from sqlalchemy import select

from services.process.happenings import lock_step
from services.transaction import use_case
from tests.fuzz import drawing, driving, storing
from tests.fuzz.blocks import Procedure
from tests.fuzz.driving import Move
from tests.fuzz.storing import StoredSchedule
from workflows import registries
from workflows.models import Vote
from workflows.registries import Decision, Item, Opening
from workflows.running.votes import settle_vote
from workflows.work import Work

KIND: Final = "show_of_hands"
INNER: Final = r"<extensionElements>((?:(?!</extensionElements>).)*)</extensionElements>"
TASK: Final = re.compile(rf'<userTask id="t(\d+)" name="t\1" >{INNER}</userTask>')
"""A user task that is done once; those with something behind their extension are repeated."""


class ShowOfHands:
    """A way of voting without seats, whose outcome is said from outside."""

    settings: Mapping[str, Any] = {}
    readers: frozenset[str] = frozenset()
    outcome = ""

    def open(self, context: Any, _vote: object, _items: Sequence[Item]) -> Opening:
        """Begin without a body."""
        return Opening("instance", context.instance.public_id)

    def cast(self, context: object, submitted: object) -> None:
        """Nobody casts."""
        raise AssertionError(context, submitted)

    def decide(self, _context: object, *, final: bool) -> Decision:
        """Decide as was said."""
        assert final
        return Decision(self.outcome)

    def withdraw(self, _context: object) -> None:
        """Nothing is kept elsewhere."""


HANDS: Final = ShowOfHands()


def draw_votes(procedure: Procedure) -> list[bytes]:
    """The files of a procedure, every second plain task a vote."""
    return [TASK.sub(_make_vote, file.decode()).encode() for file in drawing.draw_all(procedure)]


def _make_vote(found: re.Match[str]) -> str:
    if int(found[1]) % 2:
        return found[0]
    inner = re.sub(r"<lf:assign [^>]*/>", "", found[2]) + f'<lf:vote kind="{KIND}"/>'
    return f'<userTask id="t{found[1]}" name="t{found[1]}"><extensionElements>{inner}</extensionElements></userTask>'


def let_vote(patch: pytest.MonkeyPatch) -> None:
    """Make the kind known, and let schedules draw votes."""
    patch.setitem(registries.vote_kinds._things, KIND, HANDS)
    for module in (driving, storing):
        patch.setattr(module, "draw_all", draw_votes)


@use_case
def settle(work: Work, vote_id: int) -> None:
    """Close a vote, as its time does when it is over."""
    vote = work.session.get_one(Vote, vote_id)
    step = lock_step(work, vote.instance_id)
    assert step is not None
    assert settle_vote(step, vote, final=True)
    step.finish()


class VotingSchedule(StoredSchedule):
    """A stored schedule that closes votes where its path completes a task."""

    votes = 0

    def _complete(self, move: Move) -> None:
        with self.house.reading() as session:
            mine = (Vote.instance_id == self.instance_id) & (Vote.engine_id == move.engine_id)
            vote_id = session.scalar(select(Vote.id).where(mine, Vote.state == "open"))
        if vote_id is None:
            super()._complete(move)
            return
        self.votes += 1
        HANDS.outcome = move.outcome
        settle(self._command(), vote_id)
