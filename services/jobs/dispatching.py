"""The dispatcher: looks what is due, claims it, hands it to Celery, and sleeps until the next instant.

Several may run: they only claim. What a broker loses is claimed again when its lease is over.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Final

import structlog

from services.jobs.performing import claim_due
from services.transaction import HOUSE
from workflows import database
from workflows.clock import wall_now
from workflows.queries import due_work
from workflows.queries.clock import read_clock

log = structlog.get_logger()

LONGEST_SLEEP: Final = timedelta(seconds=2)
"""A dispatcher looks at least so often: other processes write due work without telling it."""


class Dispatcher:
    """Claims due work and hands it over, until it is told to stop."""

    def __init__(self, hand_over: Callable[[int, str], object], *, longest: timedelta = LONGEST_SLEEP) -> None:
        self.hand_over = hand_over
        self.longest = longest
        self.stopping = Event()
        self.waking = Event()

    def run(self) -> None:
        """Loop; an outage of the database or the broker is waited out."""
        while not self.stopping.is_set():
            try:
                pause = self.turn()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the next turn may succeed
                log.warning("dispatch_failed", error=type(error).__name__)
                pause = self.longest
            self.waking.wait(pause.total_seconds())
            self.waking.clear()

    def turn(self) -> timedelta:
        """Hand over what is due now; return how long there is nothing to do."""
        while claimed := claim_due(HOUSE):
            for work_id, lease in claimed:
                self.hand_over(work_id, lease)
        return self._until_next()

    def _until_next(self) -> timedelta:
        with database.bound().reading() as session:
            at, due_at = read_clock(session, wall_now()), due_work.next_due_at(session)
        if due_at is None or due_at <= at:
            return self.longest
        return min(due_at - at, self.longest)

    def wake(self) -> None:
        """Look again now: something was written."""
        self.waking.set()

    def stop(self) -> None:
        """End the loop after its turn."""
        self.stopping.set()
        self.waking.set()
