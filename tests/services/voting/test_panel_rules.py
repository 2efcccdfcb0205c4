"""Grades, turnout and draws: pure rules (R-EXP-1 … R-EXP-10)."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.rules.draws import (
    Candidate,
    DrawPlan,
    PoolTooSmallError,
    draw_panel,
    rank_candidates,
)
from services.voting.rules.grades import FOUR, TWO, count_grades, make_scale, recommend_grade
from services.voting.rules.panels import Turn, Turnout, judge_turnout, judge_validity, needs_reason
from workflows.errors import RefusedError
from workflows.rules.voting import parse_threshold

EXACT = settings(max_examples=150, deadline=None, derandomize=True, database=None)

TWO_THIRDS = parse_threshold("2/3", ">=")
ANY_SHARE = parse_threshold("0", ">=")

A, F, B, I = FOUR  # noqa: E741 -- the four grades by their initials


def recommend(votes: list[str], scale: tuple[str, ...] = FOUR, least: int = 3) -> str:
    return recommend_grade(count_grades(votes, scale), scale, least)


# -- grades ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "grade"),
    [
        ([A, A, F, B, I], F),  # the worked example of R-EXP-7
        ([A, A, A, I, I], A),
        ([A, A, I, I], I),  # a tie gives the stricter grade
        ([A, A, F, F], F),
        ([A, I, I], I),
        ([A, F, B], F),
        ([B, B, B], B),
        ([A, A, "", "", I], A),  # abstentions are no valid votes
        ([A, A, I, I, "", ""], I),
    ],
)
def test_r_exp_7_the_cumulative_strict_majority(votes: list[str], grade: str) -> None:
    assert recommend(votes) == grade


def test_r_exp_8_fewer_than_three_valid_votes_give_no_result() -> None:
    assert recommend([A, A, "", "", ""]) == ""
    assert recommend([A, A, A, "", ""]) == A


@pytest.mark.parametrize(("votes", "grade"), [([A, A, I, I], I), ([A, A, A, I], A), ([A, A, I], A), ([A, I, I], I)])
def test_r_exp_10_in_two_grade_mode_a_tie_is_inaccurate(votes: list[str], grade: str) -> None:
    assert recommend(votes, TWO) == grade


grades = st.lists(st.sampled_from([*FOUR, ""]), min_size=1, max_size=15)


@EXACT
@given(grades)
def test_r_exp_7_is_the_lower_median_of_the_valid_votes(votes: list[str]) -> None:
    valid = sorted((FOUR.index(vote) for vote in votes if vote), key=int)
    expected = FOUR[valid[len(valid) // 2]] if len(valid) >= 3 else ""

    assert recommend(votes) == expected


@EXACT
@given(st.lists(st.sampled_from(FOUR), min_size=3, max_size=9), st.integers(0, 8))
def test_r_exp_7_a_stricter_vote_never_betters_the_result(votes: list[str], at: int) -> None:
    stricter = votes.copy()
    stricter[at % len(votes)] = I

    assert FOUR.index(recommend(stricter)) >= FOUR.index(recommend(votes))


@EXACT
@given(st.lists(st.sampled_from(FOUR), min_size=3, max_size=5))
def test_the_order_of_votes_does_not_matter(votes: list[str]) -> None:
    assert {recommend(list(order)) for order in permutations(votes)} == {recommend(votes)}


def test_labels_are_named_from_best_to_worst() -> None:
    labels = ["准确", "比较准确", "基本准确", "不准确"]

    assert make_scale(labels, two=False) == dict(zip(FOUR, labels, strict=True))
    assert make_scale(labels, two=True) == {A: "准确", I: "不准确"}
    assert make_scale(["准确", "不准确"], two=False) == {A: "准确", I: "不准确"}


def test_a_scale_of_three_labels_is_none() -> None:
    with pytest.raises(ValueError, match="zip"):
        make_scale(["好", "中", "差"], two=False)


def test_r_exp_6_any_grade_but_accurate_needs_ten_characters() -> None:
    assert needs_reason(F, "理由九个字还差一个")
    assert not needs_reason(F, "理由正好是十个字了吧。")
    assert not needs_reason(A, "")
    assert needs_reason(I, " " * 20)


# -- turnout ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turnout", "final", "turn"),
    [
        (Turnout(5, 5, 4, 2), False, Turn.WAIT),
        (Turnout(5, 5, 5, 2), False, Turn.COUNT),
        (Turnout(5, 5, 4, 2), True, Turn.COUNT),
        (Turnout(5, 5, 3, 2), True, Turn.REPLACE),
        (Turnout(5, 5, 2, 2), True, Turn.REPLACE),  # 2 + 2 alternates can reach 4 of 5
        (Turnout(5, 5, 1, 2), True, Turn.DISSOLVE),
        (Turnout(5, 5, 3, 0), True, Turn.DISSOLVE),
        (Turnout(5, 5, 3, 1, extended=True), True, Turn.DISSOLVE),
        (Turnout(5, 5, 4, 0, extended=True), True, Turn.COUNT),
        (Turnout(5, 4, 4, 0, extended=True), False, Turn.COUNT),
        (Turnout(5, 3, 3, 0, extended=True), False, Turn.DISSOLVE),
        (Turnout(9, 9, 6, 2), True, Turn.COUNT),  # exactly two thirds
    ],
)
def test_r_exp_5_two_thirds_of_the_panel_must_vote(turnout: Turnout, final: bool, turn: Turn) -> None:
    assert judge_turnout(turnout, TWO_THIRDS, final=final) is turn


@EXACT
@given(st.sampled_from([5, 7, 9, 11]), st.data())
def test_r_exp_5_a_closed_vote_is_never_left_waiting(size: int, data: st.DataObject) -> None:
    cast = data.draw(st.integers(0, size))
    turn = judge_turnout(Turnout(size, size, cast, data.draw(st.integers(0, 3))), TWO_THIRDS, final=True)

    assert turn is not Turn.WAIT
    assert (turn is Turn.COUNT) == (3 * cast >= 2 * size)


@pytest.mark.parametrize(
    ("valid", "abstained", "spare", "turn"),
    [
        (3, 2, 0, Turn.COUNT),
        (2, 3, 2, Turn.REPLACE),
        (2, 3, 1, Turn.REPLACE),
        (2, 3, 0, Turn.DISSOLVE),
        (0, 5, 2, Turn.DISSOLVE),
    ],
)
def test_r_exp_8_abstainers_are_replaced_if_that_can_help(valid: int, abstained: int, spare: int, turn: Turn) -> None:
    assert judge_validity(valid, abstained, spare, 3) is turn


# -- draws -----------------------------------------------------------------------------------------


def pool(external: int, internal: int = 0, excluded: int = 0) -> list[Candidate]:
    out = [Candidate(f"x{number:02}") for number in range(external)]
    inside = [Candidate(f"i{number:02}", external=False) for number in range(internal)]
    barred = [Candidate(f"b{number:02}", exclusions=("kinship",)) for number in range(excluded)]
    return [*out, *inside, *barred]


def plan(size: int = 5, alternates: int = 2, share: str = "2/3") -> DrawPlan:
    return DrawPlan(size, alternates, parse_threshold(share, ">="))


@pytest.mark.parametrize("size", [5, 7, 9])
def test_r_exp_1_a_panel_is_odd_and_has_at_least_five(size: int) -> None:
    assert len(draw_panel(pool(12), "seed", plan(size)).members) == size


@pytest.mark.parametrize("size", [3, 4, 6, 0])
def test_r_exp_1_a_smaller_or_even_panel_is_refused(size: int) -> None:
    with pytest.raises(RefusedError):
        draw_panel(pool(12), "seed", plan(size))


@EXACT
@given(st.integers(5, 12), st.integers(0, 10), st.text(max_size=8), st.sampled_from([5, 7]))
def test_r_exp_1_two_thirds_are_external_even_after_any_replacement(
    external: int, internal: int, seed: str, size: int
) -> None:
    try:
        drawn = draw_panel(pool(external, internal), seed, plan(size))
    except PoolTooSmallError:
        assert external < -(-2 * size // 3) or external + internal < size
        return
    outside = [code for code in drawn.members if code.startswith("x")]
    assert 3 * len(outside) >= 2 * size
    assert all(code.startswith("x") for code in drawn.alternates)


@EXACT
@given(st.integers(5, 15), st.integers(0, 3), st.integers(0, 6), st.text(max_size=8))
def test_r_exp_2_the_same_seed_and_candidates_give_the_same_panel(
    external: int, internal: int, excluded: int, seed: str
) -> None:
    candidates = pool(external, internal, excluded)

    first = draw_panel(candidates, seed, plan())
    again = draw_panel(candidates[::-1], seed, plan())

    assert first == again
    assert len(set(first.members + first.alternates)) == len(first.members + first.alternates)


def test_r_exp_2_other_seeds_draw_everybody_about_equally_often() -> None:
    counts = {candidate.code: 0 for candidate in pool(10)}
    for number in range(2000):
        for code in draw_panel(pool(10), str(number), plan()).members:
            counts[code] += 1

    assert all(900 < count < 1100 for count in counts.values()), counts


@EXACT
@given(st.text(max_size=8))
def test_r_exp_3_whoever_is_excluded_is_never_drawn(seed: str) -> None:
    drawn = draw_panel(pool(7, 2, 9), seed, plan())

    assert not {code for code in drawn.members + drawn.alternates if code.startswith("b")}
    assert all(not each.exclusions for each in rank_candidates(pool(7, 2, 9), seed))


def test_r_exp_4_a_pool_that_is_too_small_is_refused_with_its_numbers() -> None:
    with pytest.raises(PoolTooSmallError) as refused:
        draw_panel(pool(4, excluded=8), "seed", plan())

    assert refused.value.text.params == {"eligible": 4, "external": 4, "size": 5}


def test_r_exp_4_a_pool_with_enough_people_but_too_few_external_ones_is_refused() -> None:
    with pytest.raises(PoolTooSmallError):
        draw_panel(pool(3, 6), "seed", plan())
    assert len(draw_panel(pool(4, 6), "seed", plan()).members) == 5


def test_a_profile_without_a_share_draws_employees_alone() -> None:
    drawn = draw_panel(pool(0, 8), "seed", DrawPlan(5, 2, ANY_SHARE))

    assert (len(drawn.members), len(drawn.alternates)) == (5, 2)
