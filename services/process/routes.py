"""The steps that an open task may be returned to, and what a return to each would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bpmn.elements import ServiceTask, UserTask
from bpmn.extensions import Permit
from services.process.permitting import check_moving, check_permitted, is_step
from services.process.tasks import check_place, drawn_task
from workflows.engine.progress import EngineRow
from workflows.models import Task
from workflows.queries.directory import load_names
from workflows.queries.tasks import list_candidates_of, list_tasks_at, load_ownership
from workflows.queries.visibility import load_visible_task
from workflows.queries.visits import load_later_visits, load_visits
from workflows.rules.ownership import check_may_complete
from workflows.rules.passage import Visit
from workflows.rules.returning import Target, find_targets, gather_inside
from workflows.rules.states import NodeState, TaskState
from workflows.running.engine_rows import load_rows
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class ReturnTarget:
    """A step that a task may be returned to."""

    key: str
    node_id: str
    process_key: str
    name: str
    people: list[str]
    done_at: datetime | None
    withdrawn: list[str]
    """Names of the open tasks that are withdrawn, beside the one returned."""
    actions: list[str]
    """Names of the automatic steps that have run since; they are not undone."""
    straight_back: bool


class Route:
    """What lies between an open task and the steps that it may be returned to."""

    def __init__(self, step: Step, task: Task) -> None:
        self.step = step
        self.task = task
        self.rows = load_rows(step.session, task.instance_id, task.path)

    @cached_property
    def row(self) -> EngineRow:
        """The task's own token."""
        return next(row for row in self.rows if row.engine_id == self.task.engine_id)

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """The steps by their keys, nearest first; one of another process bears that in its key."""
        visits = load_visits(self.step.session, self.task.instance_id, self._scopes())
        found: dict[str, Target] = {}
        for target in find_targets(visits, self.task.engine_id, lambda visit: is_step(self.step, visit)):
            found.setdefault(self._key(target.visit), target)
        return found

    def _key(self, visit: Visit) -> str:
        own = visit.process_key == self.task.process_key
        return visit.node_id if own else f"{visit.process_key}/{visit.node_id}"

    def _scopes(self) -> list[int]:
        """The scopes around the task, from the inside out."""
        by_id = {row.engine_id: row for row in self.rows}
        scopes = [self.row.scope_id]
        while scopes[-1]:
            scopes.append(by_id[scopes[-1]].scope_id)
        return scopes

    @cached_property
    def later(self) -> Sequence[Visit]:
        """Everything that has happened since the farthest step."""
        first = min((target.visit.engine_id for target in self.targets.values()), default=None)
        return () if first is None else load_later_visits(self.step.session, self.task.instance_id, first)

    def since(self, target: Target) -> list[Visit]:
        """Everything that has followed from a step, in it as well, the step itself first."""
        return gather_inside((target.visit, *target.since), self.later)

    def actions(self, since: Sequence[Visit]) -> list[str]:
        """Names of the automatic steps among visits that have run."""
        done = [visit for visit in since if visit.state is NodeState.COMPLETED]
        nodes = [self.step.node(visit.process_key, visit.node_id) for visit in done]
        return list(dict.fromkeys(node.name or node.id for node in nodes if isinstance(node, ServiceTask)))


def list_return_targets(work: Work, task_id: str) -> list[ReturnTarget]:
    """The steps that an open task may be returned to, nearest first, each with what a return to it would do."""
    task, instance = load_visible_task(work.session, work.asker, task_id, work.at)
    step = Step(work, instance)
    node = drawn_task(step.task_context(task))
    check_permitted(node, task, Permit.RETURN)
    check_place(work, task, load_ownership(work.session, task, delegable=node.delegable), check_may_complete)
    check_moving(instance)
    route = Route(step, task)
    at = _Tasks(route)
    return [_show_target(route, at, key, target) for key, target in route.targets.items()]


class _Tasks:
    """The tasks of tokens since the farthest step, with the people behind them; read together."""

    def __init__(self, route: Route) -> None:
        session, instance_id = route.step.session, route.task.instance_id
        numbers = {target.visit.engine_id for target in route.targets.values()} | {v.engine_id for v in route.later}
        self.tasks = list_tasks_at(session, instance_id, numbers) if numbers else []
        self.candidates = list_candidates_of(session, [each.id for each in self.tasks if each.state == TaskState.OPEN])
        people = {each.completed_by_id for each in self.tasks} | {
            p for found in self.candidates.values() for p in found
        }
        self.names = load_names(session, [person for person in people if person])

    def done_at(self, visits: Sequence[Visit]) -> list[Task]:
        """The tasks of a step that were completed."""
        numbers = {visit.engine_id for visit in visits}
        return [task for task in self.tasks if task.engine_id in numbers and task.completed_at]

    def open_at(self, visits: Sequence[Visit]) -> list[str]:
        """Names of the open tasks of some tokens, with those whom they wait for."""
        numbers = {visit.engine_id for visit in visits}
        found = [task for task in self.tasks if task.engine_id in numbers and task.state == TaskState.OPEN]
        return [self._name(task) for task in found]

    def _name(self, task: Task) -> str:
        people = [self.names[person] for person in self.candidates.get(task.id, ())]
        return f"{task.name}（{'、'.join(people)}）" if people else task.name


def _show_target(route: Route, at: _Tasks, key: str, target: Target) -> ReturnTarget:
    visit, since = target.visit, route.since(target)
    others = [each for each in since if each.state.open and each.engine_id != route.task.engine_id]
    done = at.done_at(target_visits(target))
    return ReturnTarget(
        key=key,
        node_id=visit.node_id,
        process_key=visit.process_key,
        name=route.step.node(visit.process_key, visit.node_id).name,
        people=list(dict.fromkeys(at.names[task.completed_by_id or 0] for task in done)),
        done_at=max((task.completed_at for task in done if task.completed_at), default=None),
        withdrawn=[*at.open_at(others), *_open_votes(route, others)],
        actions=route.actions(since),
        straight_back=target.straight,
    )


def target_visits(target: Target) -> list[Visit]:
    """The visit of a step itself, with those of everybody who had it as a countersign."""
    mine = target.visit.engine_id
    return [target.visit, *(each for each in target.since if each.part and each.parent_id == mine)]


def _open_votes(route: Route, visits: Sequence[Visit]) -> list[str]:
    nodes = [route.step.node(visit.process_key, visit.node_id) for visit in visits if visit.state is NodeState.READY]
    return [node.name for node in nodes if isinstance(node, UserTask) and node.vote is not None]
