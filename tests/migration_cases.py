"""Cases of migration: what may change under a running instance, and what may not.

Each row draws an old and a new version, says where the instance stands, and what is decided: the obstacles, or the way
on to the end under the new version.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from tests.diagrams import (
    HEAD_OF_UNIT,
    MESSAGE,
    OFFICE,
    Way,
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
from tests.migrating import Mapped


def line(*steps: str, key: str = "p", variables: str = "") -> bytes:
    """User tasks one after the other; a step may be drawn already."""
    return draw(
        key, [start(), *map(_node, steps), end()], chain("start", *map(_name, steps), "end"), variables=variables
    )


def _node(step: str) -> str:
    return step if step.startswith("<") else user(step)


def _name(step: str) -> str:
    return step.split('id="')[1].split('"', maxsplit=1)[0] if step.startswith("<") else step


def chain(*names: str) -> list[Way]:
    return list(pairwise(names))


def block(
    *branches: tuple[str, ...], gate: object = both, after: tuple[str, ...] = ("z",), before: tuple[str, ...] = ("a",)
) -> bytes:
    """Steps, then branches side by side between the gateways s and j, then steps."""
    assert callable(gate)
    steps = [*before, *(step for branch in branches for step in branch), *after]
    ways: list[Way] = [*chain("start", *before, "s"), *chain("j", *after, "end")]
    for number, branch in enumerate(branches):
        way = chain("s", *branch, "j")
        if gate is some and number:
            way[0] = ("s", way[0][1], "a == 'all'")
        ways += way
    return draw("p", [start(), gate("s"), gate("j"), *map(user, steps), end()], ways)


def inner(*steps: str, variables: str = "") -> bytes:
    return line(*steps, key="q", variables=variables)


def outer(called: str = "q", bindings: str = "", each: str = "", *, after: tuple[str, ...] = ("z",)) -> bytes:
    return line("a", call("k", called, bindings, each=each), *after)


def sub(*steps: str, each: str = "", after: tuple[str, ...] = ("z",), name: str = "s") -> bytes:
    inside = [start("s0"), *map(user, steps), end("s9")]
    return line("a", subprocess(name, inside, chain("s0", *steps, "s9"), each=each), *after)


def mandatory(name: str) -> str:
    return user(name, attributes='lf:checkpoint="signoff"')


@dataclass(frozen=True)
class Case:
    """One row: `done` are the steps completed before, in order; `then` those completed after, until the end."""

    name: str
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]
    done: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mapping: Mapped = field(default_factory=dict)


def case(name: str, old: object, new: object, done: str = "", **more: object) -> Case:
    files = [(each,) if isinstance(each, bytes) else tuple(each) for each in (old, new)]  # type: ignore[call-overload]
    words = {key: tuple(str(value).split()) for key, value in more.items() if key != "mapping"}
    return Case(name, files[0], files[1], tuple(done.split()), mapping=more.get("mapping", {}), **words)  # type: ignore[arg-type]


THREE = many(cardinality="3")
TIMED = [start(), user("a"), boundary("t", "a", "timer wd:3"), user("late"), user("z"), end()]
TIMED_WAYS: list[Way] = [("start", "a"), ("a", "z"), ("t", "late"), ("late", "end"), ("z", "end")]
TIMER = draw("p", TIMED, TIMED_WAYS)


def race(*events: tuple[str, str], gate: bool = True) -> bytes:
    """Events that race behind a gateway; without the gateway the first one stands alone."""
    nodes = [start(), *(catch(name, kind, OFFICE) for name, kind in events), user("z"), xor("m"), end()]
    ways: list[Way] = [(name, "m") for name, _ in events]
    entry = "g" if gate else events[0][0]
    if gate:
        nodes.append(first("g"))
        ways += [("g", name) for name, _ in events]
    return draw("p", nodes, [("start", entry), *ways, ("m", "z"), ("z", "end")], roots=MESSAGE)


A, B, C = ("b", "b2"), ("c", "c2"), ("d",)

CASES = [
    # one token
    case("insert after current", line("a", "b"), line("a", "x", "b"), then="a x b"),
    case("remove a future step", line("a", "b", "c"), line("a", "c"), then="a c"),
    case("rename a future step", line("a", "b"), line("a", "y"), then="a y"),
    case("replace a future step by a gateway", line("a", "b"), block(A, B), then="a b c b2 c2 z"),
    case("insert before current", line("a", "b"), line("a", "x", "b"), "a", then="b", notes="step-missed"),
    case("insert before a passed step", line("a", "b"), line("x", "a", "b"), "a", then="b", notes="step-missed"),
    case(
        "insert a mandatory step before",
        line("a", "b"),
        line("a", mandatory("x"), "b"),
        "a",
        obstacles="checkpoint-missed",
    ),
    case("insert a mandatory step after", line("a", "b"), line("a", mandatory("x"), "b"), then="a x b"),
    case(
        "move a mandatory step before",
        line("a", "b", mandatory("x")),
        line("a", mandatory("x"), "b"),
        "a",
        obstacles="checkpoint-missed",
    ),
    case("a passed step becomes mandatory", line("a", "b"), line(mandatory("a"), "b"), "a", then="b"),
    case(
        "map forward over a mandatory step",
        line("a", mandatory("b"), "c"),
        line(mandatory("b"), "c"),
        mapping={"a": "c"},
        obstacles="checkpoint-missed",
    ),
    case("remove current", line("a", "b", "c"), line("a", "c"), "a", obstacles="node-gone"),
    case("remove current, mapped to the next", line("a", "b", "c"), line("a", "c"), "a", mapping={"b": "c"}, then="c"),
    case("rename current, mapped", line("a", "b", "c"), line("a", "y", "c"), "a", mapping={"b": "y"}, then="y c"),
    case("swap two steps by the mapping", line("a", "b"), line("b", "a"), mapping={"a": "b", "b": "a"}, then="b a"),
    case("remove a passed step", line("a", "b"), line("b"), "a", obstacles="done-gone"),
    case("remove a passed step, mapped", line("a", "b"), line("b"), "a", mapping={"a": "b"}, then="b"),
    case("rename a passed step, mapped", line("a", "b"), line("y", "b"), "a", mapping={"a": "y"}, then="b"),
    case(
        "a passed step becomes another kind",
        line("a", "b"),
        [outer(after=("b",)).replace(b'"a"', b'"n"').replace(b'"k"', b'"a"'), inner("i")],
        "a",
        obstacles="done-changed",
        notes="step-missed",
    ),
    case(
        "current becomes another kind",
        line("a", "b"),
        [line(call("a", "q"), "b"), inner("i")],
        obstacles="kind-changed",
    ),
    case(
        "current becomes a multi-instance", line("a", "b"), line(user("a", each=THREE), "b"), obstacles="repeat-changed"
    ),
    case(
        "current becomes a vote",
        line("a"),
        line(user("a", OFFICE + '<lf:vote kind="group"/>')),
        obstacles="kind-changed",
    ),
    case(
        "an open vote",
        line(user("a", OFFICE + '<lf:vote kind="group"/>')),
        line(user("a", OFFICE + '<lf:vote kind="group"/>')),
        obstacles="vote-open",
    ),
    case(
        "a new deadline for current",
        line(user("a", attributes='lf:due="wd:3"')),
        line(user("a", attributes='lf:due="wd:9"')),
        then="a",
        notes="deadline-kept",
    ),
    case("new people for current", line("a"), line(user("a", HEAD_OF_UNIT)), then="a", notes="people-kept"),
    case(
        "new outcomes for current", line("a"), line(user("a", outcomes=("yes", "no"))), then="a", notes="form-changed"
    ),
    case(
        "the outcome of a passed step is gone",
        line("a", "b"),
        line(user("a", outcomes=("yes",)), "b"),
        "a",
        obstacles="outcome-gone",
    ),
    case(
        "the outcome of a passed step remains",
        line("a", "b"),
        line(user("a", outcomes=("done", "no")), "b"),
        "a",
        then="b",
    ),
    case("add a boundary timer to current", line("a", "z"), TIMER, obstacles="borders-changed"),
    case("remove the boundary timer of current", TIMER, line("a", "z"), obstacles="node-gone borders-changed"),
    case(
        "the timer no longer interrupts",
        TIMER,
        TIMER.replace(b'cancelActivity="true"', b'cancelActivity="false"'),
        obstacles="event-changed borders-changed region-added",
    ),
    case("another deadline of a boundary timer", TIMER, TIMER.replace(b"wd:3", b"wd:9"), then="a z"),
    case(
        "add a boundary timer to a later step",
        line("z", "a"),
        draw("p", TIMED, [("start", "z"), ("z", "a"), ("a", "end"), ("t", "late"), ("late", "end")]),
        then="z a",
    ),
    case(
        "a way of an exclusive gateway more",
        draw(
            "p",
            [start(), user("a"), xor("x"), user("b"), end()],
            [("start", "a"), ("a", "x"), ("x", "b"), ("b", "end")],
        ),
        draw(
            "p",
            [start(), user("a"), xor("x"), user("b"), user("c"), end()],
            [("start", "a"), ("a", "x"), ("x", "c", "a == 'done'"), ("x", "b"), ("b", "end"), ("c", "end")],
        ),
        "a",
        then="b",
    ),
    case(
        "rename a passed step with a handler, mapped",
        line(user("a", attributes='lf:writes="issue_slips"'), "b"),
        line(user("y", attributes='lf:writes="issue_slips"'), "b"),
        "a",
        mapping={"a": "y"},
        obstacles="duty-lost",
    ),
    # side by side
    case("a step more in an open branch, ahead", block(A, B), block(("b", "x", "b2"), B), "a", then="b x b2 c c2 z"),
    case(
        "a step more in an open branch, behind",
        block(A, B),
        block(("x", "b", "b2"), B),
        "a",
        then="b b2 c c2 z",
        notes="step-missed",
    ),
    case("a branch more at an open split", block(A, B), block(A, B, C), "a", obstacles="region-changed"),
    case(
        "a branch more at an open split, one way at its join",
        block(A, B),
        block(A, B, C),
        "a b b2",
        obstacles="join-changed region-changed",
    ),
    case("a branch less at an open split", block(A, B, C), block(A, B), "a", obstacles="node-gone region-changed"),
    case("a branch more before the split", block(A, B), block(A, B, C), then="a b b2 c c2 d z"),
    case("a branch more behind the join", block(A, B), block(A, B, C), "a b b2 c c2", then="z", notes="step-missed"),
    case(
        "a mandatory branch more behind the join",
        block(A, B),
        draw(
            "p",
            [start(), both("s"), both("j"), *map(user, ["a", "b", "b2", "c", "c2", "z"]), mandatory("d"), end()],
            [*chain("start", "a", "s", "b", "b2", "j", "z", "end"), *chain("s", "c", "c2", "j"), *chain("s", "d", "j")],
        ),
        "a b b2 c c2",
        obstacles="checkpoint-missed",
    ),
    case("insert after an open block", block(A, B), block(A, B, after=("x", "z")), "a b", then="b2 c c2 x z"),
    case(
        "insert before an open block",
        block(A, B),
        block(A, B, before=("a", "x")),
        "a b",
        then="b2 c c2 z",
        notes="step-missed",
    ),
    case("one branch waits, the other is longer", block(A, B), block(A, ("c", "c2", "x")), "a b b2", then="c c2 x z"),
    case(
        "one branch waits, and is longer", block(A, B), block(("b", "b2", "x"), B), "a b b2", obstacles="join-changed"
    ),
    case(
        "one branch waits, renumbered flows",
        block(A, B),
        block(A, B, before=("a", "n")),
        "a b b2",
        then="c c2 z",
        notes="step-missed",
    ),
    case(
        "an open parallel block becomes inclusive", block(A, B), block(A, B, gate=some), "a", obstacles="region-changed"
    ),
    case(
        "an open parallel block becomes exclusive",
        block(A, B),
        draw(
            "p",
            [start(), xor("s"), xor("j"), *map(user, ("a", *A, *B, "z")), end()],
            [*chain("start", "a", "s", "b", "b2", "j", "z", "end"), ("s", "c", "a == 'x'"), *chain("c", "c2", "j")],
        ),
        "a",
        obstacles="region-changed",
    ),
    case(
        "branches one after the other instead", block(A, B), line("a", *A, *B, "z"), "a b", obstacles="region-changed"
    ),
    case("current comes into a parallel block", line("a", "b", "b2", "z"), block(A, B), "a", obstacles="region-added"),
    case(
        "a step moves from one open branch to the other",
        block(A, B),
        block(("b",), ("c", "b2", "c2")),
        "a",
        then="b c b2 c2 z",
    ),
    case(
        "a token would change its branch",
        block(A, B),
        block(("b",), ("c", "b2", "c2")),
        "a b",
        obstacles="region-changed",
    ),
    case(
        "an inclusive branch taken, another added",
        block(A, B, C, gate=some),
        block(A, B, C, ("e",), gate=some),
        "a",
        obstacles="region-changed",
    ),
    case(
        "a choice becomes an inclusive split",
        block(A, B, gate=some),
        block(A, B, C, gate=some),
        "a",
        obstacles="region-added",
    ),
    case(
        "an inclusive branch taken, a step ahead",
        block(A, B, gate=some),
        block(("b", "x", "b2"), B, gate=some),
        "a",
        then="b x b2 z",
    ),
    case(
        "a block inside an open branch, ahead",
        block(A, B),
        draw(
            "p",
            [
                start(),
                both("s"),
                both("j"),
                both("s2"),
                both("j2"),
                *map(user, "abcmnz"),
                user("b2"),
                user("c2"),
                end(),
            ],
            [
                *chain("start", "a", "s", "b", "s2", "m", "j2", "b2", "j", "z", "end"),
                *chain("s2", "n", "j2"),
                *chain("s", "c", "c2", "j"),
            ],
        ),
        "a",
        then="b m n b2 c c2 z",
    ),
    # several instances of one activity
    case(
        "insert after a running multi-instance",
        line(user("a", each=THREE), "z"),
        line(user("a", each=THREE), "x", "z"),
        "a",
        then="a a x z",
    ),
    case(
        "rename a running multi-instance",
        line(user("a", each=THREE), "z"),
        line(user("y", each=THREE), "z"),
        "a",
        mapping={"a": "y"},
        then="y y z",
    ),
    case(
        "another number in a running multi-instance",
        line(user("a", each=THREE)),
        line(user("a", each=many(cardinality="4"))),
        "a",
        obstacles="repeat-changed",
    ),
    case(
        "another order in a running multi-instance",
        line(user("a", each=THREE)),
        line(user("a", each=many(cardinality="3", sequential=True))),
        "a",
        obstacles="repeat-changed",
    ),
    case(
        "another end of a running multi-instance",
        line(user("a", each=THREE)),
        line(user("a", each=many(cardinality="3", condition="nrOfCompletedInstances > 1"))),
        "a",
        obstacles="repeat-changed",
    ),
    case(
        "a running multi-instance becomes single",
        line(user("a", each=THREE)),
        line("a"),
        "a",
        obstacles="repeat-changed",
    ),
    case(
        "other outcomes in a running multi-instance",
        line(user("a", each=THREE)),
        line(user("a", outcomes=("done", "no"), each=THREE)),
        "a",
        obstacles="repeat-changed",
        notes="form-changed",
    ),
    case(
        "a sequential multi-instance, insert after",
        line(user("a", each=many(cardinality="3", sequential=True))),
        line(user("a", each=many(cardinality="3", sequential=True)), "x"),
        "a",
        then="a a x",
    ),
    case(
        "a later multi-instance has another number",
        line("a", user("b", each=THREE)),
        line("a", user("b", each=many(cardinality="2"))),
        then="a b b",
    ),
    # inside sub-processes
    case("insert inside a running sub-process, after", sub("b"), sub("b", "x"), "a", then="b x z"),
    case("insert inside a running sub-process, before", sub("b"), sub("x", "b"), "a", then="b z", notes="step-missed"),
    case("insert behind a running sub-process", sub("b"), sub("b", after=("x", "z")), "a", then="b x z"),
    case("rename a running sub-process", sub("b"), sub("b", name="t"), "a", mapping={"s": "t"}, then="b z"),
    case("remove a running sub-process", sub("b"), line("a", "b", "z"), "a", obstacles="node-gone scope-moved"),
    case("wrap current in a sub-process", line("a", "b", "z"), sub("b"), "a", obstacles="scope-moved"),
    case(
        "a mandatory step in a finished sub-process",
        sub("b"),
        line(
            "a", subprocess("s", [start("s0"), user("b"), mandatory("x"), end("s9")], chain("s0", "b", "x", "s9")), "z"
        ),
        "a b",
        obstacles="checkpoint-missed",
    ),
    case(
        "inside one of several sub-processes, insert after",
        sub("b", "c", each=THREE),
        sub("b", "c", "x", each=THREE),
        "a b",
        then="b b c c c x x x z",
    ),
    case(
        "inside one of several sub-processes, remove",
        sub("b", "c", each=THREE),
        sub("b", each=THREE),
        "a b",
        obstacles="node-gone",
    ),
    case(
        "inside one of several sub-processes, another number",
        sub("b", "c", each=THREE),
        sub("b", "c"),
        "a b",
        obstacles="repeat-changed",
    ),
    # inside called processes
    case("inside a call, insert after", [outer(), inner("b")], [outer(), inner("b", "x")], "a", then="b x z"),
    case(
        "inside a call, remove current", [outer(), inner("b", "c")], [outer(), inner("c")], "a", obstacles="node-gone"
    ),
    case(
        "inside a call, rename current",
        [outer(), inner("b", "c")],
        [outer(), inner("y", "c")],
        "a",
        mapping={"q/b": "y"},
        then="y c z",
    ),
    case(
        "inside a call, insert before",
        [outer(), inner("b")],
        [outer(), inner("x", "b")],
        "a",
        then="b z",
        notes="step-missed",
    ),
    case(
        "inside a call, a mandatory step before",
        [outer(), inner("b")],
        [outer(), inner(mandatory("x"), "b")],
        "a",
        obstacles="checkpoint-missed",
    ),
    case(
        "inside a call, the caller goes on otherwise",
        [outer(), inner("b")],
        [outer(after=("x", "z")), inner("b")],
        "a",
        then="b x z",
    ),
    case(
        "inside a call, another process is called",
        [outer(), inner("b")],
        [outer("r"), line("b", key="r")],
        "a",
        obstacles="kind-changed node-gone",
    ),
    case(
        "inside a call, it asks for a value more",
        [outer(), inner("b")],
        [
            outer(bindings='<lf:in name="v" value="a"/>'),
            inner("b", variables='<lf:variable name="v" type="code" given="true"/>'),
        ],
        "a",
        obstacles="value-missing",
    ),
    case(
        "before a call, it asks for a value more",
        [outer(), inner("b")],
        [
            outer(bindings='<lf:in name="v" value="a"/>'),
            inner("b", variables='<lf:variable name="v" type="code" given="true"/>'),
        ],
        then="a b z",
    ),
    case(
        "behind a call, a mandatory step in it",
        [outer(), inner("b")],
        [outer(), inner("b", mandatory("x"))],
        "a b",
        obstacles="checkpoint-missed",
    ),
    case(
        "behind a call, it gives back a value more",
        [outer(), inner("b")],
        [
            outer(bindings='<lf:out name="v" value="b"/>').replace(
                b'isExecutable="true">',
                b'isExecutable="true"><extensionElements><lf:variable name="v" type="code"/></extensionElements>',
                1,
            ),
            inner("b"),
        ],
        "a b",
        obstacles="value-missing",
    ),
    case(
        "inside one of several calls, insert after",
        [outer(each=THREE), inner("b", "c")],
        [outer(each=THREE), inner("b", "c", "x")],
        "a b",
        then="b b c c c x x x z",
    ),
    case(
        "inside one of several calls, remove where some stand",
        [outer(each=THREE), inner("b", "c")],
        [outer(each=THREE), inner("b")],
        "a b",
        obstacles="node-gone",
    ),
    case(
        "inside a sub-process in a call",
        [outer(), sub("b").replace(b'id="p"', b'id="q"')],
        [outer(), sub("b", "x").replace(b'id="p"', b'id="q"')],
        "a a",
        then="b x z z",
    ),
    case(
        "inside a sub-process in a call, remove current",
        [outer(), sub("b", "c").replace(b'id="p"', b'id="q"')],
        [outer(), sub("c").replace(b'id="p"', b'id="q"')],
        "a a",
        obstacles="node-gone",
    ),
    case(
        "a new start value of the process itself",
        line("a"),
        line("a", variables='<lf:variable name="v" type="code" given="true"/>'),
        obstacles="value-missing",
    ),
    # events
    case(
        "an event of an open race more",
        race(("e", "message"), ("t", "timer wd:3")),
        race(("e", "message"), ("t", "timer wd:3"), ("u", "message")),
        obstacles="race-changed",
    ),
    case(
        "an event of an open race less",
        race(("e", "message"), ("t", "timer wd:3")),
        race(("e", "message")),
        obstacles="race-changed node-gone",
    ),
    case(
        "an open race becomes a single event",
        race(("e", "message")),
        race(("e", "message"), gate=False),
        obstacles="race-changed",
    ),
    case(
        "a waiting message becomes a timer",
        race(("e", "message"), gate=False),
        race(("e", "timer wd:3"), gate=False),
        obstacles="event-changed",
    ),
    case(
        "the deadline of a waiting timer",
        race(("t", "timer wd:3"), gate=False),
        race(("t", "timer wd:9"), gate=False),
        then="t z",
    ),
]
