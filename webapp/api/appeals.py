"""Accountability as its parties meet it: the case, a decision, an appeal against it, asking for a recusal."""

from datetime import date, datetime
from typing import Literal

from flask import Blueprint
from spectree import Response

from services.warnings.appealing import RecusalRequest, ask_recusal, file_appeal
from services.warnings.queries import case_files, decision_pages
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking

blueprint = Blueprint("appeals", __name__)


class AppealOut(Output):
    """An appeal: late or in time, until when it is decided, what came of it."""

    id: str
    state: str
    late: bool
    filed_at: datetime
    appeal_by: date
    due_at: datetime | None
    result: str
    forms: list[str]
    outcome: str
    base: int
    voted: int
    approved: int
    refusal: str
    decided_at: datetime | None


class PartyOut(Output):
    """A responsible party: the group's vote, the forms decided and those that stand now, the last day for an appeal."""

    id: str
    name: str
    kind: str
    responsibility: str
    waived: bool
    heard_at: datetime | None
    outcome: str
    base: int
    voted: int
    approved: int
    forms: list[str]
    standing_forms: list[str]
    bulletin: str
    number: str
    served_at: datetime | None
    appeal_by: date | None
    executed_at: datetime | None
    published_at: datetime | None
    may_appeal: bool
    in_time: bool
    appeal: AppealOut | None


class RecusalOut(Output):
    """A recusal without its reason."""

    person: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    judge: str


class EffectOut(Output):
    """What an admonition means for the assessment of a year and for promotion: information."""

    person: str
    held_on: date
    assessment_year: int
    promotion_until: date


class CaseOut(Output):
    """A case of accountability, as far as the asker may see it."""

    parties: list[PartyOut]
    recusals: list[RecusalOut]
    effects: list[EffectOut]


class ChangeOut(Output):
    """What stood from an instant on: the decision, then what an appeal made of it."""

    kind: str
    forms: list[str]
    person: str
    at: datetime


class BallotOut(Output):
    """How a member of the group voted, for the group and the office."""

    person: str
    choice: str
    reason: str
    voided: bool
    cast_at: datetime


class DecisionOut(Output):
    """A decision: facts, grounds, what is decided, its history, and how to appeal against it."""

    party: PartyOut
    warning: str
    organ: str
    facts: str
    basis: str
    decision: str
    decided_at: datetime | None
    reasons: str
    ruling: str
    changes: list[ChangeOut]
    copies: list[tuple[str, str]]
    ballots: list[BallotOut]


class AppealRequest(Input):
    """An appeal; `decision` names the party where the asker answers for several."""

    reasons: str
    decision: str = ""


class FiledAppealOut(Output):
    """An appeal as it was taken; a late one is refused by a person."""

    id: str
    late: bool


class AppealList(Output):
    """The appeals in a case."""

    items: list[AppealOut]


class RecusalIn(Input):
    """Whose recusal is asked for, '' for one's own; on which ground, and why."""

    cause: Literal["kinship", "interest", "earlier_part", "other"]
    reason: str
    person: str = ""


class AskedRecusalOut(Output):
    """A recusal on which the head of the body decides."""

    id: str
    state: str


@blueprint.get("/warnings/<warning_id>/case")
@document.validate(resp=Response(HTTP_200=CaseOut), tags=["warnings"])
def show_case(warning_id: str) -> CaseOut:
    """Show the accountability of a warning; a party sees what is about itself."""
    return CaseOut.model_validate(case_files.find_case(looking(), warning_id))


@blueprint.get("/warnings/<warning_id>/appeals")
@document.validate(resp=Response(HTTP_200=AppealList), tags=["warnings"])
def index(warning_id: str) -> AppealList:
    """List the appeals in a warning's case."""
    file = case_files.find_case(looking(), warning_id)
    return AppealList(items=[AppealOut.model_validate(each.appeal) for each in file.parties if each.appeal])


@blueprint.post("/warnings/<warning_id>/appeals")
@document.validate(resp=Response(HTTP_200=FiledAppealOut), tags=["warnings"])
def appeal(warning_id: str, json: AppealRequest) -> FiledAppealOut:
    """Appeal against the decision about oneself, once; execution goes on, and nothing gets worse by it."""
    filed = file_appeal(command(), warning_id, reasons=json.reasons, decision=json.decision)
    return FiledAppealOut.model_validate(filed)


@blueprint.post("/warnings/<warning_id>/recusals")
@document.validate(resp=Response(HTTP_200=AskedRecusalOut), tags=["warnings"])
def recuse(warning_id: str, json: RecusalIn) -> AskedRecusalOut:
    """Ask for one's own recusal, or as a party for that of a member or investigator."""
    asked = ask_recusal(command(), warning_id, RecusalRequest(json.cause, json.reason, json.person))
    return AskedRecusalOut.model_validate(asked)


@blueprint.get("/accountability-decisions/<decision_id>")
@document.validate(resp=Response(HTTP_200=DecisionOut), tags=["warnings"])
def show_decision(decision_id: str) -> DecisionOut:
    """Show a decision that was served; strangers to it find nothing."""
    return DecisionOut.model_validate(decision_pages.show_decision(looking(), decision_id))
