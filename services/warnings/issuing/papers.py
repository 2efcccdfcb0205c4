"""What every paper on a warning has: who issues it, to whom it goes, whose eyes it is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from services.documents.contents import Content
from services.documents.issuing import Issue, Parties, issue_document
from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.offices import load_office
from services.documents.templates.offices import Office
from services.warnings.models import RiskWarning
from services.warnings.queries.warnings import list_warned_on
from workflows.models import Person, ProcessInstance, Unit
from workflows.queries.directory import list_unit_people, load_names
from workflows.rules.deadlines import ZONE
from workflows.rules.parameters import Parameters
from workflows.rules.relations import HEAD, LEADER
from workflows.work import Work

MARK: Final = "documents.mark"


class Desk(Protocol):
    """Where a paper is issued: a node at work, or a command beside the process."""

    @property
    def work(self) -> Work:
        """The transaction."""

    @property
    def instance(self) -> ProcessInstance:
        """The process of the warning; its row is locked."""

    @property
    def parameters(self) -> Parameters:
        """Those it runs on."""


@dataclass(frozen=True)
class Paper:
    """What is to be issued: its kind (T-08 … T-12, T-22), what it says, whom it concerns by name."""

    kind: str
    title: str
    """What lists say; it names nobody."""
    content: Content
    parties: Parties


@dataclass(frozen=True)
class Addressee:
    """Whom a warning is about, as papers call him."""

    name: str
    title: str
    unit: Unit | None
    is_person: bool


def issue_paper(desk: Desk, warning: RiskWarning, paper: Paper, about: tuple[str, str]) -> Document:
    """Issue a paper about a thing of a warning, by type and id: numbered, or the next version of what is there."""
    object_type, ref = about
    mark = str(desk.parameters.value(MARK))
    issue = Issue(paper.kind, desk.instance, object_type, ref, paper.title, warning.unit_id, mark)
    return issue_document(desk.work, issue, paper.content, paper.parties)


def today_at(desk: Desk) -> date:
    """The day in Shanghai on which a paper is issued."""
    return desk.work.at.astimezone(ZONE).date()


def describe_addressee(desk: Desk, warning: RiskWarning) -> Addressee:
    """The person, or the unit."""
    session = desk.work.session
    unit = session.get_one(Unit, warning.unit_id) if warning.unit_id else None
    if warning.person_id is None:
        return Addressee(unit.name if unit else "", "", unit, is_person=False)
    person = session.get_one(Person, warning.person_id)
    return Addressee(person.name, person.title, unit, is_person=True)


def describe_office(desk: Desk, copies: tuple[str, ...]) -> Office:
    """The office today, with whom it sends copies to (抄送)."""
    return load_office(desk.work.session, desk.instance.org_id, today_at(desk), copies)


def list_copies(desk: Desk, warning: RiskWarning) -> tuple[str, ...]:
    """Who gets a copy: of a person's paper the head of his unit, of a unit's or a head's the leader in charge."""
    session, on = desk.work.session, today_at(desk)
    if warning.unit_id is None:
        return ()
    heads = list_unit_people(session, warning.unit_id, HEAD, on)
    if warning.person_id is None or warning.person_id in heads:
        return _call(desk, list_unit_people(session, warning.unit_id, LEADER, on), "分管领导")
    return _call(desk, heads, "所在单位主要负责人")


def _call(desk: Desk, people: Iterable[int], role: str) -> tuple[str, ...]:
    names = load_names(desk.work.session, people := list(people))
    return tuple(f"{names[each]}（{role}）" for each in people)


def name_parties(desk: Desk, warning: RiskWarning, handlers: Iterable[int | None] = ()) -> Mapping[Side, list[int]]:
    """Whose eyes a paper is for by name: the warned, who approved, who dealt with it (domain §7.1)."""
    return {
        Side.SUBJECT: list_warned_on(desk.work.session, warning, today_at(desk)),
        Side.APPROVER: [warning.approver_id] if warning.approver_id else [],
        Side.HANDLER: [each for each in handlers if each],
    }
