"""Bugs to plant in the engine: the oracle is worth something if it finds every one of them."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from workflows.engine import events, gateways, loops, nodes
from workflows.engine.events import BoundarySpec, CatchSpec, EndSpec, ThrowSpec, TriggerSpec
from workflows.engine.gateways import InclusiveSpec, JoinSpec, ParallelSpec
from workflows.engine.loops import EachSpec
from workflows.engine.messages import AwaitingBoundarySpec
from workflows.engine.scopes import take_token

Plant = Callable[[pytest.MonkeyPatch], None]


def fire_at_first_token(patch: pytest.MonkeyPatch) -> None:
    """The parallel join goes on with the first token."""
    patch.setattr(ParallelSpec, "may_fire", lambda _self, _task, _tokens: True)


def count_tokens(patch: pytest.MonkeyPatch) -> None:
    """The parallel join counts tokens, not the ways that they came (excess tokens)."""

    def may_fire(self: Any, my_task: Any, _tokens: Any) -> bool:
        here = [task for task in my_task.workflow.list_joining() if task.task_spec is self and task is not my_task]
        return len(here) + 1 >= len(self.reach(self._wf_spec.start.outputs))

    patch.setattr(ParallelSpec, "may_fire", may_fire)


def remember_earlier_rounds(patch: pytest.MonkeyPatch) -> None:
    """The parallel join takes the ways of an earlier round for tokens (B1 of the engine study)."""
    seen: dict[tuple[int, str], set[str]] = {}

    def may_fire(self: Any, my_task: Any, tokens: Any) -> bool:
        ways = seen.setdefault((id(my_task.workflow.top_workflow.world), self.name), set())
        ways.update(tokens)
        return self.reach(self._wf_spec.start.outputs) <= ways

    patch.setattr(ParallelSpec, "may_fire", may_fire)


def ignore_upstream_tokens(patch: pytest.MonkeyPatch) -> None:
    """The inclusive join does not look for tokens that can still come."""
    patch.setattr(InclusiveSpec, "may_fire", lambda _self, _task, _tokens: True)


def wait_for_every_way(patch: pytest.MonkeyPatch) -> None:
    """The inclusive join waits like a parallel one."""
    patch.setattr(InclusiveSpec, "may_fire", ParallelSpec.may_fire)


def look_at_tasks_only(patch: pytest.MonkeyPatch) -> None:
    """The inclusive join overlooks tokens inside sub-processes, calls and multi-instances."""
    started = gateways.TaskState.STARTED
    patch.setattr(gateways, "OPEN", gateways.OPEN & ~started)


def keep_taken_tokens(patch: pytest.MonkeyPatch) -> None:
    """A join that fires leaves the other tokens where they are."""
    patch.setattr(gateways, "take_token", lambda _token: None)


def take_every_token(patch: pytest.MonkeyPatch) -> None:
    """A join that fires takes all tokens at it, not one a way."""
    plain = JoinSpec._update_hook

    def update_hook(self: Any, my_task: Any) -> bool:
        fires = plain(self, my_task)
        for task in my_task.workflow.list_joining() if fires else []:
            if task.task_spec is self and task is not my_task:
                take_token(task)
        return fires

    patch.setattr(JoinSpec, "_update_hook", update_hook)


def leave_borders_open(patch: pytest.MonkeyPatch) -> None:
    """A boundary event outlives its activity."""
    patch.setattr(nodes.NodeSpec, "leave", lambda _self, _task: None)


def spare_the_host(patch: pytest.MonkeyPatch) -> None:
    """An interrupting boundary event lets its activity go on."""
    patch.setattr(BoundarySpec, "_on_complete_hook", nodes.NodeSpec._on_complete_hook)


def spare_unread_siblings(patch: pytest.MonkeyPatch) -> None:
    """A multi-instance that is over ends only those of its children that the step has loaded."""
    patch.setattr(EachSpec, "prefix_of", lambda self, _task: f"nowhere.{self.name}")


def forget_the_condition(patch: pytest.MonkeyPatch) -> None:
    """A multi-instance does not look at its completion condition."""
    patch.setattr(loops.EachSpec, "is_over", lambda _self, _child, counts: counts["done"] >= counts["total"])


def end_only_the_token(patch: pytest.MonkeyPatch) -> None:
    """A terminate end event ends no more than its own token."""
    patch.setattr(EndSpec, "send_tokens", lambda self, task: None if self.definition.kind == "terminate" else task)


def spare_the_rivals(patch: pytest.MonkeyPatch) -> None:
    """Behind an event gateway the events that did not happen go on waiting."""

    def fire(self: Any, my_task: Any) -> None:
        my_task.internal_data["fired"] = True
        self._update(my_task)

    patch.setattr(CatchSpec, "fire", fire)


def listen_once(patch: pytest.MonkeyPatch) -> None:
    """A message on a border that does not interrupt is heard once only."""
    patch.setattr(AwaitingBoundarySpec, "open_again", lambda _self, _task: None)


def never_interrupt_a_scope(patch: pytest.MonkeyPatch) -> None:
    """An event sub-process lets the rest of its scope go on (B5 of the engine study)."""
    patch.setattr(events, "_interrupt_scope", lambda _trigger: None)


def count_triggers_as_tokens(patch: pytest.MonkeyPatch) -> None:
    """A scope waits for event sub-processes that never begin (B6 of the engine study)."""
    patch.setattr(TriggerSpec, "passive", False)


def look_at_borders_first(patch: pytest.MonkeyPatch) -> None:
    """What is thrown is caught on a border before the event sub-processes of the scope see it."""
    plain = events._events_outward

    def outward(my_task: Any) -> Any:
        found = list(plain(my_task))
        return sorted(found, key=lambda tasks: any(isinstance(task.task_spec, TriggerSpec) for task in tasks))

    patch.setattr(events, "_events_outward", outward)


def answer_once(patch: pytest.MonkeyPatch) -> None:
    """What does not interrupt happens once only."""
    patch.setattr(CatchSpec, "open_again", lambda _self, _task: None)


def lose_the_thrower(patch: pytest.MonkeyPatch) -> None:
    """Whoever escalates does not go on."""

    def send_tokens(self: Any, my_task: Any) -> None:
        catcher = events.find_catcher(my_task, self.definition)
        if catcher is not None:
            catcher.task_spec.happen(catcher)

    patch.setattr(ThrowSpec, "send_tokens", send_tokens)


JOINS: Final[tuple[Plant, ...]] = (
    fire_at_first_token,
    count_tokens,
    remember_earlier_rounds,
    ignore_upstream_tokens,
    wait_for_every_way,
    look_at_tasks_only,
    keep_taken_tokens,
    take_every_token,
)
OTHERS: Final[tuple[Plant, ...]] = (
    leave_borders_open,
    spare_the_host,
    spare_unread_siblings,
    forget_the_condition,
    end_only_the_token,
    spare_the_rivals,
    listen_once,
    never_interrupt_a_scope,
    count_triggers_as_tokens,
    look_at_borders_first,
    answer_once,
    lose_the_thrower,
)
