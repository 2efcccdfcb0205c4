"""Thresholds as exact fractions: never a rounded percentage."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_SHARE: Final = re.compile(r"[0-9]{1,6}(/[1-9][0-9]{0,5}|\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Threshold:
    """A share that must be reached (`>=`) or exceeded (`>`): exactly one half does not exceed one half."""

    share: Fraction
    strict: bool

    def is_met(self, count: int, base: int) -> bool:
        """Whether `count` of `base` is enough; of an empty base nothing is."""
        if base <= 0:
            return False
        reached = Fraction(count, base)
        return reached > self.share if self.strict else reached >= self.share

    def least(self, base: int) -> int:
        """The smallest count that is enough."""
        return next(count for count in range(base + 2) if self.is_met(count, base) or count > base)


def parse_threshold(share: str, sign: str) -> Threshold:
    """Read `2/3` and `>=` or `>`; anything else raises ValueError."""
    if sign not in {">", ">="}:
        raise ValueError(f"no comparison: {sign!r}")
    if not _SHARE.fullmatch(share):
        raise ValueError(f"no share: {share!r}")
    return Threshold(Fraction(share), strict=sign == ">")
