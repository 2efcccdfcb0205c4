"""What a rehearsal is told of this wing: values that its starts, forms and actions may give, and who would have a part.

There is no warning, inquiry or advice in a rehearsal: whom it is about, who talks with him, who is a party or is
recused from it is not known.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.warnings.actions.following import TERM
from services.warnings.openings import RUNG
from workflows import registries
from workflows.context import NodeContext
from workflows.registries import DRAWN, Member, Relation

RANKS: Final = ("staff", "head", "unit", "leader", "top")
"""Whom a warning or an inquiry may be about, by the place in the organisation."""
REST: Final = ("cd:10",)
"""What may be left of a term."""

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_warning": {
        "warning": ("rehearsal",),
        "rank": RANKS,
        "subject_kind": ("person", "unit"),
        "profile": ("anhui_six",),
    },
    "starter open_inquiry": {"inquiry": ("rehearsal",), "rank": RANKS, "rung": (RUNG,)},
    "start appeal": {"appeal": ("rehearsal",), "late": (False, True), "left": REST},
    "starter open_advice": {"advice": ("rehearsal",)},
    "action raise_warning": {"rung": (2, 3, 4), "agreed_by": ("",)},
    "action mark_missed": {"result": ("missed",)},
    "action reissue_order": {"due": (TERM,)},
    "action fail_order": {"result": ("redo", "failed_twice")},
    "action serve_decision": {"bulletin": (False, True)},
    "action prepare_inquiry": {"inquiry": ("rehearsal",), "rank": RANKS, "rung": (RUNG,)},
    "action mark_inquiry_missed": {"result": ("missed", "missed_twice"), "sign_due": ("",)},
    "action mark_advice_missed": {"result": ("missed",)},
    "vote collective": {
        "outcome": (DRAWN, "open"),
        "pursue:result": ("accountable",),
        "waive:result": ("waived",),
        "result": ("",),
        "left": REST,
    },
    "handler research_warning": {"propose:rung": (1, 2, 3, 4), "agreed_by": ("",), "days": ("",)},
    "handler approve_warning": {"days": ("",), "adjust:rung": (1, 2, 3, 4), "adjust:agreed_by": ("=approver",)},
    "handler decide_escalation": {
        "days": ("",),
        "adjust:rung": (2, 3, 4),
        "adjust:agreed_by": ("=approver",),
        "verify:rung": (1,),
        "verify:agreed_by": ("",),
    },
    "handler grant_extension": {"grant:due": ("wd:5",)},
    "handler inspect_order": {"pass:result": ("passed",), "fail:result": ("redo", "failed_twice")},
    "handler file_reply": {"result": ("replied",)},
    "handler verify_reply": {"verified:result": ("verified",), "not_verified:result": ("not_verified",)},
    "handler review_appeal": {"left": REST},
    "handler file_explanation": {
        "submit:result": ("replied", "direct"),
        "submit_direct:result": ("direct",),
        "sign_due": REST,
    },
    "handler file_answer": {"result": ("replied",)},
    "handler check_talk": {"corrected:result": ("passed",), "not_corrected:result": ("not_corrected",)},
}
"""As of the registry's wing; a value with `=` before it is that of another variable."""

SILENT: Final = (
    "transfer_warning",
    "dismiss_warning",
    "close_warning",
    "acknowledge_warning",
    "record_visit",
    "arrange_talk",
    "record_talk",
    "sign_talk",
    "note_refusal",
    "publish_order",
    "propose_accountability",
    "approve_case",
    "investigate_case",
    "notify_intent",
    "hear_statement",
    "decide_case",
    "execute_case",
    "publish_case",
    "refuse_appeal",
    "decide_appeal",
    "decide_recusal",
    "record_counsel",
    "draft_inquiry",
    "approve_inquiry",
    "sign_explanation",
    "report_inquiry",
    "give_feedback",
    "record_handling",
    "refer_inquiry",
    "hand_up_inquiry",
    "draft_advice",
    "sign_advice",
    "check_advice",
    "record_reason",
)
"""Forms that write no variable."""


def stand_for_nobody(_context: NodeContext, *_ref: Any) -> list[Member]:
    """Hangs on the warning, inquiry or advice."""
    return []


UNKNOWN: Final = (
    "warned",
    "talkers",
    "order_parties",
    "barred",
    "barred_on_appeal",
    "case_parties",
    "pursued_parties",
    "served_parties",
    "published_parties",
    "recusal_judges",
    "inquired",
    "party_head",
    "advised",
)
"""Relations that name people of one warning, inquiry or piece of advice."""

STAND_INS: Final[Mapping[str, Relation]] = dict.fromkeys(UNKNOWN, stand_for_nobody)


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    for handler in SILENT:
        registries.effects.register(f"handler {handler}", {"": ()})
    for name, relation in STAND_INS.items():
        registries.stand_ins.register(name, relation)
