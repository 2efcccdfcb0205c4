"""What leads where."""

from bpmn import graph
from bpmn.elements import Process
from bpmn.reader import read_process
from tests.diagrams import MESSAGE, boundary, catch_link, draw, end, start, subprocess, throw_link, user, xor


def looped() -> Process:
    """A loop of three nodes, a border that leads to a second end, a sub-process, and an island."""
    nodes = [
        start(),
        xor("m"),
        user("a"),
        boundary("late", "a", "timer wd:1"),
        xor("x"),
        subprocess("s", [start("s1"), user("s2"), end("s3")], [("s1", "s2"), ("s2", "s3")]),
        end(),
        end("over"),
        user("island"),
        user("trap"),
    ]
    ways = [
        ("start", "m"),
        ("m", "a"),
        ("a", "x"),
        ("x", "m", "a == 'again'"),
        ("x", "s"),
        ("s", "end"),
        ("late", "over"),
        ("island", "trap"),
    ]
    return read_process(draw("p", nodes, ways, roots=MESSAGE))


def test_a_boundary_event_follows_its_host() -> None:
    links = graph.successors(looped())

    assert links["a"] == {"x", "late"}
    assert links["late"] == {"over"}
    assert graph.hosts_of(looped()) == {"late": "a"}


def test_what_catches_a_link_follows_what_throws_it_in_its_own_scope() -> None:
    inner = subprocess("s", [start("s1"), throw_link("t2", "on"), catch_link("c2", "on"), end("e2")], [("s1", "t2")])
    nodes = [start(), inner, throw_link("t", "on"), throw_link("t3", "off"), catch_link("c", "on"), end()]
    process = read_process(draw("p", nodes, [("start", "s"), ("s", "t"), ("c", "end")]))

    links = graph.successors(process)

    assert process.links == {"t": "c", "t2": "c2"}
    assert (links["t"], links["t2"], links["t3"]) == ({"c"}, {"c2"}, set())
    assert graph.unreached(process, "") == {"t3"}


def test_a_scope_has_nodes_of_its_own() -> None:
    process = looped()

    assert graph.scopes_of(process) == ("", "s")
    assert [node.id for node in graph.starts_of(process, "")] == ["start"]
    assert [node.id for node in graph.starts_of(process, "s")] == ["s1"]


def test_what_no_way_leads_to_is_found() -> None:
    assert graph.unreached(looped(), "") == {"island", "trap"}
    assert graph.unreached(looped(), "s") == frozenset()


def test_what_leads_to_no_end_is_found() -> None:
    assert graph.endless(looped(), "") == {"island", "trap"}
    assert graph.endless(looped(), "s") == frozenset()


def test_circles_are_found() -> None:
    assert graph.loops(looped()) == (frozenset({"m", "a", "x"}),)


def test_ways_can_be_walked_backwards() -> None:
    links = {"a": {"b"}, "b": {"c"}, "c": set()}

    assert graph.reverse(links) == {"a": frozenset(), "b": {"a"}, "c": {"b"}}
    assert graph.reachable(graph.reverse(links), ["c"]) == {"a", "b", "c"}
    assert graph.reachable(links, ["b", "nowhere"]) == {"b", "c", "nowhere"}
