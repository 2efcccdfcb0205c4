"""Moving an open task to another step (移动): for those who steer every procedure, with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.elements import CallActivity, Node, Process, SubProcess, UserTask
from bpmn.regions import Standpoint, regions_of
from bpmn.texts import N_
from services.process.permitting import (
    OperatedTask,
    answer,
    check_moving,
    check_steering,
    name_tasks,
    read_reason,
    tell_withdrawn,
)
from services.transaction import use_case
from workflows.engine.progress import EngineRow
from workflows.errors import ConflictError, NotFoundError, RefusedError
from workflows.models import ProcessInstance, Task
from workflows.queries.tasks import list_open_tasks
from workflows.queries.visibility import load_visible, lock_visible
from workflows.rules.actors import STEERING
from workflows.rules.states import InstanceState
from workflows.running.chronicle import Fact
from workflows.running.engine_rows import load_rows
from workflows.running.library import load_set
from workflows.running.operations import Operation
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class MoveRequest:
    """Which open task is to be at which other step, and why."""

    task: str
    to: str
    reason: str


@dataclass(frozen=True)
class MoveChoice:
    """An open task, and the steps that it may be moved to, by id and name."""

    task_id: str
    name: str
    targets: Mapping[str, str]


@use_case
def move_task(work: Work, instance_id: str, wanted: MoveRequest) -> OperatedTask:
    """Withdraw an open task, and open another step of the same scope in its place."""
    instance = lock_visible(work.session, work.asker, instance_id, work.at)
    check_steering(work, instance)
    check_moving(instance)
    reason = read_reason(wanted.reason)
    step = Step(work, instance)
    task = _find_open(step, wanted.task)
    Moves(step.bound.processes, task.process_key, task.node_id).check(wanted.to)
    rows = load_rows(work.session, instance.id, task.path)
    moved = _find_token(rows, task)
    withdrawn = step.operate(Operation(lambda stepper, window: stepper.move(window, moved.engine_id, wanted.to), rows))
    data = {"task": task.public_id, "from": task.node_id, "to": wanted.to, "withdrawn": name_tasks(withdrawn)}
    fact = Fact("token_moved", actor_id=work.person_id, task_id=task.id, data=data, texts={"reason": reason})
    step.chronicle.facts.insert(0, fact)
    tell_withdrawn(step, withdrawn)
    step.finish()
    return answer(step, task)


def _find_open(step: Step, task_id: str) -> Task:
    """An open task of the instance that is no vote's seat."""
    found = [task for task in list_open_tasks(step.session, step.instance.id) if task.public_id == task_id]
    if not found:
        raise NotFoundError(N_("没有这件待办，或它已经办结"))
    if found[0].seat:
        raise ConflictError(N_("表决进行中，不能移动"))
    return found[0]


def _find_token(rows: tuple[EngineRow, ...], task: Task) -> EngineRow:
    """The token of a task; of a countersign that of the whole, for one voice alone cannot stand elsewhere."""
    by_id = {row.engine_id: row for row in rows}
    own = by_id[task.engine_id]
    return by_id[own.parent_id] if own.part else own


class Moves:
    """Where a token of a node may be moved to by the drawing."""

    def __init__(self, processes: Mapping[str, Process], process_key: str, source: str) -> None:
        self.processes = processes
        self.process = processes[process_key]
        self.node = self.process.nodes[source]
        self.regions = regions_of(self.process, self.node.scope)
        self.standpoint = Standpoint(self.process, self.node.scope, source)

    def check(self, target: str) -> None:
        """Refuse to leave the scope or a parallel branch, to go to a vote, or past a mandatory step (R-GATE-2)."""
        to = self.process.nodes.get(target)
        if not isinstance(to, UserTask) or to.scope != self.node.scope or to.id == self.node.id:
            raise RefusedError(N_("只能移动到同一流程（子流程）内的其他人工环节"))
        if to.vote is not None:
            raise RefusedError(N_("不能移动到表决环节"))
        if self.regions[self.node.id] != self.regions[target]:
            raise ConflictError(N_("“%(name)s”在另一条并行分支上：移动后汇合处会缺少或多出一支"), name=to.name)
        for node_id in sorted(self.standpoint.list_jumped(target)):
            if bears_checkpoint(self.process.nodes[node_id], self.process, self.processes):
                raise ConflictError(N_("不能跳过必经环节“%(name)s”"), name=self.process.nodes[node_id].name)

    def list_targets(self) -> Iterator[tuple[str, str]]:
        """Ids and names of the steps that a token may be moved to."""
        for node in self.process.nodes.values():
            try:
                self.check(node.id)
            except (ConflictError, RefusedError):
                continue
            yield node.id, node.name


def bears_checkpoint(node: Node, process: Process, processes: Mapping[str, Process]) -> bool:
    """Whether a node is a mandatory step, or holds or calls one."""
    if node.checkpoint:
        return True
    if isinstance(node, SubProcess):
        inside = [each for each in process.nodes.values() if each.scope == node.id]
        return any(bears_checkpoint(each, process, processes) for each in inside)
    if isinstance(node, CallActivity) and node.called in processes:
        called = processes[node.called]
        others = {key: each for key, each in processes.items() if key not in {process.id, node.called}}
        return any(bears_checkpoint(each, called, others) for each in called.nodes.values())
    return False


def list_moves(work: Work, instance_id: str) -> list[MoveChoice]:
    """What may be moved where, for those who may; nothing for others."""
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    if not work.asker.has_role(*STEERING) or instance.state != InstanceState.RUNNING:
        return []
    processes = load_set(work.session, instance.set_id).processes
    tasks = {(task.process_key, task.node_id, task.scope_id): task for task in _movable(work, instance)}
    found = [
        MoveChoice(task.public_id, task.name, dict(Moves(processes, task.process_key, task.node_id).list_targets()))
        for task in tasks.values()
    ]
    return [each for each in found if each.targets]


def _movable(work: Work, instance: ProcessInstance) -> list[Task]:
    """The open tasks that are no seats of votes."""
    return [task for task in list_open_tasks(work.session, instance.id) if not task.seat]
