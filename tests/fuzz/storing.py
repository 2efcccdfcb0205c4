"""A schedule through the database: real use cases of two people who take turns, rows compared after each step.

Between the steps of a path they also do what does not move a token: claim, release, hand over, urge, copy, comment,
keep a draft. Each step begins with what a worker knows who has never seen the instance.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import select, update

from services.process.handling import (
    claim_task,
    comment_task,
    copy_task,
    release_task,
    save_draft,
    transfer_task,
    urge_task,
)
from services.process.instances import StartRequest, start_process
from services.process.tasks import TaskAnswer, complete_task
from services.transaction import Command
from tests.fuzz.drawing import draw_all
from tests.fuzz.driving import Move, Schedule
from tests.fuzz.generating import generate
from tests.houses import House
from workflows import database
from workflows.engine.progress import EngineRow
from workflows.models import DueWork, EventSubscription, ProcessInstance, Task
from workflows.rules.states import DueState, InstanceState
from workflows.rules.states import TaskState as State
from workflows.running.due_work import DELIVERY, schedule
from workflows.running.engine_rows import load_all_rows
from workflows.running.library import forget_sets

WORKERS = ("hxc", "qmz")
"""Two people of the office; whoever a task is handed to completes it."""

Verb = Callable[[Command, str], Any]


class StoredSchedule(Schedule):
    """The same path through an instance in memory, one in the database, and the oracle."""

    def __init__(self, seed: int, house: House) -> None:
        super().__init__(seed, generate(seed, f"fuzz{seed}_"))
        self.house = house
        self.turn = 0
        self.clerk = Random(seed)
        """Decides what else is done to a task, so that the path stays that of the seed in memory."""

    def begin(self) -> None:
        """Publish, start all three."""
        for file in reversed(draw_all(self.procedure)):
            self.house.publish(file)
        started = start_process(self._command(), StartRequest(self.procedure.key))
        with self.house.reading() as session:
            found = session.scalars(select(ProcessInstance).where(ProcessInstance.public_id == started.id)).one()
            self.instance_id = found.id
        super().begin()

    def _command(self, who: str = "") -> Command:
        """The next worker's, who has nothing in memory."""
        forget_sets()
        self.turn += 1
        return self.house.command(who or WORKERS[self.turn % 2], key=f"{self.seed}-{self.turn}")

    # -- moving it ---------------------------------------------------------------------------------

    def _move_engine(self, move: Move) -> None:
        super()._move_engine(move)
        if move.kind == "timer":
            self._ring(move.engine_id)
        elif move.kind == "message":
            self._deliver(move.engine_id)
        else:
            self._complete(move)

    def _complete(self, move: Move) -> None:
        """Handle the task in some ways that move nothing, then complete it."""
        task_id = self._task_of(move.engine_id)
        who = self._handle(task_id)
        complete_task(self._command(who), task_id, TaskAnswer(move.outcome))

    def _task_of(self, engine_id: int) -> str:
        with self.house.reading() as session:
            mine = (Task.instance_id == self.instance_id) & (Task.engine_id == engine_id)
            return session.scalars(select(Task.public_id).where(mine, Task.state == State.OPEN)).one()

    def _handle(self, task_id: str) -> str:
        """A few approval operations; who has to complete the task after them ('' for either)."""
        verbs: list[Verb] = [
            lambda command, task: comment_task(command, task, "请尽快"),
            lambda command, task: copy_task(command, task, ["ryx"]),
            lambda command, task: save_draft(command, task, {}),
            urge_task,
        ]
        for verb in self.clerk.sample(verbs, self.clerk.choice((0, 0, 1, 2))):
            verb(self._command(), task_id)
        return self._hand_over(task_id)

    def _hand_over(self, task_id: str) -> str:
        way = self.clerk.choice(("leave", "leave", "claim", "release", "transfer"))
        who = self.clerk.choice(WORKERS)
        if way in {"claim", "release"}:
            claim_task(self._command(who), task_id)
        if way == "release":
            release_task(self._command(who), task_id)
        if way == "transfer":
            transfer_task(self._command(), task_id, who, reason="出差")
        return who if way in {"claim", "transfer"} else ""

    def _ring(self, engine_id: int) -> None:
        """Let a timer's time come now; the worker does what is due."""
        with self.house.engine.begin() as connection:
            key = f"timer:{self._public_id()}:{engine_id}"
            waiting = (DueWork.dedupe_key == key) & (DueWork.state == DueState.PENDING)
            due = connection.execute(update(DueWork).where(waiting).values(due_at=self.house.now))
            self.require(due.rowcount == 1, f"no due work {key}")
        forget_sets()
        self.house.work_off()

    def _deliver(self, engine_id: int) -> None:
        """Let a message or signal come to one of those that wait; a worker does what is due."""
        with database.bound().writing() as session:
            instance = session.get_one(ProcessInstance, self.instance_id)
            waits = session.get(EventSubscription, (self.instance_id, engine_id))
            self.require(waits is not None, f"no subscription of {engine_id}")
            payload = {"instance": self.instance_id, "engine_id": engine_id}
            key, now = f"{instance.public_id}:{engine_id}", self.house.now
            schedule(session, instance.org_id, DELIVERY, now, key, instance_id=self.instance_id, **payload)
            session.commit()
        forget_sets()
        self.house.work_off()

    def _public_id(self) -> str:
        with self.house.reading() as session:
            return session.get_one(ProcessInstance, self.instance_id).public_id

    # -- comparing ---------------------------------------------------------------------------------

    def compare(self) -> None:
        """Oracle and memory as ever; and the rows in the database are the rows in memory, one by one."""
        super().compare()
        with self.house.reading() as session:
            stored = {row.engine_id: row for row in load_all_rows(session, self.instance_id)}
            instance = session.get_one(ProcessInstance, self.instance_id)
            ended, variables, last_id = (
                instance.state == InstanceState.COMPLETED,
                dict(instance.variables),
                instance.last_engine_id,
            )
        self._compare_rows(stored)
        self.require(ended == self.running.ended, f"ended: database {ended}")
        self.require(variables == self.running.variables, f"variables: {variables}, memory {self.running.variables}")
        self.require(last_id == self.running.last_id, "last id")

    def _compare_rows(self, stored: dict[int, EngineRow]) -> None:
        for engine_id in stored.keys() | self.rows.keys():
            mine, memory = stored.get(engine_id), self.rows.get(engine_id)
            self.require(mine == memory, f"row {engine_id}: database {mine}, memory {memory}")
