"""Reading files: good ones become records; bad ones are refused with every reason, its element and its line."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.documents import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from bpmn.elements import BoundaryEvent, CallActivity, Event, EventKind, MultiInstance, Process, ServiceTask, UserTask
from bpmn.errors import Problem, UnreadableError
from bpmn.extensions import FieldType, Relation
from bpmn.reader import MAX_NODES, read_process
from tests.diagrams import HEAD, HEAD_OF_UNIT, MESSAGE, TAIL, draw, end, start, user, wrap

PROCESSES = Path(__file__).parents[1] / "processes"
GOOD = draw("good", [start(), user("a"), end()], [("start", "a"), ("a", "end")])


def refuse(data: bytes | str) -> list[Problem]:
    """The problems for which a file is refused."""
    with pytest.raises(UnreadableError) as caught:
        read_process(data.encode() if isinstance(data, str) else data)
    assert caught.value.problems
    return caught.value.problems


def told(problems: list[Problem]) -> list[tuple[str | None, int | None]]:
    return [(problem.element_id, problem.line) for problem in problems]


# -- what a good file says -------------------------------------------------------------------------


def test_a_process_is_read_as_it_is_drawn() -> None:
    process = read_process((PROCESSES / "leave_request.bpmn").read_bytes())

    apply, check = process.nodes["apply"], process.nodes["head_check"]
    assert (process.id, process.name, process.executable) == ("leave_request", "请假审批", True)
    assert [(each.name, each.given) for each in process.variables] == [("unit", True), ("days", False)]
    assert isinstance(apply, UserTask)
    assert isinstance(check, UserTask)
    assert (apply.due, apply.assign[0].relation, apply.assign[0].of) == ("wd:3", "liaison", "unit")
    assert [each.type for each in apply.form.fields] == [FieldType.TEXT, FieldType.INTEGER, FieldType.TEXT]
    assert [(each.name, each.opinion, each.needs_opinion) for each in apply.outcomes] == [("submit", None, False)]
    assert [(each.name, each.opinion, each.needs_opinion) for each in check.outcomes] == [
        ("agree", 0, False),
        ("return", 10, True),
    ]
    assert [flow.condition for flow in process.outgoing["long"]] == ["", "${days > 5}"]
    assert process.variable("days") is not None
    assert process.variable("salary") is None


RICH = """
<process id="p" name="n" isExecutable="true">
  <laneSet id="lanes"><lane id="l1" name="处室"><flowNodeRef>a</flowNodeRef>
    <childLaneSet id="inner"><lane id="l2" name="岗位"><flowNodeRef>a</flowNodeRef></lane></childLaneSet>
  </lane></laneSet>
  <userTask id="a" name="甲" lf:due="p1.x" lf:panel="points" lf:writes="save" lf:delegable="false" lf:checkpoint="c">
    <documentation>说明</documentation>
    <extensionElements>
      <lf:assign relation="head" of="unit" unlike="b c" apart="owners(unit, 'self')"/>
      <lf:form><lf:field name="t" type="table" label="表" minimum="1" maximum="9" outcomes="x y">
        <lf:field name="c" type="choice" label="列" source="options(unit)"><lf:option value="1" label="一"/></lf:field>
      </lf:field></lf:form>
      <lf:outcome name="x" label="甲" tone="negative" voids="true"/>
      <lf:vote kind="panel" items="points" window="p2" pass="1/2"><lf:out name="n" value="failed"/></lf:vote>
    </extensionElements>
    <multiInstanceLoopCharacteristics isSequential="true" lf:each="holders(unit)">
      <completionCondition>outcome == 'x'</completionCondition>
    </multiInstanceLoopCharacteristics>
  </userTask>
  <boundaryEvent id="late" attachedToRef="a" cancelActivity="false" lf:due="wd:2">
    <timerEventDefinition/></boundaryEvent>
  <boundaryEvent id="told" attachedToRef="a"><messageEventDefinition messageRef="M"/></boundaryEvent>
  <subProcess id="s"><callActivity id="k" calledElement="p:signoff"><extensionElements>
    <lf:in name="unit" value="unit"/><lf:out name="o" value="sign"/>
  </extensionElements></callActivity></subProcess>
  <serviceTask id="z"><extensionElements>
    <lf:action name="act"><lf:in name="i" value="1"/></lf:action>
  </extensionElements></serviceTask>
</process>"""


@pytest.fixture(scope="module")
def rich() -> Process:
    return read_process(wrap(RICH, MESSAGE))


def test_everything_of_a_user_task_is_read(rich: Process) -> None:
    task = rich.nodes["a"]
    assert isinstance(task, UserTask)
    plain = (task.lane, task.documentation, task.checkpoint, task.panel, task.writes, task.delegable)
    assert plain == ("岗位", "说明", "c", "points", "save", False)
    assert task.assign[0].unlike == ("b", "c")
    assert task.assign[0].apart == Relation("owners", ("unit", "'self'"))
    assert (task.outcomes[0].tone, task.outcomes[0].voids) == ("negative", True)
    assert task.loop == MultiInstance(sequential=True, each=Relation("holders", ("unit",)), condition="outcome == 'x'")


def test_everything_of_a_form_and_a_vote_is_read(rich: Process) -> None:
    task = rich.nodes["a"]
    assert isinstance(task, UserTask)
    table = task.form.fields[0]
    assert (table.minimum, table.maximum, table.outcomes) == (1, 9, ("x", "y"))
    assert table.fields[0].source == Relation("options", ("unit",))
    assert table.fields[0].options[0].label == "一"
    assert task.vote is not None
    assert (task.vote.kind, task.vote.items, task.vote.outputs[0].value) == ("panel", "points", "failed")
    assert dict(task.vote.settings) == {"window": "p2", "pass": "1/2"}


def test_everything_of_events_calls_and_actions_is_read(rich: Process) -> None:
    late, told, call, act = (rich.nodes[name] for name in ("late", "told", "k", "z"))
    assert isinstance(late, BoundaryEvent)
    assert (late.host, late.interrupting, late.due, late.definition.kind) == ("a", False, "wd:2", EventKind.TIMER)
    assert isinstance(told, BoundaryEvent)
    assert (told.interrupting, told.definition.name) == (True, "stop")
    assert isinstance(call, CallActivity)
    assert (call.called, call.scope, call.inputs[0].name, call.outputs[0].value) == ("signoff", "s", "unit", "sign")
    assert isinstance(act, ServiceTask)
    assert act.action is not None
    assert act.action.inputs[0].value == "1"
    assert {event.id for event in rich.boundaries["a"]} == {"late", "told"}
    assert rich.calls == ("signoff",)


@pytest.mark.parametrize(
    "prefix", [b"\xef\xbb\xbf", b'<?xml version="1.0" encoding="utf-8"?>', b"<!-- <a> --><?pi x?>"]
)
def test_a_byte_order_mark_a_declaration_and_comments_are_harmless(prefix: bytes) -> None:
    assert set(read_process(prefix + GOOD).nodes) == {"start", "a", "end"}


def test_the_one_executable_process_of_a_collaboration_is_taken() -> None:
    pool = '<collaboration id="c"><participant id="x" processRef="p"/></collaboration>'
    two = '<process id="p" isExecutable="true"><startEvent id="s"/></process><process id="q"><task id="t"/></process>'

    assert read_process(wrap(pool + two)).id == "p"


# -- what strangers send ---------------------------------------------------------------------------

XXE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DECLARED_GBK = '<?xml version="1.0" encoding="GBK"?>'

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"  \n",
    "no XML": b"PK\x03\x04 a zip file",
    "cut off": GOOD[:-20],
    "a document type": b"<!DOCTYPE definitions>" + GOOD,
    "an external entity": XXE.encode() + GOOD,
    "entities that multiply": BOMB.encode() + GOOD,
    "an external document type": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD,
    "an undeclared entity": GOOD.replace(b'name="a"', b'name="&secret;"'),
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-16 without its mark": GOOD.decode().encode("utf-16-le"),
    "UTF-32": GOOD.decode().encode("utf-32"),
    "GBK": (DECLARED_GBK + GOOD.decode()).encode("gbk"),
    "UTF-8 that says GBK": DECLARED_GBK.encode() + GOOD,
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + GOOD,
    "EBCDIC": b'<?xml version="1.0" encoding="cp037"?>' + GOOD,
    "Latin-1 bytes": GOOD.replace("测".encode(), b"\xe9"),
    "a NUL": GOOD.replace(b'name="a"', b'name="a\x00"'),
    "too many bytes": GOOD + b" " * MAX_BYTES,
    "too deep": (HEAD + '<process id="p">' + "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH + "</process>" + TAIL).encode(),
    "far too deep": ("<a>" * 100_000 + "</a>" * 100_000).encode(),
    "too many elements": wrap('<process id="p">' + "<documentation/>" * (MAX_ELEMENTS - 1) + "</process>"),
    "another root": b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="p"/>',
    "a root of no namespace": b"<definitions><process id='p'/></definitions>",
    "HTML": b"<html><body/></html>",
    "no process": wrap(""),
    "two processes": wrap('<process id="p"/><process id="q"/>'),
    "two executable processes": wrap('<process id="p" isExecutable="true"/><process id="q" isExecutable="true"/>'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    refuse(HOSTILE[name])


def test_the_limits_are_where_they_say() -> None:
    full = wrap('<process id="p">' + "<documentation/>" * (MAX_ELEMENTS - 2) + "</process>")
    deep = "<documentation>" * (MAX_DEPTH - 2) + "</documentation>" * (MAX_DEPTH - 2)

    assert read_process(full).id == "p"
    assert read_process(GOOD + b" " * (MAX_BYTES - len(GOOD))).id == "good"
    assert read_process(wrap(f'<process id="p">{deep}</process>')).id == "p"


def test_the_line_of_a_document_type_is_told() -> None:
    assert told(refuse(b"<!-- one -->\n\n<!DOCTYPE x>\n" + GOOD)) == [(None, 3)]


def test_an_included_file_is_not_read() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'

    process = read_process(wrap(f'<process id="p"><documentation>{include}</documentation></process>'))

    assert "root" not in process.documentation


def test_nodes_are_counted() -> None:
    def nodes(count: int) -> bytes:
        return wrap('<process id="p">' + "".join(f'<task id="t{n}"/>' for n in range(count)) + "</process>")

    assert len(read_process(nodes(MAX_NODES)).nodes) == MAX_NODES
    assert told(refuse(nodes(MAX_NODES + 1))) == [("p", 1)]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    source = (PROCESSES / "leave_request.bpmn").read_bytes()
    at = data.draw(st.integers(0, len(source)))
    length = data.draw(st.integers(0, 40))
    damaged = source[:at] + data.draw(st.binary(max_size=12)) + source[at + length :]

    with suppress(UnreadableError):
        read_process(damaged)


# -- what is wrong with a drawing ------------------------------------------------------------------


def inside(content: str) -> bytes:
    return wrap(f'<process id="p" name="n">\n{content}\n</process>')


def test_every_problem_is_told_with_its_element_and_its_line() -> None:
    problems = refuse(
        inside(
            """<userTask id="a" lf:duee="wd:3"/>
               <userTask id="a"/>
               <userTask/>
               <userTask id="b"><extensionElements>
                 <lf:assign rolle="office_head"/>
                 <lf:wish/>
                 <lf:outcome name="x"/>
               </extensionElements></userTask>
               <sequenceFlow sourceRef="a" targetRef="b"/>"""
        )
    )

    assert told(problems) == [("a", 2), ("a", 3), ("p", 4), ("b", 6), ("b", 7), ("b", 8), ("p", 10)]


def on_task(added: str) -> str:
    return f'<userTask id="a"><extensionElements>{added}</extensionElements></userTask>'


def field(attributes: str) -> str:
    return on_task(f'<lf:form><lf:field name="x" label="x" {attributes}/></lf:form>')


def each(relation: str) -> str:
    return f'<userTask id="a"><multiInstanceLoopCharacteristics lf:each="{relation}"/></userTask>'


WRONG = {
    "an unknown element of the extension": on_task("<lf:wish/>"),
    "an unknown attribute of an element": on_task('<lf:assign rolle="x"/>'),
    "a missing attribute": on_task('<lf:outcome name="x"/>'),
    "a misspelt attribute of a task": '<userTask id="a" lf:duedate="wd:3"/>',
    "an attribute on the wrong element": '<exclusiveGateway id="a" lf:due="wd:3"/>',
    "an element outside extensionElements": '<userTask id="a"><lf:assign role="x"/></userTask>',
    "an element on the wrong node": on_task("<lf:form/>").replace("userTask", "parallelGateway"),
    "an option outside its field": on_task('<lf:form><lf:option value="1" label="1"/></lf:form>'),
    "two forms": on_task("<lf:form/><lf:form/>"),
    "two votes": on_task('<lf:vote kind="x"/><lf:vote kind="y"/>'),
    "a qualified setting of a vote": on_task('<lf:vote kind="x" lf:pass="1/2"/>'),
    "an unknown type of field": field('type="emoji"'),
    "a limit that is no number": field('type="text" maximum="ten"'),
    "a negative opinion": on_task('<lf:outcome name="x" label="x" opinion="-1"/>'),
    "an opinion in another script's digits": on_task('<lf:outcome name="x" label="x" opinion="１０"/>'),
    "a flag that is neither": '<userTask id="a" lf:delegable="maybe"/>',
    "a relation that is no call": each("holders"),
    "a relation of an expression": each("holders(unit.head)"),
    "a relation of a word that is not closed": each("holders('unit)"),
    "a foreign element of BPMN": '<correlationSubscription id="a"/>',
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_told_at_its_node(name: str) -> None:
    problems = refuse(inside(WRONG[name]))

    assert told(problems) == [("a", 2)]
    assert {problem.rule for problem in problems} == {"reader"}


def test_a_flow_leads_from_a_node_to_a_node() -> None:
    one = '<userTask id="a"/>'

    assert told(refuse(inside(one + '<sequenceFlow id="f" sourceRef="a" targetRef="z"/>'))) == [("f", 2)]
    assert told(refuse(inside(one + '<sequenceFlow id="f" targetRef="a"/>'))) == [("f", 2)]
    assert told(refuse(inside(one + '<sequenceFlow id="f" sourceRef="a" targetRef="f"/>'))) == [("f", 2)]


def test_a_flow_to_a_node_that_could_not_be_read_is_no_second_problem() -> None:
    broken = (
        '<userTask id="a" lf:delegable="maybe"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="a" targetRef="e"/>'
    )

    assert told(refuse(inside(broken))) == [("a", 2)]


def test_a_flow_without_an_id_could_be_no_default_and_no_way_into_a_join() -> None:
    nameless = '<userTask id="a"/><endEvent id="e"/><sequenceFlow sourceRef="a" targetRef="e"/>'

    assert told(refuse(inside(nameless))) == [("p", 2)]


@pytest.mark.parametrize(
    ("own", "drawn", "due"),
    [
        ("", "<timeDuration> P3D </timeDuration>", "P3D"),
        ("wd:2", "<timeDuration>P3D</timeDuration>", "wd:2"),
        ("", "<timeDuration>P1DT2H</timeDuration>", ""),
        ("", "<timeDuration>'P3D'</timeDuration>", ""),
        ("", "<timeDuration>wd:3</timeDuration>", ""),
        ("", "<timeDate>P3D</timeDate>", ""),
        ("", "<timeCycle>P3D</timeCycle>", ""),
    ],
)
def test_a_timer_bears_a_duration_of_iso_8601_where_our_own_is_absent(own: str, drawn: str, due: str) -> None:
    attribute = f'lf:due="{own}"' if own else ""
    definition = f"<timerEventDefinition>{drawn}</timerEventDefinition>"
    catch = f'<intermediateCatchEvent id="a" {attribute}>{definition}</intermediateCatchEvent>'

    node = read_process(inside(catch)).nodes["a"]

    assert isinstance(node, Event)
    assert node.due == due


def test_a_word_that_reads_like_a_value_stays_a_word() -> None:
    process = read_process(draw("p", [start(), user("a", HEAD_OF_UNIT), end()], [("start", "a"), ("a", "end")]))

    node = process.nodes["a"]
    assert isinstance(node, UserTask)
    assert node.assign[0].of == "unit"
