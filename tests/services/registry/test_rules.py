"""The pure rules of the register, each with what it takes and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules import forms, grades, lists, states, visibility, words
from services.registry.rules.states import PointState
from services.registry.rules.visibility import PointFacts, Standing
from workflows.errors import AnswersRefusedError, ConflictError, RefusedError

# -- numbers -----------------------------------------------------------------------------------------


@given(st.frozensets(st.integers(1, 50)), st.integers(1, 10))
def test_the_lowest_numbers_that_nobody_has(taken: frozenset[int], count: int) -> None:
    found = words.lowest_free(taken, count)
    assert len(set(found)) == count
    assert found == sorted(found)
    assert not taken & set(found)
    assert set(range(1, found[-1])) <= taken | set(found)


def test_numbers_are_shown_with_three_digits() -> None:
    assert (words.show_number(44), words.show_number(1044)) == ("R044", "R1044")


# -- grades ------------------------------------------------------------------------------------------


def test_points_are_parted_by_grade_r_dsp_7() -> None:
    passed, sets = grades.split_grades({1: "accurate", 2: "fairly", 3: "inaccurate", 4: "fairly"})
    assert (passed, sets) == ([1], {"fairly": [2, 4], "inaccurate": [3]})


@given(st.dictionaries(st.integers(), st.sampled_from(list(grades.GRADES))))
def test_no_point_is_lost_or_doubled_r_dsp_7(graded: dict[int, str]) -> None:
    passed, sets = grades.split_grades(graded)
    assert sorted([*passed, *(point for points in sets.values() for point in points)]) == sorted(graded)
    assert all(sets.values())


@pytest.mark.parametrize(
    ("expert", "determined", "reason"), [("fairly", "fairly", ""), ("", "fairly", ""), ("fairly", "accurate", "因为")]
)
def test_a_determination_may_differ_with_a_reason_r_grp_5(expert: str, determined: str, reason: str) -> None:
    grades.check_difference(expert, determined, reason)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_difference_without_one_is_refused_r_grp_5(reason: str) -> None:
    with pytest.raises(RefusedError):
        grades.check_difference("fairly", "accurate", reason)


@pytest.mark.parametrize(("days", "rule"), [(None, "disposition.rectify"), (10, "cd:10"), (30, "cd:30")])
def test_the_term_of_a_rectification_r_dsp_3(days: int | None, rule: str) -> None:
    assert grades.rectify_rule(days) == rule


@pytest.mark.parametrize("days", [9, 31])
def test_other_terms_are_refused_r_dsp_3(days: int) -> None:
    with pytest.raises(RefusedError):
        grades.rectify_rule(days)


# -- states ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", states.PASSED)
def test_what_has_been_determined_may_be_rated_measured_and_published_r_dsp_8(state: PointState) -> None:
    states.check_determined(state)


@pytest.mark.parametrize("state", sorted(set(PointState) - set(states.PASSED)))
def test_nothing_is_rated_measured_or_published_before_r_dsp_8(state: PointState) -> None:
    with pytest.raises(ConflictError):
        states.check_determined(state)


def test_where_the_whole_unit_must_have_passed_one_open_point_holds_all_r_dsp_8() -> None:
    states.check_determined("determined", ["determined", "rated", "cancelled"])
    with pytest.raises(ConflictError):
        states.check_determined("determined", ["determined", "redoing"])


@pytest.mark.parametrize(("before", "after"), [("draft", "pending"), ("pending", "redoing"), ("redoing", "determined")])
def test_a_point_goes_its_ways(before: str, after: str) -> None:
    states.check_way(before, PointState(after))


@pytest.mark.parametrize(
    ("before", "after"), [("draft", "determined"), ("draft", "rated"), ("pending", "published"), ("cancelled", "draft")]
)
def test_and_no_others(before: str, after: str) -> None:
    with pytest.raises(ConflictError):
        states.check_way(before, PointState(after))


# -- lists -------------------------------------------------------------------------------------------

LINE = lists.Line("a" * 32, "W24", 2, "PROC", "请托说情", "打招呼", "")
OTHER = lists.Line("b" * 32, "W24", 4, "SYS", "抽检不力", "不运用", "")


def test_the_digest_of_a_list_does_not_depend_on_its_order() -> None:
    assert lists.digest_list([LINE, OTHER]) == lists.digest_list([OTHER, LINE])


@pytest.mark.parametrize("other", [[LINE], [LINE, OTHER, LINE], [OTHER]])
def test_it_changes_with_what_is_listed(other: list[lists.Line]) -> None:
    assert lists.digest_list([LINE, OTHER]) != lists.digest_list(other)


def test_a_ballot_is_repeated_only_if_the_list_changed_decision_20() -> None:
    assert lists.needs_ballot("new", "")
    assert lists.needs_ballot("new", "old")
    assert not lists.needs_ballot("same", "same")


# -- forms -------------------------------------------------------------------------------------------


def test_no_problem_is_no_refusal() -> None:
    forms.refuse_all([])
    with pytest.raises(AnswersRefusedError):
        forms.refuse_all([forms.problem("x", "y", "z")])


def test_acceptance_needs_all_three() -> None:
    assert forms.check_acceptance({"complete": True, "distinct": True, "no_gap": True}) == []
    assert [each.field for each in forms.check_acceptance({"complete": True})] == ["distinct", "no_gap"]


# -- visibility --------------------------------------------------------------------------------------


def a_point(**more: object) -> PointFacts:
    facts = {
        "state": "draft", "post_id": 1, "finder_id": 1, "found_by": "SELF",
        "shared": False, "handed_in": False, "determined": False,
    }  # fmt: skip
    return PointFacts(**{**facts, **more})  # type: ignore[arg-type]


FINDER = Standing(people=frozenset({1}), inside=True)
SUCCESSOR = Standing(people=frozenset({2}), posts=frozenset({1}), inside=True)
COLLEAGUE = Standing(people=frozenset({3}), inside=True)
OFFICE = Standing(people=frozenset({4}), office=True)
GROUP = Standing(people=frozenset({5}), group=True)
EXPERT = Standing(people=frozenset({6}), expert=True)
STRANGER = Standing(people=frozenset({7}))
ALL = (FINDER, SUCCESSOR, COLLEAGUE, OFFICE, GROUP, EXPERT, STRANGER)


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        (a_point(), (FINDER, SUCCESSOR, EXPERT)),
        (a_point(found_by="COLLEAGUE", finder_id=3), (COLLEAGUE, EXPERT)),
        (a_point(shared=True), (FINDER, SUCCESSOR, COLLEAGUE, EXPERT)),
        (a_point(shared=True, handed_in=True), (FINDER, SUCCESSOR, COLLEAGUE, OFFICE, EXPERT)),
        (a_point(shared=True, state="determined"), (FINDER, SUCCESSOR, COLLEAGUE, OFFICE, GROUP, EXPERT)),
    ],
)
def test_who_sees_a_point_domain_7_1(facts: PointFacts, seen: tuple[Standing, ...]) -> None:
    assert tuple(each for each in ALL if visibility.sees_point(each, facts)) == seen


def test_who_sees_an_opinion_r_opn_2() -> None:
    head = Standing(inside=True, leads=True)
    open_round = [each for each in (*ALL, head) if visibility.sees_opinion(each, 3, shared=False)]
    closed_round = [each for each in (*ALL, head) if visibility.sees_opinion(each, 3, shared=True)]
    assert open_round == [COLLEAGUE, head]
    assert closed_round == [FINDER, SUCCESSOR, COLLEAGUE, head]
