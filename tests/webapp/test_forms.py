"""Forms: what a browser sends becomes typed values by declared field; what does not fit stays as it was typed."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from bpmn.texts import Text
from services.process.showing import FieldCard
from webapp.forms.decoding import read_draft, read_fields
from webapp.forms.drawing import draw_form
from workflows.errors import FieldProblem


def card(name: str, kind: str, **more: Any) -> FieldCard:
    known = {
        "label": name,
        "required": False,
        "writable": True,
        "help": "",
        "options": [],
        "value": None,
        "fields": [],
        "outcomes": [],
        "minimum": None,
        "maximum": None,
    }
    return FieldCard(name=name, type=kind, **{**known, **more})


def sent(**values: Any) -> MultiDict[str, str]:
    return MultiDict({f"f.{name}": value for name, value in values.items()})


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", " 购置 ", "购置"),
        ("longtext", "一\r\n二", "一\n二"),
        ("integer", "12", 12),
        ("integer", "１２", 12),
        ("integer", "十二", "十二"),
        ("integer", "1.5", "1.5"),
        ("number", "1.5", 1.5),
        ("number", "一点五", "一点五"),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", "maybe", "maybe"),
        ("date", "2026-07-13", "2026-07-13"),
        ("instant", "2026-07-13T09:30", "2026-07-13T09:30:00+08:00"),
        ("instant", "2026-07-13T09:30+00:00", "2026-07-13T09:30:00+00:00"),
        ("instant", "tomorrow", "tomorrow"),
        ("choice", "a", "a"),
        ("person", "yhc", "yhc"),
    ],
)
def test_a_value_is_read_by_its_type(kind: str, typed: str, value: Any) -> None:
    assert read_fields([card("x", kind)], sent(x=typed)) == {"x": value}


@pytest.mark.parametrize(
    "kind", ["text", "integer", "number", "boolean", "date", "instant", "choice", "choices", "table"]
)
def test_what_was_left_empty_is_left_out(kind: str) -> None:
    assert read_fields([card("x", kind, fields=[card("y", "text")])], sent(x="  ")) == {}


def test_several_choices_are_a_list() -> None:
    assert read_fields([card("x", "choices")], sent(x=["a", "b"])) == {"x": ["a", "b"]}


def test_what_may_not_be_written_is_not_read() -> None:
    assert read_fields([card("x", "text", writable=False)], sent(x="forged")) == {}


TABLE = card("rows", "table", fields=[card("item", "text"), card("count", "integer")])


def test_rows_keep_their_order_and_empty_ones_go() -> None:
    form = sent(
        **{"rows.1007.item": "丙", "rows.0.item": "甲", "rows.0.count": "1", "rows.1.item": "", "rows.x.item": "?"}
    )

    assert read_fields([TABLE], form) == {"rows": [{"item": "甲", "count": 1}, {"item": "丙"}]}


def test_a_draft_keeps_empty_rows_takes_new_ones_and_loses_others() -> None:
    form = sent(**{"rows.0.item": "甲", "rows.1.item": ""})

    assert read_draft([TABLE], form)["rows"] == [{"item": "甲"}, {}]
    assert read_draft([TABLE], form, add="rows")["rows"] == [{"item": "甲"}, {}, {}]
    assert read_draft([TABLE], form, remove="rows.0")["rows"] == [{}]
    assert read_draft([TABLE], form, remove="rows.x")["rows"] == [{"item": "甲"}, {}]


def test_a_form_is_drawn_with_what_was_typed_and_what_is_wrong() -> None:
    problem = FieldProblem("rows.1.count", "wrong-type", Text("应为整数"))

    form = draw_form([TABLE], {"rows": [{"item": "甲"}, {"count": "多"}]}, [problem])
    cell = form.fields[0].rows[1][1]

    assert (cell.name, cell.id, cell.value, cell.problem) == ("f.rows.1.count", "f-rows-1-count", "多", problem.text)
    assert form.places["rows.1.count"] == "f-rows-1-count"
    assert form.labels["rows.1.count"] == ("rows", "2", "count")


def test_a_required_table_begins_with_a_row() -> None:
    assert len(draw_form([card("t", "table", required=True, fields=[card("y", "text")])]).fields[0].rows) == 1
    assert len(draw_form([card("t", "table", fields=[card("y", "text")])]).fields[0].rows) == 0
    assert len(draw_form([card("t", "table", minimum=3, fields=[card("y", "text")])]).fields[0].rows) == 3


def test_an_instant_is_shown_in_shanghai() -> None:
    assert draw_form([card("x", "instant", value="2026-07-13T01:30:00+00:00")]).fields[0].value == "2026-07-13T09:30"


def test_rows_that_stand_already_are_about_what_their_first_column_says() -> None:
    options = [{"value": "R1", "label": "导师遴选"}]
    table = card("items", "table", fields=[card("point", "choice", options=options), card("grade", "choice")])

    row = draw_form([table], {"items": [{"point": "R1"}]}, preset=["items"]).fields[0].rows[0]

    assert (row[0].fixed, row[0].label, row[1].fixed) == (True, "导师遴选", False)
