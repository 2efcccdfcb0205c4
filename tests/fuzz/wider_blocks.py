"""Two more kinds of blocks: automatic steps whose result may come late, and crowds of tokens of every shape.

Generator, drawing and oracle of them stand in `wider_*`; what they share with the other blocks they inherit.
"""

from dataclasses import dataclass

from tests.fuzz.blocks import UserTask


@dataclass(frozen=True)
class Errand:
    """A service task; its result goes to a variable. Without a result of its own it comes later, from outside."""

    id: str
    variable: str
    result: str = ""


Way = tuple[UserTask, ...]


@dataclass(frozen=True)
class Relay:
    """Several tokens pass one stage after another; stands last in its scope.

    A stage of several ways is a parallel split and join: it lets a token on for each set of one token a way. A stage
    of one way is a row of tasks that each token passes by itself.
    """

    id: str
    tokens: int
    stages: tuple[tuple[Way, ...], ...]
