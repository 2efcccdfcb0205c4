"""Risk points as steps need them: by public id, with their owners."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import RiskPoint, RiskPointVersion
from workflows.models import Person, Post, PostAssignment
from workflows.queries.directory import Holder, in_force

WORDS: Final = ("category", "title", "manifestation", "consequence", "measures")
"""What a version says beside its place in the power."""


def load_version(session: Session, point: RiskPoint) -> RiskPointVersion:
    """What a point says now."""
    return session.scalars(
        select(RiskPointVersion).where(RiskPointVersion.point_id == point.id, RiskPointVersion.number == point.version)
    ).one()


def words_of(version: RiskPointVersion) -> dict[str, Any]:
    """The words of a version, as every card has them."""
    return {name: getattr(version, name) for name in WORDS}


def load_holders(session: Session, post_ids: Iterable[int], on: date) -> dict[int, list[Holder]]:
    """Who holds posts on a day; vacant ones have an empty list."""
    wanted = set(post_ids)
    found: dict[int, list[Holder]] = {post_id: [] for post_id in wanted}
    rows = session.execute(
        select(Person.id, Person.code, Post.id, Post.code, Post.name)
        .join(PostAssignment, PostAssignment.person_id == Person.id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.id.in_(wanted), in_force(PostAssignment, on), Person.active)
        .order_by(Post.code, Person.code)
    )
    for row in rows:
        holder = Holder(*row)
        found[holder.post_id].append(holder)
    return found


def list_owners(session: Session, points: Iterable[RiskPoint], on: date) -> dict[int, frozenset[int]]:
    """By point: who may not decide about it, because it is or was his own (R-COI-2, R-COI-3)."""
    known = list(points)
    holders = load_holders(session, (point.post_id for point in known), on)
    return {
        point.id: frozenset(
            {holder.person_id for holder in holders[point.post_id]} | ({point.owner_id} if point.owner_id else set())
        )
        for point in known
    }
