"""Multi-instance activities that count instead of looking at their children.

The children of a parallel one are never read together: `total` and `done` stand at the multi-instance itself, and when
it is over, what is still open below its path ends by one statement.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import Expression
from bpmn.extensions import Relation
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import MemberCall
from workflows.engine.scopes import add_task, cancel_task
from workflows.engine.states import OPEN
from workflows.errors import ProcessStuckError


class EachSpec(NodeSpec):
    """Repeats an activity, its `child`, for each member of a relation or a number of times."""

    def __init__(self, process_spec: Any, node_id: str, *, sequential: bool) -> None:
        super().__init__(process_spec, node_id)
        self.sequential = sequential
        self.child = f"{node_id}#each"
        self.relation: Relation | None = None
        self.cardinality: Expression | None = None
        self.condition: Expression | None = None

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.FUTURE:
            return False
        self.open_borders(my_task)
        limits = my_task.workflow.top_workflow.limits
        members = self.members_of(my_task, limits.members)[: limits.repeats]
        my_task.internal_data.update(total=len(members), done=0)
        if not members:
            return True
        my_task._set_state(TaskState.STARTED)
        now, later = (members[:1], members[1:]) if self.sequential else (members, [])
        if later:
            my_task.internal_data["later"] = later
        for member in now:
            self.add_child(my_task, member)
        return False

    def members_of(self, my_task: Task, most: int) -> list[Any]:
        """For whom or what the activity is repeated; by number at `most` so many times."""
        values = self.values_of(my_task)
        if self.relation is None:
            count = self.cardinality.evaluate(values) if self.cardinality else 0
            if isinstance(count, bool) or not isinstance(count, int) or count > most:
                raise ProcessStuckError(cause=self.node_id)
            return [{"number": number} for number in range(1, count + 1)]
        arguments = tuple(_argument(text, values) for text in self.relation.arguments)
        known = self.known_of(my_task)
        call = MemberCall(self.relation.name, arguments, known, self._wf_spec.process_key, self.node_id)
        return list(my_task.workflow.top_workflow.world.list_members(call))

    def add_child(self, my_task: Task, member: Any, **inner: Any) -> None:
        """Open the activity for one more member."""
        child = add_task(my_task, self._wf_spec.task_specs[self.child], {**my_task.data, "each": dict(member)}, **inner)
        top = my_task.workflow.top_workflow
        top.paths[child.id] = f"{self.prefix_of(my_task)}{child.id}"
        child.task_spec._update(child)

    def prefix_of(self, my_task: Task) -> str:
        """How the paths of all its children begin."""
        around = my_task.workflow.top_workflow.paths[my_task.id]
        return f"{around}/{my_task.id}." if around else f"{my_task.id}."

    def end_child(self, child: Task) -> None:
        """Count a child that is done, and end the whole when enough are."""
        my_task = child.workflow.tasks[child._parent]
        counts = my_task.internal_data
        counts["done"] += 1
        if self.is_over(child, counts):
            self.finish(my_task)
        else:
            self.add_next(my_task)

    def finish(self, my_task: Task) -> None:
        """Be over, with whatever is still open."""
        self.leave(my_task)
        my_task.internal_data.pop("later", None)
        my_task._ready()

    def add_next(self, my_task: Task) -> None:
        """Open the activity for the member whose turn it is, where it is done for one after another."""
        counts = my_task.internal_data
        if counts.get("later"):
            member, *counts["later"] = counts["later"]
            self.add_child(my_task, member)

    def is_over(self, child: Task, counts: Mapping[str, Any]) -> bool:
        """Whether all are done, or the completion condition holds after this child."""
        total, done = counts["total"], counts["done"]
        if done >= total:
            return True
        if self.condition is None:
            return False
        values = self.values_of(child) | {
            "nrOfInstances": total,
            "nrOfCompletedInstances": done,
            "nrOfActiveInstances": 0 if self.sequential else total - done,
            "outcome": child.internal_data.get("outcome", ""),
        }
        return bool(self.condition.evaluate(values))

    def leave(self, my_task: Task) -> None:
        """End the children that are still open, loaded or not."""
        super().leave(my_task)
        counts = my_task.internal_data
        if counts.get("done", 0) < counts.get("total", 0):
            my_task.workflow.top_workflow.freed.add(self.prefix_of(my_task))
        for task in list(my_task.workflow.tasks.values()):
            if task._parent == my_task.id and task.task_spec.name == self.child and task.has_state(OPEN):
                cancel_task(task)


def _argument(text: str, values: dict[str, Any]) -> Any:
    """A quoted word stands for itself, any other for a variable."""
    return text.strip("'") if text.startswith("'") else values[text]
