"""Every name of this wing that diagrams and due work use (docs/explanation/six-methods)."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from services.registry import happenings, relations, sources
from services.registry.actions import ballots as ballot_actions
from services.registry.actions import determinations, dispositions, rounds
from services.registry.handlers import ballots, improvements, lists, opinions, self_checks, signatures, talks
from services.registry.panels import disposition, own_post, submission
from services.registry.panels import talks as talk_panel
from services.registry.recording import dates
from services.registry.rehearsing import register_rehearsals
from services.registry.starts import open_submission, open_withdrawal
from workflows import registries
from workflows.registries import Action, Handler, Panel, Registry, Relation

T = TypeVar("T")

HANDLERS: Final[Mapping[str, Handler]] = {
    "self_check": self_checks.SELF_CHECK,
    "give_opinions": opinions.GIVE_OPINIONS,
    "summarise": lists.SUMMARISE,
    "confirm_list": lists.CONFIRM_LIST,
    "confirm_head": lists.CONFIRM_HEAD,
    "revise_failed": ballots.REVISE_FAILED,
    "sign_submission": signatures.SIGN_SUBMISSION,
    "accept_submission": signatures.ACCEPT_SUBMISSION,
    "improve_points": improvements.IMPROVE_POINTS,
    "verify_improvement": improvements.VERIFY_IMPROVEMENT,
    "rectify_points": improvements.RECTIFY_POINTS,
    "summon_talk": talks.SUMMON_TALK,
    "confirm_talk": talks.CONFIRM_TALK,
    "chair_talk": talks.CHAIR_TALK,
}

ACTIONS: Final[Mapping[str, Action]] = {
    "note_missing": rounds.NOTE_MISSING,
    "withdraw_submission": rounds.WITHDRAW_SUBMISSION,
    "compare_list": ballot_actions.COMPARE_LIST,
    "record_ballot": ballot_actions.RECORD_BALLOT,
    "record_determination": determinations.RECORD_DETERMINATION,
    "split_results": determinations.SPLIT_RESULTS,
    "downgrade_set": dispositions.DOWNGRADE_SET,
    "issue_notice": dispositions.ISSUE_NOTICE,
    "propose_warning": dispositions.PROPOSE_WARNING,
    "enter_register": dispositions.ENTER_REGISTER,
    "start_redo": dispositions.START_REDO,
}

RELATIONS: Final[Mapping[str, Relation]] = {
    "self_checkers": relations.list_self_checkers,
    "opinion_givers": relations.list_opinion_givers,
    "round_closer": relations.list_round_closers,
    "signers": relations.list_signers,
    "point_owners": relations.list_point_owners,
    "set_owners": relations.list_set_owners,
}

OPTIONS: Final[Mapping[str, Callable[..., Mapping[str, str]]]] = {
    "own_points": sources.list_own_points,
    "listed_points": sources.list_listed_points,
    "opinion_points": sources.list_opinion_points,
    "failed_points": sources.list_failed_points,
    "set_points": sources.list_set_points,
    "open_opinions": sources.list_open_opinions,
    "no_risk_checks": sources.list_no_risk_checks,
    "powers": sources.list_powers,
    "flow_steps": sources.list_flow_steps,
    "unit_posts": sources.list_unit_posts,
    "withdrawable": sources.list_withdrawable_rounds,
}

ITEMS: Final = {
    "submission_items": sources.list_submission_items,
    "meeting_items": sources.list_meeting_items,
    "ballot_items": sources.list_ballot_items,
}

PANELS: Final[Mapping[str, Panel]] = {
    "submission": submission.SUBMISSION,
    "own_post": own_post.OWN_POST,
    "disposition": disposition.DISPOSITION,
    "talk": talk_panel.TALK,
}

DUE_KINDS: Final = {
    "redo_overdue": happenings.propose_redo_warning,
    "expert_result_changed": happenings.note_changed_results,
}


def register_registry() -> None:
    """Make all of it known."""
    registries.starters.register("open_submission", open_submission)
    registries.starters.register("open_withdrawal", open_withdrawal)
    registries.endings.register("registry", happenings.end_with_instance)
    register_rehearsals()
    _register(registries.handlers, HANDLERS)
    _register(registries.actions, ACTIONS)
    _register(registries.relations, RELATIONS)
    _register(registries.option_sources, OPTIONS)
    _register(registries.item_sources, ITEMS)
    _register(registries.panels, PANELS)
    _register(registries.due_kinds, DUE_KINDS)
    _register(registries.dated_rows, dates.DATED)


def _register(registry: Registry[T], things: Mapping[str, T]) -> None:
    for name, thing in things.items():
        registry.register(name, thing)
