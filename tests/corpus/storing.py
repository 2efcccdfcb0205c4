"""A trace of the corpus through the database: the same steps as commands of people and work of the house."""

from typing import Any

from sqlalchemy import select, update

from bpmn.lint import Vocabulary, check_process, has_errors
from bpmn.reader import read_process
from services.process.instances import cancel_process, send_message
from services.process.tasks import TaskAnswer, complete_task
from services.transaction import use_case
from tests.corpus.drawing import KEY, draw_case
from tests.corpus.notation import Case, Step, Trace
from tests.corpus.playing import Player
from tests.houses import House
from workflows.engine.progress import EngineRow
from workflows.models import DueWork, ProcessInstance, Task
from workflows.rules.states import DueState, InstanceState, NodeState, TaskState
from workflows.running.engine_rows import load_all_rows
from workflows.running.library import forget_sets
from workflows.running.starting import Start, find_basis, start_on
from workflows.work import Work

WORKERS = ("hxc", "qmz")
HEAD = "hxc"
"""Who may cancel."""


def may_be_published(case: Case) -> bool:
    """Whether the lint lets the case's files pass: some cases show what it refuses, and some need actions.

    What other instances send (signals, messages without a person) is left to the tests of the house.
    """
    scopes = (case.main, *case.calls.values())
    if {node.kind for scope in scopes for node in scope.everything()} & {"signal", "send", "receive"}:
        return False
    if any(node.words.endswith("signal alarm") for scope in scopes for node in scope.everything()):
        return False
    processes = {each.id: each for each in map(read_process, draw_case(case))}
    nothing: frozenset[str] = frozenset()
    known = Vocabulary(
        roles=frozenset({"office_head", "office_staff"}),
        relations=nothing,
        parameters={},
        actions={},
        handlers=nothing,
        panels=nothing,
        sources=nothing,
        items=nothing,
        votes={},
        processes=processes,
        checkpoints=(),
    )
    return not any(has_errors([problem]) for each in processes.values() for problem in check_process(each, known))


@use_case
def begin_case(work: Work, values: dict[str, Any]) -> int:
    """Start the case's process with these variables; the id of its instance."""
    basis = find_basis(work.session, work.asker.org_id, KEY)
    step = start_on(work, basis, Start(KEY, None, values))
    step.finish()
    return step.instance.id


class StoredPlayer(Player):
    """The same trace on an instance in the database; each step by another worker, who has nothing in memory."""

    def __init__(self, case: Case, trace: Trace, house: House) -> None:
        super().__init__(case, trace)
        self.house = house
        self.turn = 0

    def begin(self) -> None:
        """Publish the files of the case."""
        for file in reversed(draw_case(self.case)):
            self.house.publish(file)

    def play(self) -> None:
        """Take every step; what has not ended then is cancelled, so that nothing is left in the house."""
        super().play()
        if self._instance().state == InstanceState.RUNNING:
            self.take(Step("cancel", "", 1, "", {}, ()))

    def take(self, step: Step) -> None:
        """Let one thing happen."""
        command = self._command(HEAD if step.verb == "cancel" else "")
        if step.verb == "start":
            self.instance_id = begin_case(command, step.values)
        elif step.verb == "cancel":
            cancel_process(command, self._instance().public_id, reason="语料")
        elif step.verb == "fire":
            self._fire(command, self._row(step, NodeState.WAITING))
        else:
            self._complete(command, step)

    def _command(self, who: str) -> Any:
        forget_sets()
        self.turn += 1
        return self.house.command(who or WORKERS[self.turn % 2])

    def _complete(self, command: Any, step: Step) -> None:
        row = self._row(step, NodeState.READY)
        with self.house.reading() as session:
            mine = (Task.instance_id == self.instance_id) & (Task.engine_id == row.engine_id)
            task_id = session.scalars(select(Task.public_id).where(mine, Task.state == TaskState.OPEN)).one()
        complete_task(command, task_id, TaskAnswer(step.outcome or "done", step.values))

    def _fire(self, command: Any, row: EngineRow) -> None:
        """A timer is made due and worked off; a message is sent by who may."""
        public_id = self._instance().public_id
        if self.kind_of(row.node_id) == "message":
            send_message(command, public_id, row.engine_id, reason="")
            return
        with self.house.engine.begin() as connection:
            key = f"timer:{public_id}:{row.engine_id}"
            waiting = (DueWork.dedupe_key == key) & (DueWork.state == DueState.PENDING)
            connection.execute(update(DueWork).where(waiting).values(due_at=self.house.now))
        assert self.house.work_off()

    # -- looking at it -----------------------------------------------------------------------------

    def waits(self) -> tuple[str, ...]:
        """What is open in the tables."""
        if self._instance().state != InstanceState.RUNNING:
            return ("over",)
        found = [row.node_id for row in self._rows() if self._is_waited_for(row.node_id, row.state)]
        return tuple(sorted(found)) or ("-",)

    def values(self) -> dict[str, Any]:
        """The variables of the instance."""
        return dict(self._instance().variables)

    def _instance(self) -> ProcessInstance:
        with self.house.reading() as session:
            return session.get_one(ProcessInstance, self.instance_id)

    def _rows(self) -> tuple[EngineRow, ...]:
        with self.house.reading() as session:
            return load_all_rows(session, self.instance_id)

    def _row(self, step: Step, state: NodeState) -> EngineRow:
        rows = sorted(self._rows(), key=lambda row: row.engine_id)
        return [row for row in rows if row.node_id == step.node and row.state is state][step.nth - 1]
