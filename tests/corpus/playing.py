"""A trace of the corpus, step by step, on an instance without a database: rows as JSON between the steps."""

from typing import Any

import pytest

from tests.corpus.drawing import draw_case
from tests.corpus.notation import Case, Step, Trace
from tests.engines import FakeWorld, Running
from workflows.engine.progress import ActionCall
from workflows.errors import ProcessStuckError
from workflows.rules.states import NodeState


def act(call: ActionCall) -> dict[str, Any]:
    """Gives back what goes in."""
    return dict(call.inputs)


WORLD_ACTIONS = {"echo": act, "later": lambda _call: None}


OUTSIDE = frozenset({"timer", "message", "signal", "receive"})
"""What waits for something from outside the instance."""


class Player:
    """One trace of a case, two workers in turn."""

    def __init__(self, case: Case, trace: Trace) -> None:
        self.case = case
        self.trace = trace
        self.nodes = {node.name: node for scope in (case.main, *case.calls.values()) for node in scope.everything()}

    def begin(self) -> None:
        """Make ready to start."""
        self.running = Running(*draw_case(self.case), world=FakeWorld(WORLD_ACTIONS))

    def play(self) -> None:
        """Take every step and compare everything that is waited for after it."""
        self.begin()
        for number, step in enumerate(self.trace.steps, 1):
            if step.refused:
                with pytest.raises(ProcessStuckError):
                    self.take(step)
            else:
                self.take(step)
            found = self.waits()
            assert found == step.waits, f"{self.case}, step {number} ({step}) of {self.trace.text}: {found}"
        values = self.values()
        assert {name: values.get(name) for name in self.trace.values} == self.trace.values, str(self.case)

    # -- what the database does otherwise ----------------------------------------------------------

    def take(self, step: Step) -> None:
        """Let one thing happen."""
        running = self.running
        if step.verb == "start":
            running.start(**step.values)
        elif step.verb == "cancel":
            running.cancel()
        elif step.verb == "resume":
            running.resume(step.node, step.values)
        elif step.verb == "fire":
            running.fire(running.all(step.node, NodeState.WAITING)[step.nth - 1])
        else:
            running.complete(running.all(step.node)[step.nth - 1], step.outcome or "done", **step.values)

    def waits(self) -> tuple[str, ...]:
        """Everything that is waited for: tasks, events that may happen, actions that are at work."""
        if self.running.ended:
            return ("over",)
        found = [row.node_id for row in self.running.open_rows() if self._is_waited_for(row.node_id, row.state)]
        return tuple(sorted(found)) or ("-",)

    def values(self) -> dict[str, Any]:
        """The variables of the process."""
        return self.running.variables

    def _is_waited_for(self, name: str, state: NodeState) -> bool:
        kind = self.kind_of(name)
        if state is NodeState.READY:
            return True
        return (state is NodeState.WAITING and kind in OUTSIDE) or (state is NodeState.STARTED and kind == "action")

    def kind_of(self, name: str) -> str:
        """What a node is; the start of an event sub-process is what it waits for."""
        node = self.nodes[name]
        return node.words.removeprefix("beside ").partition(" ")[0] if node.kind == "trigger" else node.kind
