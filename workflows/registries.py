"""What the wings register at start-up, by name: handlers, actions, relations, vote kinds, panels and sources.

A diagram uses the names; a command calls what stands behind them inside its own transaction. So the process reaches the
domain without importing it (decision 4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import ActionShape, Setting, ValueKind, Vocabulary
from workflows.context import NodeContext, StartContext
from workflows.models import ProcessInstance
from workflows.rules.assignment import Assignee
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import Closing, Duration
from workflows.work import Work

Values = Mapping[str, Any]
T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name; a name is registered once."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._things: dict[str, T] = {}

    def register(self, name: str, thing: T) -> None:
        """Add a thing; a second of the same name is a mistake of the house."""
        if self._things.get(name, thing) != thing:
            raise ValueError(f"{self.noun} {name} is registered twice")
        self._things[name] = thing

    def find(self, name: str) -> T:
        """The thing of that name."""
        return self._things[name]

    def names(self) -> frozenset[str]:
        """All names."""
        return frozenset(self._things)

    def items(self) -> Mapping[str, T]:
        """All things by name."""
        return dict(self._things)


@dataclass(frozen=True)
class Submitted:
    """An accepted form on its way into the tables."""

    outcome: str
    values: Values
    opinion: str = ""


@dataclass(frozen=True)
class Handler:
    """Takes a task's form into tables of a wing and returns process variables.

    `write` raises `AnswersRefusedError` for what only the domain can judge; `prefill` gives the values to begin with.
    """

    write: Callable[[NodeContext, Submitted], Values]
    prefill: Callable[[NodeContext], Values] | None = None


@dataclass(frozen=True)
class Beginning:
    """What a start handler makes of the start form."""

    business_key: str
    title: str
    variables: Values
    restricted: bool = False
    """Whether it is known to discipline and its own people only (domain §7.1)."""
    subject_id: int | None = None
    """Whom a restricted instance is about."""


Starter = Callable[[StartContext, Values], Beginning]


@dataclass(frozen=True)
class Action:
    """What a service task can do. `deferred` ones act outside the house and come back through due work."""

    run: Callable[[NodeContext, Values], Values]
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    deferred: bool = False


@dataclass(frozen=True)
class Member:
    """One member of a relation: a person or None, the ids that `each` offers, the path that led here."""

    person_id: int | None
    ids: Values = field(default_factory=dict)
    path: tuple[str, ...] = ()


Relation = Callable[..., list[Member]]
"""Called with a `NodeContext` and the arguments that the diagram gives."""


@dataclass(frozen=True)
class Item:
    """One thing that a vote is about; `owners` are people who may not decide about it (R-COI-3)."""

    ref: str
    label: str
    text: str = ""
    owners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Opening:
    """How a vote begins: its object, its seats, and when it closes by itself."""

    object_type: str
    object_ref: str
    seats: Sequence[Assignee] = ()
    closing: Closing | None = None


@dataclass(frozen=True)
class Result:
    """How one item was decided, and the counts that show it."""

    result: str
    counts: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """How a vote ended: the outcome of its node, what it reports to variables, and the results by item."""

    outcome: str
    report: Values = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict)


@dataclass(frozen=True)
class Extension:
    """A vote that goes on otherwise: more seats, seats that are over, another closing."""

    seats: Sequence[Assignee] = ()
    ended: frozenset[int] = frozenset()
    """People whose seats are over."""
    closing: Closing | None = None


class VoteKind(Protocol):
    """A way of voting. The rows of who voted how are its own; the engine sees one wait and one decision."""

    settings: Mapping[str, Setting]
    """What its node may set."""
    readers: frozenset[str]
    """Roles that may see who sits in the body and who has voted; the seats themselves apart."""

    def open(self, context: NodeContext, vote: DrawnVote, items: Sequence[Item]) -> Opening:
        """Begin: make the body that votes, or take up the one that is there."""

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Take what one seat says; the seat's task is `context.task`."""

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Return the decision, or how the vote goes on; `final` says that the time is over."""

    def withdraw(self, context: NodeContext) -> None:
        """End without a decision: the token has gone."""


@dataclass(frozen=True)
class Panel:
    """What of the domain stands beside a form: a frozen record for a template of the same name.

    `variable` names the process variable that holds the public id of the thing shown; the task points to it.
    """

    show: Callable[[NodeContext], Any]
    variable: str = ""


@dataclass(frozen=True)
class Errand:
    """Due work that asks somebody outside the house, so that no lock is held meanwhile (decision 25).

    `prepare` reads what is to be done in a short transaction and returns plain records, or None if nothing is. `run`
    goes out with them, at most for half a minute. `record` writes down what came of it, in the transaction that marks
    the work done. `run` raises `TroubleError` for what may be tried again, and `HopelessError` for what may not.
    """

    prepare: Callable[[Work, Values], Any]
    run: Callable[[Any], None]
    record: Callable[[Work, Values, Any], None]


@dataclass(frozen=True)
class KeptDate:
    """An open date in a row of a wing.

    `again` computes it on another calendar, from its start and its rule, as the instance's parameters read durations.
    """

    row: Any
    instance_id: int
    due_at: datetime
    again: Callable[[WorkCalendar, Callable[[str], Duration]], datetime]


@dataclass(frozen=True)
class DatedRows:
    """Rows of a wing that keep a date beside the tasks and timers of their instance (R-CAL-6)."""

    label: str
    """What people call the date."""
    list_open: Callable[[Session, Sequence[int]], Sequence[KeptDate]]
    """The open dates that hang on some instances, in order of id."""
    move: Callable[[Work, KeptDate, datetime], None]
    """Put the new date into the row; the instance is locked."""
    list_people: Callable[[Work, KeptDate], Sequence[int]]
    """Whom that concerns; nobody for what only the system looks at."""


starters: Registry[Starter] = Registry("starter")
handlers: Registry[Handler] = Registry("handler")
actions: Registry[Action] = Registry("action")
relations: Registry[Relation] = Registry("relation")
vote_kinds: Registry[VoteKind] = Registry("vote kind")
item_sources: Registry[Callable[[NodeContext], list[Item]]] = Registry("item source")
option_sources: Registry[Callable[..., Mapping[str, str]]] = Registry("option source")
panels: Registry[Panel] = Registry("panel")
due_kinds: Registry[Callable[[Work, Values], None]] = Registry("kind of due work")
errands: Registry[Errand] = Registry("errand")
endings: Registry[Callable[[Work, ProcessInstance], None]] = Registry("ending")
"""Called for every instance that ends, completed or cancelled: what of a wing hangs on it ends with it."""
dated_rows: Registry[DatedRows] = Registry("kind of dated row")
"""Dates in the tables of wings that move with a change of the calendar."""
roles: Registry[str] = Registry("role")
parameters: Registry[ValueKind] = Registry("parameter")
"""Names of parameters and what they hold."""
effects: Registry[Mapping[str, tuple[Any, ...]]] = Registry("effect")
"""What an action, handler, starter or vote may give, for whoever only walks through a process: by output or variable
the possible values, under `action open_ballot`. Of a vote the decision is called `outcome`; what comes with one
decision alone stands behind it and a colon. With what a wing starts a process by itself stands under `start appeal`."""
DRAWN: Final = "=drawn"
"""Among the declared outcomes of a vote: those that are drawn at its task."""
stand_ins: Registry[Relation] = Registry("stand-in")
"""Whom a relation would most likely name while there is nothing yet that it reads: by the name of the relation."""


def known_vocabulary() -> Vocabulary:
    """All registered names, for the lint."""
    return Vocabulary(
        roles=roles.names(),
        relations=relations.names(),
        parameters=parameters.items(),
        actions={name: ActionShape(each.inputs, each.outputs) for name, each in actions.items().items()},
        handlers=handlers.names(),
        starters=starters.names(),
        panels=panels.names(),
        sources=option_sources.names(),
        items=item_sources.names(),
        votes={name: kind.settings for name, kind in vote_kinds.items().items()},
    )
