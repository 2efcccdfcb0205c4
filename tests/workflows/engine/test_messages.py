"""Messages and signals as the engine sees them: who waits under which key, and what a token has sent."""

import pytest

from tests.diagrams import (
    BY_CASE,
    CASE,
    MESSAGE,
    SIGNAL,
    THROW_MESSAGE,
    THROW_SIGNAL,
    both,
    boundary,
    catch,
    draw,
    end,
    first,
    many,
    receive,
    send,
    start,
    throw,
    user,
)
from tests.engines import Running
from workflows.errors import ProcessStuckError
from workflows.rules.states import NodeState

ROOTS = MESSAGE + SIGNAL
LINE = [("start", "a"), ("a", "end")]


def run(nodes: list[str], ways: list[tuple[str, str]], **variables: object) -> Running:
    return Running(draw("p", [start(), *nodes], ways, variables=CASE, roots=ROOTS)).start(**variables)


def thrown(running: Running) -> list[tuple[str, str, str | None]]:
    """What the last step has sent."""
    assert running.progress
    return [(each.kind, each.name, each.key) for each in running.progress.thrown]


def keys(running: Running, node: str) -> list[str | None]:
    """Under which keys tokens wait at a node; None for the business key."""
    waiting = [row for row in running.open_rows() if row.node_id == node and row.state is NodeState.WAITING]
    return [row.inner.get("key") for row in waiting]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_an_event_waits_until_the_house_says_that_it_has_happened(kind: str) -> None:
    running = run([catch("a", kind), end()], LINE, case="7")

    assert running.waiting() == ["a"]
    assert running.fire("a").ended


def test_a_wait_says_which_message_is_meant() -> None:
    assert keys(run([catch("a", "message", attributes=BY_CASE), end()], LINE, case="7"), "a") == ["7"]
    assert keys(run([catch("a", "message"), end()], LINE, case="7"), "a") == [None]


@pytest.mark.parametrize("value", [None, "", True, "x" * 201, 1.5])
def test_a_key_that_tells_nothing_apart_stops_the_step(value: object) -> None:
    with pytest.raises(ProcessStuckError):
        run([catch("a", "message", attributes=BY_CASE), end()], LINE, case=value)


@pytest.mark.parametrize(
    ("node", "what"),
    [
        (throw("a", "message", attributes=BY_CASE), ("message", "stop", "7")),
        (throw("a", "message"), ("message", "stop", None)),
        (throw("a", "signal"), ("signal", "alarm", None)),
        (send("a", BY_CASE), ("message", "stop", "7")),
    ],
)
def test_a_token_sends_and_goes_on(node: str, what: tuple[str, str, str | None]) -> None:
    running = run([node, user("b"), end()], [("start", "a"), ("a", "b"), ("b", "end")], case="7")

    assert (thrown(running), running.ready()) == ([what], ["b"])
    assert thrown(running.complete("b")) == []


@pytest.mark.parametrize(("inner", "name"), [(THROW_MESSAGE, "stop"), (THROW_SIGNAL, "alarm")])
def test_the_end_of_a_way_may_tell_others(inner: str, name: str) -> None:
    running = run([end("a", inner)], [("start", "a")], case="7")

    assert running.ended
    assert [each[1] for each in thrown(running)] == [name]


def test_what_is_sent_knows_who_waited_before_it() -> None:
    """A signal reaches what stood beside it, not what its own token comes to afterwards."""
    nodes = [both("g"), catch("before", "signal"), throw("t", "signal"), catch("after", "signal"), end("e1"), end("e2")]
    ways = [("start", "g"), ("g", "before"), ("g", "t"), ("t", "after"), ("before", "e1"), ("after", "e2")]
    running = run(nodes, ways)

    assert running.progress
    last = running.progress.thrown[0].last_id
    assert running.one("before", NodeState.WAITING) <= last < running.one("after", NodeState.WAITING)


def test_of_a_message_and_a_timer_behind_one_gateway_one_happens() -> None:
    nodes = [first("g"), catch("answered", "message"), catch("late", "timer wd:3"), user("a"), user("b")]
    ways = [("start", "g"), ("g", "answered"), ("g", "late"), ("answered", "a"), ("late", "b")]
    ways += [("a", "e1"), ("b", "e2")]

    assert run([*nodes, end("e1"), end("e2")], ways).fire("answered").ready() == ["a"]
    running = run([*nodes, end("e1"), end("e2")], ways).fire("late")
    assert (running.ready(), running.waiting()) == (["b"], [])


def test_a_receive_task_may_race_behind_a_gateway() -> None:
    nodes = [first("g"), receive("answered"), catch("late", "timer wd:3"), user("a"), end("e1"), end("e2")]
    ways = [("start", "g"), ("g", "answered"), ("g", "late"), ("answered", "a"), ("a", "e1"), ("late", "e2")]

    running = run(nodes, ways).fire("answered")
    assert (running.ready(), running.waiting()) == (["a"], [])


def test_a_receive_task_has_a_deadline_on_its_border() -> None:
    nodes = [receive("a"), boundary("late", "a", "timer wd:3"), user("b"), end(), end("e2")]
    ways = [*LINE, ("late", "b"), ("b", "e2")]

    assert run(nodes, ways).waiting() == ["a", "late"]
    assert run(nodes, ways).fire("a").ended
    running = run(nodes, ways).fire("late")
    assert (running.ready(), running.waiting()) == (["b"], [])


@pytest.mark.parametrize("sequential", [False, True])
def test_each_of_several_receives_waits_for_its_own(sequential: bool) -> None:
    """In the plain library one message satisfies all of them."""
    each = many(cardinality="3", sequential=sequential)
    node = receive("a", 'lf:correlation="each.number"', each)
    running = run([node, end()], LINE)

    assert keys(running, "a") == (["1"] if sequential else ["1", "2", "3"])
    for key in ("1", "2", "3") if sequential else ("3", "1", "2"):
        row = next(row for row in running.open_rows() if row.inner.get("key") == key)
        assert not running.ended
        running.fire(row.engine_id)
    assert running.ended


def test_each_of_several_sends_sends_its_own() -> None:
    node = send("a", 'lf:correlation="each.number"', many(cardinality="3"))

    assert [key for _, _, key in thrown(run([node, end()], LINE))] == ["1", "2", "3"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_an_event_on_the_border_takes_the_host_away(kind: str) -> None:
    running = run([user("a"), boundary("x", "a", kind), user("b"), end(), end("e2")], [*LINE, ("x", "b"), ("b", "e2")])

    running.fire("x")
    assert (running.ready(), running.waiting()) == (["b"], [])


def test_an_event_that_does_not_interrupt_happens_as_often_as_it_is_sent() -> None:
    border = boundary("x", "a", "message", interrupting=False, attributes=BY_CASE)
    running = run([user("a"), border, user("b"), end(), end("e2")], [*LINE, ("x", "b"), ("b", "e2")], case="7")

    running.fire("x").fire("x")

    assert running.ready() == ["a", "b", "b"]
    assert keys(running, "x") == ["7"], "the key does not change while the host goes on"
    assert running.complete("a").waiting() == []
