"""Several people at one thing in the same instant: real threads, and the proof that they overlapped.

Whoever gets what they race for first (the lock, or the row that a unique key allows once) is held until all the others
have asked for it too. So the race is not won by luck: at that moment all are inside their transactions.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from sqlalchemy import Engine, event

PATIENCE = 20.0


class Race:
    """Watches the statements of the racers; `marks` are beginnings or parts of the statement that they race for."""

    def __init__(self, engine: Engine, racers: int, *marks: str, together: bool = False) -> None:
        self.engine = engine
        self.racers = racers
        self.marks = marks
        self.together = together
        """Hold everybody until all have got it: possible only where nobody waits for anybody."""
        self.asked: set[int] = set()
        self.held: set[int] = set()
        self.collisions: list[str] = []
        self.changed = threading.Condition()
        self.start = threading.Barrier(racers)
        self.ours: set[int] = set()

    def __enter__(self) -> Self:
        event.listen(self.engine, "before_cursor_execute", self._ask)
        event.listen(self.engine, "after_cursor_execute", self._hold)
        event.listen(self.engine, "handle_error", self._collide)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._ask)
        event.remove(self.engine, "after_cursor_execute", self._hold)
        event.remove(self.engine, "handle_error", self._collide)

    def run(self, *doings: Callable[[], Any]) -> list[Any]:
        """Let all begin at once; return what each gave or raised, in their order."""
        assert len(doings) == self.racers
        with ThreadPoolExecutor(self.racers) as pool:
            results = list(pool.map(self._run, doings))
        assert len(self.asked) == self.racers, "they did not overlap: not everybody asked for it"
        return results

    def _run(self, doing: Callable[[], Any]) -> Any:
        with self.changed:
            self.ours.add(threading.get_ident())
        self.start.wait(PATIENCE)
        try:
            return doing()
        except Exception as error:  # noqa: BLE001 -- what a racer raised is its result
            return error

    def _is_raced_for(self, statement: str) -> bool:
        return threading.get_ident() in self.ours and any(mark in statement for mark in self.marks)

    def _ask(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if self._is_raced_for(statement):
            with self.changed:
                self.asked.add(threading.get_ident())
                self.changed.notify_all()

    def _hold(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Having got it, wait once until all have asked."""
        if not self._is_raced_for(statement) or threading.get_ident() in self.held:
            return
        with self.changed:
            self.held.add(threading.get_ident())
            self.changed.notify_all()
            awaited = self.held if self.together else self.asked
            assert self.changed.wait_for(lambda: len(awaited) == self.racers, PATIENCE), "nobody else came"

    def _collide(self, context: Any) -> None:
        self.collisions.append(str(context.original_exception))


def statuses(answers: Sequence[Any]) -> list[int]:
    """HTTP statuses in the order of size."""
    return sorted(answer.status_code for answer in answers)
