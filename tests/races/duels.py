"""Pairs of commands that may meet at one instance, and what must have happened whoever comes first.

An `Ending` is the whole of what is left: what each was answered, what the history tells, who is waited for. A duel has
one for each order; what the tables hold besides is checked by the invariants.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from werkzeug.test import TestResponse

from services.jobs.performing import perform
from tests.clients import Client
from tests.diagrams import HEAD_OF_UNIT, LIAISON, MESSAGE, UNIT, boundary, catch, draw, end, first, user
from tests.houses import START, House
from tests.procedures import BRANCHES, PLAIN, STARTER, TIMED, begin
from workflows import database
from workflows.models import DueWork, EngineTask, HistoryEntry, Incident, ProcessInstance, Task
from workflows.rules.states import DueState, TaskState

Act = Callable[[], str]
"""A command; says `done`, or the kind of its refusal."""

LEASE: Final = "mine"
TOLD: Final = frozenset(
    {
        "task_completed",
        "timer_fired",
        "message_sent",
        "cancel_requested",
        "instance_cancelled",
        "instance_completed",
        "instance_suspended",
        "work_retried",
    }
)
"""What of the history an ending tells: who moved the instance. Opened and withdrawn tasks follow from it."""

SEND: Final = '<lf:trigger label="收回" opinion="2"/>'

EITHER = draw(
    "either",
    [
        STARTER,
        first("g"),
        catch("recalled", "message", HEAD_OF_UNIT + SEND),
        catch("late", "timer wd:3"),
        user("mend", LIAISON),
        user("hurry", HEAD_OF_UNIT),
        end(),
        end("hurried"),
    ],
    [
        ("start", "g"),
        ("g", "recalled"),
        ("g", "late"),
        ("recalled", "mend"),
        ("late", "hurry"),
        ("mend", "end"),
        ("hurry", "hurried"),
    ],
    variables=UNIT,
    roots=MESSAGE,
)
"""The head recalls, or the time is over."""

STOPPABLE = draw(
    "stoppable",
    [
        STARTER,
        user("write", LIAISON),
        boundary("recalled", "write", "message", HEAD_OF_UNIT + SEND),
        boundary("late", "write", "timer wd:3"),
        user("mend", LIAISON),
        user("hurry", HEAD_OF_UNIT),
        end(),
        end("mended"),
        end("hurried"),
    ],
    [
        ("start", "write"),
        ("write", "end"),
        ("recalled", "mend"),
        ("late", "hurry"),
        ("mend", "mended"),
        ("hurry", "hurried"),
    ],
    variables=UNIT,
    roots=MESSAGE,
)
"""While the liaison writes, the head may recall and the time may be over."""


@dataclass(frozen=True)
class Ending:
    """What there is when both are through."""

    answers: tuple[str, str]
    told: tuple[str, ...]
    state: str
    open: tuple[str, ...]


@dataclass(frozen=True)
class Duel:
    """Two acts; how it ends if the first or the second of them comes first; and where each looks before it acts."""

    set_up: Callable[[House], tuple[Act, Act]]
    first_wins: Ending
    second_wins: Ending
    looks: tuple[str, str]


TASK_LOOK: Final = "FROM process_instance JOIN task"
INSTANCE_LOOK: Final = "WHERE process_instance.public_id"
WORK_LOOK: Final = "SELECT process_instance.state"


def look_at(house: House, answers: list[str]) -> Ending:
    """What is left in a house with one instance."""
    with house.reading() as session:
        kinds = session.scalars(select(HistoryEntry.kind).order_by(HistoryEntry.id)).all()
        instance = session.scalars(select(ProcessInstance)).one()
        tasks = session.scalars(select(Task.name).where(Task.state == TaskState.OPEN).order_by(Task.name)).all()
    told = tuple(kind for kind in kinds if kind in TOLD)
    return Ending((answers[0], answers[1]), told, instance.state, tuple(tasks))


# -- acts ------------------------------------------------------------------------------------------


def answer_of(answer: TestResponse) -> str:
    """A command is done, or refused as a conflict with a reason; anything else is a fault of ours."""
    if answer.status_code in {200, 201}:
        return "done"
    assert answer.status_code in {409, 423}, answer.text
    assert answer.json["detail"]
    return str(answer.json["type"]).rpartition(":")[2]


def posting(who: Client, path: str, body: object = None) -> Act:
    return lambda: answer_of(who.ask("POST", path, json=body))


def completing(who: Client, task_id: str) -> Act:
    return posting(who, f"/tasks/{task_id}/complete", {"outcome": "done"})


def steering(house: House, verb: str, instance_id: str) -> Act:
    """Cancel or suspend, by the office."""
    return posting(house.sign_in("hxc"), f"/process-instances/{instance_id}/{verb}", {"reason": "发错了"})


def sending(house: House, instance_id: str) -> Act:
    """The message that the instance waits for, by the head of the unit."""
    head = house.sign_in("pzx")
    (offered,) = head.get(f"/process-instances/{instance_id}")["messages"]
    body = {"engine_id": offered["engine_id"], "reason": "有误"}
    return posting(head, f"/process-instances/{instance_id}/messages", body)


def ringing(node: str) -> Act:
    """A worker that has claimed a timer which is due."""
    with database.bound().writing() as session:
        row = session.scalars(select(EngineTask).where(EngineTask.node_id == node)).one()
        public_id = session.get_one(ProcessInstance, row.instance_id).public_id
        key = f"timer:{public_id}:{row.engine_id}"
        timer = session.scalars(select(DueWork).where(DueWork.dedupe_key == key)).one()
        timer.due_at, timer.lease, work_id = START - timedelta(days=1), LEASE, timer.id
        session.commit()
    return lambda: "done" if perform(work_id, LEASE) else "nothing-to-do"


# -- pairs -----------------------------------------------------------------------------------------


def complete_twice(house: House) -> tuple[Act, Act]:
    tasks = begin(house, PLAIN)
    return tuple(completing(house.sign_in("yhc"), tasks["write"]) for _ in range(2))


def complete_and_cancel(house: House) -> tuple[Act, Act]:
    tasks = begin(house, PLAIN)
    return completing(house.sign_in("yhc"), tasks["write"]), steering(house, "cancel", tasks["instance"])


def complete_and_suspend(house: House) -> tuple[Act, Act]:
    tasks = begin(house, PLAIN)
    return completing(house.sign_in("yhc"), tasks["write"]), steering(house, "suspend", tasks["instance"])


def suspend_and_cancel(house: House) -> tuple[Act, Act]:
    tasks = begin(house, PLAIN)
    return steering(house, "suspend", tasks["instance"]), steering(house, "cancel", tasks["instance"])


def complete_both_branches(house: House) -> tuple[Act, Act]:
    tasks = begin(house, BRANCHES)
    return completing(house.sign_in("yhc"), tasks["write"]), completing(house.sign_in("pzx"), tasks["check"])


def complete_and_ring(house: House) -> tuple[Act, Act]:
    tasks = begin(house, TIMED)
    return completing(house.sign_in("yhc"), tasks["write"]), ringing("late")


def complete_and_remind(house: House) -> tuple[Act, Act]:
    tasks = begin(house, TIMED)
    return completing(house.sign_in("yhc"), tasks["write"]), ringing("reminded")


def ring_and_cancel(house: House) -> tuple[Act, Act]:
    tasks = begin(house, TIMED)
    return ringing("late"), steering(house, "cancel", tasks["instance"])


def ring_and_suspend(house: House) -> tuple[Act, Act]:
    tasks = begin(house, TIMED)
    return ringing("late"), steering(house, "suspend", tasks["instance"])


def ring_twice(house: House) -> tuple[Act, Act]:
    begin(house, TIMED)
    act = ringing("late")
    return act, act


def ring_two_timers(house: House) -> tuple[Act, Act]:
    begin(house, TIMED)
    return ringing("late"), ringing("reminded")


def send_and_ring_behind_a_gateway(house: House) -> tuple[Act, Act]:
    tasks = begin(house, EITHER)
    return sending(house, tasks["instance"]), ringing("late")


def send_and_ring_on_a_border(house: House) -> tuple[Act, Act]:
    tasks = begin(house, STOPPABLE)
    return sending(house, tasks["instance"]), ringing("late")


def send_and_complete(house: House) -> tuple[Act, Act]:
    tasks = begin(house, STOPPABLE)
    return sending(house, tasks["instance"]), completing(house.sign_in("yhc"), tasks["write"])


def retry_and_cancel(house: House) -> tuple[Act, Act]:
    """The timer has failed too often, and waits for a person."""
    tasks = begin(house, TIMED)
    ringing("late")
    with database.bound().writing() as session:
        timer = session.scalars(select(DueWork).where(DueWork.lease == LEASE)).one()
        timer.state = DueState.DEAD
        failed: dict[str, Any] = {"org_id": timer.org_id, "instance_id": timer.instance_id, "due_work_id": timer.id}
        session.add(Incident(**failed, state="open", cause="ZeroDivisionError", happened_at=START))
        session.commit()
    office = house.sign_in("lzy")
    (shown,) = office.get(f"/process-instances/{tasks['instance']}")["incidents"]
    return posting(office, f"/incidents/{shown['id']}/retry"), steering(house, "cancel", tasks["instance"])


# -- how they end ----------------------------------------------------------------------------------

DONE, NOTHING = "done", "nothing-to-do"
CANCELLED: Final = ("cancel_requested", "instance_cancelled")
FINISHED: Final = ("task_completed", "instance_completed")


def running(answers: tuple[str, str], told: tuple[str, ...], *open_tasks: str) -> Ending:
    return Ending(answers, told, "running", open_tasks)


def standing_still(answers: tuple[str, str], told: tuple[str, ...], *open_tasks: str) -> Ending:
    return Ending(answers, (*told, "instance_suspended"), "suspended", open_tasks)


def cancelled(answers: tuple[str, str], *told: str) -> Ending:
    return Ending(answers, (*told, *CANCELLED), "cancelled", ())


def completed(answers: tuple[str, str]) -> Ending:
    return Ending(answers, FINISHED, "completed", ())


DUELS: Final[Mapping[str, Duel]] = {
    "one task completed twice": Duel(
        complete_twice,
        running((DONE, "task-already-completed"), ("task_completed",), "check"),
        running(("task-already-completed", DONE), ("task_completed",), "check"),
        (TASK_LOOK, TASK_LOOK),
    ),
    "complete and cancel": Duel(
        complete_and_cancel,
        cancelled((DONE, DONE), "task_completed"),
        cancelled(("task-closed", DONE)),
        (TASK_LOOK, INSTANCE_LOOK),
    ),
    "complete and suspend": Duel(
        complete_and_suspend,
        standing_still((DONE, DONE), ("task_completed",), "check"),
        standing_still(("instance-suspended", DONE), (), "write"),
        (TASK_LOOK, INSTANCE_LOOK),
    ),
    "suspend and cancel": Duel(
        suspend_and_cancel,
        cancelled((DONE, DONE), "instance_suspended"),
        cancelled(("conflict", DONE)),
        (INSTANCE_LOOK, INSTANCE_LOOK),
    ),
    "the last tasks before a join": Duel(
        complete_both_branches,
        running((DONE, DONE), ("task_completed", "task_completed"), "file"),
        running((DONE, DONE), ("task_completed", "task_completed"), "file"),
        (TASK_LOOK, TASK_LOOK),
    ),
    "complete and the time is over": Duel(
        complete_and_ring,
        completed((DONE, NOTHING)),
        running(("task-closed", DONE), ("timer_fired",), "take_over"),
        (TASK_LOOK, WORK_LOOK),
    ),
    "complete and a reminding timer": Duel(
        complete_and_remind,
        completed((DONE, NOTHING)),
        running((DONE, DONE), ("timer_fired", "task_completed"), "help"),
        (TASK_LOOK, WORK_LOOK),
    ),
    "a timer and cancel": Duel(
        ring_and_cancel,
        cancelled((DONE, DONE), "timer_fired"),
        cancelled((NOTHING, DONE)),
        (WORK_LOOK, INSTANCE_LOOK),
    ),
    "a timer and suspend": Duel(
        ring_and_suspend,
        standing_still((DONE, DONE), ("timer_fired",), "take_over"),
        standing_still((NOTHING, DONE), (), "write"),
        (WORK_LOOK, INSTANCE_LOOK),
    ),
    "one timer delivered twice": Duel(
        ring_twice,
        running((DONE, NOTHING), ("timer_fired",), "take_over"),
        running((NOTHING, DONE), ("timer_fired",), "take_over"),
        (WORK_LOOK, WORK_LOOK),
    ),
    "two timers of one task": Duel(
        ring_two_timers,
        running((DONE, NOTHING), ("timer_fired",), "take_over"),
        running((DONE, DONE), ("timer_fired", "timer_fired"), "help", "take_over"),
        (WORK_LOOK, WORK_LOOK),
    ),
    "a message and a timer behind an event gateway": Duel(
        send_and_ring_behind_a_gateway,
        running((DONE, NOTHING), ("message_sent",), "mend"),
        running(("conflict", DONE), ("timer_fired",), "hurry"),
        (INSTANCE_LOOK, WORK_LOOK),
    ),
    "a message and a timer on one border": Duel(
        send_and_ring_on_a_border,
        running((DONE, NOTHING), ("message_sent",), "mend"),
        running(("conflict", DONE), ("timer_fired",), "hurry"),
        (INSTANCE_LOOK, WORK_LOOK),
    ),
    "a message and complete": Duel(
        send_and_complete,
        running((DONE, "task-closed"), ("message_sent",), "mend"),
        completed(("conflict", DONE)),
        (INSTANCE_LOOK, TASK_LOOK),
    ),
    "failed work tried again and cancel": Duel(
        retry_and_cancel,
        cancelled((DONE, DONE), "work_retried"),
        cancelled(("conflict", DONE)),
        (INSTANCE_LOOK, INSTANCE_LOOK),
    ),
}
