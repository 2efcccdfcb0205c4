"""Every name of the statistics that diagrams use (docs/explanation/statistics.md)."""

from sqlalchemy import update

from services.statistics import panels
from services.statistics.actions import ACTIONS
from services.statistics.handlers.bulletins import HANDLERS
from services.statistics.models import Bulletin
from services.statistics.queries.bulletins import bulletin_of
from services.statistics.rehearsing import register_rehearsals
from services.statistics.starts import open_bulletin
from workflows import registries
from workflows.context import NodeContext
from workflows.models import ProcessInstance
from workflows.registries import Member, Panel
from workflows.rules.states import InstanceState
from workflows.work import Work


def list_drafter(context: NodeContext, _ref: str) -> list[Member]:
    """Who wrote the bulletin last: he does not approve it."""
    person = bulletin_of(context).drafter_id
    return [Member(person, {"person": person}, ("relation:bulletin_drafter",))]


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process takes its bulletin with it."""
    if instance.state == InstanceState.CANCELLED and "bulletin" in instance.variables:
        own = (Bulletin.org_id == instance.org_id) & (Bulletin.public_id == instance.variables["bulletin"])
        work.session.execute(update(Bulletin).where(own, Bulletin.state != "published").values(state="cancelled"))


def register_statistics() -> None:
    """Make all of it known."""
    register_rehearsals()
    registries.starters.register("open_bulletin", open_bulletin)
    registries.endings.register("statistics", end_with_instance)
    registries.relations.register("bulletin_drafter", list_drafter)
    registries.panels.register("bulletin", Panel(panels.show_bulletin_panel, "bulletin"))
    for name, handler in HANDLERS.items():
        registries.handlers.register(name, handler)
    for name, action in ACTIONS.items():
        registries.actions.register(name, action)
