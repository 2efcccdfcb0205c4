"""What a rehearsal is told of this wing. There is no bulletin in a rehearsal: who wrote it is not known."""

from collections.abc import Mapping
from typing import Any, Final

from workflows import registries
from workflows.context import NodeContext
from workflows.registries import Member

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_bulletin": {"bulletin": ("rehearsal",)},
    "handler write_bulletin": {"": ()},
    "handler approve_bulletin": {"": ()},
}
"""By output or variable; a form that writes no variable has one without a name."""


def stand_for_drafter(_context: NodeContext, _ref: str) -> list[Member]:
    """Whoever wrote the bulletin."""
    return []


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    registries.stand_ins.register("bulletin_drafter", stand_for_drafter)
