"""The sample's powers, all approved, and last cycle's register without the points of D07 (decision 30)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.registry.models import Power, PowerStep, RiskPoint, RiskPointVersion
from services.registry.rules.grades import ACCURATE
from services.registry.rules.states import PointState, PowerState
from services.registry.rules.words import LEVELS
from services.transaction import use_case
from workflows.models import Organisation, Person, Post, Unit
from workflows.rules.deadlines import ZONE
from workflows.work import Work

FOLDER: Final = Path(__file__).parents[1] / "organisation" / "sample"

MAIN: Final = "EDU"
FOUND_ANEW: Final = "D07"
"""The unit whose points the demo finds anew; their numbers stay free."""

_OPENNESS: Final = {"外部": "external", "内部": "internal"}
_CATEGORIES: Final = {"岗位职责": "POST", "业务流程": "PROC", "制度机制": "SYS"}
_LEVELS: Final = {label: level for level, label in LEVELS.items()}


@dataclass(frozen=True)
class LoadedRegister:
    """How much was loaded."""

    powers: int
    points: int


@use_case
def load_sample_register(work: Work) -> LoadedRegister:
    """Load powers and points of the sample organisation, once."""
    org_id = work.session.scalar(select(Organisation.id).where(Organisation.code == MAIN))
    if org_id is None or work.session.scalar(select(exists().where(Power.org_id == org_id))):
        return LoadedRegister(0, 0)
    codes = _Codes(work.session, org_id)
    steps: dict[tuple[str, str], PowerStep] = {}
    powers = _read_powers()
    for each in powers:
        steps |= _load_power(work.session, codes, each)
    points = [row for row in _read_points() if codes.posts[row["岗位编号"]].unit_id != codes.units[FOUND_ANEW]]
    for row in points:
        _load_point(work, codes, row, steps[row["职权编号"], row["风险环节"]])
    work.session.flush()
    return LoadedRegister(len(powers), len(points))


class _Codes:
    """What the files' codes stand for."""

    def __init__(self, session: Session, org_id: int) -> None:
        self.org_id = org_id
        self.units: Mapping[str, int] = _by_code(session, Unit, org_id)
        self.people: Mapping[str, int] = _by_code(session, Person, org_id)
        self.posts = {post.code: post for post in session.scalars(select(Post).where(Post.org_id == org_id))}


def _by_code(session: Session, table: type[Unit] | type[Person], org_id: int) -> dict[str, int]:
    return dict(session.execute(select(table.code, table.id).where(table.org_id == org_id)).all())


def _read_powers() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "powers.yaml").read_text(encoding="utf-8"))["powers"]
    return found


def _read_points() -> Iterator[dict[str, str]]:
    with (FOLDER / "risk_points.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _load_power(session: Session, codes: _Codes, each: Mapping[str, Any]) -> dict[tuple[str, str], PowerStep]:
    """One power with its steps; return them by name."""
    power = Power(
        org_id=codes.org_id,
        unit_id=codes.units[each["unit"]],
        post_id=codes.posts[each["post"]].id,
        code=each["id"],
        name=each["name"],
        kind=each["type"],
        content=each["content"],
        legal_basis=each["legal_basis"],
        days=each["time_limit_working_days"],
        materials=each["materials"],
        key_public=each["key_public_power"],
        openness=_OPENNESS[each["openness"]],
        complaint_channel=each["complaint_channel"],
        state=PowerState.APPROVED,
    )
    session.add(power)
    session.flush()
    steps = {(each["id"], step["name"]): _make_step(power, step) for step in each["flow"]}
    session.add_all(steps.values())
    session.flush()
    return steps


def _make_step(power: Power, step: Mapping[str, Any]) -> PowerStep:
    return PowerStep(
        power_id=power.id,
        seq=step["seq"],
        name=step["name"],
        actor=step["actor"],
        days=step["working_days"],
        control=step["control"],
    )


def _load_point(work: Work, codes: _Codes, row: Mapping[str, str], step: PowerStep) -> None:
    """A rated point of last cycle under its own number."""
    point = _make_point(codes, row, cycle=work.at.astimezone(ZONE).year - 1)
    work.session.add(point)
    work.session.flush()
    work.session.add(_make_version(work, row, point, step))


def _make_point(codes: _Codes, row: Mapping[str, str], *, cycle: int) -> RiskPoint:
    post = codes.posts[row["岗位编号"]]
    return RiskPoint(
        org_id=codes.org_id,
        number=int(row["编号"].removeprefix("R")),
        unit_id=post.unit_id,
        post_id=post.id,
        owner_id=codes.people[row["岗位责任人账号"]],
        found_by="IMPORT",
        cycle=cycle,
        first_round=1,
        state=PointState.RATED,
        version=1,
        settled_version=1,
        determined_grade=ACCURATE,
        level=_LEVELS[row["风险等级"]],
    )


def _make_version(work: Work, row: Mapping[str, str], point: RiskPoint, step: PowerStep) -> RiskPointVersion:
    return RiskPointVersion(
        point_id=point.id,
        number=1,
        power_id=step.power_id,
        step_id=step.id,
        category=_CATEGORIES[row["风险类别"]],
        title=row["风险点"],
        manifestation=row["表现形式"],
        measures=row["防控措施"],
        origin="import",
        reason="上年度登记",
        written_at=work.at,
    )
