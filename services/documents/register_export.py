"""Tables as files that open in a spreadsheet: CSV and XLSX, where no cell is ever a formula."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter

Cell = str | int | None

BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet may take for a formula."""

WIDTH: Final = 18


@dataclass(frozen=True)
class Sheet:
    """A table with a title and headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_csv(sheet: Sheet) -> bytes:
    """CSV in UTF-8; a text that a spreadsheet could take for a formula gets an apostrophe before it."""
    text = StringIO(BOM, newline="")
    text.seek(0, 2)
    writer = csv.writer(text)
    writer.writerow(list(map(defend, sheet.headings)))
    writer.writerows(list(map(defend, row)) for row in sheet.rows)
    return text.getvalue().encode()


def defend(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell


def write_xlsx(sheet: Sheet) -> bytes:
    """XLSX; texts are written as texts, whatever they begin with."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet.title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(sheet.headings) - 1, 0), WIDTH)
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell)
    return data.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int):
        page.write_number(row, column, cell)
    elif cell:
        page.write_string(row, column, cell)
