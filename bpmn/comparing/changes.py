"""The result of a comparison: sentences, each with the elements that it is about, and marks for both drawings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bpmn.texts import N_, Text

Said = Text | str


class ChangeKind(StrEnum):
    """What happened to an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One sentence, and the elements of the old and the new version that it is about, '' where there is none."""

    kind: ChangeKind
    text: Text
    old: str = ""
    new: str = ""


Marks = Mapping[str, ChangeKind]
"""What happened to the elements of one drawing, by id."""


@dataclass(frozen=True)
class Comparison:
    """What is different between two versions."""

    changes: tuple[Change, ...] = ()
    """What means something."""
    drawn: tuple[Change, ...] = ()
    """What was only drawn or called otherwise."""
    old_marks: Marks = field(default_factory=dict)
    new_marks: Marks = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """How roles, relations, durations, names of parameters and quoted codes are said; as they are written without."""

    role: Callable[[str], Said] = str
    relation: Callable[[str], Said] = str
    term: Callable[[str], Said] = str
    code: Callable[[str], Said] = str


RANKS: Final = (ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED)
"""Of several marks the last one counts."""


def mark_elements(changes: Iterable[Change], side: str) -> Marks:
    """The marks of one drawing; `side` is `old` or `new`."""
    found: dict[str, ChangeKind] = {}
    for change in sorted(changes, key=lambda each: RANKS.index(each.kind)):
        if element := getattr(change, side):
            found[element] = change.kind
    return found


def say_list(parts: Iterable[Said]) -> Said:
    """Several things, one after the other."""
    found: list[Said] = list(parts)
    if not found:
        return Text(N_("无"))
    said = found[0]
    for part in found[1:]:
        said = Text(N_("%(first)s、%(next)s"), {"first": said, "next": part})
    return said


def say_flag(*, flag: bool) -> Text:
    """Yes or no."""
    return Text(N_("是")) if flag else Text(N_("否"))


def make_text(msgid: str, **params: Any) -> Text:
    """A sentence with its gaps filled."""
    return Text(msgid, params)
