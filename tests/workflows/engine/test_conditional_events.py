"""Conditional events: they happen in the step that makes their condition true, once each time that it becomes so."""

import pytest

from tests.diagrams import both, call, draw, end, first, many, start, user, xor
from tests.engines import Running
from tests.scoped import event_sub, on_border, trigger, wait_for, when

N = '<lf:variable name="n" type="integer"/>'
HIGH = when("n &gt; 5")


def beside(*more: str, ways: list[tuple[str, str]] | None = None) -> bytes:
    """Task a, then b; more beside."""
    nodes = [start(), user("a"), user("b"), end(), *more]
    return draw("p", nodes, [("start", "a"), ("a", "b"), ("b", "end"), *(ways or [])], variables=N)


def test_an_intermediate_event_goes_on_in_the_step_that_makes_it_true() -> None:
    nodes = [start(), both("g"), user("a"), user("b"), wait_for("c", HIGH), user("after"), end(), end("e2"), end("e3")]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("g", "c"), ("c", "after"), ("after", "end")]
    running = Running(draw("p", nodes, [*ways, ("a", "e2"), ("b", "e3")], variables=N)).start(n=1)
    assert running.complete("a", n=5).waiting() == ["c"]

    running.complete("b", n=6)

    assert (running.ready(), running.waiting()) == (["after"], [])


def test_one_that_is_true_already_does_not_wait() -> None:
    nodes = [start(), wait_for("c", HIGH), end()]
    diagram = draw("p", nodes, [("start", "c"), ("c", "end")], variables=N)

    assert Running(diagram).start(n=6).ended
    assert Running(diagram).start(n=1).waiting() == ["c"]


def test_what_cannot_be_computed_yet_is_not_true() -> None:
    watching = on_border("told", "b", HIGH)
    running = Running(beside(watching, end("over"), ways=[("told", "over")])).start()

    assert running.complete("a").ready() == ["b"]


@pytest.mark.parametrize(("interrupting", "left"), [(True, ["help"]), (False, ["b", "help"])])
def test_a_border_ends_its_task_or_lets_it_go_on(interrupting: bool, left: list[str]) -> None:
    nodes = [start(), both("g"), user("a"), user("b"), on_border("told", "b", HIGH, interrupting=interrupting)]
    nodes += [user("help"), end(), end("e2"), end("e3")]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "end"), ("b", "e2"), ("told", "help"), ("help", "e3")]
    running = Running(draw("p", nodes, ways, variables=N)).start(n=1)

    assert running.complete("a", n=6).ready() == left


def test_it_happens_again_only_after_it_has_been_false() -> None:
    watching = event_sub(
        "w", trigger("t", HIGH, interrupting=False), [user("help"), end("e")], [("t", "help"), ("help", "e")]
    )
    nodes = [start(), xor("m"), user("a"), xor("x"), end(), watching]
    ways = [("start", "m"), ("m", "a"), ("a", "x"), ("x", "m", "a == 'again'"), ("x", "end")]
    running = Running(draw("p", nodes, ways, variables=N)).start(n=1)

    counts = []
    for value in (6, 7, 8, 2, 9, 9):
        running.complete("a", "again", n=value)
        counts.append(running.ready().count("help"))

    assert counts == [1, 1, 1, 1, 2, 2]
    assert running.waiting() == ["t"]


def test_an_event_sub_process_that_interrupts_ends_the_rest() -> None:
    watching = event_sub("w", trigger("t", HIGH), [user("help"), end("e")], [("t", "help"), ("help", "e")])
    running = Running(beside(watching)).start(n=1)

    running.complete("a", n=6)

    assert (running.ready(), running.waiting()) == (["help"], [])
    assert running.complete("help").ended


def test_it_races_behind_an_event_gateway() -> None:
    nodes = [
        start(),
        both("s"),
        user("a"),
        first("g"),
        wait_for("c", HIGH),
        wait_for("d", when("n == 3")),
        xor("m"),
        end(),
        end("e2"),
    ]
    ways = [
        ("start", "s"),
        ("s", "a"),
        ("s", "g"),
        ("g", "c"),
        ("g", "d"),
        ("c", "m"),
        ("d", "m"),
        ("m", "end"),
        ("a", "e2"),
    ]
    running = Running(draw("p", nodes, ways, variables=N)).start(n=1)

    assert running.complete("a", n=3).ended


def test_a_child_of_a_repetition_makes_it_true_for_the_process() -> None:
    nodes = [
        start(),
        user("a", each=many(cardinality="3")),
        on_border("told", "a", HIGH),
        user("help"),
        end(),
        end("e2"),
    ]
    ways = [("start", "a"), ("a", "end"), ("told", "help"), ("help", "e2")]
    running = Running(draw("p", nodes, ways, variables=N)).start(n=1)

    running.complete(running.all("a")[1], n=6)

    assert running.ready() == ["help"]


def test_a_called_process_watches_its_own_variables() -> None:
    given = '<lf:variable name="n" type="integer" given="true"/>'
    inside = [start(), user("u"), on_border("told", "u", HIGH), end(), end("over")]
    called = draw("called", inside, [("start", "u"), ("u", "end"), ("told", "over")], variables=given)
    nodes = [start(), both("g"), user("a"), call("k", "called", '<lf:in name="n" value="1"/>'), end(), end("e2")]
    ways = [("start", "g"), ("g", "a"), ("g", "k"), ("a", "end"), ("k", "e2")]
    running = Running(draw("p", nodes, ways, variables=N), called).start()

    assert running.complete("a", n=6).ready() == ["u"]


def test_what_comes_back_from_a_call_is_seen_by_the_caller() -> None:
    inside = [start(), user("u"), end()]
    called = draw("called", inside, [("start", "u"), ("u", "end")], variables=N)
    nodes = [
        start(),
        both("g"),
        user("a"),
        on_border("told", "a", HIGH),
        call("k", "called", '<lf:out name="n" value="n"/>'),
    ]
    ways = [("start", "g"), ("g", "a"), ("g", "k"), ("a", "end"), ("k", "e2"), ("told", "over")]
    running = Running(draw("p", [*nodes, end(), end("e2"), end("over")], ways, variables=N), called).start(n=1)

    assert running.complete("u", n=6).ended
