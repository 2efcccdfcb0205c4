"""What is taken away leaves nothing behind: no deadline, no message, no token (fault B12 of the engine study)."""

import pytest

from tests.diagrams import (
    ERROR,
    MESSAGE,
    TERMINATE,
    THROW_ERROR,
    Way,
    both,
    boundary,
    call,
    catch,
    draw,
    end,
    first,
    many,
    start,
    subprocess,
    user,
)
from tests.engines import Running

CALLED = draw(
    "called",
    [start(), user("u"), boundary("called_late", "u", "timer wd:1"), end(), end("late_end")],
    [("start", "u"), ("u", "end"), ("called_late", "late_end")],
)
INSIDE = [start("s1"), user("u"), boundary("inner_late", "u", "timer wd:1"), end("e1"), end("e2")]
INSIDE_WAYS: list[Way] = [("s1", "u"), ("u", "e1"), ("inner_late", "e2")]
HOSTS = {
    "task": (user("k"), 1),
    "repeated task": (user("k", each=many(cardinality="3")), 1),
    "task in turn": (user("k", each=many(cardinality="3", sequential=True)), 1),
    "sub-process": (subprocess("k", INSIDE, INSIDE_WAYS), 2),
    "repeated sub-process": (subprocess("k", INSIDE, INSIDE_WAYS, each=many(cardinality="3")), 4),
    "call": (call("k", "called"), 2),
    "repeated call": (call("k", "called", each=many(cardinality="3")), 4),
}
"""Activities at work, each with a deadline of its own on its border; and how many deadlines wait then in all."""


def stand_in(host: str, last: str = TERMINATE) -> Running:
    """An instance that stands in an activity and at a task `quit` beside it, whose end may end everything."""
    nodes = [start(), both("g"), host, boundary("late", "k", "timer wd:3"), boundary("stop", "k", "message")]
    nodes += [user("quit"), user("after"), end(), end("end_late"), end("end_stop"), end("end_quit", last)]
    ways: list[Way] = [("start", "g"), ("g", "k"), ("g", "quit"), ("k", "end"), ("late", "end_late")]
    ways += [("stop", "after"), ("after", "end_stop"), ("quit", "end_quit")]
    return Running(draw("p", nodes, ways, roots=MESSAGE), CALLED).start()


def deadlines(running: Running) -> list[str]:
    return [name for name in running.waiting() if name.endswith("late")]


@pytest.mark.parametrize("name", HOSTS)
def test_an_interrupted_activity_takes_its_deadlines_with_it(name: str) -> None:
    host, waiting = HOSTS[name]
    running = stand_in(host)
    assert len(deadlines(running)) == waiting

    running.fire("stop")

    assert (running.ready(), running.waiting()) == (["after", "quit"], [])
    assert running.complete("after").complete("quit").ended


@pytest.mark.parametrize("name", HOSTS)
def test_a_deadline_that_passes_takes_the_other_events_of_its_activity_with_it(name: str) -> None:
    running = stand_in(HOSTS[name][0])

    running.fire("late")

    assert (running.ready(), running.waiting()) == (["quit"], [])


@pytest.mark.parametrize("name", HOSTS)
def test_a_cancelled_instance_waits_for_no_deadline(name: str) -> None:
    running = stand_in(HOSTS[name][0])

    running.cancel()

    assert running.ended
    assert running.open_rows() == []


@pytest.mark.parametrize("name", HOSTS)
def test_a_terminated_process_waits_for_no_deadline(name: str) -> None:
    assert stand_in(HOSTS[name][0]).complete("quit").ended


def test_an_error_takes_the_deadlines_of_what_it_leaves_with_it() -> None:
    inside = [start("s1"), both("g"), user("u"), boundary("late", "u", "timer wd:1"), user("v")]
    inside += [end("e1"), end("e2"), end("e3", THROW_ERROR)]
    ways: list[Way] = [("s1", "g"), ("g", "u"), ("g", "v"), ("u", "e1"), ("late", "e2"), ("v", "e3")]
    nodes = [start(), subprocess("s", inside, ways), boundary("failed", "s", "error"), user("mend"), end(), end("end2")]
    outside: list[Way] = [("start", "s"), ("s", "end"), ("failed", "mend"), ("mend", "end2")]
    running = Running(draw("p", nodes, outside, roots=ERROR)).start()

    running.complete("v")

    assert (running.ready(), running.waiting()) == (["mend"], [])


def test_the_first_of_several_events_takes_the_others_with_it() -> None:
    nodes = [start(), first("g"), catch("early", "timer wd:1"), catch("late", "timer wd:9"), user("a"), user("b")]
    ways: list[Way] = [("start", "g"), ("g", "early"), ("g", "late"), ("early", "a"), ("late", "b")]
    drawn = draw("p", [*nodes, end(), end("end2")], [*ways, ("a", "end"), ("b", "end2")])

    assert Running(drawn).start().fire("early").waiting() == []
    assert Running(drawn).start().fire("late").ready() == ["b"]
