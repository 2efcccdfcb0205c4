"""Where people belong on a day: posts held, units worked in, units answered for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import Person, Post, PostAssignment, UnitRole
from workflows.queries.directory import in_force
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD, LEADER
from workflows.work import Work


@dataclass(frozen=True)
class Belongings:
    """Where some people belong: posts held, units worked in, units headed, units led from above."""

    people: frozenset[int]
    posts: frozenset[int]
    units: frozenset[int]
    headed: frozenset[int]
    leading: frozenset[int]

    @property
    def led(self) -> frozenset[int]:
        """Units of which they are the head or the leader in charge."""
        return self.headed | self.leading


def load_belongings(work: Work, people: tuple[int, ...] | None = None) -> Belongings:
    """The posts and units today of some people; by default of the asker and of those for whom he stands in."""
    session, people = work.session, work.asker.people if people is None else people
    today = work.at.astimezone(ZONE).date()
    posts = _list_posts(session, people, today)
    roles = _list_unit_roles(session, people, today)
    staff = session.scalars(select(Person.unit_id).where(Person.id.in_(people), Person.unit_id.is_not(None)))
    return Belongings(
        people=frozenset(people),
        posts=frozenset(posts),
        units=frozenset({*posts.values(), *(unit for unit, _ in roles), *(unit for unit in staff if unit)}),
        headed=frozenset(unit for unit, role in roles if role == HEAD),
        leading=frozenset(unit for unit, role in roles if role == LEADER),
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
