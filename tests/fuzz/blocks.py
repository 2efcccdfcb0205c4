"""Random processes as trees of blocks: what the generator makes, the drawing shows and the oracle plays."""

from dataclasses import dataclass, field
from typing import Any

OUTCOMES = ("a", "b", "c")
"""What a user task of a random process may end with."""


@dataclass(frozen=True)
class Test:
    """Holds when one of these names has its value; names are user tasks (their last outcome) and variables."""

    __test__ = False
    pairs: tuple[tuple[str, str], ...]

    def holds(self, values: dict[str, str | None]) -> bool:
        return any(values.get(name) == value for name, value in self.pairs)

    def __str__(self) -> str:
        return " or ".join(f"{name} == '{value}'" for name, value in self.pairs)


@dataclass(frozen=True)
class Repeat:
    """A multi-instance: `rare` times when the test holds, else `usual` times; enough after some, or at an outcome."""

    usual: int
    rare: int
    when: Test
    sequential: bool
    enough: int | str = 0

    def count(self, values: dict[str, str | None]) -> int:
        return self.rare if self.when.holds(values) else self.usual

    def is_enough(self, done: int, outcome: str) -> bool:
        return self.enough == outcome if isinstance(self.enough, str) else 0 < self.enough <= done


@dataclass(frozen=True)
class Border:
    """A boundary event: `kind` is `timer`, `message`, `error` or `escalation`.

    Without a way the scope around it is terminated.
    """

    id: str
    kind: str
    interrupting: bool
    way: "Block | None"


@dataclass(frozen=True)
class Watch:
    """An event sub-process: its start event (`kind` as of borders), and what it does; its box is `<id>_box`."""

    id: str
    kind: str
    interrupting: bool
    body: "Row"

    @property
    def box(self) -> str:
        return f"{self.id}_box"


@dataclass(frozen=True)
class Activity:
    id: str
    repeat: Repeat | None = field(default=None, kw_only=True)
    borders: tuple[Border, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class UserTask(Activity):
    """Somebody does something, with an outcome."""


@dataclass(frozen=True)
class Receive(Activity):
    """Somebody outside says something."""


@dataclass(frozen=True)
class Sub(Activity):
    """An embedded sub-process."""

    body: "Block"
    watches: tuple[Watch, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Call(Activity):
    """A called process: one name goes in under another, one name comes back."""

    called: "Procedure"
    given: tuple[str, str]
    taken: tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One block after another; may be empty."""

    parts: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Choice:
    """An exclusive split and its merge; the last way is the default."""

    id: str
    tests: tuple[Test, ...]
    ways: tuple[Row, ...]


@dataclass(frozen=True)
class Both:
    """A parallel split and join."""

    id: str
    ways: tuple[Row, ...]


@dataclass(frozen=True)
class Some:
    """An inclusive split and join; the last way is the default."""

    id: str
    tests: tuple[Test, ...]
    ways: tuple[Row, ...]


@dataclass(frozen=True)
class Arm:
    """One of the events behind an event gateway: `kind` is `timer`, `message` or `signal`."""

    id: str
    kind: str
    way: Row


@dataclass(frozen=True)
class Race:
    """An event gateway: what happens first decides."""

    id: str
    arms: tuple[Arm, ...]


@dataclass(frozen=True)
class Loop:
    """Body and check, again as long as the check's outcome is the first."""

    id: str
    body: Row
    check: UserTask


@dataclass(frozen=True)
class Fail:
    """An error end event instead of going on, when the test holds; caught on a border around."""

    id: str
    when: Test


@dataclass(frozen=True)
class Tell:
    """An escalation when the test holds; whatever is not interrupted goes on."""

    id: str
    when: Test


@dataclass(frozen=True)
class Crowd:
    """Several tokens that pass one parallel block of tasks and a task behind it; stands last in its scope."""

    id: str
    tokens: int
    ways: tuple[UserTask, ...]
    after: UserTask


Block = Activity | Row | Choice | Both | Some | Race | Loop | Fail | Tell | Crowd


@dataclass(frozen=True)
class Procedure:
    """A process of its own."""

    key: str
    body: Row
    given: str = ""
    variables: tuple[str, ...] = ()
    calls: tuple["Procedure", ...] = ()
    watches: tuple[Watch, ...] = ()

    def family(self) -> "list[Procedure]":
        """The process and all that it calls, itself first."""
        return [self, *(each for call in self.calls for each in call.family())]


def parts_of(block: Any) -> "tuple[Block, ...]":
    """What a block consists of in its own scope, what lies behind its borders included, what lies beside it not."""
    if isinstance(block, Row):
        return block.parts
    if isinstance(block, (Choice, Both, Some)):
        return block.ways
    if isinstance(block, Race):
        return tuple(arm.way for arm in block.arms)
    if isinstance(block, Loop):
        return block.body, block.check
    borders = block.borders if isinstance(block, Activity) else ()
    return tuple(each.way for each in borders if each.interrupting and each.way is not None)


def nodes_of(block: Any) -> set[str]:
    """The user tasks of a block in its own scope."""
    own = {block.id} if isinstance(block, UserTask) else set()
    return own | {node for part in parts_of(block) for node in nodes_of(part)}
