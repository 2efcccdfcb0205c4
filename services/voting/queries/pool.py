"""The pool of experts for one panel: who is in it, and who must stay out of it (R-EXP-3, R-COI-1, R-COI-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from services.voting.rules.draws import Candidate
from workflows.models import InstanceLink, Interest, Person, Post, PostAssignment, ProcessInstance, Task, UnitRole

LOOK_BACK: Final = 3
"""Years for which somebody who worked in the unit stays out."""

OWN_UNIT: Final = "own_unit"
KINSHIP: Final = "kinship"
ECONOMIC: Final = "economic"
OTHER_TIE: Final = "other"
EARLIER_STEP: Final = "earlier_step"
OWN_ITEM: Final = "own_item"
RECUSED: Final = "recused"


@dataclass(frozen=True)
class Matter:
    """What a panel is about: the unit, the instance, the owners of the points, and whether employees may assess it."""

    instance: ProcessInstance
    unit_id: int | None
    owners: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()
    """Who has left an earlier draw of the same panel for a conflict."""
    excludes_unit: bool = True


@dataclass(frozen=True)
class Pooled:
    """Somebody in the pool, as a person and as a candidate."""

    person_id: int
    candidate: Candidate


def load_pool(session: Session, matter: Matter, today: date) -> list[Pooled]:
    """Everybody in the pool of the organisation, with the reasons for which he is not eligible."""
    pool = session.scalars(
        select(Person)
        .where(Person.org_id == matter.instance.org_id, Person.expert, Person.active)
        .order_by(Person.code)
    ).all()
    found: dict[int, set[str]] = {person.id: set() for person in pool}
    for reason, people in _list_reasons(session, matter, today):
        for person in people:
            found.get(person, set()).add(reason)
    return [
        Pooled(person.id, Candidate(person.code, person.unit_id is None, tuple(sorted(found[person.id]))))
        for person in pool
    ]


def _list_reasons(session: Session, matter: Matter, today: date) -> Iterable[tuple[str, Iterable[int]]]:
    """Each reason with the people whom it keeps out."""
    yield EARLIER_STEP, list_doers(session, matter.instance)
    yield OWN_ITEM, matter.owners
    yield RECUSED, matter.recused
    if matter.unit_id is None:
        return
    staff = list_staff(session, matter.unit_id, today)
    if matter.excludes_unit:
        yield OWN_UNIT, staff | _list_former(session, matter.unit_id, today)
    members = staff & _list_present(session, matter.unit_id, today)
    for reason in (KINSHIP, ECONOMIC, OTHER_TIE):
        yield reason, _list_tied(session, reason, matter.unit_id, members, today)


def _ago(today: date, years: int) -> date:
    """The same day so many years ago; 28 February for 29."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year - years, day=day)


def list_staff(session: Session, unit_id: int, today: date) -> set[int]:
    """Who works or worked in the unit within three years: by its staff list, its posts, its functions."""
    since = _ago(today, LOOK_BACK)
    listed = session.scalars(select(Person.id).where(Person.unit_id == unit_id))
    held = session.scalars(
        select(PostAssignment.person_id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.unit_id == unit_id, _within(PostAssignment, since))
    )
    functions = session.scalars(select(UnitRole.person_id).where(UnitRole.unit_id == unit_id, _within(UnitRole, since)))
    return {*listed, *held, *functions}


def _list_present(session: Session, unit_id: int, today: date) -> set[int]:
    """Who works in the unit today."""
    listed = session.scalars(select(Person.id).where(Person.unit_id == unit_id))
    held = session.scalars(
        select(PostAssignment.person_id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.unit_id == unit_id, _within(PostAssignment, today))
    )
    functions = session.scalars(select(UnitRole.person_id).where(UnitRole.unit_id == unit_id, _within(UnitRole, today)))
    return {*listed, *held, *functions}


def _within(table: Any, since: date) -> ColumnElement[bool]:
    """A condition: a dated row held on the day or later."""
    return or_(table.to_on.is_(None), table.to_on > since)


def _list_former(session: Session, unit_id: int, today: date) -> set[int]:
    """Who has declared that he worked in the unit, until three years after he left."""
    since = _ago(today, LOOK_BACK)
    return set(
        session.scalars(
            select(Interest.person_id).where(
                Interest.relation == "former_employee",
                Interest.unit_id == unit_id,
                or_(Interest.until_on.is_(None), Interest.until_on > since),
            )
        )
    )


def _list_tied(session: Session, relation: str, unit_id: int, members: set[int], today: date) -> set[int]:
    """Who is tied to the unit or one of its members, whichever of the two has declared it."""
    holds = and_(Interest.relation == relation, or_(Interest.until_on.is_(None), Interest.until_on > today))
    own = session.scalars(
        select(Interest.person_id).where(holds, or_(Interest.unit_id == unit_id, Interest.other_person_id.in_(members)))
    )
    others = session.scalars(select(Interest.other_person_id).where(holds, Interest.person_id.in_(members)))
    return {person for person in (*own, *others) if person is not None}


def list_doers(session: Session, instance: ProcessInstance) -> set[int]:
    """Who has completed a step of the matter, in this procedure or in those that led to it.

    Seats of an earlier panel are no earlier step: re-checks use the same experts (decision 26).
    """
    done = session.execute(
        select(Task.completed_by_id, Task.on_behalf_id).where(
            Task.instance_id.in_(_list_lineage(session, instance.id)), Task.seat == 0, Task.completed_by_id.is_not(None)
        )
    )
    return {person for row in done for person in row if person is not None}


def _list_lineage(session: Session, instance_id: int) -> list[int]:
    """The instance and those that set it off, up to the first."""
    found = [instance_id]
    while True:
        parent = session.scalar(select(InstanceLink.parent_id).where(InstanceLink.child_id == found[-1]))
        if parent is None:
            return found
        found.append(parent)
