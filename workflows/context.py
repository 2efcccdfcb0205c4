"""What a wing gets to know when a diagram calls it by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bpmn.elements import Node, Process
from bpmn.errors import ExpressionError
from bpmn.expressions import PARAMETERS, parse_expression
from workflows.models import Organisation, ProcessInstance, Task, Unit, Vote
from workflows.rules.parameters import Parameters
from workflows.work import Work

T = TypeVar("T")


@dataclass(frozen=True)
class StartContext:
    """A process that is about to begin."""

    work: Work
    organisation: Organisation
    process: Process
    parameters: Parameters
    unit: Unit | None = None
    parent: ProcessInstance | None = None

    def argument(self, text: str) -> Any:
        """What an argument of a source stands for before there are variables: a quoted word, or the unit's code."""
        if text.startswith("'"):
            return text.strip("'")
        return self.unit.code if self.unit and text == "unit" else None


@dataclass(frozen=True)
class NodeContext:
    """A node at work: the instance, the process as drawn, the variables it reads, and the task or vote at hand."""

    work: Work
    instance: ProcessInstance
    process: Process
    node: Node
    parameters: Parameters
    variables: Mapping[str, Any]
    engine_id: int = 0
    scope_id: int = 0
    path: str = ""
    each: Mapping[str, Any] = field(default_factory=dict)
    task: Task | None = None
    vote: Vote | None = None
    rehearsed: bool = False
    """Whether nobody carries this out, so that nothing of the domain is there: relations are asked by stand-ins."""
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was looked up already while a step opens tasks that may be many."""

    def once(self, key: tuple[Any, ...], look_up: Callable[[], T]) -> T:
        """The answer to a question that tasks of the same node and call ask alike; asked once."""
        place = (self.process.id, self.node.id, self.scope_id, repr(key))
        if place not in self.known:
            self.known[place] = look_up()
        answer: T = self.known[place]
        return answer

    def argument(self, text: str) -> Any:
        """What an argument of a relation or source stands for: a quoted word, a variable, or what an expression says.

        None where it is unset, or where the expression has no value: then nobody stands in the relation.
        """
        if text.isidentifier():
            return self.variables.get(text)
        if "'" not in text[1:-1] and text.startswith("'"):
            return text.strip("'")
        known = {**dict.fromkeys(self.process.names), **self.variables, PARAMETERS: self.parameters.by_group}
        try:
            return parse_expression(text).evaluate(known)
        except ExpressionError:
            return None

    @property
    def own_task(self) -> Task:
        """The task at hand, where there must be one."""
        if self.task is None:
            raise LookupError(f"{self.node.id} has no task here")
        return self.task

    @property
    def own_vote(self) -> Vote:
        """The vote at hand, where there must be one."""
        if self.vote is None:
            raise LookupError(f"{self.node.id} has no vote here")
        return self.vote
