"""Link events: a token that arrives at what throws a link goes on at what catches it."""

import pytest

from tests.diagrams import (
    both,
    catch_link,
    draw,
    end,
    many,
    some,
    start,
    subprocess,
    throw_link,
    user,
    xor,
)
from tests.engines import Running
from workflows.errors import ProcessStuckError
from workflows.rules.states import NodeState


def test_a_token_goes_on_where_the_link_is_caught() -> None:
    nodes = [start(), user("a"), throw_link("t", "on"), catch_link("c", "on"), user("b"), end()]
    running = Running(draw("p", nodes, [("start", "a"), ("a", "t"), ("c", "b"), ("b", "end")])).start()

    assert running.complete("a").ready() == ["b"]
    passed = [row.node_id for row in running.rows() if row.state is NodeState.COMPLETED]
    assert passed == ["start", "a", "t", "c"]
    assert running.complete("b").ended


def test_several_events_may_throw_one_link_and_each_link_leads_to_its_own() -> None:
    nodes = [start(), both("g"), user("a"), user("b"), user("c"), *(throw_link(f"t{n}", "on") for n in (1, 2))]
    nodes += [throw_link("t3", "off"), catch_link("c1", "off"), catch_link("c2", "on"), user("d"), user("e")]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("g", "c"), ("a", "t1"), ("b", "t2"), ("c", "t3")]
    ways += [("c1", "d"), ("c2", "e"), ("d", "end1"), ("e", "end2")]
    running = Running(draw("p", [*nodes, end("end1"), end("end2")], ways)).start()

    assert running.complete("a").complete("c").ready() == ["b", "d", "e"]
    assert running.complete("e").complete("b").ready() == ["d", "e"]
    assert running.complete("d").complete("e").ended


def test_a_link_may_lead_back() -> None:
    nodes = [start(), xor("m"), user("write"), user("check"), xor("x"), throw_link("t", "again")]
    nodes += [catch_link("c", "again"), end()]
    ways = [("start", "m"), ("c", "m"), ("m", "write"), ("write", "check"), ("check", "x")]
    running = Running(draw("p", nodes, [*ways, ("x", "t", "check == 'return'"), ("x", "end")])).start()

    for _ in range(3):
        running.complete("write").complete("check", "return")
    assert running.ready() == ["write"]
    assert running.complete("write").complete("check", "agree").ended


@pytest.mark.parametrize("join", [both, some])
def test_a_join_counts_what_comes_over_a_link(join: type) -> None:
    nodes = [start(), both("g"), user("a"), user("b"), throw_link("t", "on"), catch_link("c", "on"), join("j")]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "t"), ("c", "j"), ("j", "last"), ("last", "end")]
    running = Running(draw("p", [*nodes, user("last"), end()], ways)).start()

    assert running.complete("a").ready() == ["b"]
    assert running.complete("b").ready() == ["last"]


def test_a_link_stays_in_its_scope() -> None:
    """A sub-process and the process around it may use the same name."""
    inner = subprocess(
        "s",
        [start("s1"), throw_link("t1", "on"), catch_link("c1", "on"), user("a"), end("e1")],
        [("s1", "t1"), ("c1", "a"), ("a", "e1")],
        each=many(cardinality="2"),
    )
    nodes = [start(), inner, throw_link("t", "on"), catch_link("c", "on"), user("b"), end()]
    running = Running(draw("p", nodes, [("start", "s"), ("s", "t"), ("c", "b"), ("b", "end")])).start()

    assert running.ready() == ["a", "a"]
    for row in [row for row in running.open_rows() if row.node_id == "a"]:
        running.complete(row.engine_id)
    assert running.ready() == ["b"]


def test_links_in_a_circle_that_waits_for_nobody_are_refused() -> None:
    nodes = [start(), user("a"), xor("m"), throw_link("t", "on"), catch_link("c", "on"), end()]
    ways = [("start", "a"), ("a", "m"), ("c", "m"), ("m", "t", "1 == 1"), ("m", "end")]
    running = Running(draw("p", nodes, ways)).start()

    with pytest.raises(ProcessStuckError):
        running.complete("a")

    assert running.ready() == ["a"]
