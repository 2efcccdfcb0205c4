"""Moving a demo's clock: everything that falls due on the way happens in its order, before the answer."""

import time
from datetime import datetime
from typing import Final

from services.jobs.performing import perform
from services.transaction import HOUSE, Command, use_case
from workflows.clock import check_forward, wall_now
from workflows.errors import NotFoundError
from workflows.models import Installation
from workflows.queries import due_work
from workflows.work import Work

PAUSE: Final = 0.02
"""Seconds between two looks while another worker is at the next piece of work."""


def advance_clock(command: Command, wanted: datetime) -> datetime:
    """Set the clock forward; stop at each instant on the way at which something is due."""
    _check(command, wanted)
    while (step := _step_towards(HOUSE, wanted)) is not None:
        for work_id, lease in step:
            perform(work_id, lease)
        if not step:
            time.sleep(PAUSE)
    return _set(HOUSE, wanted)


@use_case
def _check(work: Work, wanted: datetime) -> None:
    if work.session.get_one(Installation, 1).demo is not True:
        raise NotFoundError
    check_forward(work.at, wanted)


@use_case
def _step_towards(work: Work, wanted: datetime) -> list[tuple[int, str]] | None:
    """Set the clock to the next instant at which something is due, and claim that.

    None if nothing is left; an empty list if another worker is at it: then it is waited for, so that order holds.
    """
    due = due_work.next_due_until(work.session, wanted, wall_now())
    if due is None:
        return None
    if due.taken:
        return []
    at = max(work.at, due.due_at)
    _write(work, at)
    return due_work.claim_work(work.session, at, wall_now(), limit=1)


@use_case
def _set(work: Work, wanted: datetime) -> datetime:
    _write(work, max(work.at, wanted))
    return max(work.at, wanted)


def _write(work: Work, at: datetime) -> None:
    row = work.session.get_one(Installation, 1, with_for_update=True)
    row.clock_from, row.clock_set_at = at, wall_now()
