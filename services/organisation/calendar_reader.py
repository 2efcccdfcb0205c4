"""The yearly notice as CSV → days (R-CAL-1). Columns: date, `holiday` or `workday`, name."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from bpmn.texts import N_, Text
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.rules.calendar import DAY_KINDS, DayKind

COLUMNS: Final = 3


@dataclass(frozen=True)
class DayRecord:
    """One line of the notice."""

    day: date
    kind: DayKind
    name: str


def read_calendar(data: bytes) -> tuple[DayRecord, ...]:
    """Read the lines after the header; every line that cannot be read is named."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AnswersRefusedError([FieldProblem("file", "unreadable", Text(N_("文件不是 UTF-8 的 CSV")))]) from error
    problems: list[FieldProblem] = []
    found: dict[date, DayRecord] = {}
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        record = _read_row(row)
        if record is None or record.day in found:
            text = Text(N_("第 %(line)d 行应为：日期,holiday 或 workday,名称；日期不能重复"), {"line": number})
            problems.append(FieldProblem(f"file.{number}", "wrong-line", text))
        else:
            found[record.day] = record
    if problems or not found:
        empty = FieldProblem("file", "empty", Text(N_("文件中没有日期")))
        raise AnswersRefusedError(problems or [empty])
    return tuple(found.values())


def _read_row(row: list[str]) -> DayRecord | None:
    if len(row) != COLUMNS or row[1] not in DAY_KINDS:
        return None
    try:
        return DayRecord(date.fromisoformat(row[0]), DayKind(row[1]), row[2].strip())
    except ValueError:
        return None
