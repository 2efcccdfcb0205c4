"""The pinned library by itself has the faults that our adapter is there for: with its own parser, specs and storage.

The same diagrams run right on the adapter (test_faults_of_the_library.py). Where one of these tests fails after an
upgrade, the library has mended something, and the adapter may be able to do without.
"""

from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from tests.diagrams import MESSAGE, both, boundary, draw, end, many, some, start, subprocess, user, xor

AROUND = [("start", "m"), ("check", "x"), ("x", "m", "check == 'again'"), ("x", "end")]
OUTSIDE = [start(), xor("m"), user("check"), xor("x"), end()]


class Plain:
    """An instance as the library runs it, with its own parser and specs."""

    def __init__(self, file: bytes, **data: Any) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(file)
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.get_next_task(state=TaskState.READY).data.update(data)
        self.workflow.do_engine_steps()

    def ready(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self._tasks() if task.task_spec.manual)

    def complete(self, node: str, **data: Any) -> "Plain":
        task = next(task for task in self._tasks() if task.task_spec.bpmn_id == node)
        task.data.update(data)
        task.run()
        self.workflow.do_engine_steps()
        return self

    def happen(self, event: Any) -> None:
        self.workflow.catch(BpmnEvent(event, {}, []))
        self.workflow.do_engine_steps()

    def _tasks(self) -> Any:
        return self.workflow.get_tasks(state=TaskState.READY)


def signs_early(plain: Plain, orders: list[str]) -> bool:
    """Whether, in rounds of these orders, the check opens before all have signed."""
    for order in orders:
        for signer in order:
            if "check" in plain.ready():
                return True
            plain.complete(signer)
        plain.complete("check", check="again")
    return False


def test_b1_the_parallel_join_of_a_loop_opens_early() -> None:
    ways = [*AROUND, ("m", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "check")]
    diagram = draw("p", [*OUTSIDE, both("g"), user("a"), user("b"), both("j")], ways)

    assert any(signs_early(Plain(diagram), orders) for orders in (["ab", "ab", "ba"], ["ba", "ab", "ba", "ba"]))


def test_b2_the_inclusive_join_of_a_loop_opens_early() -> None:
    nodes = [*OUTSIDE, some("g"), user("a"), user("b"), user("c"), some("j")]
    ways = [*AROUND, ("m", "g"), ("g", "a", "yes"), ("g", "b", "yes"), ("g", "c"), ("a", "j"), ("b", "j"), ("c", "j")]
    diagram = draw("p", nodes, [*ways, ("j", "check")])

    assert signs_early(Plain(diagram, yes=True), ["ab", "ab", "ba"])


def test_b3_a_deadline_on_a_repeated_sub_process_breaks_the_instance() -> None:
    inner = subprocess("k", [start("s"), user("u"), end("e")], [("s", "u"), ("u", "e")], each=many(cardinality="3"))
    nodes = [start(), inner, boundary("late", "k", "message"), end("over"), end()]
    plain = Plain(draw("p", nodes, [("start", "k"), ("k", "end"), ("late", "over")], roots=MESSAGE))
    waiting = plain.workflow.get_tasks(state=TaskState.WAITING)
    late = next(task for task in waiting if task.task_spec.bpmn_id == "late")

    with pytest.raises(TaskNotFoundException):
        plain.happen(late.task_spec.event_definition)


def test_b7_what_is_predicted_doubles_with_every_split() -> None:
    sizes = []
    for count in (3, 4, 5):
        nodes, ways, last = [start(), end()], [], "start"
        for number in range(count):
            g, u, v, j = (f"{kind}{number}" for kind in "guvj")
            nodes += [both(g), user(u), user(v), both(j)]
            ways += [(last, g), (g, u), (g, v), (u, j), (v, j)]
            last = j
        sizes.append(len(Plain(draw("p", nodes, [*ways, (last, "end")])).workflow.tasks))

    assert sizes[1] > 1.8 * sizes[0]
    assert sizes[2] > 1.8 * sizes[1]


def test_b8_a_loop_hangs_in_its_three_hundred_and_thirty_third_round() -> None:
    plain = Plain(draw("p", OUTSIDE, [*AROUND, ("m", "check")]))

    rounds = 0
    while plain.ready() and rounds < 400:
        plain.complete("check", check="again")
        rounds += 1

    assert rounds == 333
    assert not plain.workflow.completed


def test_b9_a_value_that_looks_like_a_record_cannot_be_loaded() -> None:
    plain = Plain(draw("p", [start(), user("a"), user("b"), end()], [("start", "a"), ("a", "b"), ("b", "end")]))
    plain.complete("a", form={"typename": "UUID", "value": "x"})
    serializer = BpmnWorkflowSerializer()

    with pytest.raises((TypeError, ValueError)):
        serializer.deserialize_json(serializer.serialize_json(plain.workflow))
