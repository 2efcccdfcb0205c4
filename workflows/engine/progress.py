"""What goes in and out of a step: plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workflows.rules.passage import Visit
from workflows.rules.states import NodeState

Values = Mapping[str, Any]

ROOT = 0
"""The id that stands for the process itself where rows name their scope."""


UNDO = "undo"
"""The part of a node that is no token: it remembers a completion that can be compensated."""


@dataclass(frozen=True)
class EngineRow:
    """One visit of one token to one node, as it is stored.

    `path` names the multi-instance children around it (`3.7/12.15`: child 7 of 3, in it child 15 of 12), so that a step
    inside one child reads no row of its siblings. `variables` belong to a called process and stand at its call.
    """

    engine_id: int
    parent_id: int
    scope_id: int
    path: str
    process_key: str
    node_id: str
    part: str
    state: NodeState
    local: Values = field(default_factory=dict)
    inner: Values = field(default_factory=dict)
    variables: Values | None = None

    @property
    def visit(self) -> Visit:
        """As much of it as the travelled path needs."""
        return Visit(
            engine_id=self.engine_id,
            parent_id=self.parent_id,
            scope_id=self.scope_id,
            process_key=self.process_key,
            node_id=self.node_id,
            part=self.part,
            state=self.state,
            path=self.path,
            joined=tuple(self.inner.get("joined", ())),
            host=self.inner.get("host", 0),
            again=self.inner.get("again") or 0,
        )


@dataclass(frozen=True)
class Window:
    """What a step has to know of an instance: its open rows outside foreign multi-instance children."""

    process_key: str
    rows: tuple[EngineRow, ...] = ()
    variables: Values = field(default_factory=dict)
    last_id: int = 0


@dataclass(frozen=True)
class Throw:
    """A message or signal that a token has sent (`kind`: `message` or `signal`).

    `key` says which of several waits a message means; None stands for the business key of the instance.
    `last_id` is the youngest token when it was sent: a signal does not reach what began to wait later.
    """

    kind: str
    name: str
    key: str | None
    process_key: str
    node_id: str
    engine_id: int
    last_id: int


@dataclass(frozen=True)
class Progress:
    """What one step changed."""

    created: tuple[EngineRow, ...]
    changed: tuple[EngineRow, ...]
    freed: tuple[str, ...]
    """Path prefixes below which every open row ends: unread siblings of a multi-instance that is over."""
    variables: Values
    last_id: int
    ended: bool
    thrown: tuple[Throw, ...] = ()

    @property
    def rows(self) -> tuple[EngineRow, ...]:
        """Everything touched, oldest first."""
        return tuple(sorted((*self.created, *self.changed), key=lambda row: row.engine_id))


@dataclass(frozen=True)
class ActionCall:
    """A service task that has its turn."""

    name: str
    inputs: Values
    variables: Values
    process_key: str
    node_id: str
    engine_id: int


@dataclass(frozen=True)
class MemberCall:
    """A multi-instance that asks for whom or what it is repeated."""

    relation: str
    arguments: tuple[Any, ...]
    variables: Values
    process_key: str
    node_id: str


@dataclass(frozen=True)
class DecisionMade:
    """A decision table that was asked: the numbers of the rules that matched, and of those that gave the result."""

    decision: str
    process_key: str
    node_id: str
    hits: tuple[int, ...]
    taken: tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """How much may happen in one step; a step that only rehearses makes do with less."""

    runs: int = 20_000
    """Nodes that may run before the diagram is taken for an endless loop."""
    members: int = 10_000
    """How often an activity may be repeated by number."""
    repeats: int | None = None
    """Of how many members a repetition goes on with the first only; None for all."""


class World(Protocol):
    """What a step may ask of the house around it."""

    @property
    def parameters(self) -> Values:
        """Values of the instance's parameters by group and name, as expressions read them."""

    def run_action(self, call: ActionCall) -> Values | None:
        """Do what a service task does and return its results; None where they come back later."""

    def list_members(self, call: MemberCall) -> list[Values]:
        """Return the members of a relation, each a small dictionary of ids."""

    def note_decision(self, made: DecisionMade) -> None:
        """Remember that a decision table was asked."""


class EngineError(Exception):
    """The process cannot go on: a diagram does what lint could not foresee, or a step names what is not there."""
