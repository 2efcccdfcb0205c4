"""One step of one instance: the engine moves the tokens, and everything that follows is written down.

A `Step` is made once in a command, after the instance was locked. Whatever a command does to the process goes through
it: complete a task, decide a vote, fire a timer, deliver a message, cancel.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from bpmn.elements import CatchEvent, Event, Node, UserTask
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import ROOT, ActionCall, EngineRow, MemberCall, Progress, Window
from workflows.engine.stepping import Stepper
from workflows.models import Candidate, EngineTask, ProcessInstance, Task, TaskDraft, Vote
from workflows.rules.states import InstanceState, NodeState, TaskState
from workflows.running import due_work
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.engine_rows import below, find_path, load_all_rows, load_rows, record_rows
from workflows.running.inboxes import TaskPlan, open_tasks
from workflows.running.library import BoundSet, load_parameters, load_set
from workflows.running.messages import send_all, subscribe, unsubscribe
from workflows.running.opening import open_timer, open_vote, plan_user_task
from workflows.running.operations import Operation, pay_debts
from workflows.running.world import StepWorld
from workflows.work import Work

T = TypeVar("T")


class Step:
    """What one command does to one instance."""

    def __init__(self, work: Work, instance: ProcessInstance) -> None:
        self.work = work
        self.session = work.session
        self.instance = instance
        self.bound = load_set(work.session, instance.set_id)
        self.parameters = load_parameters(work.session, instance.parameters_id)
        self.chronicle = Chronicle(work, instance)
        self.stepper = Stepper(
            self.bound.compiled, StepWorld(self.context_of, self.parameters, self.chronicle, self.bound.versions)
        )
        self.opened: list[Task] = []
        self.variables: Mapping[str, Any] = instance.variables
        """Those of the process itself, as they stand now; the instance's row has them when the command ends."""
        self.last_id = instance.last_engine_id
        self._rows: dict[int, EngineRow] = {}
        self._operation: Operation | None = None

    # -- what may happen ---------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the process with the instance's variables."""
        self._record(self.stepper.start(self.bound.root_key, self.variables), Window(self.bound.root_key))

    def complete(self, wait: Task | Vote, *, outcome: str = "", variables: Mapping[str, Any] | None = None) -> None:
        """Let the token of a completed task or a decided vote go on."""
        window = self._window(wait.path)
        progress = self.stepper.complete(window, wait.engine_id, outcome=outcome, variables=variables or {})
        # The seats of a vote that is decided are still open; a task of one's own is not.
        self._record(progress, window, done=wait.engine_id if isinstance(wait, Task) else ROOT)

    def fire(self, engine_id: int) -> bool:
        """Let a timer or message event happen; False if its token has gone."""
        window = self._window(find_path(self.session, self.instance.id, engine_id))
        if all(row.engine_id != engine_id for row in window.rows):
            return False
        self._record(self.stepper.fire(window, engine_id), window)
        return True

    def resume(self, engine_id: int, results: Mapping[str, Any]) -> None:
        """Take the results of an action that was done outside."""
        window = self._window(find_path(self.session, self.instance.id, engine_id))
        self._record(self.stepper.resume(window, engine_id, results), window)

    def cancel(self, reason: str) -> None:
        """End the instance: every token, task, vote and timer of it."""
        window = self._make_window(load_all_rows(self.session, self.instance.id))
        self._record(self.stepper.cancel(window), window, end=InstanceState.CANCELLED)
        self.instance.end_reason = reason

    def operate(self, operation: Operation) -> list[Task]:
        """Do an approval operation; return the tasks that it withdrew, of which its own fact is to tell."""
        window = self._make_window(tuple(operation.rows))
        self._operation = operation
        self._record(operation.act(self.stepper, window), window, done=operation.done)
        self._operation = None
        return operation.withdrawn

    def foresee(self, rows: Iterable[EngineRow], ask: Callable[[Stepper, Window], T]) -> T:
        """Ask the engine what would be; nothing moves."""
        return ask(self.stepper, self._make_window(tuple(rows)))

    def note(self, fact: Fact) -> None:
        """Add a fact to the history of the instance."""
        self.chronicle.note(fact)

    def finish(self) -> None:
        """Seal what happened; the last thing that a command does with its step."""
        self._keep()
        if self.chronicle.facts:
            self.instance.revision += 1
            self.chronicle.write()

    def _keep(self) -> None:
        self.instance.variables = dict(self.variables)
        self.instance.last_engine_id = self.last_id

    # -- what nodes may know -----------------------------------------------------------------------

    def node(self, process_key: str, node_id: str) -> Node:
        """A node as the instance's version draws it."""
        return self.bound.processes[process_key].nodes[node_id]

    def context_of(self, call: ActionCall | MemberCall) -> NodeContext:
        """What a node may know while the engine runs, before rows are written."""
        return self._context(call.process_key, call.node_id, variables=call.variables)

    def node_of(self, wait: Task | Vote) -> Node:
        """The node of a task or vote: what is closed stays with the version that it was closed under."""
        return self._bound_of(wait).processes[wait.process_key].nodes[wait.node_id]

    def drawn_context(self, wait: Task | Vote) -> NodeContext:
        """What the node of a task or vote may know without its variables."""
        return self._context(wait.process_key, wait.node_id, variables={}, bound=self._bound_of(wait))

    def _bound_of(self, wait: Task | Vote) -> BoundSet:
        return load_set(self.session, wait.set_id) if wait.set_id else self.bound

    def task_context(self, task: Task) -> NodeContext:
        """What the node of a task may know."""
        return replace(self._stored_context(task), task=task, each=task.member)

    def vote_context(self, vote: Vote, task: Task | None = None) -> NodeContext:
        """What the node of a vote may know."""
        return replace(self._stored_context(vote), vote=vote, task=task)

    def context_for(self, process_key: str, node_id: str, variables: Mapping[str, Any]) -> NodeContext:
        """What a node may know with these variables."""
        return self._context(process_key, node_id, variables=variables)

    def _stored_context(self, wait: Task | Vote) -> NodeContext:
        variables = self._read_variables(wait.scope_id)
        bound = self._bound_of(wait)
        context = self._context(wait.process_key, wait.node_id, variables=variables, bound=bound)
        return replace(context, engine_id=wait.engine_id, scope_id=wait.scope_id)

    def _context(
        self, process_key: str, node_id: str, *, variables: Mapping[str, Any], bound: BoundSet | None = None
    ) -> NodeContext:
        process = (bound or self.bound).processes[process_key]
        return NodeContext(
            work=self.work,
            instance=self.instance,
            process=process,
            node=process.nodes[node_id],
            parameters=self.parameters,
            variables=variables,
        )

    def _read_variables(self, scope_id: int) -> Mapping[str, Any]:
        if scope_id == ROOT:
            return self.variables
        row = self.session.get_one(EngineTask, (self.instance.id, scope_id))
        return row.variables or {}

    # -- writing it down ---------------------------------------------------------------------------

    def _window(self, path: str) -> Window:
        return self._make_window(load_rows(self.session, self.instance.id, path))

    def _make_window(self, rows: tuple[EngineRow, ...]) -> Window:
        return Window(self.bound.root_key, rows, dict(self.variables), self.last_id)

    def _record(
        self, progress: Progress, window: Window, *, done: int = ROOT, end: InstanceState = InstanceState.COMPLETED
    ) -> None:
        """Write a progress down; `done` is the token whose task or vote the command itself has closed."""
        before = {row.engine_id for row in window.rows}
        self._rows = {row.engine_id: row for row in (*window.rows, *progress.rows)}
        record_rows(self.session, self.instance.id, progress, self.work.at)
        self.variables, self.last_id = progress.variables, progress.last_id
        self._close(progress, before - {done})
        known: dict[Any, Any] = {}
        fresh = [row for row in progress.rows if row.state.open and row.engine_id not in before]
        plans = [self._open(row, known) for row in fresh]
        pay_debts(self, progress)
        self.opened += open_tasks([plan for plan in plans if plan], self.chronicle)
        self._subscribe(fresh)
        send_all(self.work, self.instance, progress.thrown, self.chronicle)
        if progress.ended:
            self._end(end)

    def _open(self, row: EngineRow, known: dict[Any, Any]) -> TaskPlan | None:
        """Begin what waits at a row: a vote, a timer; a task is planned, to be opened with the others."""
        node = self._node_of(row)
        scope_id = self._owner_of(row)
        variables = self._rows[scope_id].variables if scope_id else self.variables
        context = replace(
            self._context(row.process_key, row.node_id, variables=variables or {}),
            engine_id=row.engine_id,
            scope_id=scope_id,
            path=row.path,
            each=row.local.get("each", {}),
            known=known,
        )
        if isinstance(node, UserTask) and row.state is NodeState.READY:
            if node.vote is None:
                told = self._operation.told if self._operation else "task_opened"
                return replace(plan_user_task(context, node), again=row.inner.get("again"), told=told)
            open_vote(context, node, self.chronicle)
        elif isinstance(node, CatchEvent) and isinstance(node, Event):
            open_timer(context, node, row)
        return None

    def _owner_of(self, row: EngineRow) -> int:
        """The call whose variables a row's node reads: embedded sub-processes share those around them."""
        scope_id = row.scope_id
        while scope_id and self._rows[scope_id].variables is None:
            scope_id = self._rows[scope_id].scope_id
        return scope_id

    def _close(self, progress: Progress, before: set[int]) -> None:
        """End the tasks, votes and timers of tokens that have gone."""
        gone = [row for row in progress.changed if not row.state.open and row.engine_id in before]
        waits = [row.engine_id for row in gone if isinstance(self._node_of(row), UserTask)]
        if waits:
            self._withdraw(Task.engine_id.in_(waits), Vote.engine_id.in_(waits))
        awaiting = [row.engine_id for row in gone if self._node_of(row).awaited]
        if awaiting:
            unsubscribe(self.session, self.instance.id, awaiting)
        timers = [row.engine_id for row in gone if isinstance(self._node_of(row), CatchEvent)]
        due_work.cancel_due(self.session, [f"timer:{self.instance.public_id}:{each}" for each in timers])
        if progress.freed:
            inside = select(EngineTask.engine_id).where(
                EngineTask.instance_id == self.instance.id, below(progress.freed)
            )
            self._withdraw(Task.engine_id.in_(inside), Vote.engine_id.in_(inside))
            if self.bound.subscribes:
                unsubscribe(self.session, self.instance.id, inside)

    def _subscribe(self, fresh: Iterable[EngineRow]) -> None:
        """Write down which of them wait for a message or signal."""
        awaited = ((row, self._node_of(row).awaited) for row in fresh if row.state is NodeState.WAITING)
        subscribe(self.work, self.instance, [(row, what) for row, what in awaited if what])

    def _node_of(self, row: EngineRow) -> Node:
        return self.node(row.process_key, row.node_id)

    def _withdraw(self, tasks: Any, votes: Any) -> None:
        """Cancel the open tasks and votes among those of the instance."""
        mine = (Task.instance_id == self.instance.id) & (Task.state == TaskState.OPEN) & tasks
        withdrawn = list(
            self.session.scalars(update(Task).where(mine).values(state=TaskState.CANCELLED).returning(Task))
        )
        if withdrawn:
            ids = [task.id for task in withdrawn]
            self.session.execute(update(Candidate).where(Candidate.task_id.in_(ids)).values(open=False))
            self.session.execute(delete(TaskDraft).where(TaskDraft.task_id.in_(ids)))
            self._tell(withdrawn)
        open_votes = (Vote.instance_id == self.instance.id) & (Vote.state == "open") & votes
        for vote in self.session.scalars(
            update(Vote).where(open_votes).values(state="cancelled").returning(Vote)
        ).all():
            registries.vote_kinds.find(vote.kind).withdraw(self.vote_context(vote))

    def _tell(self, withdrawn: list[Task]) -> None:
        """Note each withdrawn task, or leave it to the operation that withdrew it."""
        if self._operation:
            self._operation.withdrawn += withdrawn
            return
        for task in withdrawn:
            data = {"task": task.public_id, "node": task.node_id, "seat": task.seat}
            self.chronicle.note(Fact("task_withdrawn", task_id=task.id, data=data))

    def _end(self, state: InstanceState) -> None:
        self.instance.state = state
        self.instance.ended_at = self.work.at
        self._keep()
        due_work.cancel_all(self.session, self.instance.id)
        self.chronicle.note(Fact(f"instance_{state}"))
        for end in registries.endings.items().values():
            end(self.work, self.instance)
