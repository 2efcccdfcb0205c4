"""Who gets a task: R-TASK-1, R-COI-2, R-LVL-3."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.rules.assignment import Assignee, assign_people, describe_steps

OFFICE = [Assignee(90, ("role:office_head",)), Assignee(91, ("role:office_staff",))]


def people(*ids: int, path: str = "relation:head") -> list[Assignee]:
    return [Assignee(each, (path,)) for each in ids]


def test_r_task_1_a_task_goes_to_whom_its_rule_names() -> None:
    assignment = assign_people(people(1, 2), frozenset(), [], OFFICE)

    assert assignment.assignees == tuple(people(1, 2))
    assert not assignment.vacant


def test_r_task_1_if_nobody_matches_the_office_stands_in_and_nothing_is_skipped() -> None:
    assignment = assign_people([], frozenset(), [people(7)], OFFICE)

    assert assignment.assignees == tuple(OFFICE)
    assert assignment.vacant


def test_a_person_named_twice_gets_one_task_by_the_first_path() -> None:
    twice = [Assignee(1, ("relation:head",)), Assignee(1, ("role:office_head",)), Assignee(2, ("x",))]

    assert assign_people(twice, frozenset(), [], OFFICE).assignees == (twice[0], twice[2])


def test_r_coi_2_who_would_decide_about_his_own_falls_out() -> None:
    assert assign_people(people(1, 2), frozenset({1}), [people(7)], OFFICE).assignees == tuple(people(2))


def test_r_coi_2_if_only_the_concerned_match_the_task_moves_one_level_up() -> None:
    assignment = assign_people(people(1), frozenset({1}), [people(7, path="relation:leader"), people(8)], OFFICE)

    assert assignment.assignees == (Assignee(7, ("recused", "relation:leader")),)
    assert not assignment.vacant


def test_r_lvl_3_it_moves_further_up_past_everybody_concerned() -> None:
    ladder = [people(1), [], people(2), people(9, path="role:group_chair")]

    assignment = assign_people(people(1), frozenset({1, 2}), ladder, OFFICE)

    assert assignment.assignees == (Assignee(9, ("recused", "role:group_chair")),)


def test_r_lvl_3_at_the_end_of_the_ladder_the_office_is_told() -> None:
    assignment = assign_people(people(1), frozenset({1, 9}), [people(9)], OFFICE)

    assert assignment.assignees == tuple(OFFICE)
    assert assignment.vacant


IDS = st.lists(st.integers(1, 6), max_size=4)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(IDS, st.frozensets(st.integers(1, 6)), st.lists(IDS, max_size=3))
def test_nobody_concerned_ever_decides_and_nobody_is_asked_twice(
    found: list[int], concerned: frozenset[int], levels: list[list[int]]
) -> None:
    assignment = assign_people(people(*found), concerned, [people(*level) for level in levels], OFFICE)

    chosen = [each.person_id for each in assignment.assignees]
    assert chosen
    assert len(set(chosen)) == len(chosen)
    assert concerned.isdisjoint(chosen)
    assert assignment.vacant == (chosen == [90, 91])
    if set(found) - concerned:
        assert set(chosen) == set(found) - concerned


def test_a_path_can_be_read_aloud() -> None:
    assert list(describe_steps(("recused", "relation:head", "unit:D07 学位处"))) == [
        ("recused", ""),
        ("relation", "head"),
        ("unit", "D07 学位处"),
    ]
