"""The register (风险库): lists with filters, one point, its history. Every question knows who asks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, or_, select

from services.registry.models import Power, PowerStep, RiskPoint, RiskPointVersion
from services.registry.queries.determinations import DeterminationCard, list_determinations
from services.registry.queries.points import words_of
from services.registry.queries.powers import show_step
from services.registry.queries.standing import may_find
from services.registry.rules.words import show_number
from workflows.errors import NotFoundError
from workflows.models import Person, Post, Unit
from workflows.queries.belongings import Belongings, load_belongings
from workflows.queries.directory import load_names
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.actors import DISCIPLINE, GROUP
from workflows.running.relations import OFFICE
from workflows.work import Work

OVERSEERS: Final = (*OFFICE, *GROUP, *DISCIPLINE)


@dataclass(frozen=True)
class PointFilter:
    """Which points are wanted."""

    unit: str = ""
    category: str = ""
    level: int | None = None
    state: str = ""
    power: str = ""
    post: str = ""
    cycle: int | None = None
    text: str = ""
    window: Window = field(default_factory=Window)


@dataclass(frozen=True)
class PointCard:
    """A point as the register shows it. To strangers, published points show no owner and no grades."""

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


@dataclass(frozen=True)
class PointPage:
    """One point with its determinations."""

    card: PointCard
    determinations: list[DeterminationCard]


@dataclass(frozen=True)
class VersionCard:
    """What a point said since a change: who wrote it when and why; authors are named inside the unit."""

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


def _rows(work: Work, own: Belongings) -> Any:
    """Points that the asker may find, each with the words that he may read."""
    return (
        select(
            RiskPoint,
            RiskPointVersion,
            Unit,
            Post,
            Power,
            PowerStep,
            func.coalesce(Person.name, "").label("owner"),
        )
        .join(
            RiskPointVersion,
            (RiskPointVersion.point_id == RiskPoint.id) & (RiskPointVersion.number == _readable(own)),
        )
        .join(Unit, Unit.id == RiskPoint.unit_id)
        .join(Post, Post.id == RiskPoint.post_id)
        .join(Power, Power.id == RiskPointVersion.power_id)
        .join(PowerStep, PowerStep.id == RiskPointVersion.step_id)
        .outerjoin(Person, Person.id == RiskPoint.owner_id)
        .where(may_find(work, own))
    )


def _readable(own: Belongings) -> ColumnElement[int]:
    """The version that the asker may read: outside the unit, the last that was settled."""
    settled = func.coalesce(RiskPoint.settled_version, RiskPoint.version)
    return case((RiskPoint.unit_id.in_(own.units), RiskPoint.version), else_=settled)


def list_register(work: Work, wanted: PointFilter) -> Page[PointCard]:
    """A page of the register by number."""
    own = load_belongings(work)
    statement = _narrow(_rows(work, own), wanted)
    return page_of(work.session, statement, [RiskPoint.number], wanted.window, lambda row: _card(work, own, row))


def list_all(work: Work, wanted: PointFilter, limit: int) -> list[PointCard]:
    """Everything that a filter finds, for an export."""
    own = load_belongings(work)
    rows = work.session.execute(_narrow(_rows(work, own), wanted).order_by(RiskPoint.number).limit(limit))
    return [_card(work, own, row) for row in rows]


def _narrow(statement: Any, wanted: PointFilter) -> Any:
    equal = (
        (Unit.code, wanted.unit),
        (RiskPointVersion.category, wanted.category),
        (RiskPoint.level, wanted.level),
        (RiskPoint.state, wanted.state),
        (Power.code, wanted.power),
        (Post.code, wanted.post),
        (RiskPoint.cycle, wanted.cycle),
    )
    for column, value in equal:
        if value not in {"", None}:
            statement = statement.where(column == value)
    return statement.where(_matches(wanted.text)) if wanted.text else statement


def _matches(text: str) -> ColumnElement[bool]:
    """A condition: the words or the number of a point contain the text."""
    columns = (RiskPointVersion.title, RiskPointVersion.manifestation, Power.name, Post.name)
    found = [column.icontains(text, autoescape=True) for column in columns]
    number = text.upper().removeprefix("R")
    if number.isdecimal():
        found.append(RiskPoint.number == int(number))
    return or_(*found)


def _card(work: Work, own: Belongings, row: Any) -> PointCard:
    point, known = row.RiskPoint, row.RiskPoint.unit_id in own.units or work.asker.has_role(*OVERSEERS)
    return PointCard(
        id=point.public_id,
        number=show_number(point.number),
        **_place(row),
        **words_of(row.RiskPointVersion),
        **{name: getattr(point, name) for name in ("found_by", "cycle", "first_round", "state", "level")},
        **_judged(point, row.owner if known else "", known=known),
    )


def _place(row: Any) -> dict[str, Any]:
    """Where a point stands: unit, post, power and step."""
    return {
        "unit": row.Unit.code,
        "unit_name": row.Unit.name,
        "post": row.Post.code,
        "post_name": row.Post.name,
        "power": row.Power.code,
        "power_name": row.Power.name,
        "step": show_step(row.Power.code, row.PowerStep.seq),
        "step_name": row.PowerStep.name,
    }


def _judged(point: RiskPoint, owner: str, *, known: bool) -> dict[str, Any]:
    """Whose it is and how it was judged: nothing of this for strangers to a published point."""
    return {
        "owner": owner,
        "rounds_failed": point.rounds_failed if known else 0,
        "expert_grade": point.expert_grade if known else "",
        "determined_grade": point.determined_grade if known else "",
    }


def _find(work: Work, own: Belongings, public_id: str) -> Any:
    row = work.session.execute(_rows(work, own).where(RiskPoint.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def show_point(work: Work, public_id: str) -> PointPage:
    """One point; strangers to it find nothing (R-SEC-3)."""
    own = load_belongings(work)
    row = _find(work, own, public_id)
    card = _card(work, own, row)
    known = card.determined_grade != ""
    return PointPage(card, list_determinations(work.session, row.RiskPoint.id) if known else [])


def list_versions(work: Work, public_id: str) -> list[VersionCard]:
    """What a point has said, oldest first: all of it inside the unit, outside what had been settled."""
    own = load_belongings(work)
    point = _find(work, own, public_id).RiskPoint
    inside = point.unit_id in own.units
    last = point.version if inside else point.settled_version or point.version
    rows = work.session.execute(
        select(RiskPointVersion, Power, PowerStep)
        .join(Power, Power.id == RiskPointVersion.power_id)
        .join(PowerStep, PowerStep.id == RiskPointVersion.step_id)
        .where(RiskPointVersion.point_id == point.id, RiskPointVersion.number <= last)
        .order_by(RiskPointVersion.number)
    ).all()
    authors = (version.author_id for version, *_ in rows if version.author_id) if inside else ()
    names = load_names(work.session, authors)
    settled = point.settled_version or 0
    return [_version(row, names, settled=row[0].number <= settled) for row in rows]


def _version(row: Any, names: dict[int, str], *, settled: bool) -> VersionCard:
    version, power, step = row
    return VersionCard(
        number=version.number,
        at=version.written_at,
        author=names.get(version.author_id or 0, ""),
        origin=version.origin,
        reason=version.reason,
        power=power.code,
        step=show_step(power.code, step.seq),
        **words_of(version),
        settled=settled,
    )
