"""Approval operations over the API: return, take back, add and remove signers, finish early, move."""

from datetime import datetime
from typing import Final, Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.process.moving import MoveRequest, list_moves, move_task
from services.process.returning import ReturnRequest, return_task
from services.process.routes import list_return_targets
from services.process.signers import AddRequest, RemoveRequest, add_signers, finish_early, remove_signer
from services.process.taking_back import take_back_task
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking

MAX_REASON: Final = 2000
MAX_CODE: Final = 64
MAX_NODE: Final = 200

blueprint = Blueprint("operations", __name__)


class Operated(Output):
    """The effect of an operation: the task it was asked of, its instance, and the tasks that it opened."""

    task_id: str
    state: str
    instance_id: str
    instance_state: str
    next_tasks: list[dict[str, str]]


class TargetOut(Output):
    """A step that a task may be returned to, and what a return would do."""

    key: str
    """What `to` of the return names."""
    node_id: str
    process_key: str
    name: str
    people: list[str]
    done_at: datetime | None
    withdrawn: list[str]
    """Open tasks that would be withdrawn, beside the one returned."""
    actions: list[str]
    """Automatic steps that have run since; they are not undone."""
    straight_back: bool


class TargetList(Output):
    """The steps, nearest first."""

    items: list[TargetOut]


class ReturnIn(Input):
    """Where a task goes back to, why, and what comes after."""

    to: str = Field(max_length=MAX_NODE)
    opinion: str = Field(max_length=MAX_REASON)
    then: Literal["forward", "straight_back"] = "forward"


class SignersIn(Input):
    """Whom to add to a countersign; `parallel` is beside the others, or in order after them."""

    people: list[str] = Field(max_length=200)
    kind: Literal["before", "parallel", "after"] = "parallel"
    reason: str = Field(default="", max_length=MAX_REASON)


class SignerOut(Input):
    """Whom to take out of a countersign; `confirm` that it may end by it."""

    person: str = Field(max_length=MAX_CODE)
    reason: str = Field(max_length=MAX_REASON)
    confirm: bool = False


class EarlyIn(Input):
    """Why a countersign ends early."""

    reason: str = Field(max_length=MAX_REASON)


class MoveIn(Input):
    """Which open task is to be at which other step, and why."""

    task: str = Field(max_length=MAX_CODE)
    to: str = Field(max_length=MAX_NODE)
    reason: str = Field(max_length=MAX_REASON)


class MoveOut(Output):
    """An open task, and the steps that it may be moved to, by id and name."""

    task_id: str
    name: str
    targets: dict[str, str]


class MoveList(Output):
    """What may be moved where."""

    items: list[MoveOut]


@blueprint.get("/tasks/<task_id>/return-targets")
@document.validate(resp=Response(HTTP_200=TargetList), tags=["tasks"])
def list_targets(task_id: str) -> TargetList:
    """List the steps that a task may be returned to, with what a return would do."""
    found = list_return_targets(looking(), task_id)
    return TargetList(items=[TargetOut.model_validate(each) for each in found])


@blueprint.post("/tasks/<task_id>/return")
@document.validate(resp=Response(HTTP_200=Operated), tags=["tasks"])
def give_back(task_id: str, json: ReturnIn) -> Operated:
    """Return a task to a step that was passed."""
    return Operated.model_validate(return_task(command(), task_id, ReturnRequest(json.to, json.opinion, json.then)))


@blueprint.post("/tasks/<task_id>/take-back")
@document.validate(resp=Response(HTTP_200=Operated), tags=["tasks"])
def take_back(task_id: str) -> Operated:
    """Take one's own decision back while nothing has followed from it."""
    return Operated.model_validate(take_back_task(command(), task_id))


@blueprint.post("/tasks/<task_id>/add-signer")
@document.validate(resp=Response(HTTP_200=Operated), tags=["tasks"])
def add_signer(task_id: str, json: SignersIn) -> Operated:
    """Let more people decide at a countersign that is under way."""
    wanted = AddRequest(tuple(json.people), json.kind, json.reason)
    return Operated.model_validate(add_signers(command(), task_id, wanted))


@blueprint.post("/tasks/<task_id>/remove-signer")
@document.validate(resp=Response(HTTP_200=Operated), tags=["tasks"])
def take_out(task_id: str, json: SignerOut) -> Operated:
    """Take somebody out of a countersign who has not decided yet."""
    wanted = RemoveRequest(json.person, json.reason, json.confirm)
    return Operated.model_validate(remove_signer(command(), task_id, wanted))


@blueprint.post("/tasks/<task_id>/finish-early")
@document.validate(resp=Response(HTTP_200=Operated), tags=["tasks"])
def end_early(task_id: str, json: EarlyIn) -> Operated:
    """End a countersign with what was said so far."""
    return Operated.model_validate(finish_early(command(), task_id, reason=json.reason))


@blueprint.get("/process-instances/<instance_id>/moves")
@document.validate(resp=Response(HTTP_200=MoveList), tags=["process-instances"])
def moves(instance_id: str) -> MoveList:
    """List what may be moved where, for those who may."""
    return MoveList(items=[MoveOut.model_validate(each) for each in list_moves(looking(), instance_id)])


@blueprint.post("/process-instances/<instance_id>/move")
@document.validate(resp=Response(HTTP_200=Operated), tags=["process-instances"])
def move(instance_id: str, json: MoveIn) -> Operated:
    """Move an open task to another step, with a reason."""
    return Operated.model_validate(move_task(command(), instance_id, MoveRequest(json.task, json.to, json.reason)))
