"""What the asker is to a unit, and which points he may find in the register (domain §7.1)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from services.registry.models import RiskPoint, SubmissionItem
from services.registry.rules.states import REGISTERED, PointState
from services.registry.rules.visibility import Standing
from workflows.models import Candidate, Person, Post, PostAssignment, ProcessInstance, Task, UnitRole
from workflows.queries.directory import in_force
from workflows.queries.visibility import gives_access
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD, LEADER
from workflows.running.relations import OFFICE
from workflows.work import Work

GROUP = ("group_chair", "group_member")
DISCIPLINE = ("discipline_head", "discipline")


@dataclass(frozen=True)
class Belongings:
    """Where the asker, and those for whom he stands in, belong: posts held, units worked in, units answered for."""

    people: frozenset[int]
    posts: frozenset[int]
    units: frozenset[int]
    led: frozenset[int]


def load_belongings(work: Work) -> Belongings:
    """The asker's posts and units today."""
    session, people = work.session, work.asker.people
    today = work.at.astimezone(ZONE).date()
    posts = _list_posts(session, people, today)
    roles = _list_unit_roles(session, people, today)
    staff = session.scalars(select(Person.unit_id).where(Person.id.in_(people), Person.unit_id.is_not(None)))
    return Belongings(
        people=frozenset(people),
        posts=frozenset(posts),
        units=frozenset({*posts.values(), *(unit for unit, _ in roles), *(unit for unit in staff if unit)}),
        led=frozenset(unit for unit, role in roles if role in {HEAD, LEADER}),
    )


def _list_posts(session: Session, people: tuple[int, ...], today: date) -> dict[int, int]:
    """Units by post."""
    rows = session.execute(
        select(Post.id, Post.unit_id)
        .join(PostAssignment, PostAssignment.post_id == Post.id)
        .where(PostAssignment.person_id.in_(people), in_force(PostAssignment, today))
    )
    return dict(rows.all())


def _list_unit_roles(session: Session, people: tuple[int, ...], today: date) -> list[tuple[int, str]]:
    rows = session.execute(
        select(UnitRole.unit_id, UnitRole.role).where(UnitRole.person_id.in_(people), in_force(UnitRole, today))
    )
    return [(unit, role) for unit, role in rows]


def load_standing(work: Work, unit_id: int, instance: ProcessInstance | None = None) -> Standing:
    """What the asker is to a unit and, as an expert, to a process."""
    own, actor = load_belongings(work), work.asker
    return Standing(
        people=own.people,
        posts=own.posts,
        inside=unit_id in own.units,
        leads=unit_id in own.led,
        office=actor.has_role(*OFFICE),
        group=actor.has_role(*GROUP),
        discipline=actor.has_role(*DISCIPLINE),
        expert=instance is not None and _has_seat(work, instance),
    )


def _has_seat(work: Work, instance: ProcessInstance) -> bool:
    """Whether the asker has a seat in a vote of the process that he may still use, or has used."""
    found = (
        exists()
        .where(Task.instance_id == instance.id, Task.seat > 0, gives_access(), Candidate.task_id == Task.id)
        .where(Candidate.person_id == work.asker.person_id)
    )
    return bool(work.session.scalar(select(found)))


def may_find(work: Work, own: Belongings) -> ColumnElement[bool]:
    """A condition on points: what the asker finds in the register.

    Published ones are found by everybody in the house; determined ones by their unit and by those who oversee; earlier
    ones by their finder, by the unit once it may see them, and after acceptance by the office.
    """
    actor = work.asker
    here = RiskPoint.org_id == actor.org_id
    if actor.person_id is None:
        return and_(here, false())
    found = [
        RiskPoint.state == PointState.PUBLISHED,
        RiskPoint.finder_id.in_(own.people),
        and_(RiskPoint.post_id.in_(own.posts), RiskPoint.found_by == "SELF"),
        and_(RiskPoint.unit_id.in_(own.units), or_(_is_registered(), _is_shared())),
    ]
    if actor.has_role(*OFFICE, *GROUP, *DISCIPLINE):
        found.append(_is_registered())
    if actor.has_role(*OFFICE):
        found.append(RiskPoint.state == PointState.PENDING)
    return and_(here, or_(*found))


def _is_registered() -> ColumnElement[bool]:
    return or_(
        RiskPoint.state.in_(REGISTERED),
        and_(RiskPoint.state == PointState.CANCELLED, RiskPoint.determined_grade != ""),
    )


def _is_shared() -> ColumnElement[bool]:
    return exists().where(SubmissionItem.point_id == RiskPoint.id, SubmissionItem.shared_at.is_not(None))
