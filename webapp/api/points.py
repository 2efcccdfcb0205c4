"""The register of risk points, and what was said in talks."""

from datetime import datetime
from typing import Any, Final, Literal

from flask import Blueprint, abort, request
from pydantic import Field
from spectree import Response

from services.registry.queries import register
from services.registry.queries.register import PointFilter
from services.registry.use_cases import read_talk
from services.transaction import Command
from webapp.api.document import Input, Output, document
from webapp.asking import current_actor, looking
from webapp.exports import CSV, MOST_ROWS, XLSX, export_points
from workflows.queries.paging import Window

blueprint = Blueprint("points", __name__)

JSON: Final = "application/json"


class PointQuery(Input):
    """Which points."""

    unit: str = ""
    category: Literal["", "POST", "PROC", "SYS"] = ""
    level: int | None = Field(default=None, ge=1, le=3)
    state: str = ""
    power: str = ""
    post: str = ""
    q: str = ""
    cycle: int | None = None
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class PointOut(Output):
    """A point of the register; grades are `accurate`, `fairly`, `basically`, `inaccurate`, levels 3 high to 1 low."""

    id: str
    number: str
    unit: str
    unit_name: str
    post: str
    post_name: str
    owner: str
    power: str
    power_name: str
    step: str
    step_name: str
    category: str
    title: str
    manifestation: str
    consequence: str
    measures: str
    found_by: str
    cycle: int
    first_round: int
    rounds_failed: int
    state: str
    level: int | None
    expert_grade: str
    determined_grade: str


class PointList(Output):
    """A page of the register, by number."""

    items: list[PointOut]
    next_cursor: str | None


class DeterminationOut(Output):
    """How a point was determined in one round: both grades, and the reason where they differ."""

    cycle: int
    round: int
    version: int
    expert_grade: str
    grade: str
    reason: str
    counts: dict[str, Any]
    at: datetime


class PointDetail(PointOut):
    """A point with its determinations."""

    determinations: list[DeterminationOut]


class VersionOut(Output):
    """What a point said since a change."""

    number: int
    at: datetime
    author: str
    origin: str
    reason: str
    power: str
    step: str
    category: str
    title: str
    manifestation: str
    consequence: str
    measures: str
    settled: bool


class VersionList(Output):
    """Every version that the asker may read, oldest first."""

    items: list[VersionOut]


class TalkOut(Output):
    """What was said in a talk; reading it is written down."""

    id: str
    problems: str
    demands: str
    statement: str
    remark: str


@blueprint.get("/risk-points")
@document.validate(resp=Response(HTTP_200=PointList), tags=["risk-points"])
def index(query: PointQuery) -> PointList:
    """List the register; with `Accept: text/csv` or the media type of XLSX everything that is found, as a file."""
    work = looking()
    wanted = PointFilter(
        unit=query.unit,
        category=query.category,
        level=query.level,
        state=query.state,
        power=query.power,
        post=query.post,
        cycle=query.cycle,
        text=query.q,
        window=Window(query.limit, query.cursor),
    )
    kind = request.accept_mimetypes.best_match([JSON, CSV, XLSX], default=JSON)
    if kind != JSON:
        abort(export_points(kind, register.list_all(work, wanted, MOST_ROWS)))  # past the schema of the JSON answer
    page = register.list_register(work, wanted)
    return PointList(items=[PointOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


@blueprint.get("/risk-points/<point_id>")
@document.validate(resp=Response(HTTP_200=PointDetail), tags=["risk-points"])
def show(point_id: str) -> PointDetail:
    """Show a point with its determinations; strangers to it find nothing."""
    page = register.show_point(looking(), point_id)
    card = PointOut.model_validate(page.card)
    found = [DeterminationOut.model_validate(each) for each in page.determinations]
    return PointDetail(**card.model_dump(), determinations=found)


@blueprint.get("/risk-points/<point_id>/history")
@document.validate(resp=Response(HTTP_200=VersionList), tags=["risk-points"])
def history(point_id: str) -> VersionList:
    """Show what a point has said, who changed it when and why."""
    versions = register.list_versions(looking(), point_id)
    return VersionList(items=[VersionOut.model_validate(version) for version in versions])


@blueprint.get("/talks/<talk_id>")
@document.validate(resp=Response(HTTP_200=TalkOut), tags=["talks"])
def talk(talk_id: str) -> TalkOut:
    """Show what was said in a talk; that and when somebody looked is written down, the answer itself never kept."""
    return TalkOut.model_validate(read_talk(Command(current_actor()), talk_id))
