"""Two commands at one place at one time: threads that start together and try to meet where only one may be.

A crossing is put behind a lock. If the lock holds, nobody meets: the first waits in vain and goes on. If the lock is
taken out, both meet, and the test can say what goes wrong then.
"""

import re
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from workflows.database import Database

LOCK = re.compile(r" FOR (NO KEY )?(UPDATE|SHARE)( OF [\w, ]+)?( SKIP LOCKED)?")
PATIENCE = 1.5
"""Seconds that somebody waits at the crossing for another."""


class Crossing:
    """A place behind a lock; `met` says whether two were there at once."""

    def __init__(self) -> None:
        self.barrier = Barrier(2)
        self.met = False

    def wait(self) -> None:
        try:
            self.barrier.wait(PATIENCE)
            self.met = True
        except BrokenBarrierError:
            pass

    def put_before(self, patch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> None:
        """Let whoever calls one of the functions wait first."""
        for owner, name in places:
            patch.setattr(owner, name, self._waiting(getattr(owner, name)))

    def _waiting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wait_first(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return function(*args, **kwargs)

        return wait_first


def run_together(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start at one moment; their results, or what they raised, in order."""
    start = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(at: int, act: Callable[[], Any]) -> None:
        start.wait(10)
        try:
            results[at] = act()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            results[at] = error

    threads = [Thread(target=run, args=(at, act)) for at, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def take_locks_out(patch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for anybody: no row is held, and SQLite's transactions begin without the lock of writing."""
    execute = DefaultDialect.do_execute

    def execute_unlocked(dialect: Any, cursor: Any, statement: str, *more: Any) -> None:
        execute(dialect, cursor, LOCK.sub("", statement), *more)

    patch.setattr(DefaultDialect, "do_execute", execute_unlocked)
    patch.setattr(Database, "writing", Database.reading)
