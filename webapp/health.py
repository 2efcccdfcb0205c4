"""Whether the house can work, and how it is doing."""

from dataclasses import asdict, dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from services.schema import current_revision, head_revision
from workflows import database
from workflows.clock import wall_now
from workflows.queries.clock import read_clock
from workflows.queries.figures import HouseFigures, show_figures

PATIENCE: Final = 300.0
"""Seconds that due work may wait before the house is not ready: its workers do not work."""


@dataclass(frozen=True)
class Readiness:
    """Whether requests can be served, part by part."""

    database: bool
    schema: bool
    workers: bool

    @property
    def ready(self) -> bool:
        """Whether every part is."""
        return self.database and self.schema and self.workers


def check_readiness() -> Readiness:
    """Ask the database, its schema, and whether due work is being done."""
    try:
        same = current_revision(database.bound().engine) == head_revision()
        figures = read_figures()
    except Exception:  # noqa: BLE001 -- whatever the database says, the answer is that it is not ready
        return Readiness(database=False, schema=False, workers=False)
    return Readiness(database=True, schema=same, workers=figures.oldest_due_work < PATIENCE)


def read_figures() -> HouseFigures:
    """The figures as of now."""
    with database.bound().reading() as session:
        return show_figures(session, read_clock(session, wall_now()))


def show_metrics() -> bytes:
    """The figures as Prometheus reads them."""
    collected = CollectorRegistry()
    for name, value in asdict(read_figures()).items():
        Gauge(f"lianflow_{name}", name.replace("_", " "), registry=collected).set(value)
    return generate_latest(collected)
