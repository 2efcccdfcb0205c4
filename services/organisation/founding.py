"""How an installation begins: its one row, its organisations, the sample of a demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.organisation.calendars import draft_notice, write_change
from services.organisation.defaults import default_parameters, published_calendars
from services.organisation.loading import OrganisationLoader
from services.organisation.programme.adopting import write_programme
from services.organisation.reader import read_folder, read_variants
from services.organisation.records import OrganisationRecord
from services.transaction import use_case
from workflows.clock import wall_now
from workflows.errors import ConflictError
from workflows.models import Installation, Organisation
from workflows.rules.deadlines import ZONE
from workflows.work import Work

PLANNED: Final = "anhui_six"
"""The profile whose cycle the sample's template plans."""


@use_case
def found_installation(work: Work, *, demo_start: datetime | None) -> bool:
    """Write the row of the installation, a demo's with its clock; say whether it was new."""
    if work.session.get(Installation, 1) is not None:
        return False
    work.session.add(
        Installation(
            id=1,
            demo=demo_start is not None,
            clock_from=demo_start,
            clock_set_at=wall_now() if demo_start else None,
        )
    )
    return True


@use_case
def load_sample(work: Work, *, password_hash: str) -> list[str]:
    """Load the sample organisations with their accounts; return the codes of those that were new."""
    known = set(work.session.scalars(select(Organisation.code)))
    new = [record for record in (read_folder(), *read_variants()) if record.code not in known]
    for record in new:
        hashes = dict.fromkeys((person.code for person in record.people), password_hash)
        organisation = _found_organisation(work, record, hashes, demo=True)
        if record.profile == PLANNED:
            write_programme(work, organisation.id, work.at.astimezone(ZONE).year)
    return [record.code for record in new]


@use_case
def found_organisation(work: Work, record: OrganisationRecord, hashes: Mapping[str, str]) -> str:
    """Found an organisation with its people, each with the hash of a first password; return its code."""
    if work.session.scalar(select(Organisation.id).where(Organisation.code == record.code)) is not None:
        raise ConflictError(N_("单位 %(code)s 已存在"), code=record.code)
    _found_organisation(work, record, hashes, demo=False)
    return record.code


def _found_organisation(
    work: Work, record: OrganisationRecord, hashes: Mapping[str, str], *, demo: bool
) -> Organisation:
    organisation = OrganisationLoader(work, record, hashes, demo=demo).load(default_parameters())
    for year, data in published_calendars().items():
        write_change(work, organisation.id, draft_notice(data, f"{year} 年放假安排通知"))
    return organisation


@dataclass(frozen=True)
class OrganisationCard:
    """An organisation of the installation."""

    id: int
    code: str
    profile: str


def list_organisations(session: Session) -> list[OrganisationCard]:
    """Every organisation, in the order of its founding."""
    rows = session.scalars(select(Organisation).order_by(Organisation.id))
    return [OrganisationCard(row.id, row.code, row.profile) for row in rows]
