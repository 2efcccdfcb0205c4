"""Rules of warnings as pure functions, each under its number."""

from datetime import date, datetime

import pytest

from services.warnings.rules.deeds import (
    FORMS,
    check_heard,
    check_held,
    check_talkers,
    days_late,
    extend_term,
    resolve_votes,
    term_of,
    term_until,
)
from services.warnings.rules.ladder import (
    CONDITIONS,
    SUGGESTED,
    Entry,
    Position,
    check_entry,
    next_rung,
    raise_colour,
    rank_of,
)
from services.warnings.rules.states import COLOURS, OVER, WAYS, Colour, WarningState, check_way
from services.warnings.rules.visibility import Subject, Viewer, may_see
from workflows.errors import ConflictError
from workflows.rules.calendar import WorkCalendar

CALENDAR = WorkCalendar(years=frozenset({2026}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def fields(entry: Entry) -> list[str]:
    return [problem.field for problem in check_entry(entry)]


def test_r_warn_1_there_are_four_colours_in_order_of_danger() -> None:
    assert [COLOURS[colour] for colour in Colour] == ["绿", "黄", "橙", "红"]
    assert [raise_colour(colour) for colour in Colour] == [Colour.YELLOW, Colour.ORANGE, Colour.RED, Colour.RED]


def test_r_warn_2_a_colour_suggests_a_rung_and_green_none() -> None:
    assert SUGGESTED == {Colour.YELLOW: 1, Colour.ORANGE: 2, Colour.RED: 3}


@pytest.mark.parametrize(
    ("roles", "heads", "rank"),
    [
        (set(), False, "staff"),
        (set(), True, "head"),
        ({"dept_leader", "discipline_head"}, True, "leader"),
        ({"top_leader", "group_chair"}, False, "top"),
    ],
)
def test_r_warn_2_the_rank_is_the_highest_that_somebody_has(roles: set[str], heads: bool, rank: str) -> None:
    assert rank_of(Position(frozenset(roles), heads)) == rank


def test_r_warn_3_each_rung_has_its_way_in() -> None:
    assert fields(Entry(Colour.YELLOW, 1)) == []
    assert fields(Entry(Colour.GREEN, 1)) == ["colour"]
    assert fields(Entry(Colour.ORANGE, 2)) == ["reason"]
    assert fields(Entry(Colour.ORANGE, 2, reason="情节较重，影响恶劣，需要诫勉")) == []
    assert fields(Entry(Colour.ORANGE, 2, earlier_rungs={1})) == []
    assert fields(Entry(Colour.RED, 3)) == ["line_crossed"]
    assert fields(Entry(Colour.RED, 3, line_crossed=True)) == []
    assert fields(Entry(Colour.RED, 4)) == ["conditions"]
    assert fields(Entry(Colour.RED, 4, earlier_rungs={3})) == []
    for condition in CONDITIONS:
        assert fields(Entry(Colour.RED, 4, conditions=[condition])) == []


def test_r_warn_6_lateness_counts_working_days() -> None:
    due_at = at("2026-07-18T00:00:00")  # the end of Friday

    assert days_late(due_at, at("2026-07-17T23:59:59"), CALENDAR) == 0
    assert days_late(due_at, at("2026-07-18T10:00:00"), CALENDAR) == 1, "late is late, also on a Saturday"
    assert days_late(due_at, at("2026-07-20T10:00:00"), CALENDAR) == 1
    assert days_late(due_at, at("2026-07-22T10:00:00"), CALENDAR) == 3
    assert days_late(None, at("2026-07-22T10:00:00"), CALENDAR) == 0


def test_r_warn_6_what_does_not_settle_a_rung_proposes_the_next() -> None:
    assert [next_rung(rung, "missed") for rung in (1, 2, 3, 4)] == [2, 3, 4, 4]


def test_r_warn_8_a_term_of_ten_to_sixty_days_extended_by_ten_before_it_ends() -> None:
    assert term_of(None, "p6_warning.correction_order") == "p6_warning.correction_order"
    assert [term_of(days, "") for days in (10, 60)] == ["cd:10", "cd:60"]
    for days in (9, 61):
        with pytest.raises(ConflictError):
            term_of(days, "")
    due_at = at("2026-07-18T00:00:00")
    assert extend_term(due_at, at("2026-07-17T23:59:59"), "cd10", 10, CALENDAR) == date(2026, 7, 27)
    for moment, days in (("2026-07-18T00:00:00", 10), ("2026-07-15T09:00:00", 11), ("2026-07-15T09:00:00", 0)):
        with pytest.raises(ConflictError):
            extend_term(due_at, at(moment), "cd10", days, CALENDAR)
    assert term_until(date(2026, 7, 27), date(2026, 7, 17)) == "cd:10"
    assert term_until(date(2026, 7, 17), date(2026, 7, 20)) == "cd:0"


def test_r_warn_9_a_second_failure_leads_to_accountability_at_once() -> None:
    assert next_rung(3, "failed_twice") == 4
    assert next_rung(1, "failed_twice") == 4


def test_r_warn_10_what_is_over_stays_over() -> None:
    for state in OVER:
        assert WAYS[state] == frozenset()
        with pytest.raises(ConflictError):
            check_way(state, WarningState.ISSUED)


def test_r_talk_1_two_talkers_one_from_discipline_none_of_them_the_talked_to() -> None:
    def problems(*people: int) -> list[str]:
        return [each.code for each in check_talkers(people, talked=3, discipline={1})]

    assert problems(1, 2) == []
    assert problems(1, 1) == ["same"]
    assert problems(1, 3) == ["self"]
    assert problems(2, 4) == ["discipline"]


def test_r_talk_1_a_talk_is_held_after_the_decision_and_recorded_after_it_was_held() -> None:
    decided, today = date(2026, 7, 13), date(2026, 7, 15)

    assert [check_held(day, decided, today) == [] for day in (decided, today)] == [True, True]
    assert check_held(date(2026, 7, 12), decided, today)
    assert check_held(date(2026, 7, 16), decided, today)


def test_r_acc_1_forms_fit_whom_they_concern() -> None:
    assert "reorganise" in FORMS["unit"]
    assert "discipline" in FORMS["leader"]
    assert set(FORMS["staff"]) == {"criticism", "inspection", "admonition", "transfer"}


def test_r_acc_2_the_statement_was_heard_or_its_time_ran_out() -> None:
    check_heard(at("2026-07-13T09:00:00"), waived=False)
    check_heard(None, waived=True)
    with pytest.raises(ConflictError):
        check_heard(None, waived=False)


@pytest.mark.parametrize(
    ("pursue", "waive", "base", "outcome"),
    [
        (5, 1, 9, "pursue"),
        (5, 0, 9, ""),
        (4, 4, 9, ""),
        (4, 2, 8, ""),
        (1, 5, 9, "waive"),
        (0, 0, 0, ""),
        (6, 0, 9, "pursue"),
    ],
)
def test_r_acc_3_two_thirds_take_part_and_more_than_half_of_the_base_agree(
    pursue: int, waive: int, base: int, outcome: str
) -> None:
    """R-GRP-4: sanction matters."""
    assert resolve_votes(["pursue"] * pursue + ["waive"] * waive, base) == outcome


def test_domain_7_1_a_warning_is_seen_by_office_discipline_head_and_warned_only() -> None:
    subject = Subject(person_id=1, unit_id=7, issued=True)

    assert may_see(Viewer(1), subject)
    assert may_see(Viewer(2, led=frozenset({7})), subject)
    assert may_see(Viewer(3, oversees=True), subject)
    assert not may_see(Viewer(4, led=frozenset({8})), subject)
    assert not may_see(Viewer(None, oversees=True), subject), "an administrator's account is nobody"
    hidden = Subject(person_id=1, unit_id=7, issued=False)
    assert not may_see(Viewer(1), hidden)
    assert may_see(Viewer(3, oversees=True), hidden)
