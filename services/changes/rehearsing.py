"""What a rehearsal is told of P15. There is no change in a rehearsal: who edited its drafts is not known."""

from collections.abc import Mapping
from typing import Any, Final

from workflows import registries
from workflows.context import NodeContext
from workflows.registries import Member

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "starter open_change": {"change": ("rehearsal",)},
    "action check_change": {"checked": ("fit", "broken")},
    "action publish_change": {"checked": ("fit", "broken")},
    "handler review_change": {"later": (False, True), "effective_at": (None,)},
    "handler revise_change": {"checked": ("",)},
}
"""By output or variable."""


def stand_for_editors(_context: NodeContext, _ref: str) -> list[Member]:
    """Whoever edited the drafts."""
    return []


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
    registries.stand_ins.register("change_editors", stand_for_editors)
