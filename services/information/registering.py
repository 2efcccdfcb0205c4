"""Every name of this wing that the diagrams use."""

from sqlalchemy import select

from services.information import actions, handlers, panels, relations
from services.information.models import RiskInformation
from services.information.rehearsing import register_rehearsals
from services.information.rules.states import OVER, InformationState
from services.information.starts import open_information
from workflows import registries
from workflows.models import ProcessInstance
from workflows.rules.states import InstanceState
from workflows.work import Work


def register_information() -> None:
    """Make all of it known."""
    register_rehearsals()
    registries.starters.register("open_information", open_information)
    registries.endings.register("information", end_with_instance)
    for name, handler in handlers.HANDLERS.items():
        registries.handlers.register(name, handler)
    for name, action in actions.ACTIONS.items():
        registries.actions.register(name, action)
    for name, relation in relations.RELATIONS.items():
        registries.relations.register(name, relation)
    for name, panel in panels.PANELS.items():
        registries.panels.register(name, panel)


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process takes its item with it."""
    if instance.state != InstanceState.CANCELLED or "information" not in instance.variables:
        return
    row = work.session.scalar(select(RiskInformation).where(RiskInformation.public_id == instance.business_key))
    if row is not None and row.state not in OVER:
        row.state, row.closed_at = InformationState.CANCELLED, work.at
