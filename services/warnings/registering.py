"""Every name of this wing that the diagrams use (docs/explanation/warnings.md)."""

from collections.abc import Callable, Mapping
from typing import Final

from services.warnings import (
    case_panels,
    happenings,
    letter_panels,
    letter_relations,
    openings,
    panels,
    relations,
)
from services.warnings.actions import accountability as deeds
from services.warnings.actions import advice as advice_actions
from services.warnings.actions import following, ladder
from services.warnings.actions import inquiries as inquiry_actions
from services.warnings.handlers import (
    accountability,
    advice,
    appeals,
    counsels,
    decisions,
    inquiries,
    orders,
    recusals,
    replies,
    talks,
)
from services.warnings.kinds import collective
from services.warnings.recording import dates
from services.warnings.rehearsing import register_rehearsals
from services.warnings.starts import open_warning
from workflows import registries
from workflows.registries import Action, Handler, Panel, Relation

HANDLERS: Final[Mapping[str, Handler]] = {
    **decisions.HANDLERS,
    **replies.HANDLERS,
    **talks.HANDLERS,
    **orders.HANDLERS,
    **accountability.HANDLERS,
    **appeals.HANDLERS,
    **recusals.HANDLERS,
    **counsels.HANDLERS,
    **inquiries.HANDLERS,
    **advice.HANDLERS,
}

ACTIONS: Final[Mapping[str, Action]] = {
    **ladder.ACTIONS,
    **following.ACTIONS,
    **deeds.ACTIONS,
    **inquiry_actions.ACTIONS,
    **advice_actions.ACTIONS,
}

RELATIONS: Final[Mapping[str, Relation]] = {
    "warned": relations.list_warned_people,
    "warning_approver": relations.list_approvers,
    "talkers": relations.list_talkers,
    "order_parties": relations.list_order_parties,
    "barred": relations.list_barred,
    "barred_on_appeal": relations.list_barred_on_appeal,
    "case_parties": relations.list_all_parties,
    "pursued_parties": relations.list_pursued_parties,
    "served_parties": relations.list_served_parties,
    "published_parties": relations.list_published_parties,
    "recusal_judges": relations.list_judges,
    "inquired": letter_relations.list_inquired,
    "party_head": letter_relations.list_party_head,
    "advised": letter_relations.list_advised,
}

PANELS: Final[Mapping[str, Panel]] = {
    "warning": Panel(panels.show_warning_panel, "warning"),
    "admonition": Panel(panels.show_admonition_panel, "warning"),
    "accountability": Panel(case_panels.show_accountability_panel, "warning"),
    "appeal": Panel(case_panels.show_appeal_panel, "appeal"),
    "recusal": Panel(case_panels.show_recusal_panel, "recusal"),
    "inquiry": Panel(letter_panels.show_inquiry_panel, "inquiry"),
    "advice": Panel(letter_panels.show_advice_panel, "advice"),
}

OPTIONS: Final[Mapping[str, Callable[..., Mapping[str, str]]]] = {
    "accountability_forms": accountability.list_forms,
    "case_parties": accountability.list_party_names,
    "appeal_forms": appeals.list_appeal_forms,
    "counsel_measures": counsels.list_counsel_measures,
}


VOTE: Final = collective.CollectiveVoteKind()


def register_warnings() -> None:
    """Make all of it known."""
    register_rehearsals()
    registries.starters.register("open_warning", open_warning)
    registries.starters.register("open_inquiry", openings.open_inquiry)
    registries.starters.register("open_advice", openings.open_advice)
    registries.endings.register("warnings", happenings.end_with_instance)
    registries.vote_kinds.register("collective", VOTE)
    registries.item_sources.register("collective_matters", collective.list_matters)
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
    for name, rows in dates.DATED.items():
        registries.dated_rows.register(name, rows)
