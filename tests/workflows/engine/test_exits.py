"""Several ways out of an activity, without a gateway behind it: which of them a token takes."""

import pytest

from tests.diagrams import (
    MESSAGE,
    Way,
    action,
    both,
    boundary,
    call,
    draw,
    end,
    many,
    some,
    start,
    subprocess,
    user,
)
from tests.engines import FakeWorld, Running
from workflows.errors import ProcessStuckError

DAYS = '<lf:variable name="days" type="integer"/>'
LONG = "days &gt; 5"
VERY_LONG = "days &gt; 10"


def split(first: str, ways: list[Way]) -> bytes:
    """A first activity called `a`, and b, c, d behind it, each with an end of its own."""
    nodes = [start(), first, *(user(each) for each in "bcd"), *(end(f"end_{each}") for each in "bcd")]
    ends = [(each, f"end_{each}") for each in "bcd"]
    return draw("p", nodes, [("start", "a"), *ways, *ends], variables=DAYS, roots=MESSAGE)


def test_without_conditions_a_token_leaves_along_each_way() -> None:
    running = Running(split(user("a"), [("a", "b"), ("a", "c"), ("a", "d")])).start()

    running.complete("a")
    assert running.ready() == ["b", "c", "d"]

    running.complete("c").complete("b")
    assert not running.ended
    assert running.complete("d").ended


@pytest.mark.parametrize(("days", "taken"), [(1, ["d"]), (6, ["b"]), (11, ["b", "c"])])
def test_every_way_whose_condition_holds_is_taken_else_the_default(days: int, taken: list[str]) -> None:
    first = user("a", attributes='default="f4"')
    running = Running(split(first, [("a", "b", LONG), ("a", "c", VERY_LONG), ("a", "d")])).start(days=days)

    assert running.complete("a").ready() == taken


@pytest.mark.parametrize(("days", "taken"), [(1, ["d"]), (6, ["b", "d"]), (11, ["b", "c", "d"])])
def test_a_way_without_a_condition_that_is_no_default_is_always_taken(days: int, taken: list[str]) -> None:
    running = Running(split(user("a"), [("a", "b", LONG), ("a", "c", VERY_LONG), ("a", "d")])).start(days=days)

    assert running.complete("a").ready() == taken


def test_a_token_without_any_way_changes_nothing_and_says_so() -> None:
    running = Running(split(user("a"), [("a", "b", LONG), ("a", "c", VERY_LONG), ("start", "d")])).start(days=1)

    with pytest.raises(ProcessStuckError):
        running.complete("a")

    assert running.ready() == ["a", "d"]
    assert running.complete("a", days=6).ready() == ["b", "d"]


def test_the_outcome_of_the_task_itself_decides() -> None:
    """A return is drawn as a flow back, again and again."""
    nodes = [start(), user("write"), user("check", attributes='default="f4"'), end()]
    ways = [("start", "write"), ("write", "check"), ("check", "write", "check == 'return'"), ("check", "end")]
    running = Running(draw("p", nodes, ways)).start()

    for _ in range(3):
        running.complete("write").complete("check", "return")
        assert running.ready() == ["write"]
    assert running.complete("write").complete("check", "agree").ended


@pytest.mark.parametrize(("days", "waited"), [(1, ["d"]), (6, ["b", "d"]), (11, ["b", "c", "d"])])
def test_an_inclusive_join_waits_for_the_ways_that_were_taken(days: int, waited: list[str]) -> None:
    nodes = [start(), user("a"), *(user(each) for each in "bcd"), some("j"), user("last"), end()]
    ways: list[Way] = [("start", "a"), ("a", "b", LONG), ("a", "c", VERY_LONG), ("a", "d")]
    ways += [("b", "j"), ("c", "j"), ("d", "j"), ("j", "last"), ("last", "end")]
    running = Running(draw("p", nodes, ways, variables=DAYS)).start(days=days).complete("a")

    for each in waited:
        assert "last" not in running.ready()
        running.complete(each)

    assert running.ready() == ["last"]
    assert running.complete("last").ended


def test_a_parallel_join_in_a_circle_counts_the_tokens_of_the_round() -> None:
    nodes = [start(), user("a"), user("b"), user("c"), both("j"), user("d", attributes='default="f7"'), end()]
    ways = [("start", "a"), ("a", "b"), ("a", "c"), ("b", "j"), ("c", "j"), ("j", "d"), ("d", "end")]
    running = Running(draw("p", nodes, [*ways, ("d", "a", "d == 'again'")])).start()

    for _ in range(3):
        running.complete("a").complete("b")
        assert running.ready() == ["c"]
        running.complete("c").complete("d", "again")
    assert running.complete("a").complete("c").complete("b").complete("d", "done").ended


INNER = draw("inner", [start(), end()], [("start", "end")])
FIRSTS = {
    "a service task": action("a", "act"),
    "a call": call("a", "inner"),
    "a sub-process": subprocess("a", [start("s"), end("e")], [("s", "e")]),
    "a repetition for nobody": user("a", each=many(cardinality="0")),
}


@pytest.mark.parametrize("name", FIRSTS)
@pytest.mark.parametrize(("days", "taken"), [(1, ["c"]), (6, ["b"])])
def test_activities_that_need_nobody_split_too(name: str, days: int, taken: list[str]) -> None:
    first = FIRSTS[name].replace('id="a"', 'id="a" default="f3"')
    drawn = split(first, [("a", "b", LONG), ("a", "c"), ("start", "d")])

    running = Running(drawn, INNER, world=FakeWorld({"act": lambda _call: {}})).start(days=days)

    assert running.ready() == [*taken, "d"]


def test_a_service_task_whose_result_comes_later_splits_when_it_comes() -> None:
    first = action("a", "act", '<lf:out name="days" value="count"/>').replace('id="a"', 'id="a" default="f3"')
    drawn = split(first, [("a", "b", LONG), ("a", "c"), ("start", "d")])
    running = Running(drawn, world=FakeWorld({"act": lambda _call: None})).start(days=1)

    assert running.ready() == ["d"]
    assert running.resume("a", {"count": 9}).ready() == ["b", "d"]


def test_a_repeated_activity_splits_once_when_all_are_done() -> None:
    first = user("a", each=many(cardinality="2"))
    running = Running(split(first, [("a", "b"), ("a", "c"), ("start", "d")])).start()
    one, two = (row.engine_id for row in running.open_rows() if row.path)

    running.complete(one)
    assert running.ready().count("b") == 0
    assert running.complete(two).ready() == ["b", "c", "d"]


def test_a_condition_in_a_repeated_sub_process_reads_its_member() -> None:
    inner = subprocess(
        "s",
        [start("s1"), user("a", attributes='default="s_f3"'), user("b"), end("e1"), end("e2")],
        [("s1", "a"), ("a", "b", "each.number == 2"), ("a", "e1"), ("b", "e2")],
        each=many(cardinality="3"),
    )
    running = Running(draw("p", [start(), inner, end()], [("start", "s"), ("s", "end")])).start()

    for row in [row for row in running.open_rows() if row.node_id == "a"]:
        running.complete(row.engine_id)

    assert running.ready() == ["b"]
    assert running.complete("b").ended


def test_an_activity_that_is_interrupted_takes_none_of_its_ways() -> None:
    nodes = [start(), user("a"), boundary("stop", "a", "message"), *(user(each) for each in "bcd")]
    ways: list[Way] = [("start", "a"), ("a", "b"), ("a", "c"), ("stop", "d")]
    ends = [end(f"end_{each}") for each in "bcd"]
    drawn = draw("p", [*nodes, *ends], [*ways, *((each, f"end_{each}") for each in "bcd")], roots=MESSAGE)

    assert Running(drawn).start().fire("stop").ready() == ["d"]
