"""What a rehearsal is told of this wing: how votes may end, and what making and counting them may give."""

from collections.abc import Mapping
from typing import Any, Final

from services.voting.rules.ballots import BoxOutcome
from workflows import registries

EFFECTS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "vote mass": {"outcome": tuple(each.value for each in BoxOutcome)},
    "vote declaration": {"outcome": ("ready", "short")},
    "vote panel": {"outcome": ("decided", "dissolved")},
    "vote meeting": {"outcome": ("decided",), "postponed": (0, 1)},
    "action open_ballot": {"ballot": ("rehearsal",), "extended": (False,), "reissued": (False,)},
    "action extend_ballot": {"extended": (True,)},
    "action reissue_ballot": {"reissued": (True,)},
    "action tally_ballot": {"failed_count": (0, 1)},
    "action open_panel": {"panel": ("rehearsal",), "drawn": (False, True)},
    "action open_meeting": {"meeting": ("rehearsal",)},
    **{f"handler {name}": {"": ()} for name in ("issue_slips", "countersign_ballot", "draw_panel", "convene_meeting")},
}


def register_rehearsals() -> None:
    """Make all of it known."""
    for name, effect in EFFECTS.items():
        registries.effects.register(name, effect)
