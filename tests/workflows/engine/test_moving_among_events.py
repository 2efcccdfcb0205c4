"""Approval operations beside event sub-processes, escalation, races and compensation: what stays and what goes."""

from tests.diagrams import MESSAGE, Way, both, boundary, catch, draw, end, first, start, user, xor
from tests.engines import Running
from tests.scoped import ESCALATION, SLOW, STOP, UNDO, compensating, event_sub, throw, trigger, undone_by
from workflows.rules.states import NodeState

ROOTS = MESSAGE + ESCALATION


def done(running: Running, node: str) -> int:
    """The latest completed visit of a node."""
    return max(row.engine_id for row in running.rows() if row.node_id == node and row.state is NodeState.COMPLETED)


def watch(definition: str, *, interrupting: bool) -> str:
    """An event sub-process `w`: the event `stop`, tasks `x` and `y`, an end."""
    begins = trigger("stop", definition, interrupting=interrupting)
    return event_sub("w", begins, [user("x"), user("y"), end("e")], [("stop", "x"), ("x", "y"), ("y", "e")])


def fork(interrupting: str) -> Running:
    """Tasks a and b side by side, then c."""
    nodes = [start(), both("g"), user("a"), user("b"), both("j"), user("c"), end(), interrupting]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "c"), ("c", "end")]
    return Running(draw("p", nodes, ways, roots=ROOTS)).start()


def test_what_an_event_sub_process_has_interrupted_is_not_taken_back() -> None:
    """The token of a waited at the join when the scope was interrupted: a fresh one would wait there for ever."""
    running = fork(watch(STOP, interrupting=True)).complete("a").fire("stop")

    obstacle = running.obstacle(done(running, "a"))

    assert obstacle
    assert (obstacle.node_id, obstacle.state) == ("j", NodeState.CANCELLED)


def test_a_token_that_a_join_has_consumed_was_not_withdrawn() -> None:
    """Both ways from a lead to the join at once; nobody has touched b."""
    nodes = [start(), user("a"), both("g"), both("j"), user("b"), end()]
    ways = [("start", "a"), ("a", "g"), ("g", "j"), ("g", "j"), ("j", "b"), ("b", "end")]
    running = Running(draw("p", nodes, ways)).start().complete("a")

    assert running.obstacle(done(running, "a")) is None
    assert running.take_back(done(running, "a")).ready() == ["a"]


def told() -> Running:
    """a, an escalation, b; an event sub-process beside them has begun by the escalation."""
    nodes = [start(), user("a"), throw("t", SLOW), user("b"), end(), watch(SLOW, interrupting=False)]
    ways: list[Way] = [("start", "a"), ("a", "t"), ("t", "b"), ("b", "end")]
    return Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a")


def test_a_return_leaves_an_event_sub_process_alone_even_if_what_threw_is_undone() -> None:
    running = told().give_back("b", "a")

    assert (running.ready(), running.waiting()) == (["a", "x"], ["stop"])
    assert list(running.complete("x").targets(running.one("y"))) == ["x"]
    assert running.complete("a").ready() == ["b", "x", "y"]


def test_what_has_thrown_an_escalation_is_not_taken_back() -> None:
    running = told()

    obstacle = running.obstacle(done(running, "a"))

    assert obstacle
    assert obstacle.node_id == "t"


def race() -> Running:
    """a and b, then a message or a deadline, whichever comes first, then c; besides, b may be reminded of."""
    nodes = [start(), user("a"), user("b"), boundary("remind", "b", "message", interrupting=False), end("reminded")]
    nodes += [first("g"), catch("mail", "message"), catch("late", "timer wd:3"), xor("m"), user("c"), end()]
    ways: list[Way] = [("start", "a"), ("a", "b"), ("b", "g"), ("g", "mail"), ("g", "late"), ("mail", "m")]
    ways += [("late", "m"), ("m", "c"), ("c", "end"), ("remind", "reminded")]
    return Running(draw("p", nodes, ways, roots=ROOTS)).start().complete("a")


def test_a_race_stands_in_the_way_of_taking_back_and_goes_whole_with_a_return() -> None:
    running = race().complete("b")
    assert running.waiting() == ["late", "mail"]
    obstacle = running.obstacle(done(running, "b"))
    assert obstacle
    assert obstacle.node_id in {"late", "mail"}

    running.fire("mail").give_back("c", "b").complete("b")

    assert (running.ready(), running.waiting()) == ([], ["late", "mail"])


def test_a_message_on_a_border_goes_with_its_host() -> None:
    running = race().fire("remind")
    assert running.waiting() == ["remind"]

    assert (running.give_back("b", "a").ready(), running.waiting()) == (["a"], [])
    assert running.complete("a").waiting() == ["remind"]


def undoable() -> Running:
    """a with a handler, b, compensation."""
    nodes = [start(), user("a"), undone_by("a", "una"), compensating(user("una")), user("b"), throw("t", UNDO), end()]
    ways: list[Way] = [("start", "a"), ("a", "b"), ("b", "t"), ("t", "end")]
    return Running(draw("p", nodes, ways)).start().complete("a")


def test_that_it_could_be_compensated_does_not_stand_in_the_way() -> None:
    """What remembers the step is no token; it is withdrawn with the step, which is then undone once."""
    running = undoable()
    assert running.obstacle(done(running, "a")) is None

    running.take_back(done(running, "a"))

    assert [row.node_id for row in running.open_rows()] == ["a"]
    assert running.complete("a").complete("b").complete("una").ended


def test_a_step_that_could_be_compensated_goes_straight_back() -> None:
    running = undoable()
    assert running.targets(running.one("b"))["a"].straight

    running.give_back("b", "a", straight=True).complete("a")

    assert running.complete("b").complete("una").ended
