"""`make fuzz`: schedules in memory for as long as asked. FUZZ_SECONDS says how long, FUZZ_SEED where to begin.

Every seed is run in four ways: plain, wider, with approval operations, and with a migration on its way; FUZZ_KINDS
names some of them, as in FUZZ_KINDS=operations,migration.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable

from tests.fuzz import operating
from tests.fuzz.driving import DifferenceError, check
from tests.fuzz.transferring import check_move
from tests.fuzz.wider_driving import check_wider

Counts = dict[str, int]


def run_migration(seed: int) -> Counts:
    """Whether an instance could go on under the next version."""
    outcome = check_move(seed)
    if outcome is None:
        return {"over before": 1}
    return {"moved" if outcome.plan.possible else "refused": 1}


KINDS: dict[str, Callable[[int], Counts]] = {
    "plain": lambda seed: {"steps": check(seed)},
    "wider": lambda seed: {"steps": check_wider(seed)},
    "operations": operating.check,
    "migration": run_migration,
}
"""How a seed is run, and what was done how often."""


def main(seconds: float, first: int, kinds: Iterable[str]) -> int:
    """Run seed after seed; print every difference, at the end what was done; 1 if there was a difference."""
    seed, found = first, 0
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for kind, did in counts.items():
            try:
                did.update(KINDS[kind](seed))
            except DifferenceError as error:
                found += 1
                print(f"{kind}: {error}", flush=True)  # noqa: T201 -- this is a tool for a terminal
        seed += 1
    for kind, did in counts.items():
        told = ", ".join(f"{name} {count}" for name, count in sorted(did.items()))
        print(f"{kind}: {told}", flush=True)  # noqa: T201 -- this is a tool for a terminal
    text = f"{len(counts) * (seed - first)} schedules, seeds {first} to {seed - 1}, {found} differences"
    print(text, flush=True)  # noqa: T201 -- this is a tool for a terminal
    return int(bool(found))


if __name__ == "__main__":
    chosen = os.environ.get("FUZZ_KINDS", ",".join(KINDS)).split(",")
    sys.exit(main(float(os.environ.get("FUZZ_SECONDS", "600")), int(os.environ.get("FUZZ_SEED", "0")), chosen))
