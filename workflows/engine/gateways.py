"""Gateways by tokens: what counts is what waits, never what once happened (B1, B2, B4, B7 of the engine study).

A task at a join is a token that remembers the way it came (`via`). Firing takes one token from each way in, oldest
first. The inclusive join waits while another token can still come to one of its empty ways without having to pass it
(BPMN 2.0.2, 13.4.3).
"""

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.events import BoundarySpec
from workflows.engine.exits import Way
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import Values
from workflows.engine.scopes import take_token
from workflows.engine.states import OPEN


class JoinSpec(NodeSpec):
    """A gateway that waits for tokens; subclasses say for which."""

    joins = True
    walks = False

    def _update_hook(self, my_task: Task) -> bool:
        tokens = self.tokens_at(my_task)
        if not self.may_fire(my_task, tokens):
            my_task._set_state(TaskState.WAITING)
            my_task.workflow.joining[my_task.id] = my_task
            return False
        consumed = [token for token in tokens.values() if token is not my_task]
        for token in consumed:
            take_token(token)
        if consumed:
            my_task.internal_data["joined"] = sorted(token.id for token in consumed)
        return True

    def tokens_at(self, my_task: Task) -> dict[str, Task]:
        """The oldest waiting token of each way in; the one at hand stands for its own way."""
        found = {my_task.internal_data["via"]: my_task}
        for task in my_task.workflow.list_joining():
            if task.task_spec is self:
                found.setdefault(task.internal_data["via"], task)
        return found

    def may_fire(self, my_task: Task, tokens: dict[str, Task]) -> bool:
        """Whether the tokens are enough."""
        raise NotImplementedError

    def reach(self, specs: list[Any]) -> set[str]:
        """The flows into this gateway that can be come to from the specs without passing it."""
        seen: set[str] = set()
        found: set[str] = set()
        waiting = list(specs)
        while waiting:
            spec = waiting.pop()
            if spec is self or spec.name in seen:
                continue
            seen.add(spec.name)
            found.update(flow for flow, name in spec.ways if name == self.name)
            targets = [name for _, name in spec.ways] + spec.borders
            waiting += [self._wf_spec.task_specs[name] for name in targets]
        return found


class ParallelSpec(JoinSpec):
    """Waits for a token from every way in, but not for ways that only lead back from itself."""

    def may_fire(self, my_task: Task, tokens: dict[str, Task]) -> bool:
        """Whether every way in that leads here from the start has a token."""
        needed = self.reach([self._wf_spec.start])
        return my_task.internal_data["via"] not in needed or needed <= set(tokens)


class ExclusiveSpec(NodeSpec):
    """One way out: the first whose condition holds."""

    def send_tokens(self, my_task: Task) -> None:
        """Send one token."""
        self.send_token(my_task, *self.open_ways(my_task)[0])

    def ways_with(self, values: Values) -> list[Way]:
        """The first way whose condition holds."""
        return super().ways_with(values)[:1]


class InclusiveSpec(JoinSpec):
    """Every way out whose condition holds; as a join, waits for what can still come."""

    def may_fire(self, my_task: Task, tokens: dict[str, Task]) -> bool:
        """Whether no other token can come to an empty way in without also coming to a filled one."""
        return not any(self.awaits(task, tokens) for task in my_task.workflow.tasks.values())

    def awaits(self, task: Task, tokens: dict[str, Task]) -> bool:
        """Whether a token can still come to an empty way in, or has come there and only has to be looked at."""
        if task.task_spec is self:
            # Of several flows from a split straight to this join, each token is looked at in its turn.
            return task.state == TaskState.FUTURE and task.internal_data["via"] not in tokens
        passive = isinstance(task.task_spec, BoundarySpec) and task.state == TaskState.WAITING
        if passive or not task.has_state(OPEN):
            return False
        reached = self.reach([task.task_spec])
        return bool(reached) and not reached & set(tokens)
