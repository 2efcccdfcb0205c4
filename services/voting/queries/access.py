"""Who may see a ballot, a panel, a meeting: through the instances that it belongs to; strangers find nothing."""

from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, or_, select

from services.voting.models import Ballot, ExpertPanel, Meeting
from workflows.errors import NotFoundError, NotPermittedError
from workflows.models import Person, ProcessInstance, Vote
from workflows.queries.directory import find_person
from workflows.queries.visibility import visible_to
from workflows.running.relations import OFFICE
from workflows.work import Work

GROUP: Final = ("group_chair", "group_member")
DISCIPLINE: Final = ("discipline_head", "discipline")

NAMED: Final = (*OFFICE, *GROUP, *DISCIPLINE)
"""Roles that may know who sits in a panel and how each has voted (domain §7.1)."""

MINUTES: Final = (*OFFICE, *GROUP, "audit_admin")
"""Roles that may read the minutes of the group (R-GRP-7)."""

T = TypeVar("T", ExpertPanel, Meeting)


def load_ballot(work: Work, ballot_id: str) -> Ballot:
    """A ballot of an instance that the asker may see."""
    visible = select(ProcessInstance.id).where(visible_to(work.asker, work.at))
    ballot = work.session.scalar(select(Ballot).where(Ballot.id == ballot_id, Ballot.instance_id.in_(visible)))
    if ballot is None:
        raise NotFoundError
    return ballot


def load_panel(work: Work, panel_id: str) -> ExpertPanel:
    """A panel of which the asker may see an instance: the one it was drawn for, or one that uses it again."""
    panel = _find(work, ExpertPanel, panel_id)
    if not _sees(work, panel):
        raise NotFoundError
    return panel


def load_meeting(work: Work, meeting_id: str) -> Meeting:
    """A meeting, for those who may read its minutes."""
    meeting = _find(work, Meeting, meeting_id)
    if not work.asker.has_role(*MINUTES):
        raise NotFoundError
    return meeting


def _find(work: Work, table: type[T], public_id: str) -> T:
    found = work.session.scalar(select(table).where(table.public_id == public_id, table.org_id == work.asker.org_id))
    if found is None:
        raise NotFoundError
    return found


def _sees(work: Work, panel: ExpertPanel) -> bool:
    again = select(Vote.instance_id).where(Vote.object_ref == panel.public_id)
    mine: ColumnElement[bool] = or_(ProcessInstance.id == panel.instance_id, ProcessInstance.id.in_(again))
    seen = select(ProcessInstance.id).where(visible_to(work.asker, work.at), mine).limit(1)
    return work.session.scalar(seen) is not None


def require_role(work: Work, *roles: str) -> None:
    """Refuse who has none of the roles; a person must stand behind what is decided."""
    if not work.asker.has_role(*roles) or work.asker.person_id is None:
        raise NotPermittedError


def lock_instance(work: Work, instance_id: int) -> ProcessInstance:
    """Lock the instance before anything that belongs to it (R2)."""
    return work.session.get_one(ProcessInstance, instance_id, with_for_update=True, populate_existing=True)


def require_person(work: Work, code: str) -> Person:
    """Somebody of the asker's organisation, by code."""
    person = find_person(work.session, work.asker.org_id, code)
    if person is None:
        raise NotFoundError
    return person


def lock_object(work: Work, row: Any) -> None:
    """Lock a ballot, panel or meeting and read it anew; its instance is locked already."""
    work.session.refresh(row, with_for_update=True)
