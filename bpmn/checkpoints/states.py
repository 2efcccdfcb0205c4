"""What is known of a token: how far it is with a mandatory step, and how that is put together where ways meet."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How far it is, the worst first."""

    OPEN = 0
    """Nothing is done yet."""
    BESIDE = 1
    """It is a token beside the procedure: it need not do it, as long as it neither ends the scope nor turns in."""
    PASSED = 2
    """It is done."""


class State(NamedTuple):
    """What holds for every token that comes to a place."""

    level: Level
    begun: bool = False
    """Whether the step was begun and broken off."""
    answer: str = ""
    """The variable that holds a fresh answer whether the step is needed."""


def meet_states(states: Iterable[State]) -> State:
    """What holds whichever way the token came."""
    found = list(states)
    answers = {each.answer for each in found}
    answer = answers.pop() if len(answers) == 1 else ""
    return State(min(each.level for each in found), all(each.begun for each in found), answer)


def join_states(states: Iterable[State]) -> State:
    """What holds where a token came by each of the ways."""
    found = list(states)
    return meet_states(found)._replace(level=max(each.level for each in found))
