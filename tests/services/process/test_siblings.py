"""Rows, never a document: no column holds a workflow, and a step at one of many children leaves the others unread."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import JSON, LargeBinary, MetaData, String, Text, cast, event, func, select
from sqlalchemy.orm import Mapper, Session

from services.process.tasks import TaskAnswer, complete_task
from tests.diagrams import LIAISON, OFFICE, UNIT, call, draw, end, many, start, subprocess, user
from tests.houses import House
from tests.procedures import STARTER
from workflows.models import Candidate, EngineTask, Task

FEW, MANY = 3, 30

FORM = OFFICE + '<lf:form><lf:field name="note" type="text" label="说明"/></lf:form>'


def wide(key: str, node: str) -> bytes:
    """A procedure of one repeated step, then one of the liaison."""
    nodes = [STARTER, node, user("after", LIAISON), end()]
    return draw(key, nodes, [("start", "many"), ("many", "after"), ("after", "end")], variables=UNIT)


def repeated_task(count: int) -> bytes:
    return wide("wide_task", user("many", FORM, each=many(cardinality=str(count))))


def repeated_task_with_condition(count: int) -> bytes:
    each = many(cardinality=str(count), condition="nrOfCompletedInstances &gt;= nrOfInstances")
    return wide("wide_condition", user("many", FORM, each=each))


def repeated_subprocess(count: int) -> bytes:
    inside = [start("begin"), user("one", FORM), user("two", FORM), end("stop")]
    ways = [("begin", "one"), ("one", "two"), ("two", "stop")]
    return wide("wide_sub", subprocess("many", inside, ways, each=many(cardinality=str(count))))


def repeated_call(count: int) -> bytes:
    given = '<lf:in name="unit" value="unit"/>'
    return wide("wide_call", call("many", "called", given, each=many(cardinality=str(count))))


CALLED = draw(
    "called",
    [start(), user("one", FORM), user("two", FORM), end()],
    [("start", "one"), ("one", "two"), ("two", "end")],
    variables=UNIT,
)

KINDS = {
    "task": repeated_task,
    "task_with_condition": repeated_task_with_condition,
    "subprocess": repeated_subprocess,
    "call": repeated_call,
}


def open_many(house: House, kind: str, count: int) -> list[str]:
    """Start it; the public ids of the tasks that are open side by side."""
    house.publish(CALLED)
    stored = house.publish(KINDS[kind](count))
    opened = house.sign_in("hxc").start(stored.key, "D07")["next_tasks"]
    assert len(opened) == count
    return [task["id"] for task in opened]


@contextmanager
def reading() -> Iterator[list[Any]]:
    """Collect every object that is made of a row."""
    loaded: list[Any] = []

    def note(target: Any, _context: Any) -> None:
        loaded.append(target)

    event.listen(Mapper, "load", note)
    try:
        yield loaded
    finally:
        event.remove(Mapper, "load", note)


def complete_one(house: House, tasks: list[str]) -> tuple[list[str], list[Any]]:
    """Complete the one in the middle; the statements that it took, and what they have read."""
    command = house.command("hxc")
    with reading() as loaded, house.counting() as statements:
        complete_task(command, tasks[len(tasks) // 2], TaskAnswer("done", {"note": "已核对"}))
    return statements, loaded


def siblings(house: House, mine: str) -> tuple[set[int], set[int]]:
    """Ids of the other open tasks, and the engine's ids of all rows below the other children."""
    with house.reading() as session:
        task = session.query(Task).filter_by(public_id=mine).one()
        tokens = session.query(EngineTask).filter_by(instance_id=task.instance_id)
        my_path = tokens.filter_by(engine_id=task.engine_id).one().path
        others = {token.engine_id for token in tokens if token.path and token.path != my_path}
        tasks = session.query(Task.id).filter(Task.instance_id == task.instance_id, Task.engine_id.in_(others))
        return {each for (each,) in tasks}, others


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_at_one_child_costs_the_same_beside_three_and_beside_thirty(house: House, kind: str) -> None:
    few, _ = complete_one(house, open_many(house, kind, FEW))
    more, _ = complete_one(house, open_many(house, kind, MANY))

    assert len(more) == len(few)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_at_one_child_reads_as_many_rows_beside_three_and_beside_thirty(house: House, kind: str) -> None:
    _, few = complete_one(house, open_many(house, kind, FEW))
    _, more = complete_one(house, open_many(house, kind, MANY))

    assert sorted(type(each).__name__ for each in more) == sorted(type(each).__name__ for each in few)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_at_one_child_reads_no_row_of_a_sibling(house: House, kind: str) -> None:
    tasks = open_many(house, kind, MANY)
    other_tasks, other_tokens = siblings(house, tasks[MANY // 2])
    assert len(other_tasks) == MANY - 1

    _, loaded = complete_one(house, tasks)

    tokens = {each.engine_id for each in loaded if isinstance(each, EngineTask)}
    assert tokens, "the window was read"
    assert not tokens & other_tokens
    assert not {each.id for each in loaded if isinstance(each, Task)} & other_tasks
    assert not {each.task_id for each in loaded if isinstance(each, Candidate)} & other_tasks


def longest_values(session: Session) -> dict[str, int]:
    """The length of the longest value of every column that could hold a document."""
    known = MetaData()
    known.reflect(session.connection())
    found = {}
    for table in known.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON | String | Text | LargeBinary):
                size = func.length(column if isinstance(column.type, LargeBinary) else cast(column, Text))
                found[f"{table.name}.{column.name}"] = session.scalar(select(func.max(size))) or 0
    return found


DRAWN = {"process_definition.xml"}
"""The drawing itself, as it was published."""

ANSWERS = {"command.answer"}
"""What a caller was told: here, which tasks his start has opened."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_column_holds_a_serialised_workflow(house: House, kind: str) -> None:
    """A column that held it would grow by more than one character with each child that is open."""
    open_many(house, kind, FEW)
    with house.reading() as session:
        few = longest_values(session)
    open_many(house, kind, MANY)
    with house.reading() as session:
        more = longest_values(session)

    grown = {name for name in more if more[name] - few[name] >= MANY - FEW}
    assert grown - DRAWN - ANSWERS == set()
