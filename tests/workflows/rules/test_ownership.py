"""Who may claim, complete and release: R-TASK-2, R-TASK-3, R-TASK-4, R-SEC-3."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workflows.errors import (
    ConflictError,
    NotFoundError,
    NotPermittedError,
    TaskAlreadyCompletedError,
    TaskClaimedError,
    TaskClosedError,
)
from workflows.rules.actors import Actor, Principal
from workflows.rules.ownership import (
    Ownership,
    Standing,
    check_may_claim,
    check_may_complete,
    check_may_release,
)
from workflows.rules.states import TaskState

ANNE, BERT, CARA = 1, 2, 3
SHARED = Ownership(TaskState.OPEN, frozenset({ANNE, BERT}), names={ANNE: "安", BERT: "白"})
MINE = Ownership(TaskState.OPEN, frozenset({ANNE}))


def actor(person: int | None, *principals: int) -> Actor:
    stands_for = tuple(Principal(each, f"p{each}", 70 + each) for each in principals)
    return Actor(100 + (person or 0), 1, "login", "name", person, frozenset(), stands_for)


def test_r_task_2_a_candidate_may_complete_a_task_that_nobody_claimed() -> None:
    assert check_may_complete(SHARED, actor(BERT)) == Standing(BERT)


def test_r_task_2_what_somebody_else_claimed_is_his() -> None:
    claimed = replace(SHARED, claimed_by=ANNE)

    assert check_may_complete(claimed, actor(ANNE)) == Standing(ANNE)
    with pytest.raises(TaskClaimedError, match="安"):
        check_may_complete(claimed, actor(BERT))


def test_r_task_2_a_shared_task_can_be_claimed() -> None:
    assert check_may_claim(SHARED, actor(ANNE)) == Standing(ANNE)
    with pytest.raises(TaskClaimedError):
        check_may_claim(replace(SHARED, claimed_by=BERT), actor(ANNE))


def test_r_task_2_what_waits_for_one_person_needs_no_claim() -> None:
    with pytest.raises(ConflictError):
        check_may_claim(MINE, actor(ANNE))


def test_r_task_2_only_who_has_claimed_may_release() -> None:
    claimed = replace(SHARED, claimed_by=ANNE)

    check_may_release(claimed, actor(ANNE))
    for who, what in ((BERT, claimed), (ANNE, SHARED)):
        with pytest.raises(ConflictError):
            check_may_release(what, actor(who))


def test_r_task_3_a_substitute_acts_for_his_principal() -> None:
    assert check_may_complete(MINE, actor(CARA, ANNE)) == Standing(CARA, ANNE, 71)


def test_r_task_3_ones_own_standing_goes_before_a_principals() -> None:
    assert check_may_complete(SHARED, actor(BERT, ANNE)) == Standing(BERT)


def test_r_task_3_what_is_not_delegable_is_done_by_nobody_else() -> None:
    own = replace(MINE, delegable=False)

    assert check_may_complete(own, actor(ANNE)) == Standing(ANNE)
    with pytest.raises(NotPermittedError):
        check_may_complete(own, actor(CARA, ANNE))


def test_r_task_3_a_substitute_takes_up_what_his_principal_claimed() -> None:
    claimed = replace(SHARED, claimed_by=ANNE)

    assert check_may_complete(claimed, actor(CARA, ANNE)) == Standing(CARA, ANNE, 71)
    check_may_release(claimed, actor(CARA, ANNE))


def test_r_task_4_what_is_completed_is_not_completed_again() -> None:
    at = datetime(2026, 7, 13, 1, tzinfo=UTC)
    done = replace(SHARED, state=TaskState.COMPLETED, completed_by=BERT, completed_at=at)

    for check in (check_may_complete, check_may_claim, check_may_release):
        with pytest.raises(TaskAlreadyCompletedError, match=r"白.*2026-07-13T01:00"):
            check(done, actor(ANNE))


def test_r_task_4_what_was_withdrawn_is_not_completed() -> None:
    with pytest.raises(TaskClosedError):
        check_may_complete(replace(SHARED, state=TaskState.CANCELLED), actor(ANNE))


@pytest.mark.parametrize("who", [actor(CARA), actor(None), actor(CARA, 9)])
def test_r_sec_3_a_stranger_finds_nothing_whatever_the_state(who: Actor) -> None:
    for state in TaskState:
        for check in (check_may_complete, check_may_claim, check_may_release):
            with pytest.raises(NotFoundError):
                check(replace(SHARED, state=state), who)


def test_an_actor_serves_his_own_inbox_first() -> None:
    assert actor(CARA, ANNE, BERT).people == (CARA, ANNE, BERT)
    assert actor(None).people == ()
    assert replace(actor(ANNE), roles=frozenset({"office_head"})).has_role("office_staff", "office_head")
    assert not actor(ANNE).has_role("office_head")
