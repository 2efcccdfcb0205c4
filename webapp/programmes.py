"""The yearly programme beside how far units have come: two wings' cards, step by step (R-CAL-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.organisation.programme.showing import PhaseCard, ProgrammeCard, show_programme
from services.organisation.programme.ten_days import When
from services.registry.queries.progress import Progress, list_progress
from workflows.work import Work

SOON = 10
"""Days before the end of a step from which on it is pointed out."""


@dataclass(frozen=True)
class StepLine:
    """A step with those who have not passed it; `tone` warns, nothing is blocked."""

    step: PhaseCard
    units: int
    behind: Sequence[str]
    tone: str

    @property
    def counted(self) -> bool:
        """Whether units are counted in this step at all."""
        return self.units > 0


@dataclass(frozen=True)
class ProgrammeSheet:
    """A programme with its lines by the code of their phase."""

    card: ProgrammeCard
    lines: Mapping[str, Sequence[StepLine]]
    late: int
    """Steps that are over and have not been passed by everybody."""


def lay_programme(work: Work, cycle: int | None = None) -> ProgrammeSheet:
    """The programme of a cycle with the progress of the units that the asker may know about."""
    card = show_programme(work, cycle)
    progress = list_progress(work, card.cycle) if card.phases else {}
    lines = {phase.code: [_lay(step, progress) for step in phase.steps] for phase in card.phases}
    late = sum(line.tone == "late" for found in lines.values() for line in found)
    return ProgrammeSheet(card, lines, late)


def _lay(step: PhaseCard, progress: Mapping[str, Progress]) -> StepLine:
    found = next((progress[each] for each in step.processes if each in progress), Progress(0, []))
    return StepLine(step, found.units, found.behind, _tone(step, behind=bool(found.behind)))


def _tone(step: PhaseCard, *, behind: bool) -> str:
    """`late` where a step is over with somebody behind, `soon` where it is about to be."""
    if not behind or step.when is When.COMING:
        return ""
    if step.when is When.OVER:
        return "late"
    return "soon" if step.days_left <= SOON else ""
