"""Compensation: what was completed is undone, the youngest first, once each, by the handlers that the diagram names."""

import pytest

from tests.diagrams import (
    ERROR,
    MESSAGE,
    THROW_ERROR,
    action,
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
from tests.engines import FakeWorld, Running
from tests.scoped import BROKEN, STOP, UNDO, compensating, event_sub, throw, trigger, undo_only, undone_by
from workflows.rules.states import NodeState

ROOTS = MESSAGE + ERROR


def task(name: str) -> list[str]:
    """A task, and the task that undoes it."""
    return [user(name), undone_by(name, f"un{name}"), compensating(user(f"un{name}"))]


def row(*between: str, definition: str = UNDO, more: list[str] | None = None) -> bytes:
    """Tasks one after the other, each with a handler; then compensation; then a task called after."""
    nodes = [start(), *(part for name in between for part in task(name)), throw("t", definition), user("after"), end()]
    ways = list(zip(["start", *between], [*between, "t"], strict=True))
    return draw("p", [*nodes, *(more or [])], [*ways, ("t", "after"), ("after", "end")], roots=ROOTS)


def memories(running: Running) -> list[str]:
    return [each.node_id for each in running.open_rows() if each.part == "undo"]


def test_what_was_done_is_undone_the_youngest_first() -> None:
    running = Running(row("a", "b", "c")).start()
    for name in "abc":
        assert running.ready() == [name]
        running.complete(name)

    for name in ("unc", "unb", "una"):
        assert running.ready() == [name], "one after the other, and the thrower waits"
        running.complete(name)

    assert running.ready() == ["after"]
    assert running.complete("after").ended


def test_the_order_is_that_of_completion_not_of_the_drawing() -> None:
    nodes = [start(), both("g"), *task("a"), *task("b"), both("j"), throw("t", UNDO), end()]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "t"), ("t", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start()

    running.complete("b").complete("a")

    assert running.ready() == ["una"]
    assert running.complete("una").ready() == ["unb"]
    assert running.complete("unb").ended


def test_one_activity_may_be_named() -> None:
    running = Running(row("a", "b", definition=undo_only("a"))).start().complete("a").complete("b")

    assert running.ready() == ["una"]
    assert running.complete("una").ready() == ["after"]
    assert memories(running) == ["b"]
    assert running.complete("after").ended, "what could still be undone keeps nothing from ending"


def test_each_completion_is_undone_once() -> None:
    nodes = [start(), *task("a"), throw("t", UNDO), user("b"), throw("t2", UNDO), end()]
    ways = [("start", "a"), ("a", "t"), ("t", "b"), ("b", "t2"), ("t2", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a").complete("una")

    assert running.complete("b").ended


def test_two_that_compensate_at_once_share_the_work() -> None:
    nodes = [start(), *task("a"), *task("b"), both("g"), throw("t", UNDO), throw("t2", UNDO), end(), end("e2")]
    ways = [("start", "a"), ("a", "b"), ("b", "g"), ("g", "t"), ("g", "t2"), ("t", "end"), ("t2", "e2")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a").complete("b")

    assert running.ready() == ["una", "unb"]
    assert running.complete("unb").complete("una").ended


def test_every_round_of_a_loop_is_undone() -> None:
    nodes = [start(), xor("m"), *task("a"), xor("x"), throw("t", UNDO), end()]
    ways = [("start", "m"), ("m", "a"), ("a", "x"), ("x", "m", "a == 'again'"), ("x", "t"), ("t", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start()
    running.complete("a", "again").complete("a", "again").complete("a", "done")

    for _ in range(3):
        running.complete("una")

    assert running.ended


def test_what_was_not_done_or_was_interrupted_is_not_undone() -> None:
    nodes = [start(), *task("a"), boundary("late", "a", "timer wd:1"), *task("b"), throw("t", UNDO), end(), end("over")]
    ways = [("start", "a"), ("a", "b"), ("b", "t"), ("late", "t"), ("t", "end")]
    running = Running(draw("p", [*nodes, xor("m")], [*ways[:2], ("b", "m"), ("late", "m"), ("m", "t"), ways[4]]))

    assert running.start().fire("late").ended


def test_an_end_event_compensates_before_the_process_ends() -> None:
    nodes = [start(), *task("a"), end("e", UNDO)]
    running = Running(draw("p", nodes, [("start", "a"), ("a", "e")], roots=ROOTS)).start().complete("a")

    assert running.ready() == ["una"]
    assert running.complete("una").ended


def test_a_handler_may_be_an_action_or_one_whose_result_comes_later() -> None:
    world = FakeWorld({"undo_it": lambda _call: None})
    handler = compensating(action("una", "undo_it"))
    nodes = [start(), user("a"), undone_by("a", "una"), handler, throw("t", UNDO), user("after"), end()]
    ways = [("start", "a"), ("a", "t"), ("t", "after"), ("after", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS), world=world).start().complete("a")
    assert [call.node_id for call in world.calls] == ["una"]
    assert running.ready() == []

    running.resume("una", {})

    assert running.ready() == ["after"]


def test_actions_are_undone_in_one_step() -> None:
    world = FakeWorld()
    nodes = [start(), throw("t", UNDO), end()]
    for name in "abc":
        nodes += [action(name, "do"), undone_by(name, f"un{name}"), compensating(action(f"un{name}", "undo"))]
    ways = [("start", "a"), ("a", "b"), ("b", "c"), ("c", "t"), ("t", "end")]

    assert Running(draw("p", nodes, ways, roots=ROOTS), world=world).start().ended
    assert [call.node_id for call in world.calls] == ["a", "b", "c", "unc", "unb", "una"]


def test_a_handler_may_be_a_sub_process_or_a_call() -> None:
    called = draw("called", [start(), user("u"), end()], [("start", "u"), ("u", "end")])
    inner = compensating(subprocess("una", [start("s"), user("v"), end("e")], [("s", "v"), ("v", "e")]))
    nodes = [start(), user("a"), undone_by("a", "una"), inner]
    nodes += [user("b"), undone_by("b", "unb"), compensating(call("unb", "called")), throw("t", UNDO), end()]
    ways = [("start", "a"), ("a", "b"), ("b", "t"), ("t", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS), called).start().complete("a").complete("b")

    assert running.ready() == ["u"]
    assert running.complete("u").ready() == ["v"]
    assert running.complete("v").ended


def test_a_handler_may_be_done_by_several() -> None:
    handler = compensating(user("una", each=many(cardinality="2")))
    nodes = [start(), user("a"), undone_by("a", "una"), handler, throw("t", UNDO), end()]
    running = Running(draw("p", nodes, [("start", "a"), ("a", "t"), ("t", "end")], roots=ROOTS)).start().complete("a")

    running.complete(running.all("una")[0])
    assert running.ready() == ["una"]
    assert running.complete("una").ended


def test_a_repetition_is_undone_as_a_whole() -> None:
    nodes = [start(), user("a", each=many(cardinality="3")), undone_by("a", "una"), compensating(user("una"))]
    ways = [("start", "a"), ("a", "t"), ("t", "end")]
    running = Running(draw("p", [*nodes, throw("t", UNDO), end()], ways, roots=ROOTS)).start()
    while running.ready() == ["a"] * len(running.ready()):
        running.complete(running.all("a")[0])

    assert running.ready() == ["una"]
    assert running.complete("una").ended


# -- sub-processes ---------------------------------------------------------------------------------


def nested(*more: str) -> bytes:
    """A sub-process with a, inside it one with b and c; then d; then compensation of everything."""
    deep = subprocess("l", [start("s2"), *task("b"), *task("c"), end("e2")], [("s2", "b"), ("b", "c"), ("c", "e2")])
    inner = subprocess("k", [start("s"), *task("a"), deep, end("e")], [("s", "a"), ("a", "l"), ("l", "e")])
    nodes = [start(), inner, *task("d"), throw("t", UNDO), user("after"), end(), *more]
    ways = [("start", "k"), ("k", "d"), ("d", "t"), ("t", "after"), ("after", "end")]
    return draw("p", nodes, ways, roots=ROOTS)


def test_what_was_done_inside_completed_sub_processes_is_undone_too() -> None:
    running = Running(nested()).start()
    for name in "abcd":
        running.complete(name)

    for name in ("und", "unc", "unb", "una"):
        assert running.ready() == [name]
        running.complete(name)

    assert running.ready() == ["after"]
    assert memories(running) == []
    assert running.complete("after").ended


def test_a_handler_of_the_sub_process_stands_for_those_inside() -> None:
    running = Running(nested(undone_by("k", "unk"), compensating(user("unk")))).start()
    for name in "abcd":
        running.complete(name)
    running.complete("und")

    assert running.ready() == ["unk"]
    assert running.complete("unk").ready() == ["after"]


def test_a_sub_process_without_anything_to_undo_is_passed_over() -> None:
    inner = subprocess(
        "k",
        [start("s"), xor("x"), *task("a"), xor("y"), end("e")],
        [("s", "x"), ("x", "a", "n == 1"), ("x", "y"), ("a", "y"), ("y", "e")],
    )
    nodes = [start(), inner, throw("t", UNDO), end()]
    variables = '<lf:variable name="n" type="integer"/>'
    diagram = draw("p", nodes, [("start", "k"), ("k", "t"), ("t", "end")], variables=variables, roots=ROOTS)

    assert Running(diagram).start(n=2).ended
    assert Running(diagram).start(n=1).complete("a").ready() == ["una"]


def test_inside_a_sub_process_only_its_own_is_undone() -> None:
    inner = subprocess("k", [start("s"), *task("a"), throw("t", UNDO), end("e")], [("s", "a"), ("a", "t"), ("t", "e")])
    nodes = [start(), *task("b"), inner, user("after"), end()]
    ways = [("start", "b"), ("b", "k"), ("k", "after"), ("after", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("b").complete("a")

    assert running.ready() == ["una"]
    assert running.complete("una").ready() == ["after"]
    assert memories(running) == ["b"]


def test_a_sub_process_that_was_interrupted_is_not_undone() -> None:
    inner = subprocess("k", [start("s"), *task("a"), user("b"), end("e")], [("s", "a"), ("a", "b"), ("b", "e")])
    nodes = [start(), inner, boundary("late", "k", "message"), xor("m"), throw("t", UNDO), end()]
    ways = [("start", "k"), ("k", "m"), ("late", "m"), ("m", "t"), ("t", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a")

    assert running.fire("late").ended


def test_each_child_of_a_repetition_undoes_its_own() -> None:
    inside = [start("s"), *task("a"), throw("t", UNDO), end("e")]
    inner = subprocess("k", inside, [("s", "a"), ("a", "t"), ("t", "e")], each=many(cardinality="3"))
    running = Running(draw("p", [start(), inner, end()], [("start", "k"), ("k", "end")], roots=ROOTS)).start()

    running.complete(running.all("a")[1])
    assert running.ready() == ["a", "a", "una"]
    running.complete("una")
    while running.ready():
        running.complete(running.all(running.ready()[-1])[0])

    assert running.ended


def test_a_called_process_undoes_its_own_and_is_undone_as_a_whole() -> None:
    inside = [start(), *task("u"), user("v"), throw("t", UNDO), end()]
    called = draw("called", inside, [("start", "u"), ("u", "v"), ("v", "t"), ("t", "end")], roots=ROOTS)
    nodes = [start(), call("k", "called"), undone_by("k", "unk"), compensating(user("unk")), throw("t", UNDO), end()]
    main = draw("p", nodes, [("start", "k"), ("k", "t"), ("t", "end")], roots=ROOTS)
    running = Running(main, called).start().complete("u").complete("v")

    assert running.ready() == ["unu"]
    assert running.complete("unu").ready() == ["unk"]
    assert running.complete("unk").ended


# -- with events -----------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", [STOP, BROKEN])
def test_an_event_sub_process_undoes_what_the_scope_around_has_done(definition: str) -> None:
    """“撤回”: whatever is open ends, and what was done is undone."""
    watching = event_sub(
        "w",
        trigger("stop", definition),
        [throw("t", UNDO), user("tell"), end("told")],
        [("stop", "t"), ("t", "tell"), ("tell", "told")],
    )
    nodes = [start(), *task("a"), *task("b"), user("c"), xor("x"), end("bad", THROW_ERROR), end(), watching]
    ways = [("start", "a"), ("a", "b"), ("b", "c"), ("c", "x"), ("x", "bad", "c == 'fail'"), ("x", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a").complete("b")

    running.fire("stop") if definition == STOP else running.complete("c", "fail")

    assert running.ready() == ["unb"]
    assert running.complete("unb").complete("una").ready() == ["tell"]
    assert running.complete("tell").ended


def test_what_is_being_undone_ends_when_its_scope_is_interrupted() -> None:
    watching = event_sub("w", trigger("stop", STOP), [user("tell"), end("told")], [("stop", "tell"), ("tell", "told")])
    running = Running(row("a", "b", more=[watching])).start().complete("a").complete("b")
    assert running.ready() == ["unb"]

    running.fire("stop")

    assert running.ready() == ["tell"]
    assert running.complete("tell").ended


def test_a_deadline_around_ends_nested_handlers() -> None:
    deep = subprocess("l", [start("s2"), *task("a"), end("e2")], [("s2", "a"), ("a", "e2")])
    inner = subprocess("k", [start("s"), deep, throw("t", UNDO), end("e")], [("s", "l"), ("l", "t"), ("t", "e")])
    nodes = [start(), inner, boundary("late", "k", "message"), xor("m"), user("after"), end()]
    ways = [("start", "k"), ("k", "m"), ("late", "m"), ("m", "after"), ("after", "end")]
    running = Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a")
    assert running.ready() == ["una"]

    running.fire("late")

    assert (running.ready(), memories(running)) == (["after"], [])
    assert running.complete("after").ended


def test_the_handler_goes_on_when_the_event_sub_process_that_asked_for_it_is_over() -> None:
    """A token that compensates in an event sub-process may be ended there; what it has begun is done."""
    inside = [both("g"), throw("t", UNDO), end("e1"), user("x"), end("all", "<terminateEventDefinition/>")]
    ways_in = [("stop", "g"), ("g", "t"), ("t", "e1"), ("g", "x"), ("x", "all")]
    watching = event_sub("w", trigger("stop", STOP, interrupting=False), inside, ways_in)
    nodes = [start(), *task("a"), user("b"), end(), watching]
    running = Running(draw("p", nodes, [("start", "a"), ("a", "b"), ("b", "end")], roots=ROOTS)).start()
    running.complete("a").fire("stop").complete("x")
    assert running.ready() == ["b", "una"]

    assert running.complete("una").complete("b").ended


def test_memory_is_no_token() -> None:
    running = Running(row("a", "b")).start().complete("a")

    (memory,) = [each for each in running.open_rows() if each.part == "undo"]
    assert (memory.node_id, memory.state) == ("a", NodeState.WAITING)
    assert running.cancel().ended
