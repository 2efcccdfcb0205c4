"""Thresholds as exact fractions, and parameters that are typed on reading."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.lint import ValueKind
from services.organisation.defaults import default_parameters
from workflows.rules.parameters import Parameters, fits_entry, has_same_shape, kind_of
from workflows.rules.voting import Threshold, parse_threshold


@pytest.mark.parametrize(
    ("share", "sign", "count", "base", "met"),
    [
        ("1/2", ">", 5, 10, False),
        ("1/2", ">", 6, 10, True),
        ("1/2", ">", 3, 5, True),
        ("1/2", ">=", 5, 10, True),
        ("2/3", ">=", 6, 9, True),
        ("2/3", ">=", 66, 100, False),
        ("2/3", ">=", 67, 100, True),
        ("2/3", ">=", 2, 3, True),
        ("2/3", ">=", 333333, 500000, False),
        ("1", ">=", 9, 10, False),
        ("0", ">=", 0, 10, True),
        ("0.5", ">", 1, 2, False),
        ("1/2", ">", 0, 0, False),
        ("0", ">=", 0, 0, False),
    ],
)
def test_a_threshold_is_met_exactly_or_not_at_all(share: str, sign: str, count: int, base: int, met: bool) -> None:
    assert parse_threshold(share, sign).is_met(count, base) is met


SHARES = st.fractions(0, 1, max_denominator=50)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(SHARES, st.booleans(), st.integers(1, 300))
def test_the_least_count_is_enough_and_one_less_is_not(share: Fraction, strict: bool, base: int) -> None:
    threshold = Threshold(share, strict)
    least = threshold.least(base)

    assert threshold.is_met(least, base) or least == base + 1
    assert least == 0 or not threshold.is_met(least - 1, base)
    assert least == (base * share // 1 + 1 if strict else -(-base * share // 1))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(SHARES, st.booleans(), st.integers(0, 100), st.integers(1, 100), st.integers(1, 20))
def test_more_votes_never_lose_and_scale_does_not_matter(
    share: Fraction, strict: bool, count: int, base: int, factor: int
) -> None:
    threshold = Threshold(share, strict)

    assert threshold.is_met(count, base) <= threshold.is_met(count + 1, base)
    assert threshold.is_met(count, base) == threshold.is_met(count * factor, base * factor)


@pytest.mark.parametrize(
    ("share", "sign"),
    [("2/3", "="), ("2/3", "<"), ("two", ">"), ("1/0", ">"), ("-1/2", ">"), ("", ">"), ("1e3", ">"), ("2/ 3", ">")],
)
def test_anything_else_is_no_threshold(share: str, sign: str) -> None:
    with pytest.raises(ValueError, match="no "):
        parse_threshold(share, sign)


DEFAULTS = Parameters(default_parameters())


def test_parameters_are_typed_on_reading() -> None:
    assert DEFAULTS.integer("p2_expert.panel_size") == 5
    assert DEFAULTS.flag("p2_expert.must_be_odd") is True
    assert DEFAULTS.texts("inbox.remind_before") == ("wd3", "wd1")
    assert DEFAULTS.threshold("p2_mass_ballot.turnout_min") == Threshold(Fraction(2, 3), strict=False)
    assert str(DEFAULTS.duration("p2_discovery.self")) == "wd:5"


def test_a_diagram_may_write_a_value_or_name_a_parameter() -> None:
    assert str(DEFAULTS.duration("cd:3")) == "cd:3"
    assert str(DEFAULTS.duration("P3D")) == "cd:3"
    assert DEFAULTS.resolve("p2_expert.panel_size") == 5
    assert DEFAULTS.resolve("panel") == "panel"


def test_an_unknown_parameter_has_no_value() -> None:
    with pytest.raises(KeyError):
        DEFAULTS.value("p2_expert.colour")
    with pytest.raises(ValueError, match="no duration"):
        DEFAULTS.duration("p2_expert.colour")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("p2_discovery.self", ValueKind.DURATION),
        ("disposition.rectify", ValueKind.DURATION),
        ("p2_mass_ballot.turnout_min", ValueKind.SHARE),
        ("p2_mass_ballot.options", ValueKind.WORDS),
        ("inbox.remind_before", ValueKind.WORDS),
        ("p2_expert.panel_size", ValueKind.NUMBER),
        ("p2_expert.two_grade_mode", ValueKind.OTHER),
        ("calendar.tz", ValueKind.OTHER),
    ],
)
def test_the_lint_knows_what_a_parameter_holds(name: str, kind: ValueKind) -> None:
    assert kind_of(default_parameters()[name]) is kind


def test_a_diagram_writes_a_list_out_or_names_it() -> None:
    assert DEFAULTS.texts("p2_expert.grades") == ("准确", "比较准确", "基本准确", "不准确")
    assert DEFAULTS.texts("同意 不同意 弃权") == ("同意", "不同意", "弃权")


@pytest.mark.parametrize(("value", "fits"), [(["好", "差"], True), (["好", "中", "差"], False), (["好", "好"], False)])
def test_r_exp_7_there_are_two_grades_or_four(value: list[str], *, fits: bool) -> None:
    assert fits_entry(default_parameters()["p2_expert.grades"], value) is fits


@pytest.mark.parametrize(
    ("known", "fitting", "wrong"),
    [
        ("wd5", ["wd10", "cd:3"], ["soon", 5, "", None]),
        (5, [0, 7], [-1, "5", 5.5, True, 10**9]),
        (0.2, [1, 0.5], [-0.1, "0.5", False, float("nan")]),
        (True, [False], [1, "true", None]),
        ("Asia/Shanghai", ["Asia/Urumqi", "wd5"], [8, None]),
        (["wd3", "wd1"], [["wd2"], ["wd5", "wd1"]], [[], ["soon"], "wd1", [3]]),
        (
            {"高": 3.8, "中": 2},
            [{"高": 4, "中": 1}],
            [{"高": 4}, {"高": 4, "中": -1}, [4, 1], {"高": 4, "中": 1, "低": 0}],
        ),
    ],
)
def test_a_parameter_is_replaced_by_its_like(known: Any, fitting: list[Any], wrong: list[Any]) -> None:
    assert all(has_same_shape(known, each) for each in fitting)
    assert not any(has_same_shape(known, each) for each in wrong)


DEMANDED = {"title": "群众评议", "done_by": [{"vote": "mass"}]}


@pytest.mark.parametrize(
    ("demand", "fits"),
    [
        (DEMANDED, True),
        ({**DEMANDED, "unless": {"action": "compare_list", "result": "ballot_needed"}}, True),
        ({**DEMANDED, "done_by": []}, False),
        ({**DEMANDED, "done_by": [{"called": "群众评议"}]}, False),
        ({**DEMANDED, "done_by": [{"vote": "mass", "writes": "x"}]}, False),
        ({**DEMANDED, "unless": {"action": "compare_list"}}, False),
        ({**DEMANDED, "title": ""}, False),
        ({"title": "群众评议"}, False),
        ("mass", False),
    ],
)
def test_r_gate_2_a_profile_may_demand_more_but_only_what_can_be_proved(demand: Any, *, fits: bool) -> None:
    entry = default_parameters()["procedure.checkpoints"]

    assert fits_entry(entry, {"anhui_six": {"another_process": {"mass": demand}}}) is fits


def test_every_default_fits_its_own_place() -> None:
    assert [name for name, entry in default_parameters().items() if not fits_entry(entry, entry["value"])] == []
    assert not fits_entry({"value": "2/3", "cmp": ">="}, "3/2")
    assert not fits_entry({"value": "2/3", "cmp": ">="}, "most")
