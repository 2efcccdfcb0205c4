"""Event sub-processes: what begins them, what they end, and when the scope around them is over."""

import pytest

from tests.diagrams import (
    ERROR,
    MESSAGE,
    TERMINATE,
    THROW_ERROR,
    both,
    boundary,
    call,
    draw,
    end,
    many,
    start,
    subprocess,
    user,
    xor,
)
from tests.engines import Running
from tests.scoped import ANY_ERROR, BROKEN, STOP, TIMER, event_sub, trigger
from workflows.engine.progress import EngineError
from workflows.errors import ProcessStuckError
from workflows.rules.states import NodeState

ROOTS = MESSAGE + ERROR + '<error id="E2" name="other"/>'
BODY = [("stop", "clean"), ("clean", "cleaned")]


def watch(definition: str, *, interrupting: bool = True, inner: str = "", name: str = "w") -> str:
    """An event sub-process `w`: the event `stop`, a task `clean`, an end."""
    begins = trigger("stop", definition, interrupting=interrupting)
    return event_sub(name, begins, [inner or user("clean"), end("cleaned")], BODY)


def beside(watching: str) -> bytes:
    """Tasks a and b side by side, then c; around them what watches."""
    nodes = [start(), both("g"), user("a"), user("b"), both("j"), user("c"), end(), watching]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "c"), ("c", "end")]
    return draw("p", nodes, ways, roots=ROOTS)


# -- interrupting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", [STOP, TIMER])
def test_an_interrupting_one_takes_every_other_token_away_and_ends_the_scope_with_its_own_end(definition: str) -> None:
    running = Running(beside(watch(definition))).start()
    assert (running.ready(), running.waiting()) == (["a", "b"], ["stop"])
    running.complete("a")

    running.fire("stop")

    assert (running.ready(), running.waiting()) == (["clean"], [])
    assert running.complete("clean").ended


def test_what_interrupts_happens_once() -> None:
    running = Running(beside(watch(STOP))).start()
    old = running.one("stop", NodeState.WAITING)
    running.fire(old)

    with pytest.raises(EngineError):
        running.fire(old)


def test_one_that_begins_ends_the_others_that_wait() -> None:
    other = event_sub("v", trigger("late", TIMER), [user("urge"), end("urged")], [("late", "urge"), ("urge", "urged")])
    running = Running(beside(watch(STOP) + other)).start()
    assert running.waiting() == ["late", "stop"]

    running.fire("late")

    assert (running.ready(), running.waiting()) == (["urge"], [])


def test_an_interrupted_sub_process_ends_normally_and_the_process_goes_on() -> None:
    inner = [start("s"), user("a"), end("e"), watch(STOP)]
    nodes = [start(), subprocess("k", inner, [("s", "a"), ("a", "e")]), boundary("late", "k", "timer wd:9")]
    nodes += [user("after"), end(), end("over")]
    ways = [("start", "k"), ("k", "after"), ("after", "end"), ("late", "over")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start()
    assert running.waiting() == ["late", "stop"]

    running.fire("stop")
    assert running.waiting() == ["late"], "the border of the activity around stays until the activity is over"
    running.complete("clean")

    assert (running.ready(), running.waiting()) == (["after"], [])


def test_a_deadline_on_the_sub_process_ends_what_runs_inside_it_and_what_waits() -> None:
    inner = [start("s"), user("a"), end("e"), watch(STOP, interrupting=False)]
    nodes = [start(), subprocess("k", inner, [("s", "a"), ("a", "e")]), boundary("late", "k", "timer wd:9")]
    nodes += [user("after"), end(), end("over")]
    ways = [("start", "k"), ("k", "end"), ("late", "after"), ("after", "over")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().fire("stop")
    assert running.ready() == ["a", "clean"]

    running.fire("late")

    assert (running.ready(), running.waiting()) == (["after"], [])


def test_a_terminate_end_inside_ends_only_the_event_sub_process() -> None:
    inside = [both("g2"), user("clean"), end("cleaned", TERMINATE), user("file"), end("filed")]
    ways = [("stop", "g2"), ("g2", "clean"), ("g2", "file"), ("clean", "cleaned"), ("file", "filed")]
    watching = event_sub("w", trigger("stop", STOP, interrupting=False), inside, ways)
    running = Running(beside(watching)).start().fire("stop")

    running.complete("clean")

    assert (running.ready(), running.waiting()) == (["a", "b"], ["stop"])


def test_a_terminate_end_of_the_scope_ends_its_event_sub_processes_too() -> None:
    nodes = [start(), both("g"), user("a"), user("b"), end("all", TERMINATE), end(), watch(STOP, interrupting=False)]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "all"), ("b", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().fire("stop")

    assert running.complete("a").ended


def test_its_first_node_may_be_a_gateway_where_ways_meet() -> None:
    inside = [xor("m"), user("clean"), xor("x"), end("cleaned")]
    ways = [("stop", "m"), ("m", "clean"), ("clean", "x"), ("x", "m", "clean == 'again'"), ("x", "cleaned")]
    running = Running(beside(event_sub("w", trigger("stop", STOP), inside, ways))).start().fire("stop")

    for _ in range(3):
        running.complete("clean", "again")

    assert running.complete("clean", "done").ended


@pytest.mark.parametrize("gateway", ["parallelGateway", "inclusiveGateway"])
def test_its_first_node_may_be_a_join(gateway: str) -> None:
    join = f'<{gateway} id="m"/>'
    inside = [join, user("clean"), end("cleaned")]
    ways = [("stop", "m"), ("m", "clean"), ("clean", "cleaned")]
    running = Running(beside(event_sub("w", trigger("stop", STOP), inside, ways))).start().fire("stop")

    assert running.complete("clean").ended


# -- not interrupting ------------------------------------------------------------------------------


def test_one_that_does_not_interrupt_runs_beside_and_the_scope_waits_for_it() -> None:
    running = Running(beside(watch(STOP, interrupting=False))).start().fire("stop")

    assert running.ready() == ["a", "b", "clean"]
    running.complete("a").complete("b").complete("c")
    assert running.ready() == ["clean"]
    assert running.complete("clean").ended


def test_a_message_may_come_again_and_a_timer_does_not() -> None:
    by_message = Running(beside(watch(STOP, interrupting=False))).start().fire("stop").fire("stop")
    by_timer = Running(beside(watch(TIMER, interrupting=False))).start().fire("stop")

    assert (by_message.ready(), by_message.waiting()) == (["a", "b", "clean", "clean"], ["stop"])
    assert (by_timer.ready(), by_timer.waiting()) == (["a", "b", "clean"], [])


def test_what_has_not_happened_keeps_nothing_from_ending() -> None:
    """B6: the trigger is no token, and ends with its scope."""
    running = Running(beside(watch(TIMER) + watch(STOP, name="v").replace('"stop', '"told').replace("clean", "tell")))
    running.start()
    waiting = [running.one(name, NodeState.WAITING) for name in ("stop", "told")]

    running.complete("a").complete("b").complete("c")

    assert running.ended
    assert [running.row(each).state for each in waiting] == [NodeState.CANCELLED] * 2


def test_a_join_does_not_wait_for_what_may_never_happen() -> None:
    text = beside(watch(STOP)).decode().replace("parallelGateway", "inclusiveGateway")
    text = text.replace('<inclusiveGateway id="g"/>', '<parallelGateway id="g"/>')
    running = Running(text.encode()).start()

    assert running.complete("a").complete("b").ready() == ["c"]


# -- errors ----------------------------------------------------------------------------------------


def failing(watching: str, code: str = THROW_ERROR) -> bytes:
    """A sub-process that fails where a ends with `fail`; the process has a border for it, and something beside."""
    inside = [start("s"), both("g"), user("a"), user("b"), xor("x"), end("failed", code), end("e"), end("e2"), watching]
    ways = [("s", "g"), ("g", "a"), ("g", "b"), ("a", "x"), ("x", "failed", "a == 'fail'"), ("x", "e"), ("b", "e2")]
    nodes = [start(), subprocess("k", inside, ways), boundary("caught", "k", "error"), user("after"), user("other")]
    outside = [("start", "k"), ("k", "after"), ("after", "end"), ("caught", "other"), ("other", "over")]
    return draw("p", [*nodes, end(), end("over")], outside, roots=ROOTS)


@pytest.mark.parametrize("definition", [BROKEN, ANY_ERROR])
def test_an_error_begins_the_event_sub_process_before_the_border_around_sees_it(definition: str) -> None:
    running = Running(failing(watch(definition))).start()

    running.complete("a", "fail")

    assert (running.ready(), running.waiting()) == (["clean"], ["caught"])
    assert running.complete("clean").ready() == ["after"]


def test_an_error_of_another_name_goes_on_outward() -> None:
    running = Running(failing(watch('<errorEventDefinition errorRef="E2"/>'))).start()

    assert running.complete("a", "fail").ready() == ["other"]


def test_a_name_is_nearer_than_what_catches_all() -> None:
    named = watch(BROKEN, name="v").replace('"stop"', '"named"').replace("clean", "mend")
    running = Running(failing(watch(ANY_ERROR) + named)).start()

    assert running.complete("a", "fail").ready() == ["mend"]


def test_an_error_inside_the_event_sub_process_goes_to_the_border_around() -> None:
    body = [user("clean"), end("again", THROW_ERROR)]
    watching = event_sub("w", trigger("stop", ANY_ERROR), body, [("stop", "clean"), ("clean", "again")])
    running = Running(failing(watching)).start().complete("a", "fail")

    assert running.complete("clean").ready() == ["other"]


def test_an_error_of_one_event_sub_process_is_caught_by_another_of_the_scope() -> None:
    body = [user("late"), end("again", THROW_ERROR)]
    timed = event_sub("v", trigger("t", TIMER, interrupting=False), body, [("t", "late"), ("late", "again")])
    running = Running(beside(watch(BROKEN) + timed)).start().fire("t")

    running.complete("late")

    assert running.ready() == ["clean"]
    assert running.complete("clean").ended


def test_an_error_of_a_called_process_is_caught_where_it_is_called() -> None:
    ways = [("start", "u"), ("u", "bad")]
    called = draw("called", [start(), user("u"), end("bad", THROW_ERROR)], ways, roots=ERROR)
    nodes = [start(), call("k", "called"), end(), watch(BROKEN)]
    running = Running(draw("p", nodes, [("start", "k"), ("k", "end")], roots=ROOTS), called).start()

    assert running.complete("u").ready() == ["clean"]
    assert running.complete("clean").ended


def test_an_error_that_nobody_catches_changes_nothing() -> None:
    ways = [("start", "a"), ("a", "bad")]
    running = Running(draw("p", [start(), user("a"), end("bad", THROW_ERROR), watch(STOP)], ways, roots=ROOTS)).start()

    with pytest.raises(ProcessStuckError):
        running.complete("a")
    assert (running.ready(), running.waiting()) == (["a"], ["stop"])


# -- inside calls and repetitions ------------------------------------------------------------------

INSIDE = [start("s"), user("a"), end("e")]
LINE = [("s", "a"), ("a", "e")]


def test_in_a_called_process_it_reads_and_ends_that_process_only() -> None:
    variables = '<lf:variable name="x" type="code" given="true"/>'
    called = draw("called", [*INSIDE, watch(STOP)], LINE, variables=variables, roots=ROOTS)
    nodes = [start(), both("g"), call("k", "called", '<lf:in name="x" value="y"/>'), user("b"), both("j"), end()]
    ways = [("start", "g"), ("g", "k"), ("g", "b"), ("k", "j"), ("b", "j"), ("j", "end")]
    main = draw("p", nodes, ways, variables='<lf:variable name="y" type="code"/>', roots=ROOTS)
    running = Running(main, called).start(y="1")

    running.fire("stop")
    assert running.ready() == ["b", "clean"]
    running.complete("clean", "done")

    assert running.ready() == ["b"]
    assert "clean" not in running.variables, "its outcome is a variable of the called process"
    assert running.complete("b").ended


def test_in_one_child_of_a_repetition_it_ends_that_child_only() -> None:
    inner = subprocess("k", [*INSIDE, watch(STOP)], LINE, each=many(cardinality="3"))
    running = Running(draw("p", [start(), inner, end()], [("start", "k"), ("k", "end")], roots=ROOTS)).start()
    first, second, third = running.all("stop", NodeState.WAITING)
    assert len(running.window(first).rows) == 4, "the repetition, the child, its task and its trigger"

    running.fire(second)
    assert (running.ready(), len(running.waiting())) == (["a", "a", "clean"], 2)
    running.complete("clean")
    running.complete(running.all("a")[0]).complete("a")

    assert running.ended
    assert [running.row(each).state for each in (first, third)] == [NodeState.CANCELLED] * 2


def test_around_a_repetition_it_ends_children_that_were_not_read() -> None:
    inner = subprocess(
        "k",
        [*INSIDE, watch(STOP, name="v").replace('"stop', '"told').replace("clean", "tell")],
        LINE,
        each=many(cardinality="4"),
    )
    nodes = [start(), inner, end(), watch(STOP)]
    running = Running(draw("p", nodes, [("start", "k"), ("k", "end")], roots=ROOTS)).start()
    running.fire(running.all("told", NodeState.WAITING)[0])

    running.fire("stop")

    assert (running.ready(), running.waiting()) == (["clean"], [])
    assert running.complete("clean").ended


def test_an_error_in_one_child_interrupts_the_scope_around_all_of_them() -> None:
    inside = [start("s"), user("a"), end("bad", THROW_ERROR)]
    inner = subprocess("k", inside, [("s", "a"), ("a", "bad")], each=many(cardinality="3"))
    nodes = [start(), inner, end(), watch(BROKEN)]
    running = Running(draw("p", nodes, [("start", "k"), ("k", "end")], roots=ROOTS)).start()

    running.complete(running.all("a")[1])

    assert running.ready() == ["clean"]
    assert running.complete("clean").ended


def test_every_round_of_a_loop_waits_anew() -> None:
    inner = subprocess("k", [*INSIDE, watch(STOP)], LINE)
    nodes = [start(), xor("m"), inner, user("check"), xor("x"), end()]
    ways = [("start", "m"), ("m", "k"), ("k", "check"), ("check", "x"), ("x", "m", "check == 'again'"), ("x", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start()

    for number in range(6):
        assert running.waiting() == ["stop"]
        running.fire("stop").complete("clean") if number % 2 else running.complete("a")
        assert running.waiting() == []
        running.complete("check", "again" if number < 5 else "done")

    assert running.ended


def test_an_event_sub_process_may_hold_one_of_its_own() -> None:
    deep = watch(STOP, name="v").replace('"stop"', '"told"').replace("clean", "tell")
    body = [user("clean"), end("cleaned"), deep]
    watching = event_sub("w", trigger("stop", STOP), body, BODY)
    running = Running(beside(watching)).start().fire("stop")
    assert (running.ready(), running.waiting()) == (["clean"], ["told"])

    running.fire("told")

    assert running.ready() == ["tell"]
    assert running.complete("tell").ended


def test_a_withdrawn_instance_leaves_no_trigger_behind() -> None:
    running = Running(beside(watch(STOP))).start()

    assert running.cancel().ended
