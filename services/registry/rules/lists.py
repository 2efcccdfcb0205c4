"""The list of a submission as something that can be compared."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from workflows.rules.history import canonical, digest


@dataclass(frozen=True)
class Line:
    """What one listed point says."""

    point: str
    power: str
    step: int
    category: str
    title: str
    manifestation: str
    consequence: str


def digest_list(lines: Iterable[Line]) -> str:
    """A digest of what the list says, whatever its order: the ballot is repeated only if it changes (decision 20)."""
    return digest(canonical([asdict(line) for line in sorted(lines, key=lambda line: line.point)]))


def needs_ballot(confirmed: str, voted: str) -> bool:
    """Whether the people have to vote on the list as it stands now."""
    return confirmed != voted
