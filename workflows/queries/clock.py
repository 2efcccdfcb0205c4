"""Where the application clock stands."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.clock import DemoClock
from workflows.models import Installation

_demo: dict[str, bool] = {}


def read_clock(session: Session, wall: datetime) -> datetime:
    """Application time: wall time, or in a demo where its clock was set to and has ticked since."""
    if not is_demo(session):
        return wall
    row = session.execute(select(Installation.clock_from, Installation.clock_set_at)).one()
    return DemoClock(row.clock_from or wall, row.clock_set_at or wall).read(wall)


def is_demo(session: Session) -> bool:
    """Whether the database is a demo's; it never becomes or ceases to be one."""
    url = str(session.get_bind().engine.url)
    if url not in _demo:
        demo = session.scalar(select(Installation.demo))
        if demo is None:
            return False
        _demo[url] = demo
    return _demo[url]


def forget_demo() -> None:
    """Ask the database again: for tests that make databases anew under the same name."""
    _demo.clear()
