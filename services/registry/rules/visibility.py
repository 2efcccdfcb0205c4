"""Who sees what of a submission (domain §7.1): pure, from what the asker is to its unit."""

from dataclasses import dataclass

from services.registry.rules.states import REGISTERED


@dataclass(frozen=True)
class Standing:
    """What the asker is to a unit and to the organisation."""

    people: frozenset[int] = frozenset()
    """The asker and those for whom he stands in."""
    posts: frozenset[int] = frozenset()
    """Posts that they hold."""
    inside: bool = False
    """Belongs to the unit, or answers for it."""
    leads: bool = False
    """The unit's head, or its leader in charge."""
    office: bool = False
    group: bool = False
    discipline: bool = False
    expert: bool = False
    """Sits in a body that votes on it."""

    @property
    def oversees(self) -> bool:
        """Office, group and discipline see what was determined everywhere."""
        return self.office or self.group or self.discipline


@dataclass(frozen=True)
class PointFacts:
    """What decides who sees a point."""

    state: str
    post_id: int
    finder_id: int | None
    found_by: str
    shared: bool
    """The stage that found it is over."""
    handed_in: bool
    """The leader has signed: the office may look."""
    determined: bool


def sees_point(standing: Standing, facts: PointFacts) -> bool:
    """Whether the asker sees a point.

    Its finder sees it always, and so does who holds the post after finding it himself; the unit when the stage that
    found it is over; experts what they assess; the office what was handed in; group and discipline once determined.
    """
    if facts.finder_id in standing.people:
        return True
    if facts.found_by == "SELF" and facts.post_id in standing.posts:
        return True
    if standing.inside:
        return facts.shared
    if standing.expert or (standing.office and facts.handed_in):
        return True
    return standing.oversees and (facts.state in REGISTERED or facts.determined)


def sees_opinion(standing: Standing, author_id: int, *, shared: bool) -> bool:
    """Opinions never leave the unit; until the round is over only the author, the head and the leader see them."""
    if author_id in standing.people:
        return True
    return standing.inside and (shared or standing.leads)


def sees_tally(standing: Standing) -> bool:
    """Tallies exist after the box was opened; experts judge without them."""
    return standing.inside or standing.oversees


def sees_merged_list(standing: Standing, *, handed_in: bool) -> bool:
    """Removals and 无风险点 beside the list: for the unit, experts, and others once it was handed in (R-RET-2)."""
    return standing.inside or standing.expert or (handed_in and standing.oversees)
