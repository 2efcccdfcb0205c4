"""What is measured: our steps and stock's run on the same drawings."""

from itertools import pairwise

from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, Way, both, catch, draw, end, many, user, xor
from tests.procedures import LOOP, STARTER

ROUNDS = LOOP
"""The liaison writes, the head returns it: two steps in a round."""

SHORT = draw(
    "short", [STARTER, catch("late", "timer wd:1"), end()], [("start", "late"), ("late", "end")], variables=UNIT
)
"""Nothing but a time to wait for."""


def draw_wide(size: int) -> bytes:
    """So many tasks side by side."""
    nodes = [STARTER, user("opine", each=many(cardinality=str(size))), end()]
    return draw(f"wide{size}", nodes, [("start", "opine"), ("opine", "end")], variables=UNIT)


def draw_long() -> bytes:
    """A procedure of 23 nodes: a draft that may come back, two who sign side by side, then one after the other."""
    chain = [f"step{number}" for number in range(1, 15)]
    nodes = [
        STARTER,
        xor("merge"),
        user("write", LIAISON),
        user("check", HEAD_OF_UNIT, outcomes=("agree", "return")),
        xor("checked"),
        both("fork"),
        both("join"),
        *(user(name) for name in chain),
        user("last", HEAD_OF_UNIT),
        end(),
    ]
    ways: list[Way] = [("start", "merge"), ("merge", "write"), ("write", "check"), ("check", "checked")]
    ways += [("checked", "merge", "check == 'return'"), ("checked", "fork")]
    ways += [("fork", chain[0]), ("fork", chain[1]), (chain[0], "join"), (chain[1], "join"), ("join", chain[2])]
    ways += [*pairwise(chain[2:]), (chain[-1], "last"), ("last", "end")]
    return draw("long", nodes, ways, variables=UNIT)
