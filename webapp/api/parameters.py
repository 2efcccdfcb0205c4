"""Parameters: the values in force, and changes that one proposes and another decides (R-GOV-1)."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from spectree import Response

from services.organisation import parameter_cards as cards
from services.organisation.parameters import decide_parameters, propose_parameters
from webapp.api.document import Input, Output, document
from webapp.asking import command, look_again, looking
from webapp.values import say_label
from workflows.errors import NotFoundError

blueprint = Blueprint("parameters", __name__)


class ParameterOut(Output):
    """One value in force; `fixed` ones cannot be changed."""

    name: str
    label: str
    value: Any
    default: Any
    fixed: bool
    note: str


class ParameterList(Output):
    """All values that a process starting now is bound to."""

    items: list[ParameterOut]


class ProposalIn(Input):
    """What is to change, `group.name` → value, and why."""

    changes: dict[str, Any]
    note: str = ""


class ProposalOut(Output):
    """A proposal: `proposed`, `effective` or `rejected`."""

    number: int
    state: str
    note: str
    changes: dict[str, Any]
    proposed_by: str
    created_at: datetime
    decided_by: str
    decided_at: datetime | None


class ProposalList(Output):
    """The latest proposals, newest first."""

    items: list[ProposalOut]


def to_proposal(card: cards.ProposalCard) -> ProposalOut:
    """A proposal as the API shows it."""
    return ProposalOut(
        number=card.number,
        state=card.state,
        note=card.note,
        changes={each.card.name: each.new for each in card.changes},
        proposed_by=card.proposed_by,
        created_at=card.created_at,
        decided_by=card.decided_by,
        decided_at=card.decided_at,
    )


def show_proposal(number: int) -> ProposalOut:
    """One of the latest proposals, as it now stands."""
    found = next((each for each in cards.list_proposals(look_again()) if each.number == number), None)
    if found is None:
        raise NotFoundError
    return to_proposal(found)


@blueprint.get("/parameters")
@document.validate(resp=Response(HTTP_200=ParameterList), tags=["parameters"])
def index() -> ParameterList:
    """List the values in force."""
    groups = cards.list_groups(looking())
    return ParameterList(
        items=[
            ParameterOut(
                name=each.name,
                label=say_label(each.label),
                value=each.value,
                default=each.default,
                fixed=each.fixed,
                note=each.note,
            )
            for group in groups
            for each in group.parameters
        ]
    )


@blueprint.get("/parameter-proposals")
@document.validate(resp=Response(HTTP_200=ProposalList), tags=["parameters"])
def list_proposals() -> ProposalList:
    """List the latest proposals."""
    return ProposalList(items=[to_proposal(each) for each in cards.list_proposals(looking())])


@blueprint.post("/parameter-proposals")
@document.validate(resp=Response(HTTP_201=ProposalOut), tags=["parameters"])
def propose(json: ProposalIn) -> tuple[ProposalOut, int]:
    """Propose new values; they hold when somebody else has accepted them."""
    proposed = propose_parameters(command(), json.changes, note=json.note)
    return show_proposal(proposed.number), 201


@blueprint.post("/parameter-proposals/<int:number>/accept")
@document.validate(resp=Response(HTTP_200=ProposalOut), tags=["parameters"])
def accept(number: int) -> ProposalOut:
    """Put a proposal of somebody else in force; what runs keeps its values (R-GOV-3)."""
    decide_parameters(command(), number, accept=True)
    return show_proposal(number)


@blueprint.post("/parameter-proposals/<int:number>/reject")
@document.validate(resp=Response(HTTP_200=ProposalOut), tags=["parameters"])
def reject(number: int) -> ProposalOut:
    """Turn a proposal of somebody else down."""
    decide_parameters(command(), number, accept=False)
    return show_proposal(number)
