"""Approval operations on the engine's rows: what is withdrawn, what is sent, and that every join goes on afterwards."""

from itertools import pairwise

import pytest

from tests.diagrams import (
    ERROR,
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
    xor,
)
from tests.engines import Running
from workflows.engine.progress import EngineError
from workflows.rules.states import NodeState


def line(*names: str) -> list[Way]:
    """A chain of flows."""
    return list(pairwise(names))


def run(nodes: list[str], ways: list[Way], *more: bytes) -> Running:
    return Running(draw("p", [start(), *nodes, end()], ways, roots=ERROR), *more).start()


def three() -> Running:
    return run([user("a"), user("b"), user("c")], line("start", "a", "b", "c", "end"))


def fork() -> Running:
    """a, then b1 b2 beside c, then d."""
    nodes = [user(name) for name in ("a", "b1", "b2", "c", "d")] + [both("split"), both("join")]
    ways = [*line("start", "a", "split", "b1", "b2", "join", "d", "end"), *line("split", "c", "join")]
    return run(nodes, ways)


# -- return ----------------------------------------------------------------------------------------


def test_a_step_goes_back_to_one_that_was_passed() -> None:
    running = three().complete("a").complete("b").give_back("c", "a")

    assert running.ready() == ["a"]
    assert running.complete("a").complete("b").complete("c").ended


def test_the_nearest_passed_step_comes_first_and_one_that_was_not_passed_is_none() -> None:
    running = three().complete("a").complete("b")

    assert list(running.targets(running.one("c"))) == ["b", "a"]
    assert list(three().targets(three().one("a"))) == []


def test_inside_a_branch_only_that_branch_goes_back() -> None:
    """Failure 6 of the peers: the other branch is left alone, and the join waits for both again."""
    running = fork().complete("a").complete("b1").give_back("b2", "b1")

    assert running.ready() == ["b1", "c"]
    assert running.complete("c").complete("b1").complete("b2").complete("d").ended


def test_before_the_split_everything_behind_it_is_withdrawn() -> None:
    """A token that already waits at the join goes too; the second round needs both branches anew."""
    running = fork().complete("a").complete("c").give_back("b1", "a")

    assert (running.ready(), running.waiting()) == (["a"], [])
    running.complete("a").complete("c")
    assert running.ready() == ["b1"]
    assert running.complete("b1").complete("b2").complete("d").ended


def test_across_a_join_only_what_lies_before_the_split_is_offered() -> None:
    """Failure 6: b1's token was joined with c's: alone it would wait at the join for ever."""
    running = fork().complete("a").complete("b1").complete("b2").complete("c")

    assert list(running.targets(running.one("d"))) == ["a"]
    running.give_back("d", "a").complete("a").complete("b1").complete("b2").complete("c")
    assert running.complete("d").ended


def test_a_target_whose_token_has_gone_through_a_join_is_refused() -> None:
    """b1 splits into x, still open, and y, which has joined c and ended: b1 again would wait at the join for ever."""
    nodes = [user(name) for name in ("a", "b1", "x", "y", "c", "d")] + [both(name) for name in ("g", "h", "join")]
    nodes += [end("end2")]
    ways = [*line("start", "a", "g", "b1", "h", "x", "end2"), *line("h", "y", "join", "d", "end")]
    running = run(nodes, [*ways, *line("g", "c", "join")]).complete("a").complete("b1").complete("y").complete("c")
    running.complete("d")

    assert list(running.targets(running.one("x"))) == ["a"]


def test_an_inclusive_join_looks_again_when_a_token_has_gone_back() -> None:
    nodes = [user("a"), user("b"), user("c"), user("d"), some("split"), some("join")]
    ways = [("start", "a"), ("a", "split"), ("split", "b", "a == 'x'"), ("split", "c", "a == 'x'"), ("split", "join")]
    running = run(nodes, [*ways, ("b", "join"), ("c", "join"), *line("join", "d", "end")])
    running.complete("a", "x").complete("b").give_back("c", "a")

    assert (running.ready(), running.waiting()) == (["a"], [])
    assert running.complete("a", "y").complete("d").ended


def countersign(condition: str = "", *, sequential: bool = False) -> Running:
    each = many(cardinality="3", condition=condition, sequential=sequential)
    return run([user("a"), user("b", each=each), user("c")], line("start", "a", "b", "c", "end"))


@pytest.mark.parametrize("sequential", [False, True])
def test_out_of_a_countersign_with_one_side_done_the_whole_body_goes(sequential: bool) -> None:
    """Failures 5 and 23: the repetition, its open children and those whose turn has yet to come."""
    running = countersign(sequential=sequential).complete("a")
    running.complete(running.all("b")[0])
    running.give_back(running.all("b")[0], "a")

    assert (running.ready(), [row.node_id for row in running.open_rows()]) == (["a"], ["a"])
    running.complete("a")
    for _ in range(3):
        running.complete(running.all("b")[0])
    assert running.complete("c").ended


def test_a_whole_countersign_is_a_target() -> None:
    running = countersign().complete("a")
    for engine_id in running.all("b"):
        running.complete(engine_id)
    running.give_back("c", "b")

    assert running.ready() == ["b", "b", "b"]


def boxed(each: str = "") -> Running:
    """a, a sub-process of x and y, then d."""
    inner = [start("s1"), user("x"), user("y"), end("s2")]
    nodes = [user("a"), subprocess("s", inner, line("s1", "x", "y", "s2"), each=each), user("d")]
    nodes += [boundary("late", "s", "timer wd:3"), end("late_end")]
    return run(nodes, [*line("start", "a", "s", "d", "end"), ("late", "late_end")])


def test_out_of_a_sub_process_to_a_step_before_it() -> None:
    running = boxed().complete("a").complete("x")

    assert list(running.targets(running.one("y"))) == ["x", "a"]
    running.give_back("y", "a")
    assert (running.ready(), running.waiting()) == (["a"], [])
    assert running.complete("a").complete("x").complete("y").complete("d").ended


def test_within_a_sub_process_its_border_goes_on_waiting() -> None:
    running = boxed().complete("a").complete("x").give_back("y", "x")

    assert (running.ready(), running.waiting()) == (["x"], ["late"])


def test_into_a_sub_process_that_has_ended_nothing_leads_back() -> None:
    running = boxed().complete("a").complete("x").complete("y")

    assert list(running.targets(running.one("d"))) == ["a"]


def test_out_of_one_of_several_sub_processes_all_of_them_go() -> None:
    running = boxed(many(cardinality="3")).complete("a")
    running.complete(running.all("x")[1])
    running.give_back(running.one("y"), "a")

    assert [row.node_id for row in running.open_rows()] == ["a"]


def test_within_one_of_several_sub_processes_the_others_stay() -> None:
    running = boxed(many(cardinality="3")).complete("a")
    running.complete(running.all("x")[1])
    running.give_back(running.one("y"), "x")

    assert running.ready() == ["x", "x", "x"]
    children = {row.engine_id for row in running.open_rows() if row.part}
    assert {row.scope_id for row in running.open_rows() if row.node_id == "x"} == children


def test_out_of_a_called_process() -> None:
    called = draw("q", [start(), user("x"), user("y"), end()], line("start", "x", "y", "end"))
    running = run([user("a"), call("k", "q"), user("d")], line("start", "a", "k", "d", "end"), called)
    running.complete("a").complete("x").give_back("y", "a")

    assert running.ready() == ["a"]
    assert running.complete("a").complete("x").complete("y").complete("d").ended


def test_of_a_loop_the_latest_round_counts() -> None:
    nodes = [user("a"), xor("m"), user("b"), user("c"), xor("x")]
    ways = [*line("start", "a", "m", "b", "c", "x", "end"), ("x", "m", "c == 'again'")]
    running = run(nodes, ways).complete("a")
    for _ in range(3):
        running.complete("b").complete("c", "again")
    last = max(row.engine_id for row in running.rows() if row.node_id == "b" and not row.state.open)
    running.complete("b")

    assert running.targets(running.one("c"))["b"].visit.engine_id > last
    assert running.give_back("c", "b").ready() == ["b"]
    assert running.give_back("b", "c").ready() == ["c"]


def test_a_boundary_event_has_passed_its_host_which_was_never_completed() -> None:
    nodes = [user("a"), user("b"), boundary("late", "b", "timer wd:3"), user("c")]
    running = run(nodes, [*line("start", "a", "b", "end"), ("late", "c"), ("c", "end")]).complete("a").fire("late")

    assert list(running.targets(running.one("c"))) == ["a"]
    assert running.give_back("c", "a").complete("a").ready() == ["b"]


# -- straight back ---------------------------------------------------------------------------------


def test_a_corrected_step_goes_straight_to_who_returned_it() -> None:
    running = three().complete("a").complete("b")
    returner = running.one("c")
    running.give_back("c", "a", straight=True).complete("a")

    assert running.ready() == ["c"]
    assert running.row(running.one("c")).inner["again"] == returner


def test_a_return_inside_a_return_goes_back_one_by_one() -> None:
    running = three().complete("a").complete("b")
    running.give_back("c", "b", straight=True).give_back("b", "a", straight=True)

    assert running.complete("a").ready() == ["b"]
    assert running.complete("b").ready() == ["c"]
    assert running.complete("c").ended


def choosing() -> Running:
    nodes = [user("a"), xor("x"), user("b"), action("act", "note"), user("c"), user("d"), xor("y")]
    ways = [("start", "a"), ("a", "x"), ("x", "act", "a == 'act'"), ("x", "d", "a == 'd'"), ("x", "b")]
    return run(nodes, [*ways, ("act", "b"), ("b", "c"), ("c", "y"), ("d", "y"), ("y", "end")])


@pytest.mark.parametrize(("outcome", "ready"), [("b", "c"), ("d", "d"), ("act", "b")])
def test_it_walks_forward_where_the_drawn_way_leads_elsewhere(outcome: str, ready: str) -> None:
    """Failure 8: a changed answer leads another way, or past an automatic step: then nothing is left out."""
    running = choosing().complete("a", "b").complete("b").give_back("c", "a", straight=True).complete("a", outcome)

    assert running.ready() == [ready]


def test_straight_back_is_offered_only_where_nothing_else_is_withdrawn() -> None:
    running = fork().complete("a").complete("b1")

    assert running.targets(running.one("b2"))["b1"].straight
    assert not running.targets(running.one("b2"))["a"].straight
    inside = boxed().complete("a").complete("x")
    assert inside.targets(inside.one("y"))["x"].straight
    assert not inside.targets(inside.one("y"))["a"].straight
    signed = countersign().complete("a")
    assert not signed.targets(signed.all("b")[0])["a"].straight


def test_a_whole_countersign_goes_straight_back_when_it_is_over() -> None:
    running = countersign().complete("a")
    for engine_id in running.all("b"):
        running.complete(engine_id)
    running.give_back("c", "b", straight=True)
    for engine_id in running.all("b"):
        running.complete(engine_id)

    assert running.row(running.one("c")).inner["again"]


# -- take back -------------------------------------------------------------------------------------


def done(running: Running, node: str) -> int:
    """The latest completed visit of a node."""
    return max(row.engine_id for row in running.rows() if row.node_id == node and row.state is NodeState.COMPLETED)


def test_what_nobody_has_touched_is_taken_back() -> None:
    running = fork().complete("a")

    assert running.obstacle(done(running, "a")) is None
    assert running.take_back(done(running, "a")).ready() == ["a"]
    assert running.complete("a").ready() == ["b1", "c"]


def test_a_token_that_waits_at_a_join_is_taken_back() -> None:
    running = fork().complete("a").complete("c")

    assert running.obstacle(done(running, "c")) is None
    assert running.take_back(done(running, "c")).ready() == ["b1", "c"]
    assert running.complete("b1").complete("b2").complete("c").complete("d").ended


def test_what_has_happened_since_stands_in_the_way() -> None:
    running = fork().complete("a").complete("b1").complete("c")
    obstacle = running.obstacle(done(running, "a"))
    assert obstacle
    assert obstacle.node_id == "b1"
    running.complete("b2")
    joined = running.obstacle(done(running, "c"))
    assert joined
    assert joined.node_id == "join"


def test_an_automatic_step_and_a_call_stand_in_the_way() -> None:
    running = choosing().complete("a", "act")
    assert running.obstacle(done(running, "a")).node_id == "act"  # type: ignore[union-attr]
    inside = boxed().complete("a")
    assert inside.obstacle(done(inside, "a")).node_id == "s"  # type: ignore[union-attr]


@pytest.mark.parametrize("sequential", [False, True])
def test_of_a_countersign_one_takes_back_ones_own(sequential: bool) -> None:
    running = countersign(sequential=sequential).complete("a")
    first = running.all("b")[0]
    running.complete(first).take_child_back(first)

    numbers = [running.row(each).local["each"]["number"] for each in running.all("b")]
    assert sorted(numbers) == ([1] if sequential else [1, 2, 3])
    for _ in range(3):
        assert running.ready()[0] == "b"
        running.complete(running.all("b")[0])
    assert running.ready() == ["c"]


# -- move ------------------------------------------------------------------------------------------


def test_a_token_is_moved_forwards_and_back() -> None:
    running = three().move("a", "c")
    assert running.ready() == ["c"]
    assert running.move("c", "b").complete("b").complete("c").ended


def test_a_moved_countersign_goes_whole() -> None:
    running = countersign().complete("a")
    repetition = running.all("b", NodeState.STARTED)[0]
    running.complete(running.all("b")[0]).move(repetition, "c")

    assert [row.node_id for row in running.open_rows()] == ["c"]
    assert running.move("c", "b").ready() == ["b", "b", "b"]


# -- signers ---------------------------------------------------------------------------------------


def repetition_of(running: Running) -> int:
    return running.all("b", NodeState.STARTED)[0]


@pytest.mark.parametrize("sequential", [False, True])
def test_an_added_signer_is_waited_for(sequential: bool) -> None:
    running = countersign(sequential=sequential).complete("a")
    running.add_children(repetition_of(running), 9)
    seen = []
    while "b" in running.ready():
        child = running.all("b")[0]
        seen.append(running.row(child).local["each"]["number"])
        running.complete(child)

    assert seen == [1, 2, 3, 9]
    assert running.ready() == ["c"]


def test_an_added_signers_refusal_counts() -> None:
    """Failure 9."""
    running = countersign("outcome == 'no'").complete("a")
    running.add_children(repetition_of(running), 9)
    running.complete(running.all("b")[-1], "no")

    assert running.ready() == ["c"]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_removed_signer_is_not_waited_for(sequential: bool) -> None:
    """Failure 10: with everybody added gone again, the others go on as before."""
    running = countersign(sequential=sequential).complete("a")
    running.remove_child(running.all("b")[0])
    count = 0
    while "b" in running.ready():
        running.complete(running.all("b")[0])
        count += 1

    assert (count, running.ready()) == (2, ["c"])


def test_without_the_last_open_signer_the_step_is_over() -> None:
    running = countersign().complete("a")
    for engine_id in running.all("b")[:2]:
        running.complete(engine_id)

    assert running.remove_child(running.one("b")).ready() == ["c"]


def test_a_share_is_reckoned_anew_without_the_removed() -> None:
    running = countersign("nrOfCompletedInstances * 2 >= nrOfInstances").complete("a")
    running.complete(running.all("b")[0])
    stepper, repetition = running.workers[0], repetition_of(running)

    assert stepper.ends_without(running.window(repetition), repetition)
    assert running.remove_child(running.all("b")[0]).ready() == ["c"]


def test_a_countersign_ends_early_with_what_was_said() -> None:
    running = countersign().complete("a")
    running.complete(running.all("b")[0], "yes").finish_early(repetition_of(running))

    assert (running.ready(), running.variables["b"]) == (["c"], "yes")
    assert running.complete("c").ended


def test_nobody_is_added_to_a_plain_task() -> None:
    running = three()

    with pytest.raises(EngineError, match="no multi-instance"):
        running.add_children(running.one("a"), 1)
