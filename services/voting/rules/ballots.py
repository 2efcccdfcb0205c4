"""The mass ballot: reading a paper, counting a box, and whether it is valid (R-MASS-3 … R-MASS-7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workflows.rules.voting import Threshold

FLOOR: Final = 5
"""Of fewer papers no numbers are shown (R-MASS-2, decision 23)."""

COMMENT_FLOOR: Final = 10
"""Of fewer papers no comments are shown."""

INVALID: Final = ""
"""What a paper says about an item that was left blank or marked more than once (R-MASS-4)."""

Marks = str | Sequence[str] | None
"""What somebody marked for one item: one option, several, or nothing."""


@dataclass(frozen=True)
class Options:
    """The options of a ballot: the first is support; abstaining ones are not valid votes."""

    names: tuple[str, ...]
    abstaining: frozenset[str] = frozenset()

    @property
    def support(self) -> str:
        """The option that lets an item pass."""
        return self.names[0]


class UnknownMarkError(ValueError):
    """An item or an option that is not on the paper."""


def read_paper(choices: Mapping[str, Marks], items: Iterable[str], options: Options) -> dict[str, str]:
    """Return the option for each item in the order of the list; INVALID where it is blank or marked twice.

    What is not on the paper raises `UnknownMarkError` with the item: such a paper is not put into the box.
    """
    wanted = list(items)
    for item in choices:
        if item not in wanted:
            raise UnknownMarkError(item)
    return {item: _read_marks(item, choices.get(item), options) for item in wanted}


def _read_marks(item: str, marks: Marks, options: Options) -> str:
    given = [marks] if isinstance(marks, str) else list(marks or ())
    made = {mark for mark in given if mark}
    if not made <= set(options.names):
        raise UnknownMarkError(item)
    return made.pop() if len(made) == 1 else INVALID


@dataclass(frozen=True)
class ItemTally:
    """What a box says about one item."""

    counts: Mapping[str, int]
    invalid: int
    valid: int


def tally_item(papers: Iterable[str], options: Options) -> ItemTally:
    """Count the papers' words about one item; abstentions and invalid ones are no valid votes (R-MASS-4)."""
    words = list(papers)
    counts = {name: words.count(name) for name in options.names}
    valid = sum(count for name, count in counts.items() if name not in options.abstaining)
    return ItemTally(counts, len(words) - sum(counts.values()), valid)


def passes(tally: ItemTally, options: Options, support: Threshold) -> bool:
    """Whether more than half of the valid votes support the item; exactly half does not (R-MASS-5)."""
    return support.is_met(tally.counts[options.support], tally.valid)


class BoxOutcome(StrEnum):
    """How the vote of a box ends."""

    CLOSED = "closed"
    """Valid: it is sealed and may be counted."""
    SHORT = "short"
    """Too few papers came back; there may be one extension."""
    VOID = "void"
    """More papers than slips, or too few after the extension: no result, never a pass (R-MASS-3, R-MASS-7)."""


@dataclass(frozen=True)
class Box:
    """What decides about a box."""

    issued: int
    returned: int
    extended: bool = False


def judge_box(box: Box, turnout: Threshold, *, final: bool) -> BoxOutcome | None:
    """How the vote of a box ends now, or None while it goes on.

    It ends when every slip has come back, or at its time. More papers than slips void it; turnout counts every paper
    that came back, invalid and abstaining ones too; it never passes by itself.
    """
    if box.returned > box.issued:
        return BoxOutcome.VOID
    if not final and box.returned < box.issued:
        return None
    if turnout.is_met(box.returned, box.issued):
        return BoxOutcome.CLOSED
    return BoxOutcome.VOID if box.extended else BoxOutcome.SHORT
