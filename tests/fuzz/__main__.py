"""`make fuzz`: schedules in memory for as long as asked. FUZZ_SECONDS says how long, FUZZ_SEED where to begin."""

import os
import sys
import time

from tests.fuzz.driving import DifferenceError, check
from tests.fuzz.wider_driving import check_wider


def main(seconds: float, first: int) -> int:
    """Run seed after seed; print every difference, at the end what was done; 1 if there was a difference."""
    seed, steps, found = first, 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            steps += check(seed) + check_wider(seed)
        except DifferenceError as error:
            found.append(seed)
            print(error, flush=True)  # noqa: T201 -- this is a tool for a terminal
        seed += 1
    text = (
        f"{2 * (seed - first)} schedules, {steps} steps, seeds {first} to {seed - 1}, {len(found)} differences {found}"
    )
    print(text, flush=True)  # noqa: T201 -- this is a tool for a terminal
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("FUZZ_SECONDS", "600")), int(os.environ.get("FUZZ_SEED", "0"))))
