"""Writing down who has read restricted texts while he only looked, and who was refused (R-SEC-2, R-SEC-3)."""

from collections.abc import Sequence

from services.transaction import use_case
from workflows.running.restricted_texts import Access, note_access
from workflows.work import Work


@use_case
def note_accesses(work: Work, accesses: Sequence[Access]) -> None:
    """Write accesses down; what was read several times for one answer is one reading."""
    for access in dict.fromkeys(accesses):
        note_access(work, access)
