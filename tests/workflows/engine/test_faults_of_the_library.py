"""What the library gets wrong in approval procedures (faults B1 to B14 of the engine study), on our adapter.

B11 cannot arise, because the lint refuses what it needs; B10 cannot, because the library's own format of
storage is not used. That the library by itself has the faults is shown in test_plain_library.py.
"""

import json
from dataclasses import fields
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.lint import Vocabulary, check_process, has_errors
from bpmn.reader import read_process
from tests.diagrams import (
    MESSAGE,
    OFFICE,
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
from tests.scoped import STOP, TIMER, event_sub, trigger
from workflows.engine.progress import EngineRow
from workflows.rules.states import NodeState

QUICK = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def rework(block: list[str], ways: list[tuple[str, str]], first: str, last: str) -> bytes:
    """A block that is repeated as long as `check` says `again`."""
    nodes = [start(), xor("m"), *block, user("check"), xor("x"), end()]
    around = [
        ("start", "m"),
        ("m", first),
        (last, "check"),
        ("check", "x"),
        ("x", "m", "check == 'again'"),
        ("x", "end"),
    ]
    return draw("p", nodes, [*around, *ways])


TWO = rework(
    [both("g"), user("a"), user("b"), both("j")],
    [("g", "a"), ("g", "b"), ("a", "j"), ("b", "j")],
    "g",
    "j",
)
THREE = rework(
    [both("g"), user("a"), user("b"), user("c"), both("j")],
    [("g", "a"), ("g", "b"), ("g", "c"), ("a", "j"), ("b", "j"), ("c", "j")],
    "g",
    "j",
)
NESTED = rework(
    [both("g"), user("a"), both("h"), user("b"), user("c"), both("k"), both("j")],
    [("g", "a"), ("g", "h"), ("h", "b"), ("h", "c"), ("b", "k"), ("c", "k"), ("a", "j"), ("k", "j")],
    "g",
    "j",
)


@pytest.mark.parametrize(("diagram", "signers"), [(TWO, "ab"), (THREE, "abc"), (NESTED, "abc")])
@QUICK
@given(orders=st.data())
def test_b1_every_round_of_a_loop_waits_for_all_its_branches(
    diagram: bytes, signers: str, orders: st.DataObject
) -> None:
    running = Running(diagram).start()

    for number in range(1, 6):
        assert running.ready() == list(signers)
        order = orders.draw(st.permutations(signers))
        for signer in order:
            assert "check" not in running.ready()
            running.complete(signer)
        assert running.ready() == ["check"]
        running.complete("check", "again" if number < 5 else "done")

    assert running.ended


@QUICK
@given(rounds=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=5), data=st.data())
def test_b2_every_round_of_a_loop_waits_for_the_branches_that_were_taken(
    rounds: list[tuple[bool, bool, bool]], data: st.DataObject
) -> None:
    block = [some("g"), user("a"), user("b"), user("c"), user("d"), some("j")]
    ways = [("g", "a", "one"), ("g", "b", "two"), ("g", "c", "three"), ("g", "d")]
    ways += [("a", "j"), ("b", "j"), ("c", "j"), ("d", "j")]
    running = Running(rework(block, ways, "g", "j"))

    def flags(number: int) -> dict[str, bool]:
        return dict(zip(("one", "two", "three"), rounds[number], strict=True))

    running.start(**flags(0))
    for number, taken in enumerate(rounds):
        expected = [name for name, is_taken in zip("abc", taken, strict=True) if is_taken] or ["d"]
        assert running.ready() == expected
        for name in data.draw(st.permutations(expected)):
            assert "check" not in running.ready()
            running.complete(name)
        assert running.ready() == ["check"]
        more = number + 1 < len(rounds)
        running.complete("check", "again" if more else "done", **(flags(number + 1) if more else {}))
    assert running.ended


CALLED = draw(
    "called",
    [start(), both("g"), user("u"), user("v"), both("j"), end()],
    [("start", "g"), ("g", "u"), ("g", "v"), ("u", "j"), ("v", "j"), ("j", "end")],
    variables='<lf:variable name="who" type="id" given="true"/>',
)
EACH_UNIT = call("k", "called", '<lf:in name="who" value="each.number"/>', each=many("people(n)"))


@pytest.mark.parametrize("done", [0, 1, 3])
def test_b3_a_deadline_ends_a_repeated_call_with_everything_in_it(done: int) -> None:
    nodes = [start(), EACH_UNIT, boundary("late", "k", "message"), user("after"), xor("m"), end()]
    ways = [("start", "k"), ("k", "m"), ("late", "after"), ("after", "m"), ("m", "end")]
    running = Running(draw("p", nodes, ways, roots=MESSAGE), CALLED).start(n=3)
    for engine_id in running.all("u")[:done]:
        running.complete(engine_id)

    running.fire("late")

    assert running.ready() == ["after"]
    assert running.waiting() == []
    assert running.complete("after").ended


def test_b3_a_call_that_is_over_leaves_no_deadline_behind() -> None:
    nodes = [start(), EACH_UNIT, boundary("late", "k", "message"), user("after"), xor("m"), end()]
    ways = [("start", "k"), ("k", "m"), ("late", "after"), ("after", "m"), ("m", "end")]
    running = Running(draw("p", nodes, ways, roots=MESSAGE), CALLED).start(n=2)

    while running.ready():
        running.complete(running.all(running.ready()[0])[0])

    assert running.ended


def test_b4_branches_do_not_overwrite_each_others_variables() -> None:
    running = Running(TWO).start(votes=[1, 2, 3])

    running.complete("a", "yes", votes=[4], by_a=1).complete("b", "no", by_b=2)

    assert running.variables == {"a": "yes", "b": "no", "votes": [4], "by_a": 1, "by_b": 2}


def test_b4_what_two_branches_append_to_one_list_is_all_there() -> None:
    """Variables stand in the scope, not at the tokens: the second branch finds what the first has written."""
    running = Running(TWO).start(votes=[])

    for name, votes in (("a", [1, 2, 3]), ("b", [4])):
        running.complete(name, votes=[*running.variables["votes"], *votes])

    assert running.ready() == ["check"]
    assert running.variables["votes"] == [1, 2, 3, 4]


NOTHING = Vocabulary(
    roles=frozenset({"office_head", "office_staff"}),
    relations=frozenset(),
    parameters={},
    actions={},
    handlers=frozenset(),
    panels=frozenset(),
    sources=frozenset(),
    items=frozenset(),
    votes={},
    processes={},
    checkpoints=(),
)


def refusals(nodes: list[str], ways: list[tuple[str, str]]) -> set[tuple[str, str | None]]:
    """Why a diagram may not be published: rules and elements."""
    process = read_process(draw("sample", nodes, ways))
    return {(problem.rule, problem.element_id) for problem in check_process(process, NOTHING) if has_errors([problem])}


def watched(definition: str) -> bytes:
    """Task a; beside it an event sub-process that interrupts."""
    watching = event_sub("w", trigger("s", definition), [user("b"), end("e")], [("s", "b"), ("b", "e")])
    return draw("p", [start(), user("a"), end(), watching], [("start", "a"), ("a", "end")], roots=MESSAGE)


@pytest.mark.parametrize("definition", [STOP, TIMER])
def test_b5_an_event_sub_process_that_interrupts_ends_the_open_tasks(definition: str) -> None:
    running = Running(watched(definition)).start()

    running.fire("s")

    assert running.ready() == ["b"]
    assert running.complete("b").ended


def test_b6_an_unused_timer_of_an_event_sub_process_keeps_nothing_from_ending() -> None:
    running = Running(watched(TIMER)).start()
    assert running.waiting() == ["s"]

    assert running.complete("a").ended


def test_b11_two_timers_behind_one_event_gateway_are_refused() -> None:
    nodes = [start(added=OFFICE), first("g"), catch("early", "timer wd:1"), catch("late", "timer wd:9"), end()]
    ways = [("start", "g"), ("g", "early"), ("g", "late"), ("early", "end"), ("late", "end")]

    assert refusals(nodes, ways) == {("event-gateway", "g")}


def test_b10_what_is_stored_of_a_running_sub_process_is_plain() -> None:
    """Names, numbers and states of ours: no class, version or pickle of the library that an upgrade could not read."""
    inner = subprocess("s", [start("in"), user("a"), end("out")], [("in", "a"), ("a", "out")])
    running = Running(draw("p", [start(), inner, end()], [("start", "s"), ("s", "end")])).start()

    for text in running.stored.values():
        assert set(json.loads(text)) == {each.name for each in fields(EngineRow)}
        assert "spec" not in text
        assert "Spiff" not in text
    assert running.complete("a").ended


def diamonds(count: int) -> bytes:
    nodes, ways = [start(), end()], []
    names = ["start", *(f"{kind}{number}" for number in range(count) for kind in "gj"), "end"]
    for number in range(count):
        nodes += [both(f"g{number}"), user(f"u{number}"), user(f"v{number}"), both(f"j{number}")]
        ways += [(f"g{number}", f"{x}{number}") for x in "uv"] + [(f"{x}{number}", f"j{number}") for x in "uv"]
    ways += [pair for pair in pairwise(names) if not (pair[0].startswith("g") and pair[1].startswith("j"))]
    return draw("p", nodes, ways)


def test_b7_forty_splits_in_a_row_predict_nothing() -> None:
    short, long = Running(diamonds(4)).start(), Running(diamonds(40)).start()

    assert len(short.stored) == len(long.stored) == 4
    for number in range(40):
        long.complete(f"u{number}").complete(f"v{number}")
    assert long.ended
    assert len(long.stored) == 2 + 40 * 5


def test_b8_a_loop_has_no_longest_number_of_rounds() -> None:
    nodes = [start(), xor("m"), user("a"), xor("x"), end()]
    ways = [("start", "m"), ("m", "a"), ("a", "x"), ("x", "m", "a == 'again'"), ("x", "end")]
    running = Running(draw("p", nodes, ways)).start()
    first = None

    for number in range(1200):
        window = running.window(running.one("a"))
        first = first or len(window.rows)
        assert len(window.rows) == first, "a step loads what is open, however long the instance has run"
        running.complete("a", "again")
        for key in [key for key, row in list(running.stored.items()) if '"completed"' in row]:
            del running.stored[key]  # what is over is never read again, so the test need not keep it
        assert running.ready() == ["a"], f"stuck in round {number}"

    assert running.complete("a", "done").ended


def test_b9_a_value_may_look_like_a_record_of_the_library() -> None:
    values = {"typename": "UUID", "typedata": {"typename": "Task"}, "value": "x"}
    running = Running(TWO).start(form=values)

    running.complete("a", form={**values, "again": values}).complete("b").complete("check")

    assert running.variables["form"]["again"] == values


def test_b12_a_return_over_a_waiting_deadline_leaves_nothing_behind() -> None:
    nodes = [start(), xor("m"), user("a"), boundary("late", "a", "timer wd:3"), user("b"), xor("x"), end(), end("over")]
    ways = [("start", "m"), ("m", "a"), ("a", "b"), ("b", "x"), ("x", "m", "b == 'return'"), ("x", "end")]
    running = Running(draw("p", nodes, [*ways, ("late", "over")])).start()
    old = running.one("late", NodeState.WAITING)

    running.complete("a").complete("b", "return")

    assert running.waiting() == ["late"]
    assert running.one("late", NodeState.WAITING) != old
    assert running.row(old).state is NodeState.CANCELLED
    assert running.fire("late").ended


def test_b14_a_worker_that_has_only_loaded_an_instance_finishes_it() -> None:
    nodes = [start(), EACH_UNIT, user("after"), end()]
    main = draw("p", nodes, [("start", "k"), ("k", "after"), ("after", "end")])
    running = Running(main, CALLED).start(n=4)

    while running.ready() != ["after"]:
        fresh = Running(main, CALLED, world=FakeWorld())
        running.workers = fresh.workers
        name = running.ready()[-1]
        running.complete(running.all(name)[-1])

    assert running.complete("after").ended


def test_b13_a_compiled_set_is_never_changed_by_what_runs_on_it() -> None:
    running = Running(TWO)
    specs = running.workers[0].compiled.specs
    before = {name: (sorted(spec.task_specs), len(vars(spec))) for name, spec in specs.items()}

    running.start().complete("a").complete("b").complete("check", "again").complete("b").complete("a")

    assert {name: (sorted(spec.task_specs), len(vars(spec))) for name, spec in specs.items()} == before


def test_b13_an_event_sub_process_of_one_instance_leaves_the_next_alone() -> None:
    diagram = watched(STOP)
    one, two = Running(diagram), Running(diagram)
    two.workers = one.workers

    assert one.start().fire("s").complete("b").ended
    assert two.start().complete("a").ended
