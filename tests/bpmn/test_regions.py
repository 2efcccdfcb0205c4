"""What lies before, after and beside the nodes of a drawing; compared with the definitions, way by way."""

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from bpmn.elements import Process
from bpmn.graph import entries_of
from bpmn.reader import read_process
from bpmn.regions import Branch, Standpoint, dominators_of, links_of, post_dominators_of, regions_of, sends_several
from tests.diagrams import Way, both, boundary, draw, end, some, start, subprocess, user, xor
from tests.fuzz.drawing import draw_all
from tests.fuzz.generating import generate


def picture(nodes: Iterable[str], ways: Iterable[Way]) -> Process:
    return read_process(draw("p", [start(), *nodes, end()], ways))


FORK = picture(
    [user("a"), both("split"), user("b"), user("c"), both("join"), user("d")],
    [
        ("start", "a"),
        ("a", "split"),
        ("split", "b"),
        ("split", "c"),
        ("b", "join"),
        ("c", "join"),
        ("join", "d"),
        ("d", "end"),
    ],
)


def test_nodes_before_and_behind_a_parallel_block_stand_alone() -> None:
    regions = regions_of(FORK, "")

    assert regions["a"] == regions["split"] == regions["join"] == regions["d"] == frozenset()
    assert regions["b"] == {Branch("split", "f3")}
    assert regions["c"] == {Branch("split", "f4")}


def test_every_way_to_the_end_passes_the_join() -> None:
    assert dominators_of(FORK, "")["d"] == {"start", "a", "split", "join", "d"}
    assert post_dominators_of(FORK, "")["b"] == {"b", "join", "d", "end"}


def test_a_block_inside_a_block_bears_both_branches() -> None:
    drawn = picture(
        [both("g"), both("h"), user("a"), user("b"), user("c"), both("hj"), both("gj")],
        [
            ("start", "g"),
            ("g", "h"),
            ("h", "a"),
            ("h", "b"),
            ("a", "hj"),
            ("b", "hj"),
            ("hj", "gj"),
            ("g", "c"),
            ("c", "gj"),
            ("gj", "end"),
        ],
    )

    regions = regions_of(drawn, "")

    assert regions["a"] == {Branch("g", "f2"), Branch("h", "f3")}
    assert regions["hj"] == {Branch("g", "f2")}
    assert regions["c"] == {Branch("g", "f8")}


def test_what_a_reminder_leads_to_is_beside_its_task() -> None:
    drawn = picture(
        [user("a"), boundary("late", "a", "timer wd:3", interrupting=False), user("told"), user("b"), end("told_end")],
        [("start", "a"), ("a", "b"), ("b", "end"), ("late", "told"), ("told", "told_end")],
    )

    regions = regions_of(drawn, "")

    assert regions["told"] == {Branch("a", "late")}
    assert regions["a"] == regions["b"] == frozenset()


def test_an_interrupting_border_is_another_way_of_the_same_token() -> None:
    drawn = picture(
        [user("a"), boundary("late", "a", "timer wd:3"), user("instead"), xor("on")],
        [("start", "a"), ("a", "on"), ("late", "instead"), ("instead", "on"), ("on", "end")],
    )

    assert set(regions_of(drawn, "").values()) == {frozenset()}


def test_one_condition_beside_a_default_sends_one_token() -> None:
    drawn = picture(
        [some("one"), user("a"), user("b"), some("one_join"), some("two"), user("c"), some("two_join")],
        [
            ("start", "one"),
            ("one", "a", "a == 'x'"),
            ("one", "b"),
            ("a", "one_join"),
            ("b", "one_join"),
            ("one_join", "two"),
            ("two", "c", "a == 'x'"),
            ("two", "two_join", "b == 'x'"),
            ("two", "two_join"),
            ("c", "two_join"),
            ("two_join", "end"),
        ],
    )

    assert not sends_several(drawn, drawn.nodes["one"])
    assert sends_several(drawn, drawn.nodes["two"])
    assert regions_of(drawn, "")["a"] == frozenset()


def test_a_sub_process_has_regions_of_its_own() -> None:
    inner = subprocess(
        "s",
        [start("s1"), both("g"), user("a"), user("b"), both("gj"), end("s2")],
        [("s1", "g"), ("g", "a"), ("g", "b"), ("a", "gj"), ("b", "gj"), ("gj", "s2")],
    )
    drawn = picture([inner], [("start", "s"), ("s", "end")])

    assert set(regions_of(drawn, "")) == {"start", "s", "end"}
    assert len(regions_of(drawn, "s")["a"]) == 1


ROUND = picture(
    [user("a"), xor("x"), user("b"), user("c"), xor("y"), user("d")],
    [
        ("start", "a"),
        ("a", "x"),
        ("x", "b", "a == 'b'"),
        ("x", "c"),
        ("b", "y"),
        ("c", "y"),
        ("y", "d"),
        ("d", "end"),
    ],
)


@pytest.mark.parametrize(
    ("source", "target", "jumped"),
    [
        ("a", "d", {"a", "x", "y"}),
        ("d", "a", set()),
        ("b", "d", {"b", "y"}),
        ("b", "c", set()),
        ("a", "b", {"a", "x"}),
    ],
)
def test_what_a_move_jumps_over(source: str, target: str, jumped: set[str]) -> None:
    assert Standpoint(ROUND, "", source).list_jumped(target) == jumped


# -- against the definitions -----------------------------------------------------------------------


def scopes(seeds: Iterable[int]) -> Iterator[tuple[int, Process, str]]:
    for seed in seeds:
        for file in draw_all(generate(seed)):
            process = read_process(file)
            for scope in {node.scope for node in process.nodes.values()}:
                yield seed, process, scope


def reached_without(links: dict[str, frozenset[str]], start_id: str, without: str) -> set[str]:
    """Where one comes from a node without passing another."""
    found: set[str] = set()
    waiting = [start_id] if start_id != without else []
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [each for each in links[node] if each != without]
    return found


def test_a_dominator_is_what_no_way_goes_round() -> None:
    for seed, process, scope in scopes(range(40)):
        links = dict(links_of(process, scope))
        first = entries_of(process, scope)[0].id
        found = dominators_of(process, scope)
        reached = reached_without(links, first, "")
        for passed in reached:
            avoids = reached_without(links, first, passed)
            assert all((passed in found[node]) == (node not in avoids) for node in reached), f"seed {seed}: {passed}"


def test_a_post_dominator_is_what_no_way_out_goes_round() -> None:
    for seed, process, scope in scopes(range(40)):
        links = dict(links_of(process, scope))
        ends = {node for node in links if not links[node]}
        found = post_dominators_of(process, scope)
        for node in links:
            for passed in links:
                gets_out = bool(reached_without(links, node, passed) & ends)
                assert (passed in found[node]) == (not gets_out), f"seed {seed}: {node} {passed}"


def test_tokens_that_a_schedule_has_at_once_are_in_different_regions_or_at_a_crowd() -> None:
    """Of the user tasks of a parallel block none shares its branches with one of another way."""
    for seed in range(40):
        procedure = generate(seed)
        process = read_process(draw_all(procedure)[0])
        regions = regions_of(process, "")
        splits = [node for node in regions if node.startswith("g") and not node.endswith("_join")]
        for split in splits:
            ways = [flow.id for flow in process.outgoing[split]]
            inside = {way: {n for n in regions if Branch(split, way) in regions[n]} for way in ways}
            one, other = Random(seed).sample(ways, 2)
            assert all(
                regions[a] != regions[b] for a in inside[one] - inside[other] for b in inside[other] - inside[one]
            )
