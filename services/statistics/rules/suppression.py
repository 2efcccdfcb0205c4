"""What is not shown of small groups (domain §7.2, item 6): statistics of fewer than five persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""Persons whom a figure that is shown must be about."""


@dataclass(frozen=True)
class Grouping:
    """Units that are shown by themselves, and those that are shown only together; neither where all are too few."""

    alone: tuple[int | None, ...]
    together: tuple[int | None, ...]
    persons: int
    """How many people stand behind those that are shown together."""


def group_units(persons: Mapping[int | None, int], least: int = LEAST) -> Grouping | None:
    """Who is shown how, by the number of people of each unit; None where the whole is too few to be shown.

    Small units are shown in one sum. If they are too few even together, the smallest of the others joins them: else the
    total less what is shown would give away what is not.
    """
    if sum(persons.values()) < least:
        return None
    ordered = sorted((unit for unit, count in persons.items() if count), key=lambda unit: (persons[unit], unit or 0))
    together = [unit for unit in ordered if persons[unit] < least]
    alone = [unit for unit in ordered if persons[unit] >= least]
    while together and alone and sum(persons[unit] for unit in together) < least:
        together.append(alone.pop(0))
    return Grouping(tuple(alone), tuple(together), sum(persons[unit] for unit in together))
