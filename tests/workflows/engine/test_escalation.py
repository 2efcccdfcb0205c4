"""Escalation: told outward to the nearest that catches it, which interrupts or runs beside; lost where nobody does."""

import pytest

from tests.diagrams import ERROR, both, call, draw, end, many, some, start, subprocess, user, xor
from tests.engines import Running
from tests.scoped import ANY_ESCALATION, ESCALATION, OTHER, SLOW, event_sub, on_border, throw, trigger
from workflows.rules.states import NodeState


def sub(*watching: str, each: str = "", thrown: str = SLOW) -> str:
    """A sub-process: task a, an escalation, task b; beside it what watches."""
    ways = [("s", "a"), ("a", "t"), ("t", "b"), ("b", "e")]
    return subprocess("k", [start("s"), user("a"), throw("t", thrown), user("b"), end("e"), *watching], ways, each=each)


def around(inner: str, *more: str, border: str = "") -> bytes:
    """The sub-process, a border event `told` that leads to the task help, and a task after."""
    nodes = [start(), inner, border, user("after"), end(), *more]
    ways = [("start", "k"), ("k", "after"), ("after", "end")]
    if border:
        nodes += [user("help"), end("helped")]
        ways += [("told", "help"), ("help", "helped")]
    return draw("p", nodes, ways, roots=ESCALATION + ERROR)


def watch(definition: str, *, interrupting: bool, name: str = "w", task: str = "ask") -> str:
    begins = trigger(f"{name}_t", definition, interrupting=interrupting)
    return event_sub(name, begins, [user(task), end(f"{name}_e")], [(f"{name}_t", task), (task, f"{name}_e")])


def test_a_border_that_does_not_interrupt_runs_beside_and_the_thrower_goes_on() -> None:
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(sub(), border=border)).start().complete("a")

    assert running.ready() == ["b", "help"]
    assert running.waiting() == ["told"], "it may be told again"
    assert running.complete("b").ready() == ["after", "help"]
    assert running.waiting() == []
    assert running.complete("after").complete("help").ended


def test_a_border_that_interrupts_ends_the_thrower() -> None:
    running = Running(around(sub(), border=on_border("told", "k", SLOW))).start().complete("a")

    assert (running.ready(), running.waiting()) == (["help"], [])
    assert running.complete("help").ended


def test_an_event_sub_process_comes_before_the_border() -> None:
    watching = watch(SLOW, interrupting=False)
    border = on_border("told", "k", SLOW)
    running = Running(around(sub(watching), border=border)).start().complete("a")

    assert running.ready() == ["ask", "b"]
    assert running.waiting() == ["told", "w_t"]


def test_an_event_sub_process_that_interrupts_ends_the_thrower_and_then_the_activity() -> None:
    running = Running(around(sub(watch(ANY_ESCALATION, interrupting=True)))).start().complete("a")

    assert (running.ready(), running.waiting()) == (["ask"], [])
    assert running.complete("ask").ready() == ["after"]


def test_a_name_is_nearer_than_what_catches_all() -> None:
    both_ = watch(ANY_ESCALATION, interrupting=False), watch(SLOW, interrupting=False, name="v", task="named")

    assert Running(around(sub(*both_))).start().complete("a").ready() == ["b", "named"]


def test_another_name_passes_by() -> None:
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(sub(watch(OTHER, interrupting=True)), border=border)).start().complete("a")

    assert running.ready() == ["b", "help"]


def test_what_nobody_catches_is_lost_and_the_thrower_goes_on() -> None:
    running = Running(around(sub())).start().complete("a")

    assert running.ready() == ["b"]
    assert running.complete("b").complete("after").ended


def test_an_error_is_no_escalation() -> None:
    running = Running(around(sub(), border=on_border("told", "k", "<errorEventDefinition/>"))).start().complete("a")

    assert running.ready() == ["b"]


@pytest.mark.parametrize(("interrupting", "left"), [(False, ["b", "help"]), (True, ["help"])])
def test_an_end_event_escalates_and_ends_its_token(interrupting: bool, left: list[str]) -> None:
    inside = [start("s"), both("g"), user("a"), user("b"), end("e", SLOW), end("e2")]
    ways = [("s", "g"), ("g", "a"), ("g", "b"), ("a", "e"), ("b", "e2")]
    border = on_border("told", "k", SLOW, interrupting=interrupting)
    running = Running(around(subprocess("k", inside, ways), border=border)).start().complete("a")

    assert running.ready() == left


def test_the_last_token_may_end_with_an_escalation() -> None:
    inner = subprocess("k", [start("s"), user("a"), end("e", SLOW)], [("s", "a"), ("a", "e")])
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(inner, border=border)).start().complete("a")

    assert running.ready() == ["after", "help"]


def test_one_caught_by_an_event_sub_process_is_not_caught_by_the_same_again() -> None:
    """What answers an escalation may escalate itself: that goes outward."""
    body = [user("ask"), throw("again", SLOW), user("wait"), end("asked")]
    ways = [("w_t", "ask"), ("ask", "again"), ("again", "wait"), ("wait", "asked")]
    watching = event_sub("w", trigger("w_t", SLOW, interrupting=False), body, ways)
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(sub(watching), border=border)).start().complete("a")

    running.complete("ask")

    assert running.ready() == ["b", "help", "wait"]


def test_a_loop_escalates_every_round() -> None:
    inside = [start("s"), xor("m"), user("a"), throw("t", SLOW), xor("x"), end("e")]
    ways = [("s", "m"), ("m", "a"), ("a", "t"), ("t", "x"), ("x", "m", "a == 'again'"), ("x", "e")]
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(subprocess("k", inside, ways), border=border)).start()

    for _ in range(3):
        running.complete("a", "again")

    assert running.ready() == ["a", "help", "help", "help"]
    assert len(running.waiting()) == 1


def test_a_called_process_escalates_to_its_caller() -> None:
    called = draw(
        "called",
        [start(), user("u"), throw("t", SLOW), user("v"), end()],
        [("start", "u"), ("u", "t"), ("t", "v"), ("v", "end")],
        roots=ESCALATION,
    )
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(call("k", "called"), border=border), called).start().complete("u")

    assert running.ready() == ["help", "v"]


def test_one_child_of_a_repetition_escalates_once_to_the_border_of_all() -> None:
    border = on_border("told", "k", SLOW, interrupting=False)
    running = Running(around(sub(each=many(cardinality="3")), border=border)).start()

    running.complete(running.all("a")[1])
    assert running.ready() == ["a", "a", "b", "help"]
    running.complete(running.all("a")[0])

    assert running.ready() == ["a", "b", "b", "help", "help"]


def test_one_child_of_a_repetition_may_end_all_of_them() -> None:
    running = Running(around(sub(each=many(cardinality="3")), border=on_border("told", "k", SLOW))).start()

    running.complete(running.all("a")[2])

    assert (running.ready(), running.waiting()) == (["help"], [])
    assert {row.state for row in running.rows() if row.node_id == "a"} == {NodeState.CANCELLED, NodeState.COMPLETED}


def test_what_interrupts_happens_before_anything_else_of_the_step() -> None:
    """A branch that would throw in the same step is gone before its turn."""
    inside = [start("s"), user("a"), both("g"), throw("t", SLOW), throw("u", SLOW), end("e"), end("e2")]
    ways = [("s", "a"), ("a", "g"), ("g", "t"), ("g", "u"), ("t", "e"), ("u", "e2")]
    running = Running(around(subprocess("k", inside, ways), border=on_border("told", "k", SLOW))).start()

    running.complete("a")

    assert running.ready() == ["help"]
    assert [row.state for row in running.rows() if row.node_id == "u"] == [NodeState.CANCELLED]


def test_a_join_does_not_open_while_the_thrower_is_on_its_way_to_it() -> None:
    """What answers runs in the same step, before the thrower's token has come on (found by tests/fuzz, seed 294)."""
    nodes = [start(), both("g"), user("a"), throw("t", SLOW), user("b"), some("j"), user("c"), end()]
    ways = [("start", "g"), ("g", "a"), ("a", "t"), ("t", "j"), ("g", "b"), ("b", "j"), ("j", "c"), ("c", "end")]
    watching = watch(SLOW, interrupting=False)
    running = Running(draw("p", [*nodes, watching], ways, roots=ESCALATION)).start()

    running.complete("b").complete("a")

    assert running.ready() == ["ask", "c"]
