"""Every name of this wing that the diagrams use (docs/explanation/warnings.md)."""

from collections.abc import Callable, Mapping
from typing import Final

from services.warnings import happenings, panels, relations
from services.warnings.actions import following, ladder
from services.warnings.handlers import accountability, decisions, orders, replies, talks
from services.warnings.starts import open_warning
from workflows import registries
from workflows.registries import Action, Handler, Panel, Relation

HANDLERS: Final[Mapping[str, Handler]] = {
    **decisions.HANDLERS,
    **replies.HANDLERS,
    **talks.HANDLERS,
    **orders.HANDLERS,
    **accountability.HANDLERS,
}

ACTIONS: Final[Mapping[str, Action]] = {**ladder.ACTIONS, **following.ACTIONS}

RELATIONS: Final[Mapping[str, Relation]] = {
    "warned": relations.list_warned_people,
    "warning_approver": relations.list_approvers,
    "talkers": relations.list_talkers,
    "order_parties": relations.list_order_parties,
    "deciders": relations.list_deciders,
}

PANELS: Final[Mapping[str, Panel]] = {
    "warning": Panel(panels.show_warning_panel, "warning"),
    "admonition": Panel(panels.show_admonition_panel, "warning"),
    "accountability": Panel(panels.show_accountability_panel, "warning"),
}

OPTIONS: Final[Mapping[str, Callable[..., Mapping[str, str]]]] = {"accountability_forms": accountability.list_forms}


def register_warnings() -> None:
    """Make all of it known."""
    registries.starters.register("open_warning", open_warning)
    registries.endings.register("warnings", happenings.end_with_instance)
    for name, handler in HANDLERS.items():
        registries.handlers.register(name, handler)
    for name, action in ACTIONS.items():
        registries.actions.register(name, action)
    for name, relation in RELATIONS.items():
        registries.relations.register(name, relation)
    for name, panel in PANELS.items():
        registries.panels.register(name, panel)
    for name, source in OPTIONS.items():
        registries.option_sources.register(name, source)
