"""Timers of real instances that all fall due at once, on a database that makes each of them take a while."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, text, update

from services.process.instances import StartRequest, start_process
from tests.houses import START, House
from tests.invariants import check_invariants
from workflows import database
from workflows.clock import wall_now
from workflows.models import DueWork, HistoryEntry, Incident, Installation, ProcessInstance, Task
from workflows.rules.states import DueState, TaskState

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lf="urn:lianflow:bpmn:1"
    targetNamespace="urn:test">
  <bpmn:process id="chaos" name="到期提醒" isExecutable="true">
    <bpmn:startEvent id="s">
      <bpmn:extensionElements><lf:assign role="office_head"/></bpmn:extensionElements>
    </bpmn:startEvent>
    <bpmn:intermediateCatchEvent id="t" name="期限届满" lf:due="min:1">
      <bpmn:timerEventDefinition/>
    </bpmn:intermediateCatchEvent>
    <bpmn:userTask id="a" name="到期办理">
      <bpmn:extensionElements>
        <lf:assign role="office_head"/><lf:outcome name="done" label="办结"/>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="a" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>"""

_FUNCTION = """
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NEW; END $$"""
_COUNTING = """
    CREATE TRIGGER dawdle AFTER INSERT ON task BEGIN
      SELECT (WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n WHERE x < {steps}) SELECT max(x) FROM n);
    END"""
_TRIGGER = "CREATE TRIGGER dawdle AFTER INSERT ON task FOR EACH ROW EXECUTE FUNCTION dawdle()"

SLOW = {"postgresql": (_FUNCTION, _TRIGGER), "sqlite": (_COUNTING,)}
"""What lets an effect last long enough to be hit in the middle: the last that a timer does is to open its task."""

STEPS_A_SECOND = 3_000_000
"""How far SQLite counts in a second, about."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    timers: int
    reclaimed: int
    """Timers that were claimed more than once: their first bearer was killed, or their message was lost."""


class Scene:
    """So many instances that wait for a timer."""

    def __init__(self, house: House, timers: int, *, seconds: float) -> None:
        self.house = house
        self.timers = timers
        key = house.publish(DIAGRAM).key
        starter = house.command("hxc")
        for _ in range(timers):
            start_process(starter, StartRequest(key, "D07"))
        house.work_off()
        self._slow_down(seconds)

    def _slow_down(self, seconds: float) -> None:
        with self.house.engine.begin() as connection:
            for statement in SLOW[connection.dialect.name]:
                steps = int(seconds * STEPS_A_SECOND)
                connection.execute(text(statement.format(seconds=seconds, steps=steps)))

    def fall_due(self) -> None:
        """Set the clock of the demo two minutes on; nobody is told, the dispatchers find it."""
        with database.bound().writing() as session:
            row = session.get_one(Installation, 1)
            row.clock_from, row.clock_set_at = START + timedelta(minutes=2), wall_now()
            session.commit()

    def end_leases(self) -> None:
        """Let the minute pass for which a claim holds: what nobody has finished by now may be claimed again."""
        with database.bound().writing() as session:
            pending = (DueWork.state == DueState.PENDING) & DueWork.free_at.is_not(None)
            session.execute(update(DueWork).where(pending).values(free_at=wall_now()))
            session.commit()

    def count_left(self) -> int:
        """Timers that have had no effect yet."""
        with self.house.reading() as session:
            return int(session.scalar(select(func.count()).select_from(DueWork).where(self._mine(), _PENDING)) or 0)

    def check(self) -> Outcome:
        """Every timer has had its effect, each exactly once; nothing is lost, doubled or broken."""
        self.house.work_off()
        with self.house.reading() as session:
            states = session.scalars(select(DueWork.state).where(self._mine())).all()
            tasks = select(Task.instance_id).where(Task.name == "到期办理", Task.state == TaskState.OPEN)
            opened = list(session.scalars(tasks))
            facts = select(HistoryEntry.instance_id).where(HistoryEntry.kind == "task_opened")
            told = list(session.scalars(facts))
            instances = session.scalar(select(func.count()).select_from(ProcessInstance))
            again = session.scalar(select(func.count()).select_from(DueWork).where(self._mine(), DueWork.attempts > 1))
            assert not session.scalar(select(func.count()).select_from(Incident)), "no timer was given up"
        assert Counter(states) == {DueState.DONE: self.timers}, Counter(states)
        assert instances == self.timers, instances
        assert sorted(opened) == sorted(set(opened)), "no task was opened twice"
        assert len(opened) == self.timers, "no task is missing"
        assert sorted(told) == sorted(opened), "the history tells of each once"
        check_invariants(self.house)
        return Outcome(len(opened), int(again or 0))

    @staticmethod
    def _mine() -> object:
        return DueWork.kind == "timer"


_PENDING = DueWork.state == DueState.PENDING
