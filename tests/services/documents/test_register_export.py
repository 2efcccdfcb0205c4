"""Exports: no cell is ever a formula, whatever somebody typed."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.documents.register_export import Sheet, defend, write_csv, write_xlsx

HARMFUL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A1", " =1+1")


def a_sheet(cell: str | int | None) -> Sheet:
    return Sheet("风险库", ("编号", "风险点"), [("R001", cell)])


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", HARMFUL)
def test_a_csv_cell_that_could_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert read_csv(write_csv(a_sheet(cell)))[1][1] == f"'{cell}"


@pytest.mark.parametrize("cell", ["预算审核把关不严", "a=b", "3-1", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert read_csv(write_csv(a_sheet(cell)))[1][1] == cell


def test_numbers_and_nothing_are_no_texts() -> None:
    assert (defend(-3), defend(None)) == (-3, "")


def test_csv_is_utf_8_that_spreadsheets_recognise() -> None:
    assert write_csv(a_sheet("风险")).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("cell", [*HARMFUL, "http://example.test", "{=1}"])
def test_an_xlsx_cell_is_the_text_itself(cell: str) -> None:
    sheet = load_workbook(BytesIO(write_xlsx(a_sheet(cell)))).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].hyperlink is None


def test_numbers_are_numbers_in_xlsx() -> None:
    sheet = load_workbook(BytesIO(write_xlsx(a_sheet(2026)))).active
    assert sheet is not None
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("n", 2026)


@given(st.text(max_size=20))
def test_no_defended_cell_begins_like_a_formula(text: str) -> None:
    shown = str(defend(text))
    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
