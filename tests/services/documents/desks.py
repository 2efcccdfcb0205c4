"""Issuing documents in tests: an instance to issue them in, people for every column of §7.1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from services.documents.contents import Content
from services.documents.issuing import Issue, issue_document
from services.documents.kinds import Side
from services.documents.models import Document
from services.transaction import use_case
from tests.houses import House
from tests.services.documents.samples import CONTENTS
from workflows import database
from workflows.models import Organisation, Person, ProcessInstance, RoleGrant, Unit, UnitRole
from workflows.work import Work

DIAGRAM: Final = Path(__file__).parents[2] / "processes" / "leave_request.bpmn"
SINCE: Final = date(2026, 1, 1)


@dataclass(frozen=True)
class Wish:
    """What to issue about which thing of D07, for whom."""

    kind: str
    ref: str = "thing"
    content: Content | None = None
    parties: Mapping[Side, tuple[str, ...]] | None = None
    fails: bool = False
    desk: int = 0
    """Which of the instances it is issued in; locked, as by every command."""


class StepFailedError(Exception):
    """A step that fails after it has issued a document."""


def open_desk(house: House, desks: int = 1) -> None:
    """Start instances in D07."""
    house.publish(DIAGRAM.read_bytes())
    office = house.sign_in("hxc")
    for _ in range(desks):
        office.start("leave_request", "D07")


@use_case
def issue(work: Work, wish: Wish, at: datetime | None = None) -> str:
    """Issue a document in the instance of D07; return its number."""
    moved = Work(work.session, at or work.at, work.actor)
    return issue_in(moved, wish).number


def issue_in(work: Work, wish: Wish) -> Document:
    """The same inside a transaction."""
    session = work.session
    mine = session.query(ProcessInstance).order_by(ProcessInstance.id).offset(wish.desk).limit(1)
    instance = mine.with_for_update().first()
    assert instance is not None
    named = wish.parties or {}
    parties = {side: [find_person(session, login) for login in logins] for side, logins in named.items()}
    wanted = Issue(wish.kind, instance, "thing", wish.ref, f"{wish.kind} 样张", instance.unit_id, "廉")
    document = issue_document(work, wanted, wish.content or CONTENTS[wish.kind], parties)
    if wish.fails:
        raise StepFailedError
    return document


def find_person(session: Session, login: str) -> int:
    """A person by login."""
    return session.query(Person).filter_by(code=login).one().id


def grant(login: str, role: str) -> None:
    """Give somebody a role."""
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code=login).one()
        session.add(RoleGrant(org_id=person.org_id, role=role, person_id=person.id, from_on=SINCE))
        session.commit()


def lead(login: str, role: str, unit: str = "D07") -> None:
    """Let somebody be something to a unit."""
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code=login).one()
        found = session.query(Unit).join(Organisation, Organisation.id == Unit.org_id).filter(Unit.code == unit)
        unit_id = found.filter(Organisation.code == "EDU").one().id
        session.add(UnitRole(org_id=person.org_id, unit_id=unit_id, person_id=person.id, role=role, from_on=SINCE))
        session.commit()
