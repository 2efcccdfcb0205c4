"""Publishing a breakdown of a box without telling about few: primary, remainder and unanimity rules.

A group of voters is shown only if it is large enough and not of one mind. Whatever else follows from what is shown —
differences and sums of groups and the whole — must be as large and as mixed: hidden groups together are a group too.
"""

from collections.abc import Iterable, Mapping
from typing import Final

Counts = Mapping[str, int]

GROUP_FLOOR: Final = 10
"""The least number of voters of a group in a cross table."""


def choose_groups(groups: Mapping[str, Counts], floor: int = GROUP_FLOOR) -> frozenset[str]:
    """The groups whose counts may be published beside those of the whole; the rest is shown as one remainder.

    Groups that are too small or of one mind are hidden; while what is hidden is itself too small or of one mind, the
    smallest group shown is hidden with it.
    """
    shown = {name for name, counts in groups.items() if is_publishable(counts, floor)}
    hidden = [name for name in groups if name not in shown and size_of(groups[name])]
    while hidden and shown and not is_publishable(merge(groups[name] for name in hidden), floor):
        smallest = min(shown, key=lambda name: (size_of(groups[name]), name))
        shown.remove(smallest)
        hidden.append(smallest)
    return frozenset(shown)


def is_publishable(counts: Counts, floor: int) -> bool:
    """Whether a group is large enough, and not everybody in it said the same."""
    return size_of(counts) >= floor and max(counts.values()) < size_of(counts)


def size_of(counts: Counts) -> int:
    """The voters of a group."""
    return sum(counts.values())


def merge(groups: Iterable[Counts]) -> dict[str, int]:
    """Several groups as one."""
    total: dict[str, int] = {}
    for counts in groups:
        for option, count in counts.items():
            total[option] = total.get(option, 0) + count
    return total
