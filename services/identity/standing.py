"""What the asker is in his organisation today."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.models import Post, PostAssignment, Unit, UnitRole
from workflows.queries.directory import in_force
from workflows.rules.deadlines import ZONE
from workflows.work import Work


@dataclass(frozen=True)
class StandingCard:
    """Posts held, and what one is to units."""

    posts: list[dict[str, Any]]
    units: list[dict[str, Any]]


def show_standing(work: Work) -> StandingCard:
    """The asker's posts and unit roles in force today."""
    person_id = work.asker.person_id
    today = work.at.astimezone(ZONE).date()
    posts = work.session.execute(
        select(Post.code, Post.name, Unit.code)
        .join(PostAssignment, PostAssignment.post_id == Post.id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(PostAssignment.person_id == person_id, in_force(PostAssignment, today))
        .order_by(Post.code)
    )
    units = work.session.execute(
        select(Unit.code, Unit.name, UnitRole.role)
        .join(UnitRole, UnitRole.unit_id == Unit.id)
        .where(UnitRole.person_id == person_id, in_force(UnitRole, today))
        .order_by(Unit.position, UnitRole.role)
    )
    return StandingCard(
        posts=[{"code": code, "name": name, "unit": unit} for code, name, unit in posts],
        units=[{"code": code, "name": name, "role": role} for code, name, role in units],
    )
