"""Files that leave the house: the register as a spreadsheet, procedures as packages."""

from collections.abc import Sequence
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
    data, suffix = (write_csv(sheet), "csv") if kind == CSV else (write_xlsx(sheet), "xlsx")
    response = make_response(data)
    response.content_type = f"{CSV}; charset=utf-8" if kind == CSV else kind
    response.headers["Content-Disposition"] = f'attachment; filename="risk-points.{suffix}"'
    return response


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
