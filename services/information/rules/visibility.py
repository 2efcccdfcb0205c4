"""Who sees risk information (domain §7.1, complaints): pure, from what the asker is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """What the asker is: himself, the units that he heads or answers for, whether he is of discipline inspection."""

    person_id: int | None
    led: frozenset[int] = frozenset()
    discipline: bool = False


@dataclass(frozen=True)
class Matter:
    """Whom an item is about, and who was assigned to handle it."""

    person_id: int | None
    unit_id: int | None
    handler_id: int | None


def may_see(viewer: Viewer, matter: Matter) -> bool:
    """The assigned handler and discipline inspection; never who is involved himself (R-CMP-4).

    Involved is the person, and whoever heads or answers for the unit.
    """
    if viewer.person_id is None or viewer.person_id == matter.person_id:
        return False
    if matter.unit_id in viewer.led:
        return False
    return viewer.discipline or viewer.person_id == matter.handler_id
