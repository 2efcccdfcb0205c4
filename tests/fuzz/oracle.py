"""The oracle: a token game on the tree of blocks, with all kinds of blocks that it plays."""

from tests.fuzz.activities import ActivityRun
from tests.fuzz.flows import CrowdRun, RaceRun, RowRun, SplitRun
from tests.fuzz.tokens import (
    CAUGHT,
    RUNS,
    Debt,
    Event,
    Game,
    Mark,
    Place,
    Run,
    Scope,
    Wait,
    copy_values,
)

__all__ = [
    "CAUGHT",
    "RUNS",
    "ActivityRun",
    "CrowdRun",
    "Debt",
    "Event",
    "Game",
    "Mark",
    "Place",
    "RaceRun",
    "RowRun",
    "Run",
    "Scope",
    "SplitRun",
    "Wait",
    "copy_values",
]
