"""Rules of warnings as pure functions, each under its number."""

from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from services.warnings.rules.appeals import Outcome, appeal_until, check_outcome, forms_after, is_late
from services.warnings.rules.deeds import (
    FORMS,
    Talkers,
    check_heard,
    check_held,
    check_talkers,
    days_late,
    extend_term,
    resolve_votes,
    term_of,
    term_until,
)
from services.warnings.rules.effects import effects_of
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
from services.warnings.rules.parties import (
    is_heavier,
    kind_of,
    list_lighter,
    list_severities,
    sum_up,
    weigh_forms,
)
from services.warnings.rules.recusals import Part, judges_of, may_ask
from services.warnings.rules.states import COLOURS, OVER, WAYS, Colour, WarningState, check_way
from services.warnings.rules.visibility import Subject, Viewer, may_see
from tests.architecture.reading import ROOT
from workflows.errors import ConflictError
from workflows.rules.calendar import DayKind, WorkCalendar
from workflows.rules.deadlines import Duration, Span

WING = ROOT / "services" / "warnings"
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
        return [each.code for each in check_talkers(Talkers(people, talked=3, discipline={1}))]

    assert problems(1, 2) == []
    assert problems(1, 1) == ["same"]
    assert problems(1, 3) == ["self"]
    assert problems(2, 4) == ["discipline"]


def test_r_talk_1_the_own_leader_talks_only_where_the_decision_delegates_it() -> None:
    def problems(*people: int, delegated: bool = False) -> list[str]:
        named = Talkers(people, talked=3, discipline={1, 8}, own_leaders={7, 8}, delegated=delegated)
        return [each.code for each in check_talkers(named)]

    assert problems(1, 7) == ["delegation"]
    assert problems(1, 7, delegated=True) == []
    assert problems(2, 7, delegated=True) == ["discipline"], "one talker is from discipline all the same"
    assert problems(8, 2) == [], "who is of discipline himself needs no delegation"


@pytest.mark.parametrize(
    ("held", "until"),
    [
        ("2026-07-15", "2027-01-15"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-06-30", "2026-12-30"),
    ],
)
def test_r_talk_3_promotion_is_affected_for_six_months_and_the_assessment_of_the_year(held: str, until: str) -> None:
    effects = effects_of(date.fromisoformat(held))

    assert (effects.assessment_year, effects.promotion_until.isoformat()) == (int(held[:4]), until)


def test_r_talk_3_no_decision_reads_the_effects() -> None:
    """They are written with the talk and read for a page; rules, other handlers and actions know nothing of them."""
    known = {
        path.relative_to(WING).as_posix()
        for path in WING.rglob("*.py")
        if "AdmonitionEffect" in path.read_text(encoding="utf-8")
    }

    assert known == {"models/__init__.py", "models/effects.py", "handlers/talks.py", "queries/case_files.py"}


def test_r_talk_1_a_talk_is_held_after_the_decision_and_recorded_after_it_was_held() -> None:
    decided, today = date(2026, 7, 13), date(2026, 7, 15)

    assert [check_held(day, decided, today) == [] for day in (decided, today)] == [True, True]
    assert check_held(date(2026, 7, 12), decided, today)
    assert check_held(date(2026, 7, 16), decided, today)


def test_r_acc_1_forms_fit_whom_they_concern() -> None:
    assert "reorganise" in FORMS["unit"]
    assert "discipline" in FORMS["leader"]
    assert set(FORMS["staff"]) == {"criticism", "inspection", "admonition", "transfer"}


def test_r_acc_1_forms_are_ordered_by_severity_for_each_kind() -> None:
    for kind, forms in FORMS.items():
        weights = [weigh_forms(kind, [form]) for form in forms]
        assert weights == sorted(weights)
        assert not is_heavier(kind, [], list(forms)[:1])
        assert list_severities(kind, forms) == list(range(len(forms), 0, -1))


@pytest.mark.parametrize("rank", ["staff", "head", "leader", "unit"])
def test_r_acc_1_the_kind_follows_the_rank(rank: str) -> None:
    assert kind_of(rank) == {"staff": "staff", "unit": "unit"}.get(rank, "leader")


def test_r_acc_1_who_is_managed_by_the_superior_is_not_held_to_account_here() -> None:
    with pytest.raises(ConflictError):
        kind_of("top")


def test_r_acc_5_heavier_is_more_forms_or_one_that_outweighs_its_counterpart() -> None:
    """For all sets of forms: the order is one, and the number that the database compares follows it."""
    for kind, forms in FORMS.items():
        sets = [chosen for size in range(len(forms) + 1) for chosen in combinations(forms, size)]
        for before in sets:
            assert not is_heavier(kind, before, before)
            for after in sets:
                if not is_heavier(kind, after, before):
                    assert weigh_forms(kind, after) <= weigh_forms(kind, before), (after, before)
                if len(after) > len(before):
                    assert is_heavier(kind, after, before)
    assert is_heavier("staff", ["admonition", "inspection"], ["admonition", "criticism"])
    assert not is_heavier("staff", ["admonition", "criticism"], ["transfer", "criticism"])


def test_r_acc_5_what_is_offered_in_place_of_a_decision_is_never_heavier() -> None:
    assert list(list_lighter("leader", ["admonition"])) == ["bulletin", "admonition"]
    assert list(list_lighter("staff", ["inspection", "transfer"])) == list(FORMS["staff"])


def test_r_acc_5_a_change_names_other_forms_and_none_that_is_heavier() -> None:
    def codes(result: str, *forms: str) -> list[str]:
        return [each.code for each in check_outcome("staff", Outcome(result, forms), ("inspection",))]

    assert codes("changed", "criticism") == []
    assert codes("changed") == ["required"]
    assert codes("changed", "admonition") == ["heavier"]
    assert codes("changed", "criticism", "inspection") == ["heavier"]
    assert codes("changed", "inspection") == ["same"]
    assert codes("upheld") == codes("revoked") == []
    assert forms_after(Outcome("upheld"), ("inspection",)) == ("inspection",)
    assert forms_after(Outcome("revoked", ("transfer",)), ("inspection",)) == ()


@pytest.mark.parametrize(
    ("served", "last"),
    [
        ("2026-07-13", "2026-08-13"),
        ("2026-07-31", "2026-08-31"),
        ("2026-09-02", "2026-10-08"),  # 2 October falls into the holidays
        ("2026-01-31", "2026-02-28"),  # a make-up Saturday
        ("2026-08-29", "2026-09-29"),
    ],
)
def test_r_acc_5_a_month_from_service_by_the_calendar(served: str, last: str) -> None:
    """R-CAL-3: month ends, the week of 国庆, a make-up Saturday that is the last day."""
    holidays = {date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
    calendar = WorkCalendar({**holidays, date(2026, 2, 28): DayKind.WORKDAY}, frozenset({2026}))
    day = appeal_until(date.fromisoformat(served), Duration(Span.MONTHS, 1), calendar)

    assert day.isoformat() == last
    assert not is_late(day, day)
    assert is_late(day + timedelta(days=1), day)


def test_r_acc_5_a_changed_calendar_extends_the_term_and_never_shortens_it() -> None:
    term, served = Duration(Span.MONTHS, 1), date(2026, 7, 13)
    later = WorkCalendar({date(2026, 8, 13): DayKind.HOLIDAY}, frozenset({2026}))

    assert appeal_until(served, term, later, date(2026, 8, 13)) == date(2026, 8, 14)
    assert appeal_until(served, term, CALENDAR, date(2026, 8, 20)) == date(2026, 8, 20)


def test_r_acc_6_a_day_after_the_last_is_late() -> None:
    assert [is_late(date(2026, 8, day), date(2026, 8, 13)) for day in (12, 13, 14)] == [False, False, True]


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["pursue"], "pursue"),
        (["waive", "pursue"], "pursue"),
        (["waive", "waive"], "waive"),
        (["pursue", ""], "open"),
        (["pursue", "supplement"], "supplement"),
        (["supplement", ""], "open"),
    ],
)
def test_r_acc_3_a_case_goes_on_as_its_parties_were_voted_on(outcomes: list[str], whole: str) -> None:
    assert sum_up(outcomes) == whole


@pytest.mark.parametrize(
    ("roles", "judges"),
    [
        ({"group_member"}, ("group_chair", "top_leader")),
        ({"group_chair", "top_leader"}, ("top_leader",)),
        ({"discipline_head", "group_member"}, ("group_chair", "top_leader")),
        ({"discipline"}, ("discipline_head", "group_chair", "top_leader")),
        (set(), ("discipline_head", "group_chair", "top_leader")),
    ],
)
def test_r_coi_1_the_head_of_the_body_decides_and_for_a_head_the_next_higher(
    roles: set[str], judges: tuple[str, ...]
) -> None:
    assert judges_of(frozenset(roles)) == judges


def test_r_coi_1_one_asks_for_his_own_recusal_or_as_a_party_for_anothers() -> None:
    assert may_ask(1, 1, ())
    assert may_ask(1, 2, {1})
    assert not may_ask(1, 2, {3})
    assert Part(frozenset(), acts=True).takes_part
    assert Part(frozenset({"group_member"})).takes_part
    assert not Part(frozenset({"unit_head"})).takes_part


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
