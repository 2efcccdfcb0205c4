"""Publishing breakdowns: nothing about few follows from what is shown, by exact linear algebra (trust §5.3)."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.rules.suppression import choose_groups, is_publishable, merge, size_of

FLOOR = 5
OPTIONS = ("认可", "建议修改", "不认可")

Row = list[Fraction]
tables = st.dictionaries(
    st.sampled_from(list("abcdef")),
    st.fixed_dictionaries({option: st.integers(0, 8) for option in OPTIONS}),
    min_size=1,
)


def rank(rows: Iterable[Row]) -> int:
    """The rank of a matrix, by elimination with exact fractions."""
    left = [row[:] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(len(left)):
            if at != found and left[at][column]:
                factor = left[at][column] / left[found][column]
                left[at] = [mine - factor * other for mine, other in zip(left[at], left[found], strict=True)]
        found += 1
    return found


def follows(published: list[Row], wanted: Row) -> bool:
    """Whether a sum of groups is a linear combination of what is published."""
    return rank([*published, wanted]) == rank(published)


def vector(names: list[str], chosen: Iterable[str]) -> Row:
    members = set(chosen)
    return [Fraction(int(name in members)) for name in names]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(tables)
def test_no_group_that_is_small_or_of_one_mind_follows_from_what_is_published(
    groups: dict[str, dict[str, int]],
) -> None:
    names = [name for name in groups if size_of(groups[name])]
    if not names or not is_publishable(merge(groups.values()), FLOOR):
        return  # then not even the whole is published
    shown = choose_groups(groups, FLOOR)
    published = [vector(names, names), *(vector(names, [name]) for name in sorted(shown))]
    for count in range(1, len(names)):
        for chosen in combinations(names, count):
            if follows(published, vector(names, chosen)):
                assert is_publishable(merge(groups[name] for name in chosen), FLOOR), (groups, shown, chosen)


def group(*counts: int) -> dict[str, int]:
    return dict(zip(OPTIONS, counts, strict=True))


def test_large_and_mixed_groups_are_shown() -> None:
    assert choose_groups({"a": group(4, 1, 1), "b": group(3, 3, 0)}, FLOOR) == {"a", "b"}


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    groups = {"a": group(4, 4, 4), "b": group(3, 3, 0), "c": group(1, 1, 0)}

    assert choose_groups(groups, FLOOR) == {"a"}


def test_small_groups_that_are_large_together_hide_alone() -> None:
    groups = {"a": group(4, 4, 4), "b": group(3, 3, 0), "c": group(1, 2, 0), "d": group(0, 1, 2)}

    assert choose_groups(groups, FLOOR) == {"a", "b"}


def test_a_group_of_one_mind_is_not_shown() -> None:
    groups = {"a": group(4, 4, 4), "b": group(0, 0, 9), "c": group(5, 1, 1)}

    assert choose_groups(groups, FLOOR) == {"a"}


@pytest.mark.parametrize(("counts", "shown"), [((3, 2, 0), True), ((2, 2, 0), False), ((5, 0, 0), False)])
def test_what_may_be_published(counts: tuple[int, int, int], shown: bool) -> None:
    assert is_publishable(group(*counts), FLOOR) is shown
