"""Every name that the diagram of P15 uses."""

from services.changes import handling
from services.changes.queries import list_own_drafts
from services.changes.rehearsing import register_rehearsals
from services.changes.starts import open_change
from workflows import registries
from workflows.context import NodeContext, StartContext
from workflows.registries import Panel


def register_changes() -> None:
    """Make all of it known."""
    register_rehearsals()
    registries.starters.register("open_change", open_change)
    registries.endings.register("changes", handling.end_with_instance)
    registries.relations.register("change_editors", handling.list_change_editors)
    registries.panels.register("procedure_change", Panel(handling.show_change_panel, "change"))
    registries.option_sources.register("own_drafts", offer_drafts)
    for name, handler in handling.HANDLERS.items():
        registries.handlers.register(name, handler)
    for name, action in handling.ACTIONS.items():
        registries.actions.register(name, action)


def offer_drafts(context: NodeContext | StartContext) -> dict[str, str]:
    """Drafts that the asker may hand in."""
    return list_own_drafts(context.work)
