"""Files that leave the house: register and statistics as spreadsheets, procedures as packages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flask import Response, make_response
from flask_babel import gettext

from bpmn.texts import N_
from services.changes.carrying import Packed
from services.documents.register_export import Cell, Sheet, write_csv, write_xlsx
from services.registry.queries.register import PointCard
from services.registry.rules.grades import GRADES
from services.registry.rules.states import POINT_STATES, PointState
from services.registry.rules.words import CATEGORIES, LEVELS, METHODS
from services.statistics.queries.indicators import IndicatorRow, Statistics, UnitRow
from services.statistics.rules.indicators import BY_CODE, Figure, Indicator

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS: Final = 20_000

HEADINGS: Final = (
    N_("编号"),
    N_("处室（单位）"),
    N_("岗位"),
    N_("岗位责任人"),
    N_("职权编号"),
    N_("职权"),
    N_("运行环节"),
    N_("风险类别"),
    N_("风险点"),
    N_("表现形式"),
    N_("可能后果"),
    N_("防控措施"),
    N_("发现方式"),
    N_("年度"),
    N_("状态"),
    N_("专家评价"),
    N_("审定等次"),
    N_("风险等级"),
)
"""Headings of an export, in the order of its columns."""


def export_points(kind: str, cards: Sequence[PointCard]) -> Response:
    """The register as a file."""
    sheet = Sheet(gettext("廉政风险库"), list(map(gettext, HEADINGS)), list(map(_row, cards)))
    return _send_sheet(kind, sheet, "risk-points")


def _send_sheet(kind: str, sheet: Sheet, name: str) -> Response:
    data, suffix = (write_csv(sheet), "csv") if kind == CSV else (write_xlsx(sheet), "xlsx")
    response = make_response(data)
    response.content_type = f"{CSV}; charset=utf-8" if kind == CSV else kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


COLUMNS: Final = (
    N_("期间"),
    N_("单位"),
    N_("在职人数"),
    N_("代码"),
    N_("指标"),
    N_("数值"),
    N_("分子"),
    N_("分母"),
    N_("上年同期"),
    N_("同比"),
)
"""Headings of the statistics as a file."""


def export_statistics(kind: str, found: Statistics) -> Response:
    """The statistics of a period as a file: the whole first, then the units."""
    whole = [_figure_row(found, row.indicator, row.now, row) for row in found.rows]
    units = [
        _figure_row(found, BY_CODE[code], figure, None, unit)
        for unit in found.units
        for code, figure in unit.figures.items()
    ]
    sheet = Sheet(gettext("统计指标"), list(map(gettext, COLUMNS)), [*whole, *units])
    return _send_sheet(kind, sheet, f"statistics-{found.period.code}")


def _figure_row(
    found: Statistics, indicator: Indicator, figure: Figure, row: IndicatorRow | None, unit: UnitRow | None = None
) -> list[Cell]:
    return [
        found.period.code,
        "、".join(unit.units) if unit else gettext("合计"),
        unit.persons if unit else None,
        indicator.code,
        gettext(indicator.name),
        _plain(figure.value),
        figure.count,
        figure.base,
        _plain(row.before.value) if row else None,
        _plain(row.change) if row else None,
    ]


def _plain(value: Decimal | None) -> Cell:
    """A whole number as such, others with their decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else str(value)


def _row(card: PointCard) -> list[Cell]:
    return [
        card.number,
        card.unit_name,
        card.post_name,
        card.owner,
        card.power,
        card.power_name,
        card.step_name,
        gettext(CATEGORIES[card.category]),
        card.title,
        card.manifestation,
        card.consequence,
        card.measures,
        gettext(METHODS[card.found_by]),
        card.cycle,
        gettext(POINT_STATES[PointState(card.state)]),
        gettext(GRADES[card.expert_grade]) if card.expert_grade else "",
        gettext(GRADES[card.determined_grade]) if card.determined_grade else "",
        gettext(LEVELS[card.level]) if card.level else "",
    ]


def send_package(packed: Packed) -> Response:
    """A process package as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{packed.name}"', "ETag": f'"{packed.digest}"'}
    return Response(packed.data, 200, headers, content_type="application/zip")
