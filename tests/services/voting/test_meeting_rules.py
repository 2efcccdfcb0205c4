"""Quorum and majority: pure rules (R-GRP-1 … R-GRP-6)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.rules.meetings import CHOICES, MotionCount, count_motion, has_quorum, is_carried
from workflows.rules.voting import parse_threshold

EXACT = settings(max_examples=150, deadline=None, derandomize=True, database=None)

HALF = parse_threshold("1/2", ">")
SANCTION = parse_threshold("2/3", ">=")

people = st.sets(st.integers(1, 12))
votes = st.dictionaries(st.integers(1, 12), st.sampled_from(CHOICES))


def count(base: int, present: int, approve: int) -> MotionCount:
    return MotionCount(base, present, approve, present - approve, 0)


@pytest.mark.parametrize(("present", "enough"), [(4, False), (5, True), (9, True)])
def test_r_grp_1_more_than_half_of_the_base_is_there(present: int, enough: bool) -> None:
    assert has_quorum(count(9, present, 0), HALF) is enough


def test_r_grp_1_exactly_half_is_no_quorum() -> None:
    assert not has_quorum(count(8, 4, 0), HALF)


@pytest.mark.parametrize(("approve", "carried"), [(4, False), (5, True)])
def test_r_grp_2_more_than_half_of_the_base_approves_not_of_those_present(approve: int, carried: bool) -> None:
    assert is_carried(count(9, 5, approve), HALF, HALF) is carried


def test_r_grp_2_all_of_those_present_are_not_enough_without_a_majority_of_the_base() -> None:
    assert not is_carried(count(8, 4, 4), HALF, HALF)


def test_r_grp_3_the_recused_are_not_in_the_base_and_have_no_vote() -> None:
    counted = count_motion({1, 2, 3, 4, 5}, {5}, {1, 2, 3, 5}, {1: "approve", 2: "approve", 3: "against", 5: "approve"})

    assert counted == MotionCount(base=4, present=3, approve=2, against=1, abstain=0)
    assert not is_carried(counted, HALF, HALF)


@pytest.mark.parametrize(("present", "carried"), [(5, False), (6, True)])
def test_r_grp_4_sanctions_need_two_thirds_of_the_base_present(present: int, carried: bool) -> None:
    assert is_carried(count(9, present, 5), SANCTION, HALF) is carried


def test_r_grp_6_the_vote_of_an_absent_member_is_not_counted() -> None:
    counted = count_motion({1, 2, 3}, set(), {1, 2}, {1: "approve", 2: "abstain", 3: "approve"})

    assert (counted.approve, counted.abstain) == (1, 1)


def test_a_matter_from_which_everybody_is_recused_is_never_carried() -> None:
    assert not is_carried(count_motion({1, 2}, {1, 2}, {1, 2}, {}), HALF, HALF)


@EXACT
@given(people, people, people, votes)
def test_what_is_counted_never_exceeds_the_base(
    members: set[int], recused: set[int], present: set[int], said: dict[int, str]
) -> None:
    counted = count_motion(members, recused, present, said)

    assert counted.base == len(members - recused)
    assert counted.approve + counted.against + counted.abstain <= counted.present <= counted.base


@EXACT
@given(people, people, people, votes)
def test_r_grp_2_is_exact_for_any_group(
    members: set[int], recused: set[int], present: set[int], said: dict[int, str]
) -> None:
    base = members - recused
    approvals = sum(said.get(person) == "approve" for person in base & present)

    carried = is_carried(count_motion(members, recused, present, said), HALF, HALF)

    assert carried == (2 * len(base & present) > len(base) and 2 * approvals > len(base))
