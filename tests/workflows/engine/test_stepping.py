"""What tokens do: gateways, repetitions, events, calls and ends, step by step on rows."""

import pytest

from tests.diagrams import (
    ERROR,
    MESSAGE,
    TERMINATE,
    THROW_ERROR,
    action,
    both,
    boundary,
    call,
    catch,
    draw,
    end,
    first,
    many,
    some,
    start,
    subprocess,
    user,
    xor,
)
from tests.engines import FakeWorld, Running
from workflows.engine.progress import EngineError, Window
from workflows.errors import ProcessStuckError
from workflows.rules.states import NodeState

AROUND = [("start", "a"), ("a", "end")]


def line(node: str) -> bytes:
    return draw("p", [start(), node, end()], AROUND, roots=MESSAGE + ERROR)


# -- deciding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "taken"), [(1, "c"), (6, "a"), (20, "a")])
def test_an_exclusive_gateway_takes_the_first_way_that_holds_else_its_default(days: int, taken: str) -> None:
    nodes = [start(), xor("x"), user("a"), user("b"), user("c"), end()]
    ways = [("start", "x"), ("x", "a", "days &gt; 5"), ("x", "b", "days &gt; 10"), ("x", "c")]
    ways += [("a", "end"), ("b", "end"), ("c", "end")]

    running = Running(draw("p", nodes, ways)).start(days=days)

    assert running.ready() == [taken]
    assert running.complete(taken).ended


def test_a_name_that_nothing_was_said_about_is_nothing() -> None:
    nodes = [start(), xor("x"), user("a"), user("b"), end()]
    ways = [("start", "x"), ("x", "a", "b == 'return'"), ("x", "b"), ("a", "end"), ("b", "end")]

    assert Running(draw("p", nodes, ways)).start().ready() == ["b"]


@pytest.mark.parametrize(("count", "taken"), [(2, "b"), (3, "a")])
def test_a_condition_reads_the_parameters_of_the_instance(count: int, taken: str) -> None:
    variables = '<lf:variable name="count" type="integer"/>'
    nodes = [start(), xor("x"), user("a"), user("b"), end()]
    ways = [("start", "x"), ("x", "a", "count >= parameters.talks.limit"), ("x", "b"), ("a", "end"), ("b", "end")]

    assert Running(draw("p", nodes, ways, variables=variables)).start(count=count).ready() == [taken]


def test_a_condition_that_has_no_value_changes_nothing_and_says_so() -> None:
    variables = '<lf:variable name="days" type="integer"/>'
    nodes = [start(), user("a"), xor("x"), user("b"), end()]
    ways = [("start", "a"), ("a", "x"), ("x", "b", "days &gt; 5"), ("x", "end"), ("b", "end")]
    running = Running(draw("p", nodes, ways, variables=variables)).start()

    with pytest.raises(ProcessStuckError):
        running.complete("a")

    assert running.ready() == ["a"]
    assert running.complete("a", days=6).ready() == ["b"]


def test_a_circle_that_waits_for_nobody_is_refused() -> None:
    nodes = [start(), user("a"), xor("m"), xor("x"), end()]
    ways = [("start", "a"), ("a", "m"), ("m", "x"), ("x", "m", "1 == 1"), ("x", "end")]
    running = Running(draw("p", nodes, ways)).start()

    with pytest.raises(ProcessStuckError):
        running.complete("a")

    assert running.ready() == ["a"]


# -- joining ---------------------------------------------------------------------------------------


def test_a_parallel_join_takes_one_token_from_each_way() -> None:
    """Two tokens on one way and none on the other do not open the join (excess tokens)."""
    nodes = [start(), both("g"), user("a"), user("b"), user("c"), xor("m"), both("j"), user("d"), end()]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("g", "c"), ("a", "m"), ("b", "m"), ("m", "j"), ("c", "j")]
    running = Running(draw("p", nodes, [*ways, ("j", "d"), ("d", "end")])).start()

    running.complete("a").complete("b")
    assert running.ready() == ["c"]
    assert running.waiting() == ["j", "j"]

    running.complete("c")
    assert running.ready() == ["d"]
    assert running.waiting() == ["j"]


def test_a_join_whose_own_exit_leads_back_to_it_waits_for_the_ways_from_outside() -> None:
    nodes = [start(), both("g"), user("a"), user("b"), both("j"), xor("x"), end()]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "x"), ("x", "j", "b == 'again'")]
    running = Running(draw("p", nodes, [*ways, ("x", "end")])).start()

    running.complete("a")
    assert running.ready() == ["b"]
    assert running.complete("b").ended


def test_an_inclusive_join_takes_together_what_comes_straight_from_its_split() -> None:
    """Two ways without a step on them: one token goes on behind the join, not two (found by tests/fuzz, seed 941)."""
    nodes = [start(), some("o"), user("a"), some("j"), user("c"), end()]
    ways = [
        ("start", "o"),
        ("o", "j", "1 == 1"),
        ("o", "j", "2 == 2"),
        ("o", "a"),
        ("a", "j"),
        ("j", "c"),
        ("c", "end"),
    ]
    running = Running(draw("p", nodes, ways)).start()

    assert running.ready() == ["c"]
    assert running.waiting() == []
    assert running.complete("c").ended


def test_an_inclusive_join_opens_when_the_last_token_that_could_come_is_gone() -> None:
    """A branch may end for itself: the join waits for it only as long as it can still come."""
    nodes = [start(), both("g"), user("a"), user("b"), xor("x"), some("j"), user("c"), end("over"), end()]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "x"), ("x", "over", "b == 'leave'")]
    ways += [("x", "j"), ("j", "c"), ("c", "end")]
    running = Running(draw("p", nodes, ways)).start()

    running.complete("a")
    assert running.ready() == ["b"]
    running.complete("b", "leave")

    assert running.ready() == ["c"]


def test_an_inclusive_join_does_not_wait_for_a_deadline_that_may_never_come() -> None:
    nodes = [start(), both("g"), user("a"), user("b"), boundary("late", "b", "timer wd:1", interrupting=False)]
    nodes += [some("j"), user("c"), end()]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("late", "j"), ("j", "c"), ("c", "end")]
    running = Running(draw("p", nodes, ways)).start()

    running.complete("a").complete("b")

    assert running.ready() == ["c"]


# -- repeating -------------------------------------------------------------------------------------


def test_a_parallel_repetition_is_over_when_all_are_done() -> None:
    running = Running(line(user("a", each=many("people(n)")))).start(n=3)
    assert len(running.all("a")) == 3
    assert {row.local["each"]["number"] for row in running.open_rows() if row.part} == {1, 2, 3}

    for engine_id in reversed(running.all("a")):
        assert not running.ended
        running.complete(engine_id)

    assert running.ended


def test_a_sequential_repetition_opens_one_after_the_other() -> None:
    running = Running(line(user("a", each=many("people(n)", sequential=True)))).start(n=3)

    for number in (1, 2, 3):
        (engine_id,) = running.all("a")
        assert running.row(engine_id).local["each"] == {"number": number}
        running.complete(engine_id)

    assert running.ended


@pytest.mark.parametrize("sequential", [True, False])
def test_a_repetition_for_nobody_is_over_at_once(sequential: bool) -> None:
    assert Running(line(user("a", each=many(cardinality="0", sequential=sequential)))).start().ended


def test_a_repetition_by_number_counts_from_one() -> None:
    running = Running(line(user("a", each=many(cardinality="n + 1")))).start(n=1)

    assert [running.row(each).local["each"] for each in running.all("a")] == [{"number": 1}, {"number": 2}]


@pytest.mark.parametrize("count", ["'3'", "2.5", "1 == 1", "10001"])
def test_a_repetition_without_a_sensible_number_is_refused(count: str) -> None:
    with pytest.raises(ProcessStuckError):
        Running(line(user("a", each=many(cardinality=count)))).start()


@pytest.mark.parametrize("sequential", [True, False])
def test_a_completion_condition_ends_a_repetition_and_withdraws_the_rest(sequential: bool) -> None:
    condition = "outcome == 'return' or nrOfCompletedInstances &gt;= 3"
    node = user("a", each=many("people(n)", condition=condition, sequential=sequential))

    returned = Running(line(node)).start(n=5)
    returned.complete(returned.all("a")[0], "agree")
    assert not returned.ended
    returned.complete(returned.all("a")[0], "return")
    assert returned.ended
    assert returned.variables["a"] == "return"

    counted = Running(line(node)).start(n=5)
    for _ in range(3):
        assert not counted.ended
        counted.complete(counted.all("a")[0], "agree")
    assert counted.ended


def test_a_condition_counts_who_is_still_at_it() -> None:
    node = user("a", each=many("people(n)", condition="nrOfActiveInstances * 2 &lt; nrOfInstances"))
    running = Running(line(node)).start(n=4)

    for _ in range(3):
        assert not running.ended
        running.complete(running.all("a")[0])

    assert running.ended


def test_a_repetition_within_a_repetition_counts_for_itself() -> None:
    inner = user("b", each=many("people(m)"))
    nodes = [start("s"), inner, end("e")]
    node = subprocess("a", nodes, [("s", "b"), ("b", "e")], each=many("people(n)"))
    running = Running(line(node)).start(n=3, m=2)
    assert len(running.all("b")) == 6

    for count, engine_id in enumerate(running.all("b"), start=1):
        running.complete(engine_id)
        assert running.ended == (count == 6)


def test_an_inner_repetition_ends_early_without_the_outer_ones() -> None:
    inner = user("b", each=many("people(m)", condition="outcome == 'return'"))
    node = subprocess("a", [start("s"), inner, end("e")], [("s", "b"), ("b", "e")], each=many("people(n)"))
    running = Running(line(node)).start(n=2, m=3)

    running.complete(running.all("b")[0], "return")
    assert len(running.all("b")) == 3
    running.complete(running.all("b")[-1], "return")

    assert running.ended


# -- events ----------------------------------------------------------------------------------------


def test_the_event_that_happens_first_ends_its_rivals() -> None:
    nodes = [start(), first("g"), catch("told", "message"), catch("late", "timer wd:1"), user("a"), user("b"), end()]
    ways = [("start", "g"), ("g", "told"), ("g", "late"), ("told", "a"), ("late", "b"), ("a", "end"), ("b", "end")]
    running = Running(draw("p", nodes, ways, roots=MESSAGE)).start()
    late = running.one("late", NodeState.WAITING)

    running.fire("told")

    assert running.ready() == ["a"]
    assert running.waiting() == []
    assert running.row(late).state is NodeState.CANCELLED


def test_two_races_do_not_end_each_others_rivals() -> None:
    nodes = [start(), both("s")]
    ways = [("start", "s")]
    for name in "pq":
        nodes += [
            first(f"g{name}"),
            catch(f"told{name}", "message"),
            catch(f"late{name}", "timer wd:1"),
            xor(f"m{name}"),
        ]
        ways += [("s", f"g{name}"), (f"g{name}", f"told{name}"), (f"g{name}", f"late{name}")]
        ways += [(f"told{name}", f"m{name}"), (f"late{name}", f"m{name}"), (f"m{name}", "end")]
    running = Running(draw("p", [*nodes, end()], ways, roots=MESSAGE)).start()

    running.fire("toldp")

    assert running.waiting() == ["lateq", "toldq"]
    assert running.fire("lateq").ended


@pytest.mark.parametrize(("interrupting", "left"), [(True, ["b"]), (False, ["a", "b"])])
def test_a_boundary_event_ends_its_host_or_lets_it_go_on(interrupting: bool, left: list[str]) -> None:
    nodes = [start(), user("a"), boundary("late", "a", "timer wd:1", interrupting=interrupting), user("b"), end()]
    ways = [*AROUND, ("late", "b"), ("b", "end")]
    running = Running(draw("p", nodes, ways)).start()

    running.fire("late")

    assert running.ready() == left
    assert running.waiting() == []


def test_a_message_may_come_again_as_long_as_it_does_not_end_the_task() -> None:
    nodes = [start(), user("a"), boundary("told", "a", "message", interrupting=False), user("b"), end()]
    running = Running(draw("p", nodes, [*AROUND, ("told", "b"), ("b", "end")], roots=MESSAGE)).start()

    running.fire("told").fire("told")

    assert (running.ready(), running.waiting()) == (["a", "b", "b"], ["told"])
    assert (running.complete("a").ready(), running.waiting()) == (["b", "b"], [])


def test_a_boundary_event_of_a_finished_task_can_happen_no_more() -> None:
    nodes = [start(), user("a"), boundary("late", "a", "timer wd:1"), user("b"), end(), end("over")]
    running = Running(draw("p", nodes, [("start", "a"), ("a", "b"), ("b", "end"), ("late", "over")])).start()
    late = running.one("late", NodeState.WAITING)
    running.complete("a")

    with pytest.raises(EngineError):
        running.fire(late)


def test_a_boundary_event_on_a_sub_process_ends_everything_in_it() -> None:
    inner = subprocess(
        "q",
        [start("s"), both("g"), user("x"), call("k", "c"), both("j"), end("e")],
        [("s", "g"), ("g", "x"), ("g", "k"), ("x", "j"), ("k", "j"), ("j", "e")],
    )
    called = draw("c", [start(), user("y"), boundary("late", "y", "timer wd:1"), end()],
                  [("start", "y"), ("y", "end"), ("late", "end")])  # fmt: skip
    nodes = [start(), inner, boundary("told", "q", "message"), user("b"), end()]
    ways = [("start", "q"), ("q", "end"), ("told", "b"), ("b", "end")]
    running = Running(draw("p", nodes, ways, roots=MESSAGE), called).start()
    assert running.ready() == ["x", "y"]

    running.fire("told")

    assert (running.ready(), running.waiting()) == (["b"], [])
    assert running.complete("b").ended


def test_an_event_in_one_child_does_not_touch_the_others() -> None:
    nodes = [start("s"), user("b"), boundary("told", "b", "message"), user("c"), end("e")]
    node = subprocess("a", nodes, [("s", "b"), ("b", "e"), ("told", "c"), ("c", "e")], each=many("people(n)"))
    running = Running(line(node)).start(n=3)

    running.fire(running.all("told", NodeState.WAITING)[1])

    assert running.ready() == ["b", "b", "c"]
    assert len(running.waiting()) == 2


# -- ends ------------------------------------------------------------------------------------------


def test_a_terminate_end_ends_its_own_scope_only() -> None:
    nodes = [start("s"), both("g"), user("x"), user("y"), end("e", TERMINATE)]
    inner = subprocess("q", nodes, [("s", "g"), ("g", "x"), ("g", "y"), ("x", "e"), ("y", "e")])
    outer = [start(), both("h"), inner, user("z"), both("j"), user("last"), end()]
    ways = [("start", "h"), ("h", "q"), ("h", "z"), ("q", "j"), ("z", "j"), ("j", "last"), ("last", "end")]
    running = Running(draw("p", outer, ways)).start()

    running.complete("x")

    assert running.ready() == ["z"]
    assert running.complete("z").ready() == ["last"]


def test_a_terminate_end_of_the_process_withdraws_repetitions_that_are_not_loaded() -> None:
    nodes = [start(), both("g"), user("a"), user("b", each=many("people(n)")), end(), end("stop", TERMINATE)]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "stop"), ("b", "end")]
    running = Running(draw("p", nodes, ways)).start(n=4)

    assert running.complete("a").ended


def failing(catcher: str = "") -> list[str]:
    inner = subprocess("q", [start("s"), user("x"), end("e", THROW_ERROR)], [("s", "x"), ("x", "e")])
    return [start(), inner, catcher, user("b"), end()]


def test_an_error_end_goes_to_the_border_around_it() -> None:
    ways = [("start", "q"), ("q", "end"), ("failed", "b"), ("b", "end")]
    running = Running(draw("p", failing(boundary("failed", "q", "error")), ways, roots=ERROR)).start()

    assert running.complete("x").ready() == ["b"]
    assert running.complete("b").ended


def test_an_error_goes_through_calls_to_the_nearest_border_that_catches_it() -> None:
    deep = draw("deep", [start(), user("x"), end("end", THROW_ERROR)], [("start", "x"), ("x", "end")], roots=ERROR)
    middle = draw(
        "middle",
        [start(), call("k", "deep"), boundary("late", "k", "timer wd:1"), end()],
        [("start", "k"), ("k", "end"), ("late", "end")],
    )
    nodes = [start(), call("k", "middle"), boundary("failed", "k", "error"), user("b"), end()]
    ways = [("start", "k"), ("k", "end"), ("failed", "b"), ("b", "end")]
    running = Running(draw("p", nodes, ways, roots=ERROR), middle, deep).start()

    running.complete("x")

    assert (running.ready(), running.waiting()) == (["b"], [])
    assert running.complete("b").ended


def test_an_error_of_one_child_ends_the_whole_repetition() -> None:
    nodes = [start("s"), user("x"), end("e", THROW_ERROR)]
    inner = subprocess("q", nodes, [("s", "x"), ("x", "e")], each=many("people(n)"))
    outer = [start(), inner, boundary("failed", "q", "error"), user("b"), end()]
    ways = [("start", "q"), ("q", "end"), ("failed", "b"), ("b", "end")]
    running = Running(draw("p", outer, ways, roots=ERROR)).start(n=3)

    running.complete(running.all("x")[1])

    assert running.ready() == ["b"]
    assert running.complete("b").ended


def test_an_error_that_nobody_catches_is_refused_and_changes_nothing() -> None:
    ways = [("start", "q"), ("q", "end"), ("b", "end")]
    running = Running(draw("p", failing(), ways, roots=ERROR)).start()

    with pytest.raises(ProcessStuckError):
        running.complete("x")

    assert running.ready() == ["x"]


# -- calls and actions -----------------------------------------------------------------------------


def test_a_called_process_has_variables_of_its_own() -> None:
    bindings = '<lf:in name="who" value="unit"/><lf:out name="result" value="y"/>'
    called = draw("c", [start(), user("y"), end()], [("start", "y"), ("y", "end")],
                  variables='<lf:variable name="who" type="code" given="true"/>')  # fmt: skip
    running = Running(line(call("a", "c", bindings)), called).start(unit="D07", secret=1)
    scope = next(row for row in running.open_rows() if row.node_id == "a")
    assert scope.variables == {"who": "D07"}

    running.complete("y", "agree", inner=2)

    assert running.ended
    assert running.variables == {"unit": "D07", "secret": 1, "result": "agree"}


def test_a_sub_process_shares_the_variables_around_it() -> None:
    running = Running(line(subprocess("a", [start("s"), user("b"), end("e")], [("s", "b"), ("b", "e")]))).start(n=1)

    running.complete("b", "done", n=2)

    assert running.variables == {"n": 2, "b": "done"}


def test_calls_nest_as_deep_as_they_are_drawn() -> None:
    files = [
        draw(f"p{depth}", [start(), call("k", f"p{depth + 1}"), end()], [("start", "k"), ("k", "end")])
        for depth in range(12)
    ]
    last = draw("p12", [start(), user("a"), end()], AROUND)
    running = Running(*files, last).start()

    assert running.ready() == ["a"]
    assert running.complete("a").ended


def test_an_action_takes_values_and_gives_results() -> None:
    inner = '<lf:in name="twice" value="n * 2"/><lf:out name="sum" value="total"/>'
    world = FakeWorld({"add": lambda call: {"total": call.inputs["twice"] + 1}})

    running = Running(line(action("a", "add", inner)), world=world).start(n=3)

    assert running.ended
    assert running.variables == {"n": 3, "sum": 7}
    assert world.calls[0].inputs == {"twice": 6}


def test_an_action_elsewhere_is_waited_for() -> None:
    world = FakeWorld({"send": lambda _call: None})
    running = Running(line(action("a", "send", '<lf:out name="receipt" value="number"/>')), world=world).start()
    assert not running.ended
    assert running.open_rows()[0].state is NodeState.STARTED

    running.resume("a", {"number": 7})

    assert running.ended
    assert running.variables == {"receipt": 7}


# -- steps -----------------------------------------------------------------------------------------


def test_a_step_at_what_does_not_wait_is_refused() -> None:
    running = Running(line(user("a"))).start()
    window = running.window(running.one("a"))
    worker = running.workers[0]

    for step in (lambda: worker.complete(window, 99), lambda: worker.fire(window, running.one("a"))):
        with pytest.raises(EngineError):
            step()


def test_a_row_whose_scope_is_missing_is_refused() -> None:
    running = Running(line(subprocess("a", [start("s"), user("b"), end("e")], [("s", "b"), ("b", "e")]))).start()
    row = running.row(running.one("b"))

    with pytest.raises(EngineError):
        running.workers[0].complete(Window("p", (row,), {}, 9), row.engine_id)


def test_cancelling_takes_every_token_away() -> None:
    nodes = [start("s"), user("b"), boundary("told", "b", "message"), end("e")]
    inner = subprocess("a", nodes, [("s", "b"), ("b", "e"), ("told", "e")], each=many("people(n)"))
    running = Running(line(inner)).start(n=3)

    running.cancel()

    assert running.ended
    assert {row.state for row in running.rows() if row.node_id in {"b", "told", "a"}} == {NodeState.CANCELLED}


INNER = [start("s"), user("b"), end("e")]


@pytest.mark.parametrize("inner", ["task", "sub-process", "call"])
def test_a_step_in_one_child_reads_as_many_rows_of_ten_as_of_a_thousand(inner: str) -> None:
    called = draw("c", [start(), user("b"), end()], [("start", "b"), ("b", "end")])
    node = {
        "task": user("a", each=many("people(n)")),
        "sub-process": subprocess("a", INNER, [("s", "b"), ("b", "e")], each=many("people(n)")),
        "call": call("a", "c", each=many("people(n)")),
    }[inner]  # fmt: skip
    name = "a" if inner == "task" else "b"
    read, written = [], []

    for size in (10, 1000):
        running = Running(line(node), called).start(n=size)
        mine = running.all(name)[size // 2]
        window = running.window(mine)
        own = running.row(mine).path.split(".")[1]
        assert all(row.path in {"", running.row(mine).path} for row in window.rows)
        assert [row.engine_id for row in window.rows if row.part] == [int(own)], "no sibling's row is read"
        running.complete(mine)
        assert running.progress is not None
        read.append(len(window.rows))
        written.append(len(running.progress.rows))

    assert read[0] == read[1] <= 3
    assert written[0] == written[1] <= 5
