"""Every rule of the lint, on a sample that keeps it and on one that breaks it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn.checkpoints.demands import Checkpoint, Doing
from bpmn.decisions.evaluation import compile_table
from bpmn.decisions.tables import DecisionTable, HitPolicy, Input, Output, Rule, ValueType
from bpmn.elements import Process
from bpmn.errors import Severity
from bpmn.lint import RULES, ActionShape, Setting, ValueKind, Vocabulary, check_process, has_errors
from bpmn.reader import read_process
from tests.diagrams import (
    MESSAGE,
    OFFICE,
    SIGNAL,
    Way,
    action,
    both,
    boundary,
    call,
    catch,
    catch_link,
    draw,
    end,
    first,
    many,
    receive,
    send,
    start,
    subprocess,
    throw,
    throw_link,
    user,
    xor,
)

APPROVER = compile_table(
    DecisionTable(
        "warning_approver",
        "预警审批人",
        HitPolicy.UNIQUE,
        (Input("等级", "grade", ValueType.STRING), Input("梯级", "rung", ValueType.INTEGER)),
        (Output("role", ValueType.STRING),),
        (Rule(("-", "<= 1"), ('"office_head"',)),),
    )
)

SAMPLES = Path(__file__).parents[1] / "processes" / "lint"

SIGNOFF = read_process(
    draw(
        "signoff",
        [start(), user("sign"), end()],
        [("start", "sign"), ("sign", "end")],
        variables='<lf:variable name="unit" type="code" given="true"/>',
    )
)

KNOWN = Vocabulary(
    roles=frozenset({"office_head", "office_staff"}),
    relations=frozenset({"head", "leader", "liaison", "holders"}),
    parameters={"p2_discovery.self": ValueKind.DURATION, "p2_expert.window": ValueKind.DURATION},
    actions={"count_points": ActionShape(frozenset({"unit"}), frozenset({"count"}))},
    handlers=frozenset({"save_points"}),
    panels=frozenset({"points"}),
    sources=frozenset({"powers"}),
    items=frozenset({"points"}),
    votes={"panel": {"window": Setting(ValueKind.DURATION), "grades": Setting(ValueKind.WORDS, (2, 4))}},
    processes={"signoff": SIGNOFF},
    decisions={"warning_approver": APPROVER},
    checkpoints=(Checkpoint("profiled", "sign", "审批", (Doing("writes", "save_points"),)),),
)


def read_sample(rule: str, kind: str) -> Process:
    return read_process((SAMPLES / f"{rule}.{kind}.bpmn").read_bytes())


def faults(process: Process, known: Vocabulary = KNOWN) -> set[tuple[str, str | None]]:
    """Rule and element of every problem that forbids publication."""
    found = check_process(process, known)
    return {(problem.rule, problem.element_id) for problem in found if problem.severity is Severity.ERROR}


@pytest.mark.parametrize("rule", RULES)
def test_a_correct_sample_may_be_published(rule: str) -> None:
    process = read_sample(rule, "correct")

    problems = check_process(process, KNOWN)

    assert not has_errors(problems), [str(problem) for problem in problems]
    assert rule not in {problem.rule for problem in problems}


@pytest.mark.parametrize("rule", RULES)
def test_an_incorrect_sample_breaks_this_rule_and_no_other(rule: str) -> None:
    problems = check_process(read_sample(rule, "incorrect"), KNOWN)

    assert {problem.rule for problem in problems if problem.severity is Severity.ERROR} == {rule}
    assert all(problem.element_id and problem.line for problem in problems if problem.rule == rule)


LINE = [("start", "a"), ("a", "end")]
UNITS = '<lf:variable name="unit" type="code" given="true"/>'


def line(node: str, variables: str = UNITS, roots: str = "") -> Process:
    """Start, one node called `a`, end."""
    return read_process(draw("sample", [start(added=OFFICE), node, end()], LINE, variables=variables, roots=roots))


def form(fields: str) -> str:
    return OFFICE + f"<lf:form>{fields}</lf:form>"


def split(ways: list[Way], default: str = "") -> Process:
    """Start, a task called `a`, another called `b` behind it; flows out of `a` are f2, f3, f4, and need no gateway."""
    first = user("a", attributes=f'default="{default}"' if default else "")
    nodes = [start(added=OFFICE), first, user("b"), end(), end("end2")]
    return read_process(draw("sample", nodes, [("start", "a"), *ways, ("b", "end2")]))


def behind_event(ways: list[Way]) -> Process:
    """Start, a task called `a`, a timer, another task called `b`."""
    nodes = [start(added=OFFICE), user("a"), catch("wait", "timer wd:1"), user("b"), end()]
    return read_process(draw("sample", nodes, [("start", "a"), ("a", "wait"), *ways, ("b", "end")]))


def linked(links: list[str], *more: Way) -> Process:
    """Start, a task called `a`, a link thrown by `t` and caught by `c`, another task called `b`."""
    nodes = [start(added=OFFICE), user("a"), *links, user("b"), end()]
    return read_process(draw("sample", nodes, [("start", "a"), ("a", "t"), ("c", "b"), ("b", "end"), *more]))


OPTION = '<lf:option value="1" label="1"/>'


def table(columns: str) -> str:
    return f'<lf:field name="t" type="table" label="t">{columns}</lf:field>'


PAIRS = {
    ("form-fields", "a table's column may be called like a form's own field"): (
        line(user("a", form(table('<lf:field name="opinion" type="text" label="o"/>')))),
        line(user("a", form('<lf:field name="opinion" type="text" label="o"/>'))),
    ),
    ("form-fields", "an answer in a table goes to no variable"): (
        line(user("a", form('<lf:field name="x" type="unit" label="x" variable="unit"/>'))),
        line(user("a", form(table('<lf:field name="x" type="unit" label="x" variable="unit"/>')))),
    ),
    ("form-fields", "texts of people never become variables"): (
        line(user("a", form('<lf:field name="x" type="person" label="x" variable="unit"/>'))),
        line(user("a", form('<lf:field name="x" type="text" label="x" variable="unit"/>'))),
    ),
    ("form-fields", "only fields that choose have options"): (
        line(user("a", form(f'<lf:field name="x" type="choice" label="x">{OPTION}</lf:field>'))),
        line(user("a", form(f'<lf:field name="x" type="text" label="x">{OPTION}</lf:field>'))),
    ),
    ("form-fields", "two fields have two names"): (
        line(user("a", form('<lf:field name="x" type="text" label="x"/><lf:field name="y" type="text" label="y"/>'))),
        line(user("a", form('<lf:field name="x" type="text" label="x"/><lf:field name="x" type="text" label="y"/>'))),
    ),
    ("outcomes", "two outcomes have two names"): (
        line(user("a", outcomes=("x", "y"))),
        line(user("a", outcomes=("x", "x"))),
    ),
    ("task-owner", "an owner is a role or a relation"): (
        line(user("a", '<lf:assign relation="head" of="unit"/>')),
        line(user("a", '<lf:assign role="office_head" relation="head" of="unit"/>')),
    ),
    ("task-owner", "who may start is named by roles, or by what he is to the unit"): (
        read_process(
            draw(
                "sample",
                [start(added='<lf:assign relation="head" of="unit"/>'), user("a"), end()],
                LINE,
                variables=UNITS,
            )
        ),
        read_process(
            draw(
                "sample",
                [start(added='<lf:assign relation="holders" of="unit"/>'), user("a"), end()],
                LINE,
                variables=UNITS,
            )
        ),
    ),
    ("task-owner", "a member stands in a multi-instance"): (
        line(user("a", '<lf:assign relation="member"/>', each=many("holders(unit)"))),
        line(user("a", '<lf:assign relation="member"/>')),
    ),
    ("task-owner", "a member may stand in a repeated sub-process"): (
        line(
            subprocess(
                "a",
                [start("s"), user("b", '<lf:assign relation="member"/>'), end("e")],
                [("s", "b"), ("b", "e")],
                each=many("holders(unit)"),
            )
        ),
        line(
            subprocess(
                "a",
                [start("s"), user("b", '<lf:assign relation="member"/>'), end("e")],
                [("s", "b"), ("b", "e")],
            )
        ),
    ),
    ("task-owner", "unlike names a user task of the process"): (
        line(user("a", '<lf:assign role="office_head" unlike="a"/>')),
        line(user("a", '<lf:assign role="office_head" unlike="b"/>')),
    ),
    ("expression", "a relation is applied to what is declared"): (
        line(user("a", '<lf:assign relation="head" of="unit"/>')),
        line(user("a", '<lf:assign relation="head" of="units"/>')),
    ),
    ("expression", "a multi-instance asks for what is declared"): (
        line(user("a", each=many("holders(unit)"))),
        line(user("a", each=many("holders(units)"))),
    ),
    ("expression", "a recusal asks for what is declared"): (
        line(user("a", '<lf:assign role="office_head" apart="holders(unit)"/>')),
        line(user("a", '<lf:assign role="office_head" apart="holders(units)"/>')),
    ),
    ("expression", "a source asks for what is declared"): (
        line(user("a", form('<lf:field name="x" type="choice" label="x" source="powers(unit)"/>'))),
        line(user("a", form('<lf:field name="x" type="choice" label="x" source="powers(units)"/>'))),
    ),
    ("expression", "a quoted word is no variable"): (
        line(user("a", each=many("holders('D07')"))),
        line(user("a", each=many("holders(D07)"))),
    ),
    ("unsupported-loop", "a multi-instance names whom or how often"): (
        line(user("a", each=many(cardinality="3"))),
        line(user("a", each=many("holders(unit)", cardinality="3"))),
    ),
    ("unsupported-loop", "a service task is repeated inside a sub-process only"): (
        line(
            subprocess(
                "a",
                [start("s"), action("b", "count_points", '<lf:in name="unit" value="each.unit"/>'), end("e")],
                [("s", "b"), ("b", "e")],
                each=many("holders(unit)"),
            )
        ),
        line(
            action("a", "count_points", '<lf:in name="unit" value="unit"/>').replace(
                "</serviceTask>", many("holders(unit)") + "</serviceTask>"
            )
        ),
    ),
    ("expression", "a completion condition may count"): (
        line(user("a", each=many("holders(unit)", condition="nrOfCompletedInstances * 2 &gt; nrOfInstances"))),
        line(user("a", each=many("holders(unit)", condition="nrOfCompleted &gt; 2"))),
    ),
    ("expression", "a condition outside cannot count"): (
        line(user("a", each=many("holders(unit)", condition="outcome == 'done'"))),
        read_process(
            draw(
                "sample",
                [start(added=OFFICE), xor("m"), user("a"), xor("x"), end()],
                [("start", "m"), ("m", "a"), ("a", "x"), ("x", "m", "nrOfInstances == 1"), ("x", "end")],
            )
        ),
    ),
    ("variables", "a variable's name is plain"): (
        line(user("a"), variables='<lf:variable name="round" type="integer"/>'),
        line(user("a"), variables='<lf:variable name="Round-1" type="integer"/>'),
    ),
    ("variables", "a variable is not called like a loop's own"): (
        line(user("a"), variables='<lf:variable name="number" type="integer"/>'),
        line(user("a"), variables='<lf:variable name="outcome" type="code"/>'),
    ),
    ("variables", "what comes back has a declared place"): (
        line(
            action("a", "count_points", '<lf:in name="unit" value="unit"/><lf:out name="n" value="count"/>'),
            variables=UNITS + '<lf:variable name="n" type="integer"/>',
        ),
        line(action("a", "count_points", '<lf:in name="unit" value="unit"/><lf:out name="n" value="count"/>')),
    ),
    ("called-process", "a called process exists"): (
        line(call("a", "signoff", '<lf:in name="unit" value="unit"/>')),
        line(call("a", "sign_off", '<lf:in name="unit" value="unit"/>')),
    ),
    ("gateway-exits", "a parallel gateway has no conditions"): (
        read_process(
            draw(
                "sample",
                [start(added=OFFICE), both("g"), user("a"), user("b"), both("j"), end()],
                [("start", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "end")],
            )
        ),
        read_process(
            draw(
                "sample",
                [start(added=OFFICE), both("g"), user("a"), user("b"), both("j"), end()],
                [("start", "g"), ("g", "a", "a == 'x'"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "end")],
            )
        ),
    ),
    ("activity-exits", "several ways out of an activity are taken together"): (
        split([("a", "b"), ("a", "end")]),
        split([("a", "b"), ("a", "end")], default="f2"),
    ),
    ("activity-exits", "one way out of an activity is always open"): (
        split([("a", "b", "a == 'x'"), ("a", "end")]),
        split([("a", "b", "a == 'x'"), ("a", "end", "a == 'y'")]),
    ),
    ("activity-exits", "the only way out of an activity is always open"): (
        line(user("a")),
        read_process(draw("sample", [start(added=OFFICE), user("a"), end()], [LINE[0], ("a", "end", "a == 'x'")])),
    ),
    ("activity-exits", "beside a default every way out is a choice"): (
        split([("a", "b", "a == 'x'"), ("a", "end")], default="f3"),
        split([("a", "b", "a == 'x'"), ("a", "end"), ("a", "end2")], default="f3"),
    ),
    ("activity-exits", "a default has no condition"): (
        split([("a", "b", "a == 'x'"), ("a", "end")], default="f3"),
        split([("a", "b", "a == 'x'"), ("a", "end", "a == 'y'")], default="f3"),
    ),
    ("activity-exits", "a default is a way out of its activity"): (
        split([("a", "b", "a == 'x'"), ("a", "end")], default="f3"),
        split([("a", "b", "a == 'x'"), ("a", "end")], default="f9"),
    ),
    ("activity-exits", "an event has one way out"): (
        behind_event([("wait", "b")]),
        behind_event([("wait", "b"), ("wait", "end")]),
    ),
    ("activity-exits", "a way out of an event bears no condition"): (
        behind_event([("wait", "b")]),
        behind_event([("wait", "b", "a == 'x'")]),
    ),
    ("activity-exits", "the way out of a start bears no condition"): (
        line(user("a")),
        read_process(
            draw("sample", [start(added=OFFICE), user("a"), end()], [("start", "a", "a == 'x'"), LINE[1]])
        ),
    ),
    ("link-events", "no flow leaves what throws a link"): (
        linked([throw_link("t", "on"), catch_link("c", "on")]),
        linked([throw_link("t", "on"), catch_link("c", "on")], ("t", "end")),
    ),
    ("link-events", "no flow leads to what catches a link"): (
        linked([throw_link("t", "on"), catch_link("c", "on")]),
        linked([throw_link("t", "on"), catch_link("c", "on")], ("a", "c")),
    ),
    ("reachable", "a flow stays inside its sub-process"): (
        line(subprocess("a", [start("s"), user("b"), end("e")], [("s", "b"), ("b", "e")])),
        line(
            subprocess(
                "a", [start("s"), both("g"), user("b"), end("e")], [("s", "g"), ("g", "b"), ("b", "e"), ("g", "end")]
            )
        ),
    ),
    ("unsupported-event", "an event has one definition"): (
        line(user("a")),
        read_process(
            draw(
                "sample",
                [start(added=OFFICE), user("a"), end("end", "<terminateEventDefinition/><errorEventDefinition/>")],
                LINE,
            )
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "what"), PAIRS)
def test_the_lint_tells_right_from_wrong(rule: str, what: str) -> None:
    right, wrong = PAIRS[rule, what]

    assert faults(right) == set()
    assert {each for each, _ in faults(wrong)} == {rule}


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ('window="wd:3"', True),
        ('window="PT4H"', True),
        ('window="P3D"', False),
        ('window="p2_expert.window"', True),
        ('window="soon"', False),
        ('window="p2_expert.windw"', False),
        ('grades="准确 不准确"', True),
        ('grades="好 中 差"', False),
        ('grades="好 好"', False),
        ('grades="p2_expert.window"', False),
        ('grades="p2_expert.gradse x"', False),
    ],
)
def test_a_setting_of_a_vote_is_written_out_or_names_a_parameter(written: str, *, fits: bool) -> None:
    vote = line(
        f'<userTask id="a" name="a"><extensionElements><lf:vote kind="panel" {written}/></extensionElements></userTask>'
    )

    assert (("vote-settings", "a") not in faults(vote)) is fits


@pytest.mark.parametrize("due", ["PT4H", "PT30M", "P1M"])
def test_a_duration_of_iso_8601_without_days_is_a_deadline(due: str) -> None:
    assert rules(line(user("a", attributes=f'lf:due="{due}"'))) <= {"drawn"}
    assert rules(line(catch("a", f"timer {due}"))) <= {"drawn"}


@pytest.mark.parametrize("due", ["P5D", "P1W"])
def test_days_of_iso_8601_are_no_deadline_of_a_task_and_hinted_at_a_timer(due: str) -> None:
    """R-CAL-9: working days may have been meant."""
    timer = line(catch("a", f"timer {due}"))

    assert faults(line(user("a", attributes=f'lf:due="{due}"'))) == {("deadline", "a")}
    assert faults(timer) == set()
    assert "timer-due" in rules(timer)


def rules(process: Process) -> set[str]:
    """Rules that have something to say, be it a hint."""
    return {problem.rule for problem in check_process(process, KNOWN)}


def passing(condition: str, variables: str = UNITS) -> Process:
    """A process with one condition."""
    ways = [("start", "x"), ("x", "a", condition), ("x", "end"), ("a", "end2")]
    return read_process(
        draw("sample", [start(added=OFFICE), xor("x"), user("a"), end(), end("end2")], ways, variables=variables)
    )


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("1 == parameters.p2_expert.window", True),
        ("1 == parameters.p2_expert.windows", False),
        ("1 == parameters.p2_expert", False),
        ("1 == parameters['p2_expert'].window", False),
    ],
)
def test_a_condition_reads_parameters_that_there_are(condition: str, *, fits: bool) -> None:
    assert (faults(passing(condition)) == set()) is fits


def test_nothing_else_is_called_like_the_parameters() -> None:
    taken = passing("parameters == 'x'", UNITS + '<lf:variable name="parameters" type="code"/>')

    assert ("variables", "sample") in faults(taken)


@pytest.mark.parametrize(
    ("links", "places"),
    [
        ([throw_link("t", "on"), catch_link("c", "off")], {"t", "c"}),
        ([throw_link("t", "on"), catch_link("c", "on"), catch_link("c2", "on")], {"c2"}),
        ([throw_link("t", ""), catch_link("c", "")], {"t", "c"}),
        (
            [throw_link("t", "on"), subprocess("c", [start("s"), catch_link("c2", "on"), end("e")], [("c2", "e")])],
            {"t", "c2"},
        ),
    ],
)
def test_a_link_leads_from_somewhere_to_one_place_in_its_scope(links: list[str], places: set[str]) -> None:
    found = faults(linked(links))

    assert {place for rule, place in found if rule == "link-events"} == places


@pytest.mark.parametrize("definition", ["conditional", "cancel", "made-up"])
def test_an_event_of_another_kind_is_no_link(definition: str) -> None:
    event = throw_link("a", "on").replace("linkEventDefinition", f"{definition}EventDefinition")

    assert ("unsupported-event", "a") in faults(line(event))


INSTEAD_OF = (
    "task",
    "manualTask",
    "scriptTask",
    "transaction",
    "adHocSubProcess",
    "complexGateway",
)


@pytest.mark.parametrize("tag", INSTEAD_OF)
def test_what_does_not_run_is_refused_with_what_to_draw_instead(tag: str) -> None:
    process = line(f'<{tag} id="a" name="a"/>')

    found = [problem for problem in check_process(process, KNOWN) if problem.rule == "unsupported-element"]

    assert [problem.element_id for problem in found] == ["a"]
    assert "请" in str(found[0].text) or "改" in str(found[0].text)


def racing(*events: str) -> Process:
    """A task behind an event gateway with these events, the first called `a`."""
    ids = [event.split('id="')[1].split('"')[0] for event in events]
    ways = [("start", "g"), *(("g", each) for each in ids), *((each, f"end_{each}") for each in ids)]
    ends = [end(f"end_{each}") for each in ids]
    return read_process(
        draw("sample", [start(added=OFFICE), first("g"), *events, *ends], ways, variables=UNITS, roots=ROOTS)
    )


BY_UNIT = 'lf:correlation="unit"'
ROOTS = MESSAGE + SIGNAL


@pytest.mark.parametrize(
    ("node", "rule"),
    [
        (send("a", BY_UNIT), ""),
        (receive("a", BY_UNIT), ""),
        (throw("a", "signal"), ""),
        (catch("a", "signal"), ""),
        (receive("a", 'lf:correlation="each.person"', many("holders(unit)")), ""),
        (send("a").replace('messageRef="M"', ""), "message-names"),
        (receive("a").replace('messageRef="M"', ""), "message-names"),
        (throw("a", "message").replace('messageRef="M"', ""), "message-names"),
        (throw("a", "signal").replace('signalRef="S"', ""), "message-names"),
        (catch("a", "timer wd:1", attributes=BY_UNIT), "correlation"),
        (throw("a", "signal", attributes=BY_UNIT), "correlation"),
        (receive("a", 'lf:correlation="nobody"'), "expression"),
        (receive("a", 'lf:correlation="each.person"'), "expression"),
        (receive("a", 'lf:correlation="open(unit)"'), "expression"),
        (receive("a", 'instantiate="true"'), "unsupported-element"),
        (receive("a").replace('name="a"', ""), "labels"),
    ],
)
def test_messages_are_named_and_their_keys_can_be_read(node: str, rule: str) -> None:
    assert faults(line(node, roots=ROOTS)) == ({(rule, "a")} if rule else set())


def test_the_name_of_a_message_has_a_longest_length() -> None:
    long = '<message id="M" name="' + "长" * 201 + '"/>'

    assert faults(line(receive("a"), roots=long)) == {("message-names", "a")}


@pytest.mark.parametrize(
    ("events", "right"),
    [
        ((catch("a", "message"), catch("b", "signal"), catch("c", "timer wd:1")), True),
        ((catch("a", "message", attributes=BY_UNIT), catch("b", "message")), True),
        ((receive("a"), catch("b", "timer wd:1")), True),
        ((catch("a", "message"), catch("b", "message")), False),
        ((catch("a", "signal"), catch("b", "signal")), False),
        ((receive("a", each=many("holders(unit)")), catch("b", "timer wd:1")), False),
        ((user("a"), catch("b", "timer wd:1")), False),
    ],
)
def test_what_may_race_behind_a_gateway(events: tuple[str, ...], right: bool) -> None:
    assert faults(racing(*events)) == (set() if right else {("event-gateway", "g")})


def test_a_receive_task_with_events_on_its_border_may_not_race() -> None:
    nodes = [start(added=OFFICE), first("g"), receive("a"), boundary("x", "a", "timer wd:1"), catch("b", "signal")]
    ways = [("start", "g"), ("g", "a"), ("g", "b"), ("a", "e1"), ("b", "e2"), ("x", "e3")]
    drawn = draw("sample", [*nodes, end("e1"), end("e2"), end("e3")], ways, roots=ROOTS)

    assert faults(read_process(drawn)) == {("event-gateway", "g")}


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_messages_and_signals_start_no_process(kind: str) -> None:
    event = start(added=OFFICE).replace("</startEvent>", f"<{kind}EventDefinition {kind}Ref='M'/></startEvent>")
    process = read_process(draw("sample", [event, user("a"), end()], LINE, roots=ROOTS))

    (found,) = [problem for problem in check_process(process, KNOWN) if problem.rule == "unsupported-event"]
    assert "无触发的开始事件" in str(found.text)


def test_a_process_may_not_call_itself_through_another() -> None:
    inner = read_process(draw("inner", [start(), call("k", "outer"), end()], [("start", "k"), ("k", "end")]))
    outer = read_process(draw("outer", [start(), call("k", "inner"), end()], [("start", "k"), ("k", "end")]))
    known = replace(KNOWN, processes={"inner": inner, "outer": outer})

    assert ("called-process", "k") in faults(outer, known)
    assert ("called-process", "k") in faults(inner, known)


def test_a_task_handler_does_not_take_the_form_of_a_start() -> None:
    known = replace(KNOWN, starters=frozenset({"open_case"}))
    opened = start(added=OFFICE).replace("<startEvent", '<startEvent lf:writes="open_case"')
    begun = draw("sample", [opened, user("a"), end()], LINE)
    done = draw("sample", [start(added=OFFICE), user("a", attributes='lf:writes="open_case"'), end()], LINE)

    assert faults(read_process(begun), known) == set()
    assert faults(read_process(done), known) == {("known-names", "a")}


def test_problems_stand_in_the_order_of_the_file() -> None:
    problems = check_process(read_sample("form-fields", "incorrect"), KNOWN)

    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)


MEMBER = '<lf:assign relation="member"/>'
VOTE = '<lf:vote kind="panel"/>'


@pytest.mark.parametrize(
    ("added", "attributes", "each", "said"),
    [
        (OFFICE, 'lf:permits="fly"', "", "没有 fly"),
        (OFFICE + VOTE, 'lf:permits="return"', "", "是表决"),
        (OFFICE, 'lf:permits="take_back" lf:writes="save_points"', "", "业务台账"),
        (OFFICE, 'lf:permits="finish_early"', "", "不是会签"),
        (OFFICE, 'lf:permits="add_signer"', many("holders(unit)"), "按名单会签"),
        (MEMBER, 'lf:permits="remove_signer"', many(cardinality="3"), "按名单会签"),
        (MEMBER, 'lf:permits="add_signer" lf:writes="save_points"', many("holders(unit)"), "名单以外"),
    ],
)
def test_a_step_permits_only_what_it_can_bear(added: str, attributes: str, each: str, said: str) -> None:
    unit = '<lf:variable name="unit" type="code" given="true"/>'
    node = user("a", added, attributes=attributes, each=each)
    process = read_process(draw("p", [start(), node, end()], [("start", "a"), ("a", "end")], variables=unit))

    found = [str(problem) for problem in check_process(process, KNOWN) if problem.rule == "permits"]

    assert len(found) == 1
    assert said in found[0]


def test_what_sets_off_an_automatic_step_at_once_cannot_be_taken_back() -> None:
    nodes = [start(), user("a", attributes='lf:permits="take_back"'), action("act", "count_points"), end()]
    process = read_process(draw("p", nodes, [("start", "a"), ("a", "act"), ("act", "end")]))

    assert ("permits", "a") in faults(process)
