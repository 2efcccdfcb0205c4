"""What the lint says about event sub-processes, escalation, compensation and conditions."""

import pytest

from bpmn.elements import Process
from bpmn.errors import Severity
from bpmn.lint import check_process
from bpmn.reader import read_process
from tests.bpmn.test_lint import KNOWN, faults
from tests.diagrams import (
    ERROR,
    MESSAGE,
    OFFICE,
    THROW_ERROR,
    action,
    boundary,
    draw,
    end,
    many,
    start,
    subprocess,
    user,
)
from tests.scoped import (
    ANY_ESCALATION,
    BROKEN,
    ESCALATION,
    OTHER,
    SLOW,
    STOP,
    TIMER,
    UNDO,
    compensating,
    event_sub,
    on_border,
    throw,
    trigger,
    undo_only,
    undone_by,
    wait_for,
    when,
)

ROOTS = MESSAGE + ERROR + ESCALATION + '<error id="E2" name="other"/>'
BODY = [user("b"), end("e")]
WAYS = [("s", "b"), ("b", "e")]
LINE = [("start", "a"), ("a", "end")]
N = '<lf:variable name="n" type="integer"/>'


def beside(*more: str, ways: list[tuple[str, str]] | None = None, first: str = "") -> Process:
    """A task called a, and more beside it."""
    nodes = [start(added=OFFICE), first or user("a"), end(), *more]
    return read_process(draw("sample", nodes, [*LINE, *(ways or [])], variables=N, roots=ROOTS))


def watch(begins: str, name: str = "w") -> str:
    return event_sub(name, begins, BODY, WAYS)


def hints(process: Process, rule: str) -> set[str | None]:
    found = check_process(process, KNOWN)
    return {each.element_id for each in found if each.rule == rule and each.severity is Severity.WARNING}


# -- event sub-processes ---------------------------------------------------------------------------

TOLD = trigger("s", STOP, OFFICE + '<lf:trigger label="撤回" opinion="5"/>')


@pytest.mark.parametrize("definition", [TIMER, BROKEN, SLOW, when("n == 1")])
def test_an_event_sub_process_may_be_published(definition: str) -> None:
    assert faults(beside(watch(trigger("s", definition)))) == set()


def test_one_that_people_begin_says_who_may_and_how_it_is_called() -> None:
    assert faults(beside(watch(TOLD))) == set()
    assert faults(beside(watch(trigger("s", STOP, OFFICE)))) == {("message-trigger", "s")}


@pytest.mark.parametrize(
    ("watching", "ways", "found"),
    [
        (watch(trigger("s", "")), [], {("event-subprocess", "s")}),
        (watch(trigger("s", BROKEN, interrupting=False)), [], {("event-subprocess", "s")}),
        (watch(TOLD), [("w", "end")], {("event-subprocess", "w")}),
        (watch(TOLD) + boundary("late", "w", "timer wd:1"), [("late", "end")], {("event-subprocess", "late")}),
        (
            watch(TOLD).replace("</subProcess>", many(cardinality="2") + "</subProcess>"),
            [],
            {("event-subprocess", "w")},
        ),
        (watch(TOLD.replace("<startEvent", '<startEvent lf:writes="x"')), [], {("event-subprocess", "s")}),
        (watch(trigger("s", UNDO)), [], {("unsupported-event", "s")}),
        (watch(trigger("s", TIMER).replace(' lf:due="wd:3"', "")), [], {("timer-due", "s")}),
        (event_sub("w", TOLD + trigger("s2", TIMER), BODY, [*WAYS, ("s2", "b")]), [], {("start-event", "w")}),
        (event_sub("w", TOLD, [user("b")], [("s", "b")]), [], {("end-event", "w")}),
    ],
)
def test_an_event_sub_process_is_begun_by_one_event_and_by_nothing_else(
    watching: str, ways: list[tuple[str, str]], found: set[tuple[str, str]]
) -> None:
    assert faults(beside(watching, ways=ways)) == found


def test_a_sentence_says_what_to_draw_instead() -> None:
    process = beside(watch(trigger("s", UNDO)))

    (problem,) = [each for each in check_process(process, KNOWN) if each.rule == "unsupported-event"]

    assert "补偿边界事件" in str(problem.text)


# -- what is thrown --------------------------------------------------------------------------------


def thrower(definition: str, *watching: str) -> str:
    """A sub-process called a that throws at its end."""
    return subprocess("a", [start("p"), user("q"), end("r", definition), *watching], [("p", "q"), ("q", "r")])


@pytest.mark.parametrize(
    ("thrown", "border", "caught"),
    [
        (SLOW, on_border("told", "a", SLOW, interrupting=False), True),
        (SLOW, on_border("told", "a", ANY_ESCALATION), True),
        (SLOW, on_border("told", "a", OTHER), False),
        (SLOW, on_border("told", "a", "<errorEventDefinition/>"), False),
        (THROW_ERROR, on_border("told", "a", BROKEN), True),
        (THROW_ERROR, on_border("told", "a", ANY_ESCALATION), False),
    ],
)
def test_what_nothing_in_the_diagram_catches_is_noted(thrown: str, border: str, caught: bool) -> None:
    process = beside(border, first=thrower(thrown), ways=[("told", "end")])

    assert faults(process) == set()
    assert hints(process, "caught-events") == (set() if caught else {"r"})


def test_an_event_sub_process_does_not_catch_what_it_throws_itself() -> None:
    again = event_sub("w", trigger("s", SLOW), [user("b"), end("e", SLOW)], WAYS)

    assert hints(beside(again), "caught-events") == {"e"}


def test_an_event_sub_process_catches_what_is_thrown_anywhere_in_its_scope() -> None:
    deep = subprocess("a", [start("x"), thrower(SLOW).replace('"a', '"k'), end("y")], [("x", "k"), ("k", "y")])

    assert hints(beside(watch(trigger("s", SLOW)), first=deep), "caught-events") == set()


@pytest.mark.parametrize(
    ("one", "other", "double"),
    [(SLOW, SLOW, True), (SLOW, OTHER, False), (SLOW, ANY_ESCALATION, False), (ANY_ESCALATION, ANY_ESCALATION, True)],
)
def test_two_events_at_one_place_do_not_catch_the_same(one: str, other: str, double: bool) -> None:
    more = event_sub("v", trigger("s2", other), [user("b2"), end("e2")], [("s2", "b2"), ("b2", "e2")])
    borders = on_border("told", "a", one) + on_border("told2", "a", other)
    ways = [("told", "end"), ("told2", "end")]

    assert faults(beside(watch(trigger("s", one)), more)) == ({("caught-events", "s2")} if double else set())
    assert faults(beside(borders, ways=ways)) == ({("caught-events", "told2")} if double else set())
    assert faults(beside(on_border("told", "a", one), watch(trigger("s", one)), ways=[("told", "end")])) == set()


# -- compensation ----------------------------------------------------------------------------------

END = end("end", UNDO)
HANDLER = compensating(user("una"))


def undoing(*more: str, first: str = "", last: str = END, ways: list[tuple[str, str]] | None = None) -> Process:
    """A task called a, more beside it, and an end that compensates."""
    nodes = [start(added=OFFICE), first or user("a"), last, *more]
    return read_process(draw("sample", nodes, [*LINE, *(ways or [])], variables=N, roots=ROOTS))


@pytest.mark.parametrize(
    "handler",
    [
        HANDLER,
        compensating(action("una", "count_points", '<lf:in name="unit" value="n"/>')),
        compensating(thrower("")).replace('"a"', '"una"'),
    ],
)
def test_compensation_may_be_published(handler: str) -> None:
    assert faults(undoing(undone_by("a", "una"), handler)) == set()


@pytest.mark.parametrize(
    ("more", "ways", "found"),
    [
        ([undone_by("a", "b"), user("b")], [("b", "end")], {("compensation", "a_undo")}),
        ([on_border("a_undo", "a", UNDO)], [], {("compensation", "a_undo"), ("compensation", "end")}),
        ([HANDLER], [], {("compensation", "una"), ("compensation", "end")}),
        ([undone_by("a", "una"), HANDLER], [("una", "end")], {("compensation", "una")}),
        ([undone_by("a", "una"), HANDLER], [("a_undo", "end")], {("compensation", "a_undo")}),
        (
            [undone_by("a", "una"), HANDLER, boundary("late", "una", "timer wd:1")],
            [("late", "end")],
            {("compensation", "una")},
        ),
        (
            [undone_by("a", "una"), HANDLER, undone_by("una", "two"), compensating(user("two"))],
            [],
            {("compensation", "una_undo")},
        ),
        (
            [undone_by("a", "una"), HANDLER, undone_by("a", "two").replace("a_", "b_"), compensating(user("two"))],
            [],
            {("compensation", "b_undo")},
        ),
    ],
)
def test_a_compensation_event_leads_to_one_activity_that_stands_alone(
    more: list[str], ways: list[tuple[str, str]], found: set[tuple[str, str]]
) -> None:
    assert found <= faults(undoing(*more, ways=ways)) <= found | {("activity-exits", "a_undo"), ("end-event", "b")}


@pytest.mark.parametrize(
    ("definition", "right"),
    [
        (UNDO, True),
        (undo_only("a"), True),
        (undo_only("una"), False),
        (undo_only("nobody"), False),
        ('<compensateEventDefinition waitForCompletion="false"/>', False),
    ],
)
def test_compensation_is_asked_for_where_there_is_some(definition: str, right: bool) -> None:
    process = undoing(undone_by("a", "una"), HANDLER, last=end("end", definition))

    assert faults(process) == (set() if right else {("compensation", "end")})


INSIDE = [start("p"), user("q"), undone_by("q", "unq"), compensating(user("unq")), end("r")]
INNER = [("p", "q"), ("q", "r")]


def test_what_is_done_in_one_child_of_a_repetition_is_not_undone_from_outside() -> None:
    whole = undone_by("a", "una"), HANDLER
    repeated = subprocess("a", INSIDE, INNER, each=many(cardinality="3"))

    assert faults(undoing(first=subprocess("a", INSIDE, INNER))) == set()
    assert faults(undoing(first=repeated)) == {("compensation", "a")}
    assert faults(undoing(*whole, first=repeated)) == set()
    assert faults(undoing(first=repeated, last=end())) == set()


def test_an_event_sub_process_undoes_what_stands_beside_it() -> None:
    undo = event_sub("w", TOLD, [throw("t", UNDO), end("e")], [("s", "t"), ("t", "e")])

    assert faults(undoing(undone_by("a", "una"), HANDLER, undo, last=end())) == set()
    assert faults(undoing(undo, last=end())) == {("compensation", "t")}


# -- conditions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (when("n == 5"), set()),
        (when(""), {("conditional-events", "a")}),
        (when("unknown == 5"), {("expression", "a")}),
        (when("open('x')"), {("expression", "a")}),
    ],
)
def test_a_condition_reads_known_names(definition: str, found: set[tuple[str, str]]) -> None:
    assert faults(beside(first=wait_for("a", definition))) == found


def test_a_condition_is_not_watched_inside_a_repetition() -> None:
    inside = [start("p"), wait_for("q", when("n == 5")), end("r")]

    assert faults(beside(first=subprocess("a", inside, INNER))) == set()
    assert faults(beside(first=subprocess("a", inside, INNER, each=many(cardinality="2")))) == {
        ("conditional-events", "q")
    }


@pytest.mark.parametrize(
    ("text", "right"),
    [("2026-08-01", True), ("2026-08-01T09:00:00+08:00", True), ("day", True), ("n", False), ("next week", False)],
)
def test_a_timer_happens_at_a_date_or_at_that_of_a_variable(text: str, *, right: bool) -> None:
    timer = wait_for("a", f"<timerEventDefinition><timeDate>{text}</timeDate></timerEventDefinition>")
    days = N + '<lf:variable name="day" type="date"/>'
    process = read_process(draw("sample", [start(added=OFFICE), timer, end()], LINE, variables=days))

    assert faults(process) == (set() if right else {("timer-due", "a")})
