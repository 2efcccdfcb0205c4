"""Approval operations as a step sees them, and what is owed to who has returned a step to have it straight back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from workflows.engine.progress import ROOT, EngineRow, Progress, Window
from workflows.engine.stepping import Stepper
from workflows.models import ProcessInstance, Task
from workflows.rules.states import NodeState
from workflows.running.chronicle import Fact
from workflows.running.voiding import void_outcomes


@dataclass
class Operation:
    """What the engine is to do, on which rows; `done` is the token whose task the command itself has closed."""

    act: Callable[[Stepper, Window], Progress]
    rows: Iterable[EngineRow]
    done: int = ROOT
    told: str = "task_opened"
    """The kind of message to those who get work by it."""
    withdrawn: list[Task] = field(default_factory=list)


class Recording(Protocol):
    """As much of a step as settling needs."""

    session: Session
    instance: ProcessInstance

    def note(self, fact: Fact) -> None:
        """Add a fact to the history."""


def pay_debts(step: Recording, progress: Progress) -> None:
    """Tell of tokens that went straight back to who had returned them, or had to walk forward."""
    for row in progress.changed:
        if row.state is NodeState.COMPLETED and "back" in row.inner:
            _pay_debt(step, progress, row, row.inner["back"])


def _pay_debt(step: Recording, progress: Progress, row: EngineRow, back: Mapping[str, Any]) -> None:
    """Where the drawn way leads elsewhere now, what the return had left in force is void after all."""
    went = any(each.parent_id == row.engine_id and "again" in each.inner for each in progress.created)
    data: dict[str, Any] = {"from": row.node_id, "to": back["node"]}
    if went:
        step.note(Fact("sent_straight_back", data=data))
        return
    voided = void_outcomes(step.session, step.instance, back["passed"])
    step.note(Fact("walked_forward", data=data | {"voided": voided}))
