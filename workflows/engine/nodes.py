"""What every node of BPMN does with its token, as a spec of SpiffWorkflow.

Nothing is predicted: a task has children only once it has completed. Data of the library's tasks holds what is local to
one multi-instance child (`each`, `outcome`); variables live in the scopes.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import PARAMETERS
from workflows.engine.exits import Exits, Way
from workflows.engine.progress import Values
from workflows.engine.scopes import TREE, add_task, cancel_task
from workflows.engine.walking import find_last_way
from workflows.errors import ProcessStuckError


class NodeSpec(BpmnTaskSpec):
    """A node whose token passes at once."""

    joins = False
    """Whether tokens at this node wait for each other."""
    passive = False
    """Whether a scope is over although something waits here."""
    walks = True
    """Whether a dry walk may pass this node (`workflows.engine.walking`)."""

    def __init__(self, process_spec: Any, node_id: str, part: str = "") -> None:
        super().__init__(process_spec, f"{node_id}#{part}" if part else node_id, inputs=[], outputs=[])
        self.node_id = node_id
        self.part = part
        self.ways: list[Way] = []
        """Sequence flows out of the node: their ids and the names of their targets."""
        self.borders: list[str] = []
        """Names of the boundary events on this activity."""
        self.exits: Exits | None = None
        """The conditions of its ways out, where it has some."""
        self.repeated_by: str = ""
        """Name of the multi-instance that repeats this activity."""
        self.memory: str = ""
        """Name of what remembers a completion, where it can be compensated."""

    # -- the library's protocol --------------------------------------------------------------------

    def test(self) -> None:
        """The library's check of a spec; the lint has done it."""

    def _predict(self, my_task: Task, *_: Any, **__: Any) -> None:
        """Predict nothing: what has not happened is not stored."""

    def _update_hook(self, my_task: Task) -> bool:
        self.open_borders(my_task)
        return True

    def _on_ready(self, my_task: Task) -> None:
        if not self.manual:
            my_task.workflow.top_workflow.agenda.append(my_task)

    def _run_hook(self, _my_task: Task) -> bool | None:
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        self.leave(my_task)
        if self.memory:
            self._wf_spec.task_specs[self.memory].keep(my_task)
        self.send_tokens(my_task)

    # -- ours --------------------------------------------------------------------------------------

    def send_tokens(self, my_task: Task) -> None:
        """Send a token along every open way, or report to what repeats this activity or has asked for it."""
        if self.repeated_by:
            self._wf_spec.task_specs[self.repeated_by].end_child(my_task)
        if "undoes" in my_task.internal_data:
            self.end_handler(my_task)
        if "back" in my_task.internal_data and self.send_back(my_task, my_task.internal_data["back"]):
            return
        for flow, name in self.open_ways(my_task):
            self.send_token(my_task, flow, name)

    def send_back(self, my_task: Task, back: dict[str, Any]) -> bool:
        """Send the token straight to who returned it, if the drawn way still leads there; say whether it does."""
        way = find_last_way(self, back["node"], self.values_of(my_task))
        if way:
            self.send_token(my_task, *way, **back["mark"])
        return way is not None

    def open_ways(self, my_task: Task) -> list[Way]:
        """The ways out that a token takes now."""
        if self.exits is None:
            return self.ways
        found = self.ways_with(self.values_of(my_task))
        if not found:
            raise ProcessStuckError(cause=self.node_id)
        return found

    def ways_with(self, values: Values) -> list[Way]:
        """The ways out that a token would take with these values."""
        return self.ways if self.exits is None else self.exits.open_ways(values)

    def send_token(self, my_task: Task, flow: str, name: str, **inner: Any) -> None:
        """Send a token along one sequence flow; it remembers the way it came."""
        add_task(my_task, self._wf_spec.task_specs[name], via=flow, **inner)

    def end_handler(self, my_task: Task) -> None:
        """Tell whoever compensates that this handler is done; an event sub-process may have ended meanwhile."""
        driver = my_task.workflow.top_workflow.look_up(my_task.internal_data["undoes"])
        if driver is not None:
            driver.task_spec.undo_next(driver)

    def open_borders(self, my_task: Task) -> None:
        """Let the boundary events of an activity begin to wait when its token arrives."""
        if my_task.state != TaskState.FUTURE:
            return
        for name in self.borders:
            event = add_task(my_task.parent, self._wf_spec.task_specs[name], my_task.data, host=my_task.id)
            event.task_spec._update(event)

    def leave(self, my_task: Task) -> None:
        """End what waits on the border of an activity that is over."""
        if self.borders:
            for task in list(my_task.workflow.tasks.values()):
                if task.internal_data.get("host") == my_task.id and task.state == TaskState.WAITING:
                    cancel_task(task)

    def path_of(self, my_task: Task) -> str:
        """The multi-instance children around a task: its parent's, or those of the scope's owner."""
        paths: dict[int, str] = my_task.workflow.top_workflow.paths
        above = my_task.parent.id
        return paths[above] if above != TREE else paths[my_task.workflow.owner_id]

    def values_of(self, my_task: Task) -> dict[str, Any]:
        """What an expression at this task may read: parameters, and names of the process, unset ones as None."""
        parameters = my_task.workflow.top_workflow.world.parameters
        return {**my_task.workflow.spec.unset, **self.known_of(my_task), PARAMETERS: parameters}

    def known_of(self, my_task: Task) -> dict[str, Any]:
        """What is known at this task: variables of its process, and what is local to a multi-instance child."""
        return {**my_task.workflow.variables, **my_task.data}
