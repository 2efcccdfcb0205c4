"""The asker: who he is today, and how much waits for him."""

from typing import Any

from flask import Blueprint
from spectree import Response

from services.identity.standing import show_standing
from webapp.api.document import Output, document
from webapp.asking import current_card, looking
from workflows.queries.inbox import count_boxes

blueprint = Blueprint("me", __name__)


class Counts(Output):
    """How much is in the boxes."""

    todo: int
    due_today: int
    overdue: int
    done_this_month: int
    started: int
    copied: int


class Me(Output):
    """User, person, posts, units, roles, substitutions, counts."""

    username: str
    name: str
    person: str | None
    organisation: str
    posts: list[dict[str, Any]]
    units: list[dict[str, Any]]
    roles: list[str]
    substitutions: list[dict[str, Any]]
    counts: Counts


@blueprint.get("/me")
@document.validate(resp=Response(HTTP_200=Me), tags=["me"])
def show() -> Me:
    """Show the asker."""
    work = looking()
    card = current_card()
    standing = show_standing(work)
    return Me(
        username=work.asker.login,
        name=work.asker.name,
        person=card.person_code or None if card else None,
        organisation=card.organisation if card else "",
        posts=standing.posts,
        units=standing.units,
        roles=sorted(work.asker.roles),
        substitutions=[{"principal": each.name} for each in work.asker.principals],
        counts=Counts.model_validate(count_boxes(work.session, work.asker.people, work.at)),
    )
