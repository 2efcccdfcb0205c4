"""SpiffWorkflow's states and ours."""

from collections.abc import Mapping
from typing import Final

from SpiffWorkflow.util.task import TaskState

from workflows.rules.states import NodeState

NAMES: Final[Mapping[int, NodeState]] = {
    TaskState.READY: NodeState.READY,
    TaskState.WAITING: NodeState.WAITING,
    TaskState.STARTED: NodeState.STARTED,
    TaskState.COMPLETED: NodeState.COMPLETED,
    TaskState.CANCELLED: NodeState.CANCELLED,
}
NUMBERS: Final[Mapping[NodeState, int]] = {name: number for number, name in NAMES.items()}
OPEN: Final[int] = TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.FUTURE
