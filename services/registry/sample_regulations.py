"""The sample's regulations by the three lines: of the main organisation from a table, of others from their list."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from sqlalchemy import select

from services.registry.models import Regulation
from services.registry.rules.words import LINES
from services.registry.sample import FOLDER, MAIN
from services.transaction import use_case
from workflows.models import Organisation, Unit
from workflows.rules.deadlines import ZONE
from workflows.work import Work

COLUMNS: Final = ("三线分类", "制度名称(示例)", "针对风险", "适用范围", "牵头单位")

_LINES: Final = {label: line for line, label in LINES.items()}


@use_case
def load_sample_regulations(work: Work) -> int:
    """Load the regulations of the sample organisations that have none yet, in force from last year on."""
    organisations = dict(work.session.execute(select(Organisation.code, Organisation.id)).all())
    have = set(work.session.scalars(select(Regulation.org_id).distinct()))
    rows = [(organisations[code], row) for code, row in _read_rows() if code in organisations]
    new = [(org_id, row) for org_id, row in rows if org_id not in have]
    for org_id in {org_id for org_id, _ in new}:
        named = select(Unit.name, Unit.id).where(Unit.org_id == org_id)
        units = dict(work.session.execute(named).all())
        work.session.add_all(_make_regulation(work, org_id, units, row) for own, row in new if own == org_id)
    return len(new)


def _read_rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Code of the organisation, and line, name, risk, scope, unit in charge."""
    with (FOLDER / "regulations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield MAIN, tuple(row[column] for column in COLUMNS)
    organisations: list[dict[str, Any]] = yaml.safe_load((FOLDER / "variant_orgs.yaml").read_text(encoding="utf-8"))[
        "orgs"
    ]
    for each in organisations:
        for listed in each.get("regulations", ()):
            yield each["code"], tuple(listed)


def _make_regulation(work: Work, org_id: int, units: Mapping[str, int], row: tuple[str, ...]) -> Regulation:
    line, name, answers, scope, unit = row
    return Regulation(
        org_id=org_id,
        unit_id=units.get(unit),
        line=_LINES[line],
        name=name,
        answers=answers,
        scope=scope,
        effective_on=work.at.astimezone(ZONE).date().replace(year=work.at.year - 1, month=1, day=1),
    )
