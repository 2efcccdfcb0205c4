"""What a rehearsal is told of this wing; there is no item in it, and discipline inspection handles one (R-CMP-4)."""

from collections.abc import Mapping
from typing import Any, Final

from workflows import registries
from workflows.context import NodeContext
from workflows.registries import Member, Relation
from workflows.rules.actors import DISCIPLINE
from workflows.running.relations import list_role

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_information": {"information": ("rehearsal",)},
    "action mark_feedback_missed": {"result": ("missed",)},
    "handler verify_information": {"repeated": (False, True)},
    "handler file_feedback": {"result": ("answered",)},
    "handler check_feedback": {"": ()},
}
"""By output or variable; a form that writes no variable has one without a name."""


def stand_for_handlers(context: NodeContext, _ref: str) -> list[Member]:
    """All of discipline inspection: who is involved hangs on the item."""
    return [Member(each.person_id, {"person": each.person_id}, each.path) for each in list_role(context, DISCIPLINE)]


def stand_for_unit(_context: NodeContext, _ref: str) -> list[Member]:
    """Which unit a letter goes to is not known."""
    return []


STAND_INS: Final[Mapping[str, Relation]] = {
    "information_handler": stand_for_handlers,
    "information_unit": stand_for_unit,
}


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    for name, relation in STAND_INS.items():
        registries.stand_ins.register(name, relation)
