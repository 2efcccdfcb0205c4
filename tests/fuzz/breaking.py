"""Schedules whose commands are broken off before any of their statements, and given again.

What is broken off has happened not at all: every table that a command writes holds what it held before.
"""

from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Engine, event, select

from services.process.tasks import TaskAnswer, complete_task
from tests.fuzz.driving import Move
from tests.fuzz.storing import StoredSchedule
from workflows.models import (
    Candidate,
    CommandRecord,
    DueWork,
    EngineTask,
    HistoryEntry,
    OutboxMessage,
    ProcessInstance,
    Task,
    TaskDraft,
    Vote,
)

WRITTEN: Final = (
    Candidate,
    CommandRecord,
    DueWork,
    EngineTask,
    HistoryEntry,
    OutboxMessage,
    ProcessInstance,
    Task,
    TaskDraft,
    Vote,
)
LATEST: Final = 22
"""A step may be broken off before any of so many statements; most have fewer."""


class BrokenOffError(Exception):
    """The worker is gone."""


class Breaking:
    """Lets no more than some statements pass."""

    def __init__(self, engine: Engine, after: int) -> None:
        self.engine = engine
        self.left = after

    def __enter__(self) -> Self:
        event.listen(self.engine, "before_cursor_execute", self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)

    def _count(self, *_more: Any) -> None:
        self.left -= 1
        if self.left < 0:
            raise BrokenOffError


class BrokenSchedule(StoredSchedule):
    """Each completion is tried until it gets through; where it breaks off is the clerk's random choice."""

    broken_off = 0

    def _complete(self, move: Move) -> None:
        task_id = self._task_of(move.engine_id)
        for _ in range(3):
            before = self._everything()
            command = self._command()
            with Breaking(self.house.engine, self.clerk.randint(1, LATEST)):
                try:
                    complete_task(command, task_id, TaskAnswer(move.outcome))
                except BrokenOffError:
                    self.broken_off += 1
                else:
                    return
            self.require(self._everything() == before, f"{move} was broken off and has left something")
        super()._complete(move)

    def _everything(self) -> list[Any]:
        with self.house.reading() as session:
            return [session.execute(select(each.__table__)).all() for each in WRITTEN]
