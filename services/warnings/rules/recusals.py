"""Recusal from a matter of accountability: for which causes, who may ask, who decides (R-COI-1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bpmn.texts import N_

CAUSES: Final[Mapping[str, str]] = {
    "kinship": N_("夫妻、直系血亲、三代以内旁系血亲或者近姻亲关系"),
    "interest": N_("与本人或者亲属有利害关系"),
    "earlier_part": N_("参与过本事项此前的办理"),
    "other": N_("其他可能影响公正的情形"),
}
"""For which causes somebody takes no part (R-COI-1)."""

CHAIR: Final = "group_chair"
DISCIPLINE_HEAD: Final = "discipline_head"
TOP: Final = "top_leader"
GROUP: Final = (CHAIR, "group_member")


def may_ask(asker: int, person: int, parties: Collection[int]) -> bool:
    """Whether somebody may ask for a recusal: for his own, or as a party of the case for another's."""
    return asker == person or asker in parties


@dataclass(frozen=True)
class Part:
    """What somebody is in the case: his roles, and whether he investigates or has another part in it."""

    roles: frozenset[str]
    acts: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether there is anything that he could be recused from."""
        return self.acts or bool(self.roles & {*GROUP, DISCIPLINE_HEAD, "discipline"})


def judges_of(roles: frozenset[str]) -> tuple[str, ...]:
    """Roles that decide on a recusal, the nearest first: the head of the body, for a head the next higher (R-COI-1).

    A member of the group has its chair, the chair the top leader; who investigates has the head of discipline
    inspection, and that head the chair. Whoever is himself meant never decides; above the last there is nobody in the
    house, and the office registers what the superior body has said.
    """
    if CHAIR in roles:
        return (TOP,)
    if roles & {*GROUP, DISCIPLINE_HEAD}:
        return (CHAIR, TOP)
    return (DISCIPLINE_HEAD, CHAIR, TOP)
