"""Drawing a panel: from the candidates and the seed anybody gets the same panel (R-EXP-1 … R-EXP-4)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bpmn.texts import N_
from workflows.errors import RefusedError
from workflows.rules.voting import Threshold

SMALLEST: Final = 5


class PoolTooSmallError(RefusedError):
    """There are not enough eligible experts: the pool must be enlarged (R-EXP-4)."""

    code = "pool-too-small"
    message = N_("合格专家 %(eligible)d 人（外部 %(external)d 人），不足以抽取 %(size)d 人的评估组，请先扩充专家库")


@dataclass(frozen=True)
class Candidate:
    """Somebody in the pool; with an exclusion he is not eligible."""

    code: str
    external: bool = True
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True)
class DrawPlan:
    """How many are drawn, how many stand by, and which share comes from outside."""

    size: int
    alternates: int
    external: Threshold

    @property
    def internal_seats(self) -> int:
        """How many members may be employees of the organisation."""
        return self.size - self.external.least(self.size)


@dataclass(frozen=True)
class DrawnPanel:
    """Members and alternates, by code, in the order of the draw."""

    members: tuple[str, ...]
    alternates: tuple[str, ...]


def check_plan(plan: DrawPlan) -> None:
    """A panel is odd and has at least five members (R-EXP-1)."""
    if plan.size < SMALLEST or plan.size % 2 == 0:
        raise RefusedError(N_("评估组人数应为 %(least)d 人以上单数，现为 %(size)d"), least=SMALLEST, size=plan.size)


def rank_candidates(candidates: Iterable[Candidate], seed: str) -> list[Candidate]:
    """The eligible candidates in the order that the seed gives: by SHA-256 of seed and code."""
    eligible = [each for each in candidates if not each.exclusions]
    return sorted(eligible, key=lambda each: hashlib.sha256(f"{seed}:{each.code}".encode()).hexdigest())


def draw_panel(candidates: Sequence[Candidate], seed: str, plan: DrawPlan) -> DrawnPanel:
    """Draw members and alternates.

    Members are taken in the order of the ranking, employees only as far as the share of external members allows;
    where a share is asked for, alternates are external, so that no replacement can break it.
    """
    check_plan(plan)
    ranking = rank_candidates(candidates, seed)
    members = _take(ranking, plan.size, plan.internal_seats)
    if len(members) < plan.size:
        external = sum(each.external for each in ranking)
        raise PoolTooSmallError(eligible=len(ranking), external=external, size=plan.size)
    rest = [each for each in ranking if each not in members]
    spare = _take(rest, plan.alternates, plan.alternates if plan.internal_seats == plan.size else 0)
    return DrawnPanel(tuple(each.code for each in members), tuple(each.code for each in spare))


def _take(ranking: Sequence[Candidate], count: int, internal: int) -> list[Candidate]:
    """The first `count`, at most `internal` of them employees."""
    taken: list[Candidate] = []
    for each in ranking:
        inside = sum(not member.external for member in taken)
        if len(taken) < count and (each.external or inside < internal):
            taken.append(each)
    return taken
