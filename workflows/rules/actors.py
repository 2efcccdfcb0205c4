"""Who asks: a person or an account with what it may be."""

from dataclasses import dataclass
from typing import Final

STEERING: Final = ("office_head", "group_chair")
"""Roles that steer every procedure: they cancel, suspend, resume, and set failed work going again."""

GROUP: Final = ("group_chair", "group_member")
DISCIPLINE: Final = ("discipline_head", "discipline")
"""The roles of the group that determines, and of discipline inspection."""


@dataclass(frozen=True)
class Principal:
    """Somebody for whom the actor stands in, and by which substitution."""

    person_id: int
    name: str
    substitution_id: int


@dataclass(frozen=True)
class Actor:
    """A signed-in account in its organisation. `roles` are those in force today, administrators' included."""

    account_id: int
    org_id: int
    login: str
    name: str
    person_id: int | None = None
    roles: frozenset[str] = frozenset()
    principals: tuple[Principal, ...] = ()

    @property
    def people(self) -> tuple[int, ...]:
        """The people whose inboxes the actor serves: himself first."""
        own = () if self.person_id is None else (self.person_id,)
        return (*own, *(principal.person_id for principal in self.principals))

    def has_role(self, *names: str) -> bool:
        """Whether any of the roles is the actor's."""
        return not self.roles.isdisjoint(names)
