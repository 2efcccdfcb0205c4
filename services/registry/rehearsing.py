"""What a rehearsal is told of this wing: values that its starts, forms and actions may give, and who would have a part.

There is no submission in a rehearsal. Who has a part in one is told by the unit: its post holders find and improve, its
head and leader in charge raise and sign. Whose points they are is not known, so nobody falls out for owning one.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.registry.relations import list_round_closers, list_signers
from workflows import registries
from workflows.context import NodeContext
from workflows.registries import Member, Relation
from workflows.rules.relations import HEAD, LEADER
from workflows.running.relations import list_holders

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_submission": {"submission": ("rehearsal",), "round": (1,)},
    "starter open_withdrawal": {},
    "action compare_list": {"ballot_needed": (True, False)},
    "handler confirm_list": {"confirm:head_no_risk": (False, True)},
    "handler confirm_head": {},
    "handler verify_improvement": {"pass:failures": (0, 1), "fail:failures": (1, 2, 3)},
}
"""By output or variable, with the outcome before a colon where it gives them with that alone."""

SILENT: Final = (
    "self_check",
    "give_opinions",
    "summarise",
    "revise_failed",
    "sign_submission",
    "accept_submission",
    "improve_points",
    "rectify_points",
    "summon_talk",
    "confirm_talk",
    "chair_talk",
)
"""Forms that write no variable."""


def stand_for_unit(context: NodeContext, *_ref: Any) -> list[Member]:
    """The post holders of the unit at hand."""
    unit = context.variables.get("unit")
    return list_holders(context, unit) if unit else []


def stand_for_givers(context: NodeContext, _ref: Any, kind: str) -> list[Member]:
    """Colleagues are the post holders; leaders are head and leader in charge."""
    if kind != "leader":
        return stand_for_unit(context)
    unit = context.variables.get("unit")
    return [each for role in (HEAD, LEADER) for each in list_signers(context, unit, role)] if unit else []


def stand_for_closers(context: NodeContext, kind: str) -> list[Member]:
    """As they are: they hang on the unit alone."""
    return list_round_closers(context, kind) if context.variables.get("unit") else []


def stand_for_nobody(_context: NodeContext, *_ref: Any) -> list[Member]:
    """Whose points they are is not known."""
    return []


STAND_INS: Final[Mapping[str, Relation]] = {
    "self_checkers": stand_for_unit,
    "opinion_givers": stand_for_givers,
    "round_closer": stand_for_closers,
    "set_owners": stand_for_unit,
    "point_owners": stand_for_nobody,
}


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    for handler in SILENT:
        registries.effects.register(f"handler {handler}", {"": ()})
    for name, relation in STAND_INS.items():
        registries.stand_ins.register(name, relation)
