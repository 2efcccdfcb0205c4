"""Who sees a warning (domain §7.1): pure, from what the asker is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """What the asker is: himself, the units whose head or leader in charge he is, and whether he oversees all."""

    person_id: int | None
    led: frozenset[int] = frozenset()
    oversees: bool = False


@dataclass(frozen=True)
class Subject:
    """Whom a warning is about, and whether its first notice was issued."""

    person_id: int | None
    unit_id: int | None
    issued: bool


def may_see(viewer: Viewer, subject: Subject) -> bool:
    """Office and discipline see all. Once issued, a head and a leader in charge see their units', a person his own.

    Before that nobody else knows of it; accounts without a person, administrators among them, see nothing.
    """
    if viewer.person_id is None:
        return False
    if viewer.oversees:
        return True
    return subject.issued and (viewer.person_id == subject.person_id or subject.unit_id in viewer.led)
