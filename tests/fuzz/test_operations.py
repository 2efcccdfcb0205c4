"""Approval operations among the steps of random paths, against the token game; offers are compared as well.

A failure names its seed; `FUZZ_SEED=<seed> FUZZ_SECONDS=1 FUZZ_KINDS=operations python -m tests.fuzz` shows it again.
"""

from typing import Any

import pytest

from tests.fuzz import operating
from tests.fuzz.driving import DifferenceError
from tests.fuzz.test_tokens import FOUND_WITHIN
from workflows.engine import moving, nodes
from workflows.rules.passage import Passage

SCHEDULES = 200
BATCH = 50


@pytest.mark.parametrize("first", range(0, SCHEDULES, BATCH))
def test_operations_do_what_the_game_without_what_is_undone_does(first: int) -> None:
    operating.check_all(range(first, first + BATCH))


def test_every_operation_is_done() -> None:
    did = operating.check_all(range(60))

    assert set(did) == {"return", "take back", "move", "add", "remove", "finish early"}


def offer_what_is_joined(patch: pytest.MonkeyPatch) -> None:
    """A step is offered although its token has gone through a join with others."""
    patch.setattr(Passage, "owns", lambda _self, _engine_id: True)


def leave_what_is_behind(patch: pytest.MonkeyPatch) -> None:
    """A return leaves the tokens behind the step where they are."""
    plain = moving.send_again

    def send_again(instance: Any, visit_id: int, gone: Any, inner: Any) -> None:
        plain(instance, visit_id, list(gone)[:1], inner)

    patch.setattr(moving, "send_again", send_again)


def never_go_straight(patch: pytest.MonkeyPatch) -> None:
    """A corrected step always walks forward."""
    patch.setattr(nodes.NodeSpec, "send_back", lambda _self, _task, _back: False)


def forget_the_count(patch: pytest.MonkeyPatch) -> None:
    """A signer who is taken out is still waited for."""
    plain = moving.remove_child

    def remove_child(instance: Any, child_id: int) -> None:
        parent = instance.find(child_id)._parent
        plain(instance, child_id)
        instance.find(parent).internal_data["total"] += 1

    patch.setattr(moving, "remove_child", remove_child)


@pytest.mark.parametrize(
    "plant",
    [offer_what_is_joined, leave_what_is_behind, never_go_straight, forget_the_count],
    ids=lambda plant: plant.__name__,
)
def test_a_planted_bug_is_found(plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)

    with pytest.raises(DifferenceError, match="seed"):
        operating.check_all(range(FOUND_WITHIN * 2))
