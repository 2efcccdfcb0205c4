"""What a form may say: types, limits, outcomes, tables; all problems at once, nothing of a refused form is taken."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.extensions import Field, FieldType, Option, Outcome
from workflows.errors import AnswersRefusedError
from workflows.rules.answers import MAX_ROWS, MAX_TEXT, Question, check_outcome, read_answers, walk_fields

OPTIONS = (Option("high", "高"), Option("low", "低"))


def field(kind: str, name: str = "x", **more: Any) -> Field:
    options = OPTIONS if kind in {"choice", "choices"} and "options" not in more else more.pop("options", ())
    return Field(name, FieldType(kind), "标签", options=options, **more)


def read(value: Any, *fields: Field, outcome: str = "done") -> Any:
    """What is taken of one value for the first field."""
    return read_answers(Question(fields, outcome), {fields[0].name: value}).values.get(fields[0].name)


def problems(values: dict[str, Any], *fields: Field, outcome: str = "done") -> set[tuple[str, str]]:
    """Path and code of everything that is wrong."""
    with pytest.raises(AnswersRefusedError) as caught:
        read_answers(Question(fields, outcome), values)
    return {(problem.field, problem.code) for problem in caught.value.problems}


TAKEN = [
    ("text", "  探亲 ", "探亲"),
    ("text", "a" * MAX_TEXT, "a" * MAX_TEXT),
    ("longtext", "一\n二", "一\n二"),
    ("integer", 0, 0),
    ("integer", -(2**53), -(2**53)),
    ("number", 2, 2.0),
    ("number", 2.5, 2.5),
    ("boolean", False, False),
    ("date", "2026-07-13", "2026-07-13"),
    ("date", "2028-02-29", "2028-02-29"),
    ("instant", "2026-07-13T09:00:00+08:00", "2026-07-13T09:00:00+08:00"),
    ("choice", "high", "high"),
    ("choices", ["low", "high", "low"], ["low", "high"]),
    ("person", "yhc", "yhc"),
    ("unit", "D07", "D07"),
    ("file", "0" * 32, "0" * 32),
]


@pytest.mark.parametrize(("kind", "value", "taken"), TAKEN, ids=lambda value: ascii(value)[:20])
def test_a_value_of_its_type_is_taken(kind: str, value: Any, taken: Any) -> None:
    assert read(value, field(kind)) == taken


NAN, INFINITE = float("nan"), float("inf")
REFUSED = {
    "text": [1, True, ["a"], {"a": 1}, "a\x00b", "a" * (MAX_TEXT + 1), "\ud83d"],
    "longtext": [1, "\udc00 half a character"],
    "integer": ["3", 3.0, True, 2**53 + 1, 10**400, NAN],
    "number": ["3", True, NAN, INFINITE, -INFINITE, 10**400, 1e300],
    "boolean": ["true", 1, 0],
    "date": ["2026-13-01", "2026-02-29", "13.7.2026", 20260713, "2026-07-13T00:00:00Z"],
    "instant": ["2026-07-13T09:00:00", "2026-07-13", 1, "now"],
    "choice": ["middle", "HIGH", ["high"], 1],
    "choices": ["high", ["middle"], [1], {"high": 1}],
    "person": [1, ["yhc"]],
    "unit": [7],
    "file": [b"x"],
    "table": ["x", {"a": 1}, [1], [["a"]]],
}


@pytest.mark.parametrize(
    ("kind", "value"),
    [(kind, value) for kind, values in REFUSED.items() for value in values],
    ids=lambda value: ascii(value)[:20],
)
def test_a_value_of_another_type_is_refused_by_field(kind: str, value: Any) -> None:
    found = problems({"x": value}, field(kind, fields=(field("text", "a"),) if kind == "table" else ()))

    assert found in ({("x", "wrong-type")}, {("x", "not-an-option")})


@pytest.mark.parametrize("nothing", [None, "", "   ", []])
def test_a_required_field_is_not_left_empty(nothing: Any) -> None:
    assert problems({"x": nothing}, field("text", required=True)) == {("x", "required")}
    assert problems({}, field("text", required=True)) == {("x", "required")}
    assert read(nothing, field("text")) is None


@pytest.mark.parametrize(("kind", "value"), [("boolean", False), ("integer", 0), ("number", 0)])
def test_no_and_nought_are_answers(kind: str, value: Any) -> None:
    assert read(value, field(kind, required=True)) == value


@pytest.mark.parametrize(
    ("kind", "least", "most", "good", "small", "large"),
    [
        ("text", 2, 4, "四个字吧", "一", "五个字的话"),
        ("integer", 1, 30, 30, 0, 31),
        ("number", 1, 5, 1.0, 0.99, 5.01),
    ],
)
def test_limits_hold_to_the_last(kind: str, least: int, most: int, good: Any, small: Any, large: Any) -> None:
    limited = field(kind, minimum=least, maximum=most)

    assert read(good, limited) == good
    assert problems({"x": small}, limited) == {("x", "too-small")}
    assert problems({"x": large}, limited) == {("x", "too-large")}


def test_blanks_do_not_make_a_text_long_enough() -> None:
    assert problems({"x": "字         "}, field("text", minimum=2)) == {("x", "too-small")}


def test_what_the_diagram_does_not_declare_is_refused_and_never_merged() -> None:
    found = problems({"x": "a", "salary": 1, "__class__": 2}, field("text"))

    assert found == {("salary", "undeclared"), ("__class__", "undeclared")}


def test_what_may_not_be_written_here_is_refused_even_if_it_is_empty() -> None:
    shown = field("text", "number", writable=False, required=True)

    assert problems({"number": ""}, shown) == {("number", "not-writable")}
    assert read_answers(Question((shown,)), {}).values == {}


def test_a_field_of_some_outcomes_is_asked_and_taken_with_them_only() -> None:
    limited = field("text", outcomes=("return",), required=True)

    assert read("a", limited, outcome="return") == "a"
    assert problems({}, limited, outcome="return") == {("x", "required")}
    assert read_answers(Question((limited,), "agree"), {"x": ""}).values == {}
    assert problems({"x": "a"}, limited, outcome="agree") == {("x", "not-asked")}


# -- tables ----------------------------------------------------------------------------------------

POINTS = field(
    "table",
    "points",
    minimum=1,
    maximum=2,
    fields=(field("text", "title", required=True), field("choice", "level"), field("person", "owner")),
)


def test_a_table_is_read_row_by_row() -> None:
    answers = read_answers(Question((POINTS,)), {"points": [{"title": "甲", "level": "high"}, {"title": "乙"}]})

    assert answers.values == {"points": [{"title": "甲", "level": "high"}, {"title": "乙"}]}


def test_problems_in_a_table_name_the_row_and_the_column() -> None:
    rows = [{"title": "", "level": "middle"}, {"title": "乙", "salary": 1, "owner": 7}]

    assert problems({"points": rows}, POINTS) == {
        ("points.0.title", "required"),
        ("points.0.level", "not-an-option"),
        ("points.1.salary", "undeclared"),
        ("points.1.owner", "wrong-type"),
    }


def test_a_table_has_as_many_rows_as_its_limits_say() -> None:
    assert problems({"points": [{"title": "a"}] * 3}, POINTS) == {("points", "rows")}
    unlimited = field("table", fields=(field("text", "title"),))
    assert problems({"x": [{}] * (MAX_ROWS + 1)}, unlimited) == {("x", "rows")}


def test_options_of_a_column_come_from_its_source() -> None:
    options = {"points.level": {"W24": "学位授权审核"}}
    good = Question((POINTS,), options=options)

    assert read_answers(good, {"points": [{"title": "a", "level": "W24"}]}).values["points"][0]["level"] == "W24"
    with pytest.raises(AnswersRefusedError):
        read_answers(good, {"points": [{"title": "a", "level": "high"}]})


def test_what_a_form_names_outside_itself_is_told_with_its_place() -> None:
    answers = read_answers(
        Question((POINTS, field("unit", "unit"), field("file", "proof"))),
        {"points": [{"title": "a", "owner": "yhc"}], "unit": "D07", "proof": "f1"},
    )

    assert answers.references == {
        "person": {"yhc": "points.0.owner"},
        "unit": {"D07": "unit"},
        "file": {"f1": "proof"},
    }


def test_every_field_has_a_path() -> None:
    assert [path for path, _ in walk_fields((POINTS, field("text")))] == [
        "points",
        "points.title",
        "points.level",
        "points.owner",
        "x",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.dictionaries(st.sampled_from(["x", "points", "when", "n", "other"]), JSON, max_size=4))
def test_any_json_is_taken_or_refused_by_field(values: dict[str, Any]) -> None:
    fields = (field("text"), POINTS, field("instant", "when"), field("number", "n", minimum=0))

    try:
        taken = read_answers(Question(fields), values).values
    except AnswersRefusedError as error:
        places = {problem.field.split(".")[0] for problem in error.problems}
    else:
        places = set(taken)
    assert places <= set(values) | {"x", "points", "when", "n"}


# -- R-RET-1 ---------------------------------------------------------------------------------------

OUTCOMES = (Outcome("agree", "同意"), Outcome("return", "退回修改", opinion=10), Outcome("done", "提交", opinion=None))


def test_r_ret_1_a_return_needs_ten_characters() -> None:
    assert check_outcome(OUTCOMES, "return", "请写明前往何处、由谁管").name == "return"
    assert check_outcome(OUTCOMES, "return", "一二三四五六七八九十").name == "return"
    assert check_outcome(OUTCOMES, "agree", "").name == "agree"


@pytest.mark.parametrize("opinion", ["", "不行", "一二三四五六七八九", "九个字再加上空格       "])
def test_r_ret_1_a_shorter_opinion_is_refused(opinion: str) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        check_outcome(OUTCOMES, "return", opinion)

    assert [(each.field, each.code) for each in caught.value.problems] == [("opinion", "too-short")]


@pytest.mark.parametrize(
    ("name", "opinion", "field_name"),
    [
        ("", "", "outcome"),
        ("refuse", "", "outcome"),
        ("done", "意见", "opinion"),
        ("agree", "a" * (MAX_TEXT + 1), "opinion"),
        ("agree", "\x00", "opinion"),
        ("agree", "\ud800", "opinion"),
    ],
)
def test_an_unknown_outcome_and_an_opinion_that_is_not_taken_are_refused(
    name: str, opinion: str, field_name: str
) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        check_outcome(OUTCOMES, name, opinion)

    assert [each.field for each in caught.value.problems] == [field_name]
