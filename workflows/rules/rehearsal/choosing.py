"""What a rehearsal decides in place of people, votes and actions, remembered so that it can be taken again."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Script = tuple[int, ...]
"""Which of its possibilities each choice of a step took, in order."""


Place = tuple[str, str, str]
"""For what something is chosen: a process, a node, and the name of a variable."""


@dataclass(frozen=True)
class Choice:
    """A choice that was made: for what, which of how many, and the value."""

    place: Place
    index: int
    count: int
    value: Any


class Chooser(Protocol):
    """Who decides."""

    made: list[Choice]

    def choose(self, place: Place, options: Sequence[Any]) -> Any:
        """One of the options; `place` says for what."""


class ScriptedChooser:
    """Takes what a script says, and the first possibility of all that comes after."""

    def __init__(self, script: Script = ()) -> None:
        self.script = script
        self.made: list[Choice] = []

    def choose(self, place: Place, options: Sequence[Any]) -> Any:
        """The next choice of the script."""
        at = len(self.made)
        index = min(self.script[at] if at < len(self.script) else 0, len(options) - 1)
        self.made.append(Choice(place, index, len(options), options[index]))
        return options[index]

    @property
    def taken(self) -> Script:
        """The script of what was chosen, to choose the same again."""
        return tuple(each.index for each in self.made)

    def alternatives(self) -> Iterator[Script]:
        """Scripts that choose otherwise once beyond what was prescribed: in the end every way, each once."""
        for at in range(len(self.script), len(self.made)):
            for index in range(1, self.made[at].count):
                yield (*self.taken[:at], index)


class TurningChooser:
    """Takes what somebody has said; else the first possibility the first time, the second the second: no loop holds it.

    What was said for a node is `given` by its name, in the order in which it is asked for.
    """

    def __init__(self, given: Callable[[Place], tuple[Any, ...]]) -> None:
        self.given = given
        self.times: Counter[Place] = Counter()
        self.made: list[Choice] = []

    def choose(self, place: Place, options: Sequence[Any]) -> Any:
        """What was said, else the next possibility in turn."""
        said = self.given(place)
        index = self.times[place] % len(options)
        value = said[0] if said else options[index]
        self.times[place] += not said
        self.made.append(Choice(place, index, len(options), value))
        return value
