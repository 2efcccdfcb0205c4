"""One piece of due work: claimed, performed in one transaction, put off after a failure, given up after five."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select

from services.transaction import HOUSE, use_case
from workflows import registries
from workflows.clock import wall_now
from workflows.models import DueWork, Incident, ProcessInstance
from workflows.queries import due_work
from workflows.rules.states import DueState, InstanceState
from workflows.running.due_work import HopelessError, TroubleError
from workflows.work import Work

log = structlog.get_logger()

MAX_ATTEMPTS: Final = 5
BACKOFF: Final = timedelta(seconds=10)
BATCH: Final = 50


class LeaseLostError(Exception):
    """Somebody else has claimed the work meanwhile, or it has to wait: undo what was done."""


@use_case
def claim_due(work: Work) -> list[tuple[int, str]]:
    """Claim what is due now."""
    return due_work.claim_work(work.session, work.at, wall_now(), limit=BATCH)


def perform(work_id: int, lease: str) -> bool:
    """Do a claimed work; failures are written down and never raised to whoever executes."""
    try:
        trip = _perform(HOUSE, work_id, lease)
        if trip is not None:
            _run_errand(work_id, lease, trip)
    except LeaseLostError:
        return False
    except HopelessError as error:
        _give_up(HOUSE, work_id, lease, error)
        return False
    except Exception as error:  # noqa: BLE001 -- whatever it is, the row must know, and the next must have its turn
        log.warning("due_work_failed", work=work_id, error=type(error).__name__)
        _put_off(HOUSE, work_id, lease, cause=_describe(error))
        return False
    return True


@dataclass(frozen=True)
class Trip:
    """An errand that is to be run: what it is, and what it takes along."""

    errand: registries.Errand
    payload: Mapping[str, Any]
    prepared: Any


@use_case
def _perform(work: Work, work_id: int, lease: str) -> Trip | None:
    """Lock the instance first, as every command does, then mark the work done and do it, all in one.

    Marked first, so that a timer that ends its own token is done and not struck out with it. An errand is only prepared
    here, and marked when it has been run.
    """
    row = work.session.get_one(DueWork, work_id)
    if row.kind in registries.errands.names():
        return _prepare_errand(work, row, lease)
    held = row.instance_id is not None and _lock_state(work, row.instance_id) == InstanceState.SUSPENDED
    if held or not due_work.finish_work(work.session, work_id, lease, wall_now()):
        raise LeaseLostError
    kind: Any = registries.due_kinds.find(row.kind)
    payload: Mapping[str, Any] = row.payload
    kind(work, payload)
    return None


def _prepare_errand(work: Work, row: DueWork, lease: str) -> Trip:
    """Begin the lease anew, so that it lasts for the whole errand whenever that was claimed."""
    if not due_work.renew_lease(work.session, row.id, lease, wall_now()):
        raise LeaseLostError
    errand = registries.errands.find(row.kind)
    payload: Mapping[str, Any] = row.payload
    return Trip(errand, payload, errand.prepare(work, payload))


def _run_errand(work_id: int, lease: str, trip: Trip) -> None:
    """Go out without a transaction, and come back with one."""
    if trip.prepared is not None:
        trip.errand.run(trip.prepared)
    _record_errand(HOUSE, work_id, lease, trip)


@use_case
def _record_errand(work: Work, work_id: int, lease: str, trip: Trip) -> None:
    if not due_work.finish_work(work.session, work_id, lease, wall_now()):
        raise LeaseLostError
    if trip.prepared is not None:
        trip.errand.record(work, trip.payload, trip.prepared)


def _lock_state(work: Work, instance_id: int) -> str | None:
    """Lock an instance; what was claimed before it was suspended waits with everything else of it."""
    found = select(ProcessInstance.state).where(ProcessInstance.id == instance_id)
    return work.session.scalar(found.with_for_update())


@use_case
def _put_off(work: Work, work_id: int, lease: str, *, cause: str) -> None:
    """Try again later, each time four times as late; after five attempts raise an incident (R6)."""
    row = work.session.get_one(DueWork, work_id)
    if row.lease != lease or row.state != DueState.PENDING:
        return
    row.last_error = cause[:64]
    if row.attempts < MAX_ATTEMPTS:
        row.free_at = wall_now() + BACKOFF * 4 ** (row.attempts - 1)
        return
    _raise_incident(work, row, cause, row.instance_id)


@use_case
def _give_up(work: Work, work_id: int, lease: str, error: HopelessError) -> None:
    """Raise an incident at once."""
    row = work.session.get_one(DueWork, work_id)
    if row.lease == lease and row.state == DueState.PENDING:
        row.last_error = type(error).__name__
        _raise_incident(work, row, str(error), error.instance_id)


def _raise_incident(work: Work, row: DueWork, cause: str, instance_id: int | None) -> None:
    """Call for a person; work that was set going by hand and failed again opens its incident anew."""
    row.state = DueState.DEAD
    incident = work.session.scalar(select(Incident).where(Incident.due_work_id == row.id))
    if incident is None:
        incident = Incident(org_id=row.org_id, instance_id=instance_id, due_work_id=row.id)
        work.session.add(incident)
    incident.state, incident.cause, incident.happened_at = "open", cause, work.at


def _describe(error: Exception) -> str:
    """The error's name and the place where it arose: no values, which may be people's data."""
    if isinstance(error, TroubleError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} {place}"


def perform_all_due() -> int:
    """Claim and perform here and now until nothing is due; return how much was done."""
    done = 0
    while claimed := claim_due(HOUSE):
        done += sum(perform(work_id, lease) for work_id, lease in claimed)
    return done
