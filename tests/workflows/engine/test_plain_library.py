"""The pinned library by itself has the faults that our adapter is there for: with its own parser, specs and storage.

The same diagrams run right on the adapter, or are refused by our lint (test_faults_of_the_library.py,
test_recorded_rows.py, test_withdrawal.py). Where one of these tests fails after an
upgrade, the library has mended something, and the adapter may be able to do without.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from tests.diagrams import (
    MESSAGE,
    SIGNAL,
    THROW_SIGNAL,
    both,
    boundary,
    catch,
    draw,
    end,
    first,
    many,
    receive,
    some,
    start,
    subprocess,
    throw,
    user,
    xor,
)
from tests.plain import Plain, load_on, parse_specs
from tests.scoped import STOP, TIMER, event_sub, trigger

RECORDED = Path(__file__).parent / "recorded"

LATER = TIMER.replace("/>", "><timeDuration>'P9D'</timeDuration></timerEventDefinition>")
AROUND = [("start", "m"), ("check", "x"), ("x", "m", "check == 'again'"), ("x", "end")]
OUTSIDE = [start(), xor("m"), user("check"), xor("x"), end()]


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


TWO = draw(
    "p",
    [start(), both("g"), user("a"), user("b"), both("j"), user("c"), end()],
    [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "c"), ("c", "end")],
)


@pytest.mark.parametrize(
    ("by_a", "by_b"),
    [([1, 2, 3], [4]), (["a"], ["b"]), ([{"who": "a"}], [{"who": "b"}])],
    ids=["sizes", "one", "records"],
)
def test_b4_a_join_keeps_one_branchs_value_of_two(by_a: list[object], by_b: list[object]) -> None:
    """Each branch appends to the list that it found: what one of them wrote is gone behind the join."""
    plain = Plain(TWO, votes=[])

    plain.complete("a", votes=plain.task("a").data["votes"] + by_a)
    plain.complete("b", votes=plain.task("b").data["votes"] + by_b)

    assert len(plain.task("c").data["votes"]) < len(by_a) + len(by_b)


def watched(definition: str, *, interrupting: bool) -> bytes:
    """Task a; beside it an event sub-process with task b."""
    begins = trigger("s", definition, interrupting=interrupting)
    watching = event_sub("w", begins, [user("b"), end("e")], [("s", "b"), ("b", "e")])
    return draw("p", [start(), user("a"), end(), watching], [("start", "a"), ("a", "end")], roots=MESSAGE)


def what_begins(plain: Plain) -> Any:
    """The event of the event sub-process."""
    return plain.workflow.subprocess_specs["w"].task_specs["s"].event_definition


def test_b5_an_event_sub_process_that_should_interrupt_does_not() -> None:
    plain = Plain(watched(STOP, interrupting=True))

    plain.happen(what_begins(plain))

    assert plain.ready() == ["a", "b"]


def test_b6_an_unused_timer_of_an_event_sub_process_keeps_the_process_from_ending() -> None:
    plain = Plain(watched(LATER, interrupting=False))

    plain.complete("a")

    assert plain.ready() == []
    assert not plain.workflow.completed


@pytest.mark.parametrize("happens", [False, True])
def test_b13_a_parsed_process_is_changed_by_an_event_sub_process_of_one_instance(happens: bool) -> None:
    first = Plain(watched(STOP, interrupting=False))
    if happens:
        first.happen(what_begins(first))

    second = Plain.on(first.workflow.spec, first.workflow.subprocess_specs)
    second.complete("a")

    assert second.ready() == []
    assert second.workflow.completed is not happens


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


def test_b10_what_the_version_before_has_stored_of_a_running_sub_process_cannot_be_loaded() -> None:
    """Recorded with SpiffWorkflow 3.1.2: a process that stands at user task `a` in an embedded sub-process `s`."""
    text = (RECORDED / "spiffworkflow_3_1_2.json").read_text(encoding="utf-8")
    assert json.loads(text)["serializer_version"] == "1.4"
    assert "s" in json.loads(text)["subprocess_specs"]
    assert json.loads(text)["subprocesses"]

    with pytest.raises(NameError):
        BpmnWorkflowSerializer().deserialize_json(text)


def due(node: str, kind: str, text: str, host: str = "") -> str:
    """A timer as the library reads it: its text is an expression of Python."""
    tag, place = ("boundaryEvent", f'attachedToRef="{host}"') if host else ("intermediateCatchEvent", "")
    inner = f"<timerEventDefinition><{kind}>'{text}'</{kind}></timerEventDefinition>"
    return f'<{tag} id="{node}" name="{node}" {place}>{inner}</{tag}>'


@pytest.mark.parametrize(("drawn_first", "happens"), [("early", ["at_once"]), ("late", [])])
def test_b11_two_timers_behind_one_event_gateway_share_the_due_time_of_the_first(
    drawn_first: str, happens: list[str]
) -> None:
    """One lies long ago and the other in the far future: it depends on the drawing whether the first happens."""
    timers = {"early": due("early", "timeDate", "2001-01-01T00:00:00"), "late": due("late", "timeDuration", "P9000D")}
    order = sorted(timers, key=lambda name: name != drawn_first)
    nodes = [start(), first("g"), *timers.values(), user("at_once"), user("one_day"), end(), end("end2")]
    ways = [("start", "g"), *(("g", name) for name in order)]
    ways += [("early", "at_once"), ("late", "one_day"), ("at_once", "end"), ("one_day", "end2")]
    plain = Plain(draw("p", nodes, ways))

    for _ in range(3):
        plain.wait()

    assert plain.ready() == happens


def test_b12_a_return_over_a_waiting_deadline_breaks_the_instance() -> None:
    nodes = [
        start(),
        user("write"),
        user("check"),
        due("late", "timeDuration", "P3D", host="check"),
        end(),
        end("over"),
    ]
    plain = Plain(draw("p", nodes, [("start", "write"), ("write", "check"), ("check", "end"), ("late", "over")]))
    write = plain.task("write")
    plain.complete("write")
    assert plain.ready() == ["check"]

    plain.workflow.reset_from_task_id(write.id)

    with pytest.raises(AttributeError):
        plain.wait()


@pytest.mark.parametrize("sequential", [False, True])
def test_b14_a_worker_that_has_only_loaded_an_instance_never_finishes_a_repetition(sequential: bool) -> None:
    """It runs on definitions that it has parsed itself; the steps are limited to the three that there are to do."""
    nodes = [start(), user("k", each=many(cardinality="3", sequential=sequential)), user("after"), end()]
    diagram = draw("p", nodes, [("start", "k"), ("k", "after"), ("after", "end")])
    begun = Plain(diagram)
    loaded = load_on(BpmnWorkflowSerializer().serialize_json(begun.workflow), parse_specs(diagram))

    for plain in (begun, loaded):
        for _ in range(3):
            if "k" in "".join(plain.ready()):
                plain.complete(plain.ready()[0])

    assert begun.ready() == ["after"]
    assert (loaded.ready(), loaded.workflow.completed) == ([], False)
    assert [task.task_spec.bpmn_id for task in loaded.workflow.get_tasks(state=TaskState.STARTED)] == ["k"]


def test_one_message_satisfies_every_receive_of_a_multi_instance() -> None:
    nodes = [start(), receive("a", each=many(cardinality="3")), user("after"), end()]
    plain = Plain(draw("p", nodes, [("start", "a"), ("a", "after"), ("after", "end")], roots=MESSAGE))
    assert plain.ready() == []

    plain.happen(MessageEventDefinition("stop"))

    assert plain.ready() == ["after"], "two of the three have got nothing"


def test_a_signal_end_event_tells_nobody() -> None:
    """What is thrown on the way reaches who waits beside it; what is thrown at the end does not."""
    nodes = [start(), both("g"), catch("heard", "signal"), user("after"), end()]
    ways = [("start", "g"), ("g", "heard"), ("g", "x"), ("heard", "after"), ("after", "end")]
    ending = draw("p", [*nodes, end("x", THROW_SIGNAL)], ways, roots=SIGNAL)
    passing = draw("p", [*nodes, throw("x", "signal"), end("z")], [*ways, ("x", "z")], roots=SIGNAL)

    assert Plain(passing).ready() == ["after"]
    assert Plain(ending).ready() == []
