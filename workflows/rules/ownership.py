"""Who may claim, complete, hand over; separation of duties (R-TASK-2, R-TASK-3, R-COI-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.texts import N_
from workflows.errors import (
    ConflictError,
    NotFoundError,
    NotPermittedError,
    TaskAlreadyCompletedError,
    TaskClaimedError,
    TaskClosedError,
)
from workflows.rules.actors import Actor
from workflows.rules.states import TaskState


@dataclass(frozen=True)
class Ownership:
    """All that decides who may act on a task."""

    state: TaskState
    candidates: frozenset[int]
    claimed_by: int | None = None
    delegable: bool = True
    names: Mapping[int, str] | None = None
    completed_by: int | None = None
    completed_at: datetime | None = None
    adviser: int | None = None
    """Whose advice is waited for."""

    def name_of(self, person_id: int | None) -> str:
        """A person's name, as far as it is known here."""
        return (self.names or {}).get(person_id or 0, "")


@dataclass(frozen=True)
class Standing:
    """In whose place the actor acts: his own (`principal_id` None) or a principal's."""

    person_id: int
    principal_id: int | None = None
    substitution_id: int | None = None


def check_open(ownership: Ownership) -> None:
    """Refuse what is done or withdrawn."""
    if ownership.state is TaskState.COMPLETED:
        at = ownership.completed_at
        raise TaskAlreadyCompletedError(
            by=ownership.name_of(ownership.completed_by), at=at.isoformat(timespec="minutes") if at else ""
        )
    if ownership.state is TaskState.CANCELLED:
        raise TaskClosedError


def find_standing(ownership: Ownership, actor: Actor) -> Standing:
    """In whose place the actor may act on the task; `NotFoundError` for strangers.

    One's own standing goes before a principal's; what is not delegable is done by nobody but the person (R-TASK-3).
    """
    if actor.person_id is None:
        raise NotFoundError
    if actor.person_id in ownership.candidates:
        return Standing(actor.person_id)
    for principal in actor.principals:
        if principal.person_id in ownership.candidates:
            if not ownership.delegable:
                raise NotPermittedError(N_("此事项须本人办理，不能委托"))
            return Standing(actor.person_id, principal.person_id, principal.substitution_id)
    raise NotFoundError


def check_may_complete(ownership: Ownership, actor: Actor) -> Standing:
    """Return in whose place the actor completes the task, or refuse."""
    standing = find_standing(ownership, actor)
    check_open(ownership)
    if ownership.claimed_by not in {None, standing.person_id, standing.principal_id}:
        raise TaskClaimedError(by=ownership.name_of(ownership.claimed_by))
    check_at_home(ownership)
    return standing


def check_at_home(ownership: Ownership) -> None:
    """Refuse what is out for somebody's advice: it has to come back first, or be recalled."""
    if ownership.adviser is not None:
        raise ConflictError(
            N_("已委派%(name)s提出意见，请待其回复，或先收回"), name=ownership.name_of(ownership.adviser)
        )


def check_may_delegate(ownership: Ownership, actor: Actor) -> Standing:
    """Return in whose place the actor asks for advice; what one must do oneself is discussed with nobody (R-TASK-3)."""
    standing = check_may_complete(ownership, actor)
    if not ownership.delegable:
        raise NotPermittedError(N_("此事项须本人办理，不能委派"))
    return standing


def check_may_recall(ownership: Ownership, actor: Actor) -> Standing:
    """Return in whose place the actor calls a task back that is out for advice."""
    standing = find_standing(ownership, actor)
    check_open(ownership)
    if ownership.adviser is None:
        raise ConflictError(N_("此事项没有委派给他人"))
    return standing


def check_may_advise(ownership: Ownership, actor: Actor) -> None:
    """Only who was asked gives advice, himself, while it is waited for."""
    if ownership.adviser is None or ownership.adviser != actor.person_id:
        raise NotPermittedError(N_("没有向您征求意见，或已收回"))
    check_open(ownership)


def check_may_claim(ownership: Ownership, actor: Actor) -> Standing:
    """Refuse to claim what is not shared, or what somebody else has claimed."""
    standing = check_may_complete(ownership, actor)
    if len(ownership.candidates) == 1:
        raise ConflictError(N_("此事项只有一位办理人，无需签收"))
    return standing


def check_may_release(ownership: Ownership, actor: Actor) -> None:
    """Only who has claimed may release."""
    standing = find_standing(ownership, actor)
    check_open(ownership)
    if ownership.claimed_by is None or ownership.claimed_by not in {standing.person_id, standing.principal_id}:
        raise ConflictError(N_("您没有签收此事项"))
