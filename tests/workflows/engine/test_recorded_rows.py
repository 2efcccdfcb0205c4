"""Rows that an earlier day has stored go on: the format of storage is ours (fault B10 of the engine study).

`recorded/rows.json` was written when the format was made and is not to be written again: where this test fails,
instances of today's databases would be lost, and the change needs a migration of stored rows.
"""

import json
from pathlib import Path
from typing import Any

from tests.diagrams import boundary, call, draw, end, many, start, subprocess, user
from tests.engines import Running
from workflows.rules.states import NodeState

RECORDED = Path(__file__).parent / "recorded" / "rows.json"

CALLED = draw(
    "called",
    [start(), user("opine"), end()],
    [("start", "opine"), ("opine", "end")],
    variables='<lf:variable name="who" type="integer"/>',
)
INSIDE = subprocess(
    "s",
    [
        start("s1"),
        user("a"),
        call("k", "called", '<lf:in name="who" value="each.number"/>', each=many(cardinality="3")),
        end("e1"),
    ],
    [("s1", "a"), ("a", "k"), ("k", "e1")],
)
DIAGRAM = draw(
    "p",
    [start(), INSIDE, boundary("late", "s", "timer wd:3"), user("b"), end(), end("over")],
    [("start", "s"), ("s", "b"), ("b", "end"), ("late", "over")],
)
"""A sub-process with a deadline; in it a task, then a call for each of three people."""


def load() -> Running:
    """The instance as it was stored: one of three has given his opinion."""
    recorded: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    running = Running(DIAGRAM, CALLED)
    running.stored = {row["engine_id"]: json.dumps(row) for row in recorded["rows"]}
    running.open = {key: text for key, text in running.stored.items() if NodeState(json.loads(text)["state"]).open}
    running.variables, running.last_id = recorded["variables"], recorded["last_id"]
    return running


def test_recorded_rows_of_a_running_sub_process_go_on_to_the_end() -> None:
    running = load()
    assert (running.ready(), running.waiting()) == (["opine", "opine"], ["late"])

    for engine_id in running.all("opine"):
        running.complete(engine_id, "agree")

    assert (running.ready(), running.waiting()) == (["b"], [])
    assert running.complete("b").ended
    assert running.variables == {"a": "done", "topic": "预算"}


def test_recorded_rows_can_be_interrupted() -> None:
    assert load().fire("late").ended
