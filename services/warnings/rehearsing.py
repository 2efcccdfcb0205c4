"""What a rehearsal is told of this wing: values that its starts, forms and actions may give, and who would have a part.

There is no warning in a rehearsal: who is warned, and who talks with him, is not known.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.warnings.actions.following import TERM
from services.warnings.rules.recusals import GROUP
from workflows import registries
from workflows.context import NodeContext
from workflows.registries import Member, Relation
from workflows.running.relations import list_role

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_warning": {
        "warning": ("rehearsal",),
        "rank": ("staff", "head", "unit", "leader", "top"),
        "subject_kind": ("person", "unit"),
        "profile": ("anhui_six",),
    },
    "action raise_warning": {"rung": (2, 3, 4), "agreed_by": ("",)},
    "action mark_missed": {"result": ("missed",)},
    "action reissue_order": {"due": (TERM,)},
    "action fail_order": {"result": ("redo", "failed")},
    "action count_accountability": {"outcome": ("pursue", "supplement", "waive", ""), "result": ("accountable",)},
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
    "handler inspect_order": {"pass:result": ("passed",), "fail:result": ("redo", "failed")},
    "handler file_reply": {"result": ("replied",)},
    "handler verify_reply": {"verified:result": ("verified",), "not_verified:result": ("not_verified",)},
    "handler check_talk": {"corrected:result": ("passed",), "not_corrected:result": ("not_corrected",)},
}
"""As of the registry's wing; a value with `=` before it is that of another variable."""


def stand_for_group(context: NodeContext, *_ref: Any) -> list[Member]:
    """All members of the group: who is recused hangs on the warning."""
    people = dict.fromkeys(each.person_id for each in list_role(context, GROUP))
    return [Member(person, {"person": person}, ("relation:group",)) for person in people]


def stand_for_nobody(_context: NodeContext, *_ref: Any) -> list[Member]:
    """Hangs on the warning."""
    return []


STAND_INS: Final[Mapping[str, Relation]] = {
    "warned": stand_for_nobody,
    "talkers": stand_for_nobody,
    "order_parties": stand_for_nobody,
    "deciders": stand_for_group,
}


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    for name, relation in STAND_INS.items():
        registries.stand_ins.register(name, relation)
