"""The dry run of a change (P15): every way through its drafts, in memory, told to the approver; it decides nothing."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bpmn.errors import BpmnError
from services.process.dry_exploring import Explored, explore_beside
from workflows.errors import WorkflowError
from workflows.models import ProcessDefinition
from workflows.rules.states import DefinitionKind
from workflows.work import Work

MAX_STEPS: Final = 4_000
"""Steps for all drafts of a change together: the editor waits for them."""
MAX_PLACES: Final = 20
"""Places of one kind that are kept; how many there are is kept beside."""
FAILURES: Final = (BpmnError, WorkflowError, SQLAlchemyError, LookupError, TypeError, ValueError, RecursionError)
"""What may come of drafts that nobody has thought of; it is said, and the change goes on."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trial:
    """What the dry run of one process found; `state` is `tried`, `failed`, or `left` where no steps were left for it.

    Places are named by process and step; of each kind at most twenty, `counts` says how many there are.
    """

    definition: str
    name: str
    version: int
    state: str
    unit: str = ""
    ways: int = 0
    reached: int = 0
    total: int = 0
    missed: Sequence[str] = ()
    dead_ends: Sequence[str] = ()
    vacancies: Sequence[str] = ()
    counts: dict[str, int] = field(default_factory=dict)
    bounded: bool = False
    """Whether what was not reached may be reachable still."""

    @property
    def clean(self) -> bool:
        """Whether nothing was found that the approver should look at."""
        return self.state == "tried" and not any(self.counts.values())


def try_drafts(work: Work, drafts: Sequence[ProcessDefinition]) -> Iterator[Trial]:
    """Try each process among the drafts, with all others as if they were published too."""
    left = MAX_STEPS
    for row in drafts:
        if row.kind == DefinitionKind.PROCESS:
            told: dict[str, Any] = {"definition": row.public_id, "name": row.name, "version": row.version}
            beside = [each.public_id for each in drafts if each is not row]
            found = _try(work, row, beside, left) if left > 0 else None
            left -= found.steps if found else 0
            yield Trial(**told, **_tell(found)) if found else Trial(**told, state="failed" if left > 0 else "left")


def _try(work: Work, row: ProcessDefinition, beside: Sequence[str], steps: int) -> Explored | None:
    """Every way through a draft; None where that failed, which the log explains."""
    try:
        return explore_beside(work, row.public_id, beside, steps)
    except FAILURES:
        logger.exception("the dry run of %s v%d failed", row.key, row.version)
        return None


def _tell(found: Explored) -> dict[str, Any]:
    missed = [f"{each.process_name}：{each.name}{each.outcome and f'（{each.outcome}）'}" for each in found.missed]
    dead_ends = _name_places((each.process_name, each.name) for each in found.dead_ends)
    vacancies = _name_places((each.process_name, each.name) for each in found.vacancies)
    places = {"missed": missed, "dead_ends": dead_ends, "vacancies": vacancies}
    return {
        "state": "tried",
        "unit": found.unit,
        "ways": len(found.cases) + found.more_cases,
        "reached": found.nodes.reached,
        "total": found.nodes.total,
        "counts": {kind: len(each) for kind, each in places.items()},
        "bounded": bool(found.bounded),
        **{kind: each[:MAX_PLACES] for kind, each in places.items()},
    }


def _name_places(places: Iterable[tuple[str, str]]) -> list[str]:
    """Steps with their processes; no step where the start itself is meant."""
    return [f"{process}：{name}" if name else process for process, name in places]
