"""People who take or leave posts; their open tasks go to whoever stands there now (R-TASK-5)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from bpmn.texts import N_
from services.transaction import use_case
from workflows.errors import NotFoundError, RefusedError
from workflows.models import Person, Post, PostAssignment, RoleGrant, Unit, UnitRole
from workflows.queries.directory import find_person, find_unit, in_force
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import UNIT_ROLES
from workflows.running.handover import Change, reassign_tasks, resolve_again
from workflows.running.relations import ROLES
from workflows.work import Work


@dataclass(frozen=True)
class HandedOver:
    """How many open tasks went to somebody else."""

    tasks: int


@use_case
def hand_over_post(work: Work, org_id: int, post_code: str, successor_code: str) -> HandedOver:
    """End the present holding of a post today, give it to the successor, and resolve the leaver's open tasks anew."""
    today = work.at.astimezone(ZONE).date()
    post = work.session.scalar(select(Post).where(Post.org_id == org_id, Post.code == post_code))
    successor = find_person(work.session, org_id, successor_code)
    if post is None or successor is None:
        raise NotFoundError
    holding = work.session.scalar(
        select(PostAssignment).where(PostAssignment.post_id == post.id, in_force(PostAssignment, today))
    )
    if holding is None or holding.person_id == successor.id or holding.from_on >= today:
        raise RefusedError(N_("该岗位今天没有可交接的任职"))
    holding.to_on = today
    work.session.add(PostAssignment(org_id=org_id, post_id=post.id, person_id=successor.id, from_on=today))
    _pass_unit_roles(work, holding.person_id, successor, post.unit_id)
    work.session.flush()
    left = reassign_tasks(work, holding.person_id)
    return HandedOver(left + resolve_again(work, org_id, Change(work.session.get_one(Unit, post.unit_id))))


def _pass_unit_roles(work: Work, leaver_id: int, successor: Person, unit_id: int) -> None:
    """What the leaver was to the unit, the successor is from today."""
    today = work.at.astimezone(ZONE).date()
    mine = select(UnitRole).where(
        UnitRole.person_id == leaver_id, UnitRole.unit_id == unit_id, in_force(UnitRole, today)
    )
    for role in work.session.scalars(mine).all():
        role.to_on = today
        work.session.add(
            UnitRole(org_id=role.org_id, unit_id=unit_id, person_id=successor.id, role=role.role, from_on=today)
        )


@use_case
def take_post(work: Work, org_id: int, post_code: str, person_code: str) -> HandedOver:
    """Let somebody hold a post from today; what is open for its holders reaches him (R-TASK-5)."""
    today = work.at.astimezone(ZONE).date()
    post, person = _find_post(work, org_id, post_code), _find_active(work, org_id, person_code)
    mine = (PostAssignment.post_id == post.id) & (PostAssignment.person_id == person.id)
    if work.session.scalar(select(PostAssignment.id).where(mine, in_force(PostAssignment, today))):
        raise RefusedError(N_("%(name)s已在该岗位任职"), name=person.name)
    work.session.add(PostAssignment(org_id=org_id, post_id=post.id, person_id=person.id, from_on=today))
    work.session.flush()
    return HandedOver(resolve_again(work, org_id, Change(work.session.get_one(Unit, post.unit_id))))


@use_case
def leave_post(work: Work, org_id: int, post_code: str, person_code: str) -> HandedOver:
    """End somebody's holding of a post today; his open tasks go to whoever is left, or to the office as vacant."""
    today = work.at.astimezone(ZONE).date()
    post, person = _find_post(work, org_id, post_code), _find_active(work, org_id, person_code)
    mine = (PostAssignment.post_id == post.id) & (PostAssignment.person_id == person.id)
    _end_today(work, select(PostAssignment).where(mine, in_force(PostAssignment, today)))
    return HandedOver(reassign_tasks(work, person.id))


@use_case
def appoint_person(work: Work, org_id: int, person_code: str, role: str, unit_code: str = "") -> HandedOver:
    """Make somebody something to a unit (head, deputy, leader in charge, liaison) from today, or give him a role.

    There may be several: each of them gets what is open and what comes.
    """
    today = work.at.astimezone(ZONE).date()
    person, unit = _find_active(work, org_id, person_code), _find_place(work, org_id, role, unit_code)
    if work.session.scalars(_held(person, role, unit).where(in_force(_table(unit), today))).first():
        raise RefusedError(N_("%(name)s已任此职"), name=person.name)
    place = {"unit_id": unit.id} if unit else {}
    work.session.add(_table(unit)(org_id=org_id, person_id=person.id, role=role, from_on=today, **place))
    work.session.flush()
    return HandedOver(resolve_again(work, org_id, _change(role, unit)))


@use_case
def dismiss_person(work: Work, org_id: int, person_code: str, role: str, unit_code: str = "") -> HandedOver:
    """End that today; his open tasks go to whoever is left, or to the office as vacant."""
    person, unit = _find_active(work, org_id, person_code), _find_place(work, org_id, role, unit_code)
    today = work.at.astimezone(ZONE).date()
    _end_today(work, _held(person, role, unit).where(in_force(_table(unit), today)))
    return HandedOver(resolve_again(work, org_id, _change(role, unit)))


def _change(role: str, unit: Unit | None) -> Change:
    return Change(unit) if unit else Change(roles=frozenset({role}))


def _table(unit: Unit | None) -> Any:
    return UnitRole if unit else RoleGrant


def _held(person: Person, role: str, unit: Unit | None) -> Select[Any]:
    table = _table(unit)
    found = select(table).where(table.person_id == person.id, table.role == role)
    return found.where(UnitRole.unit_id == unit.id) if unit else found


def _end_today(work: Work, statement: Select[Any]) -> None:
    today = work.at.astimezone(ZONE).date()
    held = [row for row in work.session.scalars(statement) if row.from_on < today]
    if not held:
        raise RefusedError(N_("今天没有可以免去的任职"))
    for row in held:
        row.to_on = today
    work.session.flush()


def _find_post(work: Work, org_id: int, code: str) -> Post:
    found = work.session.scalar(select(Post).where(Post.org_id == org_id, Post.code == code))
    if found is None:
        raise NotFoundError
    return found


def _find_active(work: Work, org_id: int, code: str) -> Person:
    found = find_person(work.session, org_id, code)
    if found is None or not found.active:
        raise NotFoundError
    return found


def _find_place(work: Work, org_id: int, role: str, unit_code: str) -> Unit | None:
    """The unit of a unit's role; none for a role of the organisation. Other names are refused."""
    if role not in (UNIT_ROLES if unit_code else ROLES):
        raise RefusedError(N_("没有“%(role)s”这种职务或角色"), role=role)
    unit = find_unit(work.session, org_id, unit_code) if unit_code else None
    if unit_code and unit is None:
        raise NotFoundError
    return unit
