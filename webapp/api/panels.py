"""Expert panels: drawing, declarations, votes, recusals."""

from typing import Any

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.process.tasks import TaskAnswer, complete_task
from services.transaction import Command
from services.voting.queries import tasks
from services.voting.queries.panels import show_panel
from services.voting.use_cases import panels as use_cases
from webapp.api.document import Input, Output, document
from webapp.asking import command, current_actor, looking

blueprint = Blueprint("panels", __name__)


class MemberOut(Output):
    """A member, for those who may know the names."""

    code: str
    name: str
    state: str
    declared: str
    voted: bool
    reason: str


class ExclusionOut(Output):
    """Somebody in the pool, and why he was left out."""

    code: str
    name: str
    external: bool
    reasons: list[str]


class DrawOut(Output):
    """A draw with all that replays it."""

    number: int
    seed: str
    size: int
    alternates: int
    external_share: str
    candidates: list[ExclusionOut]


class OwnVoteOut(Output):
    """What the asker himself has said."""

    risk_point: str
    grade: str
    reason: str


class NamedVoteOut(Output):
    """Who said what."""

    name: str
    risk_point: str
    grade: str
    reason: str
    voided: bool


class PanelItemOut(Output):
    """An item, with its result once the vote is closed."""

    risk_point: str
    label: str
    text: str
    result: str
    counts: dict[str, Any]
    reasons: list[str]


class PanelOut(Output):
    """A panel as far as the asker may know it; what he may not know is null."""

    id: str
    state: str
    size: int
    vote: str
    items: list[PanelItemOut]
    own: list[OwnVoteOut]
    members: list[MemberOut] | None
    draws: list[DrawOut] | None
    votes: list[NamedVoteOut] | None


class DeclarationIn(Input):
    """Whether one is independent; a conflict needs a reason."""

    independent: bool
    reason: str = ""


class GradeIn(Input):
    """A grade for one item."""

    risk_point: str
    grade: str
    reason: str = ""


class PanelVotesIn(Input):
    """Grades for all items; or, with `abstain`, none, and why."""

    items: list[GradeIn] = Field(default_factory=list)
    abstain: bool | str = False
    reason: str = ""


class RecusalIn(Input):
    """Who leaves ('' the asker himself), and why."""

    reason: str
    member: str = ""


class DoneOut(Output):
    """The task that the call has completed."""

    task: dict[str, str]
    instance: dict[str, str]


class MovedOut(Output):
    """A panel after something was done to it."""

    id: str
    state: str


@blueprint.get("/panels/<panel_id>")
@document.validate(resp=Response(HTTP_200=PanelOut), tags=["panels"])
def show(panel_id: str) -> PanelOut:
    """Show a panel; that somebody has looked at named votes is written down."""
    card = show_panel(looking(), panel_id)
    if card.votes is not None and looking().asker.person_id is not None:
        use_cases.note_reading(Command(current_actor()), panel_id)
    return PanelOut.model_validate(card)


@blueprint.post("/panels/<panel_id>/draw")
@document.validate(resp=Response(HTTP_200=DoneOut), tags=["panels"])
def draw(panel_id: str) -> DoneOut:
    """Draw the panel; the seed is the system's."""
    return complete(tasks.find_draw_task(looking(), panel_id), TaskAnswer("draw"))


@blueprint.post("/panels/<panel_id>/declarations")
@document.validate(resp=Response(HTTP_200=DoneOut), tags=["panels"])
def declare(panel_id: str, json: DeclarationIn) -> DoneOut:
    """Declare oneself independent, or leave for a conflict."""
    seat = tasks.find_declaration_seat(looking(), panel_id)
    if not seat:
        moved = use_cases.declare_late(command(), panel_id, independent=json.independent, reason=json.reason)
        return DoneOut(task={}, instance={"panel": moved.id})
    return complete(seat, TaskAnswer("independent" if json.independent else "conflict", opinion=json.reason))


@blueprint.post("/panels/<panel_id>/votes")
@document.validate(resp=Response(HTTP_200=DoneOut), tags=["panels"])
def vote(panel_id: str, json: PanelVotesIn) -> DoneOut:
    """Cast one's vote about all items, or abstain with a reason."""
    seat = tasks.find_panel_seat(looking(), panel_id)
    if json.abstain:
        said = json.abstain if isinstance(json.abstain, str) else json.reason
        return complete(seat, TaskAnswer("abstain", opinion=said))
    items = [item.model_dump(exclude_defaults=True) for item in json.items]
    return complete(seat, TaskAnswer("vote", {"items": items}))


@blueprint.post("/panels/<panel_id>/recusals")
@document.validate(resp=Response(HTTP_200=MovedOut), tags=["panels"])
def recuse(panel_id: str, json: RecusalIn) -> MovedOut:
    """Let a member leave for a conflict; after the close his vote is voided and the result computed again."""
    recusal = use_cases.Recusal(json.reason, json.member)
    return MovedOut.model_validate(use_cases.recuse_member(command(), panel_id, recusal))


@blueprint.post("/panels/<panel_id>/close")
@document.validate(resp=Response(HTTP_200=MovedOut), tags=["panels"])
def close(panel_id: str) -> MovedOut:
    """Close the vote: only when its time is over."""
    return MovedOut.model_validate(use_cases.close_panel(command(), panel_id))


def complete(task_id: str, answer: TaskAnswer) -> DoneOut:
    """Complete the task that a call means, as any other task."""
    done = complete_task(command(), task_id, answer)
    return DoneOut(
        task={"id": done.task_id, "state": "completed", "outcome": done.outcome},
        instance={"id": done.instance_id, "state": done.instance_state},
    )
