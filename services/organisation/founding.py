"""How an installation begins: its one row, its organisations, the sample of a demo."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.organisation import sample_reader
from services.organisation.calendars import write_calendar
from services.organisation.defaults import default_parameters, published_calendars
from services.organisation.loading import OrganisationLoader
from services.transaction import use_case
from workflows.clock import wall_now
from workflows.models import Installation, Organisation
from workflows.work import Work


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
    made = []
    for record in (sample_reader.read_main(), *sample_reader.read_variants()):
        if record.code in known:
            continue
        organisation = OrganisationLoader(work, record, password_hash).load(default_parameters())
        for year, data in published_calendars().items():
            write_calendar(work, organisation.id, data, source=f"{year} 年放假安排通知")
        made.append(record.code)
    return made


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
