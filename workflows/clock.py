"""The two clocks: application time for the domain, wall time for sessions, leases and backoff (decision 1).

In production the application clock is the wall clock. In a demo it is set by hand, ticks on from there, and only moves
forward; its position is the one row of `installation`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bpmn.texts import N_
from workflows.errors import RefusedError


def wall_now() -> datetime:
    """Wall time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place that reads the wall clock


@dataclass(frozen=True)
class DemoClock:
    """Where a demo's clock was set, and when (wall time)."""

    clock_from: datetime
    set_at: datetime

    def read(self, wall: datetime) -> datetime:
        """Application time at a wall instant; a wall clock that was set back does not take it back."""
        return self.clock_from + max(wall - self.set_at, timedelta(0))


def check_forward(now: datetime, wanted: datetime) -> None:
    """Refuse to turn time back."""
    if wanted < now:
        raise RefusedError(N_("演示时钟只能向前拨：现在是 %(now)s"), now=now)
