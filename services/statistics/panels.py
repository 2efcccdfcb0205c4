"""What stands beside the forms of a bulletin: the frozen figures and the cases, for those who write and approve it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.statistics.queries.bulletins import bulletin_of
from services.statistics.rules.bulletins import list_named, tell_cases
from services.statistics.rules.indicators import INDICATORS, Figure, Indicator, reckon
from services.warnings.queries.viewing import OVERSEERS
from workflows.context import NodeContext
from workflows.queries.directory import load_names


@dataclass(frozen=True)
class BulletinPanel:
    """A bulletin beside a form."""

    first_on: date
    last_on: date
    issued: int
    closed: int
    overdue: int
    missed: int
    indicators: Sequence[tuple[Indicator, Figure]]
    cases: Sequence[str]
    """As they would stand in it, with the names that are proposed."""
    named: bool
    naming_reason: str
    situation: str
    problems: str
    demands: str


def show_bulletin_panel(context: NodeContext) -> BulletinPanel | None:
    """The bulletin at hand, for office and discipline: its cases say more than what is made known."""
    if not context.work.asker.has_role(*OVERSEERS):
        return None
    bulletin = bulletin_of(context)
    figures = bulletin.figures
    names = load_names(context.work.session, list_named(figures.get("cases", ()))) if bulletin.named else {}
    shown = [each for each in INDICATORS if each.by_unit and not each.stock]
    return BulletinPanel(
        first_on=bulletin.first_on,
        last_on=bulletin.last_on,
        issued=figures.get("issued", 0),
        closed=figures.get("closed", 0),
        overdue=figures.get("overdue", 0),
        missed=figures.get("missed", 0),
        indicators=[(each, reckon(each, figures.get("counts", {}))) for each in shown],
        cases=tell_cases(figures.get("cases", ()), names),
        named=bulletin.named,
        naming_reason=bulletin.naming_reason,
        situation=bulletin.situation,
        problems=bulletin.problems,
        demands=bulletin.demands,
    )
