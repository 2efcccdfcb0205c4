"""Reading and counting papers, judging a box: pure rules (R-MASS-3 … R-MASS-7), and codes as people type them."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.rules.ballots import (
    Box,
    BoxOutcome,
    Options,
    UnknownMarkError,
    judge_box,
    passes,
    read_paper,
    tally_item,
)
from services.voting.rules.codes import ALPHABET, LENGTH, group_code, normalise_code
from workflows.rules.voting import parse_threshold

EXACT = settings(max_examples=150, deadline=None, derandomize=True, database=None)

YES, CHANGE, NO, ABSTAIN = "认可", "建议修改", "不认可", "不了解"
OPTIONS = Options((YES, CHANGE, NO, ABSTAIN), frozenset({ABSTAIN}))
TWO_THIRDS = parse_threshold("2/3", ">=")
HALF = parse_threshold("1/2", ">")

words = st.lists(st.sampled_from([*OPTIONS.names, ""]), max_size=60)


def test_r_mass_4_one_mark_is_taken() -> None:
    assert read_paper({"a": YES, "b": [NO]}, ["a", "b"], OPTIONS) == {"a": YES, "b": NO}


@pytest.mark.parametrize("marks", [None, "", [], [""], [YES, NO], [YES, CHANGE, NO, ABSTAIN]])
def test_r_mass_4_a_blank_or_doubly_marked_item_is_invalid(marks: object) -> None:
    assert read_paper({"a": marks, "b": YES}, ["a", "b"], OPTIONS) == {"a": "", "b": YES}  # type: ignore[dict-item]


def test_r_mass_4_the_same_mark_twice_is_one_mark() -> None:
    assert read_paper({"a": [YES, YES]}, ["a"], OPTIONS) == {"a": YES}


@pytest.mark.parametrize("choices", [{"c": YES}, {"a": "同意"}, {"a": [YES, "同意"]}])
def test_a_paper_with_a_foreign_item_or_option_is_not_put_into_the_box(choices: dict[str, str]) -> None:
    with pytest.raises(UnknownMarkError):
        read_paper(choices, ["a", "b"], OPTIONS)


def test_r_mass_4_abstentions_and_invalid_ones_are_no_valid_votes() -> None:
    tally = tally_item([YES, YES, CHANGE, NO, ABSTAIN, ABSTAIN, ""], OPTIONS)

    assert (tally.valid, tally.invalid) == (4, 1)
    assert dict(tally.counts) == {YES: 2, CHANGE: 1, NO: 1, ABSTAIN: 2}


@EXACT
@given(words)
def test_every_paper_is_counted_once(papers: list[str]) -> None:
    tally = tally_item(papers, OPTIONS)

    assert sum(tally.counts.values()) + tally.invalid == len(papers)
    assert tally.valid == sum(word in {YES, CHANGE, NO} for word in papers)


@pytest.mark.parametrize(
    ("papers", "passed"),
    [
        ([YES] * 3 + [NO] * 2, True),
        ([YES] * 3 + [NO] * 3, False),  # exactly half
        ([YES] * 3 + [NO] * 2 + [ABSTAIN] * 9, True),
        ([YES] * 1 + [ABSTAIN] * 9, True),
        ([ABSTAIN] * 9, False),
        ([], False),
    ],
)
def test_r_mass_5_more_than_half_of_the_valid_votes_pass(papers: list[str], passed: bool) -> None:
    assert passes(tally_item(papers, OPTIONS), OPTIONS, HALF) is passed


@EXACT
@given(words)
def test_r_mass_5_is_exact_for_any_box(papers: list[str]) -> None:
    tally = tally_item(papers, OPTIONS)

    assert passes(tally, OPTIONS, HALF) == (2 * papers.count(YES) > tally.valid)


@EXACT
@given(words, st.randoms())
def test_the_order_of_papers_does_not_matter(papers: list[str], random: object) -> None:
    mixed = papers.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert tally_item(mixed, OPTIONS) == tally_item(papers, OPTIONS)


@pytest.mark.parametrize(
    ("box", "final", "outcome"),
    [
        (Box(6, 5), False, None),
        (Box(6, 6), False, BoxOutcome.CLOSED),
        (Box(6, 4), True, BoxOutcome.CLOSED),  # exactly two thirds
        (Box(6, 3), True, BoxOutcome.SHORT),
        (Box(6, 0), True, BoxOutcome.SHORT),
        (Box(6, 3, extended=True), True, BoxOutcome.VOID),
        (Box(6, 4, extended=True), True, BoxOutcome.CLOSED),
        (Box(6, 7), False, BoxOutcome.VOID),  # R-MASS-7
        (Box(6, 7), True, BoxOutcome.VOID),
    ],
)
def test_r_mass_3_and_7_a_box_is_judged_by_what_came_back(box: Box, final: bool, outcome: BoxOutcome | None) -> None:
    assert judge_box(box, TWO_THIRDS, final=final) is outcome


@EXACT
@given(st.integers(5, 500), st.integers(0, 510), st.booleans())
def test_r_mass_3_a_box_never_passes_by_itself(issued: int, returned: int, extended: bool) -> None:
    outcome = judge_box(Box(issued, returned, extended=extended), TWO_THIRDS, final=True)

    assert (outcome is BoxOutcome.CLOSED) == (2 * issued <= 3 * returned <= 3 * issued)
    assert outcome is not None


# -- codes -----------------------------------------------------------------------------------------


codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_code_has_at_least_128_bits() -> None:
    assert len(ALPHABET) ** LENGTH >= 2**128
    assert len(set(ALPHABET)) == 32


@EXACT
@given(codes, st.sampled_from([str.lower, str.upper, group_code, lambda code: f"  {group_code(code)}\t"]))
def test_a_code_is_understood_however_it_is_typed(code: str, typed: Callable[[str], str]) -> None:
    assert normalise_code(typed(code)) == code


def test_letters_that_are_taken_for_digits_are_read_as_digits() -> None:
    assert normalise_code("O" * 14 + "iL" * 7) == "0" * 14 + "1" * 14


@pytest.mark.parametrize("text", ["", "ABC", "A" * 27, "A" * 29, "U" * 28, "'; DROP TABLE ballot_code; --", "码" * 28])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert normalise_code(text) == ""
