"""The yearly programme: phases of a cycle as planning data, and which units are behind (R-CAL-8)."""

from datetime import date

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.organisation.programme.adopting import adopt_programme
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking
from webapp.programmes import ProgrammeSheet, lay_programme

blueprint = Blueprint("programme", __name__)


class CycleIn(Input):
    """The year in which a cycle begins."""

    cycle: int = Field(ge=2000, le=2100)


class ProgrammeStepOut(Output):
    """A step; `when` is `coming`, `now` or `over`; of `units`, `behind` have not passed it."""

    code: str
    name: str
    first_on: date
    last_on: date
    when: str
    processes: list[str]
    units: int
    behind: list[str]
    late: bool


class ProgrammePhaseOut(Output):
    """A phase with its steps."""

    code: str
    name: str
    first_on: date
    last_on: date
    when: str
    steps: list[ProgrammeStepOut]


class ProgrammeOut(Output):
    """The programme of a cycle; dates warn and never block."""

    cycle: int
    cycles: list[int]
    late: int
    phases: list[ProgrammePhaseOut]


class AdoptedOut(Output):
    """The cycle, and how many phases and steps were written."""

    cycle: int
    phases: int


@blueprint.get("/programme")
@document.validate(resp=Response(HTTP_200=ProgrammeOut), tags=["programme"])
def index() -> ProgrammeOut:
    """Show the cycle that runs."""
    return _tell(lay_programme(looking()))


@blueprint.get("/programme/<int:cycle>")
@document.validate(resp=Response(HTTP_200=ProgrammeOut), tags=["programme"])
def show(cycle: int) -> ProgrammeOut:
    """Show a cycle; one without a programme has no phases."""
    return _tell(lay_programme(looking(), cycle))


@blueprint.post("/programme")
@document.validate(resp=Response(HTTP_201=AdoptedOut), tags=["programme"])
def adopt(json: CycleIn) -> tuple[AdoptedOut, int]:
    """Adopt the template for a cycle."""
    return AdoptedOut.model_validate(adopt_programme(command(), json.cycle)), 201


def _tell(sheet: ProgrammeSheet) -> ProgrammeOut:
    phases = [
        ProgrammePhaseOut.model_validate({**vars(phase), "steps": _list_steps(sheet, phase.code)})
        for phase in sheet.card.phases
    ]
    return ProgrammeOut(cycle=sheet.card.cycle, cycles=list(sheet.card.cycles), late=sheet.late, phases=phases)


def _list_steps(sheet: ProgrammeSheet, phase: str) -> list[ProgrammeStepOut]:
    return [
        ProgrammeStepOut.model_validate(
            {**vars(line.step), "units": line.units, "behind": line.behind, "late": line.tone == "late"}
        )
        for line in sheet.lines[phase]
    ]
