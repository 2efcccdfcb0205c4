"""Foreign and hand-drawn files: what is changed, with a note each, and what stays open."""

from pathlib import Path

import pytest

from bpmn.elements import CallActivity, CatchEvent, EndEvent, EventKind, ExclusiveGateway, Process, StartEvent, UserTask
from bpmn.errors import UnreadableError
from bpmn.extensions import Assign, Binding, FieldType, VariableType
from bpmn.importing import Draft, Known, Weight, import_diagrams
from bpmn.importing.conditions import replace_words
from bpmn.importing.known import to_key
from bpmn.lint import check_process
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process
from tests.diagrams import HEAD, TAIL
from tests.importers import KNOWN, ROLES, VENDORS

SPLIT = """
<userTask id="a" name="甲"{default}/><userTask id="b" name="乙"/><userTask id="c" name="丙"/>
<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/>{flows}
"""


def bring(content: str, roots: str = "") -> list[Draft]:
    return import_diagrams(f"{HEAD}{roots}{content}{TAIL}".encode(), Known(ROLES))


def one(content: str, roots: str = "") -> tuple[Process, Draft]:
    """The one process of a small file."""
    (draft,) = bring(f'<process id="small" name="流程" isExecutable="true">{content}</process>', roots)
    return read_process(draft.xml), draft


def vendor(name: str) -> tuple[Process, Draft]:
    (draft,) = import_diagrams((VENDORS / f"{name}.bpmn").read_bytes(), Known(ROLES))
    return read_process(draft.xml), draft


def codes(draft: Draft, weight: Weight = Weight.CHANGED) -> set[str]:
    return {note.code for note in draft.notes if note.weight is weight}


def told(draft: Draft, code: str) -> str:
    return "\n".join(str(note.text) for note in draft.notes if note.code == code)


def rules(process: Process) -> set[str]:
    return {found.rule for found in check_process(process, KNOWN) if found.severity == "error"}


# -- files as they come -----------------------------------------------------------------------------


def test_what_is_ours_already_comes_back_with_no_note() -> None:
    for key in SHIPPED:
        xml = read_shipped(key)
        (draft,) = import_diagrams(xml, Known(ROLES))
        assert codes(draft) == set()
        assert read_process(draft.xml).nodes.keys() == read_process(xml).nodes.keys()


def test_an_import_of_what_was_imported_changes_nothing_more() -> None:
    for path in sorted(VENDORS.glob("*.bpmn")):
        for draft in import_diagrams(path.read_bytes(), Known(ROLES)):
            again = {each.key: each for each in import_diagrams(draft.xml, Known(ROLES))}[draft.key]
            changed = [note for note in again.notes if note.weight is Weight.CHANGED]
            assert {note.code for note in changed} <= {"data", "several", "executable"}, path.name


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "gb18030"])
def test_files_of_older_tools_are_read_in_their_own_encoding(encoding: str) -> None:
    name = "Prüfung" if encoding == "iso-8859-1" else "审批"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}<process id="p"><task id="t" name="{name}"/></process>{TAIL}'
    )

    (draft,) = import_diagrams(text.encode(encoding))

    assert read_process(draft.xml).nodes["t"].name == name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<x/>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="utf-7"?><x/>',
        f"{HEAD}{TAIL}".encode(),
        f'{HEAD}<process id="p"/>{TAIL}'.encode(),
        f'<!DOCTYPE a [<!ENTITY b "c">]>{HEAD}<process id="p"><task id="t"/></process>{TAIL}'.encode(),
        f'{HEAD}<process id="p">{"<task/>" * 201}</process>{TAIL}'.encode(),
        f"{HEAD}{'<process><task/></process>' * 21}{TAIL}".encode(),
        f'{HEAD}<process id="p"><task id="a"/>{"<sequenceFlow/>" * 1201}</process>{TAIL}'.encode(),
        f"{HEAD}{('<process>' + '<task/>' * 150 + '</process>') * 5}{TAIL}".encode(),
        f"{HEAD}{'<a>' * 50}{'</a>' * 50}{TAIL}".encode(),
        f'{HEAD}<process id="p"><task><extensionElements><lf:no/></extensionElements></task></process>{TAIL}'.encode(),
    ],
)
def test_what_cannot_be_imported_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        import_diagrams(data)

    assert caught.value.problems


def test_ids_that_are_missing_or_double_are_given_anew() -> None:
    process, draft = one('<task name="甲"/><task id="t" name="乙"/><task id="t" name="丙"/>')

    assert {node.name for node in process.nodes.values() if isinstance(node, UserTask)} == {"甲", "乙", "丙"}
    assert process.nodes["t"].name == "乙"
    assert "重复" in told(draft, "id")


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("VacationRequest-1", "vacation_request_1"),
        ("WFP-6-", "wfp_6"),
        ("123", "process_123"),
        ("sid-34746A54", "sid_34746a54"),
        ("leave_request", "leave_request"),
    ],
)
def test_a_key_is_made_of_a_foreign_id(foreign: str, ours: str) -> None:
    assert to_key(foreign) == ours
    assert to_key("请假") == to_key("请假") != to_key("报销")


def test_each_process_of_a_file_becomes_a_draft_that_keeps_the_whole_drawing() -> None:
    first, second = import_diagrams((VENDORS / "drawn_by_hand.bpmn").read_bytes(), Known(ROLES))

    assert (first.name, second.name) == ("信访办理", "来访群众")
    assert b'id="sid-letter"' in first.xml
    assert b'id="m1"' in second.xml
    assert read_process(first.xml).id != read_process(second.xml).id
    assert "several" in codes(first)


# -- what is drawn without being drawn --------------------------------------------------------------


def test_starts_and_ends_that_are_not_drawn_are_added_and_drawn() -> None:
    process, draft = one('<task id="a" name="甲"/><task id="b" name="乙"/>')

    start = next(node for node in process.nodes.values() if isinstance(node, StartEvent))
    assert len([node for node in process.nodes.values() if isinstance(node, EndEvent)]) == 2
    (way,) = process.outgoing[start.id]
    assert {flow.target for flow in process.outgoing[way.target]} == {"a", "b"}
    assert set(process.nodes) <= process.drawn
    assert {"start", "end", "drawing"} <= codes(draft)


def test_several_start_events_become_a_choice_that_a_person_makes() -> None:
    process, draft = one(
        '<startEvent id="s"><extensionElements><lf:assign role="office_head"/></extensionElements></startEvent>'
        '<startEvent id="z"><timerEventDefinition/></startEvent><userTask id="a" name="甲"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="z" targetRef="a"/>'
    )

    (start,) = (node for node in process.nodes.values() if isinstance(node, StartEvent))
    assert start.assign == (Assign(role="office_head"),)
    assert "start" in codes(draft, Weight.OPEN)
    assert "gateway-exits" in rules(process)


def test_a_flow_that_leads_nowhere_goes() -> None:
    process, draft = one('<task id="a" name="甲"/><sequenceFlow id="f" sourceRef="a" targetRef="nowhere"/>')

    assert "f" not in {flow.id for flow in process.flows}
    assert "没有着落" in told(draft, "flow")


def test_several_ways_out_of_an_event_are_a_parallel_gateway() -> None:
    process, draft = one(
        '<startEvent id="s"/><task id="a" name="甲"/><task id="b" name="乙"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="s" targetRef="b"/>'
    )

    (way,) = process.outgoing["s"]
    assert {flow.id for flow in process.outgoing[way.target]} == {"f", "g"}
    assert "split" in codes(draft)


def test_plain_ways_beside_a_default_are_always_taken() -> None:
    flows = (
        '<sequenceFlow id="x" sourceRef="a" targetRef="b"><conditionExpression>1</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="y" sourceRef="a" targetRef="c"/><sequenceFlow id="z" sourceRef="a" targetRef="b"/>'
    )
    process, _ = one(SPLIT.format(default=' default="z"', flows=flows))

    (way,) = process.outgoing["a"]
    targets = {flow.target for flow in process.outgoing[way.target]}
    (choice,) = targets - {"c"}
    assert process.nodes[choice].default == "z"  # type: ignore[attr-defined]
    assert {flow.id for flow in process.outgoing[choice]} == {"x", "z"}
    assert not rules(process) & {"activity-exits", "gateway-exits"}


@pytest.mark.parametrize(
    ("yes", "no", "decided"),
    [
        ("${approved}", "${!approved}", True),
        ("${approved}", "${not approved}", True),
        ("= approved", "= not(approved)", True),
        ("${days &gt; 3}", "${days &lt;= 3}", True),
        ("${a == 'x'}", "${a != 'x'}", True),
        ("${a == 'x'}", "${a == 'y'}", False),
        ("${a &amp;&amp; b}", "${!a &amp;&amp; b}", False),
        ("", "", True),
    ],
)
def test_a_default_is_chosen_only_where_nothing_else_can_be_meant(yes: str, no: str, decided: bool) -> None:
    said = [f"<conditionExpression>{text}</conditionExpression>" if text else "" for text in (yes, no)]
    process, draft = one(
        '<startEvent id="s"/><exclusiveGateway id="g" name="?"/><endEvent id="e"/><endEvent id="z"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="g"/>'
        f'<sequenceFlow id="no" name="否" sourceRef="g" targetRef="e">{said[1]}</sequenceFlow>'
        f'<sequenceFlow id="yes" name="是" sourceRef="g" targetRef="z">{said[0]}</sequenceFlow>'
    )

    gateway = process.nodes["g"]
    assert isinstance(gateway, ExclusiveGateway)
    assert bool(gateway.default) is decided
    assert ("default" in codes(draft, Weight.OPEN)) is not decided
    if not yes:
        assert gateway.default == "no"


def test_a_repeated_task_is_drawn_as_a_loop() -> None:
    process, draft = one(
        '<startEvent id="s"/><task id="a" name="甲"><standardLoopCharacteristics><loopCondition>False</loopCondition>'
        '</standardLoopCharacteristics></task><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
    )

    back = [flow for flow in process.flows if flow.target == "a" and flow.condition == "False"]
    assert len(back) == 1
    assert "unsupported-loop" not in rules(process)
    assert "loop" in codes(draft)


# -- what the engine does not run -------------------------------------------------------------------


def test_tasks_of_other_kinds_become_work_for_people_or_for_the_house() -> None:
    process, draft = one(
        '<task id="a" name="甲"/><manualTask id="b" name="乙"/><scriptTask id="c" name="丙"><script>1 / 0</script>'
        '</scriptTask><subProcess id="d" name="丁"/>'
    )

    assert {type(process.nodes[each]).__name__ for each in ("a", "b", "d")} == {"UserTask"}
    assert type(process.nodes["c"]).__name__ == "ServiceTask"
    assert "1 / 0" in told(draft, "script")
    assert b"1 / 0" not in draft.xml


def test_a_call_of_a_global_task_is_a_task() -> None:
    process, _ = one('<callActivity id="c" name="丙" calledElement="g"/>', '<globalUserTask id="g" name="公共"/>')

    assert isinstance(process.nodes["c"], UserTask)


def test_a_wait_for_what_nobody_reports_becomes_a_wait_for_a_message() -> None:
    process, draft = one(
        '<intermediateCatchEvent id="w" name="政策公布"><escalationEventDefinition/></intermediateCatchEvent>'
    )

    event = process.nodes["w"]
    assert isinstance(event, CatchEvent)
    assert (event.definition.kind, event.definition.name) == (EventKind.MESSAGE, "政策公布")
    assert told(draft, "event")


def test_a_condition_that_we_cannot_read_is_kept_and_stays_open() -> None:
    process, _ = one(
        '<intermediateCatchEvent id="w" name="政策公布"><conditionalEventDefinition><condition>a.b()</condition>'
        "</conditionalEventDefinition></intermediateCatchEvent>"
    )

    event = process.nodes["w"]
    assert isinstance(event, CatchEvent)
    assert (event.definition.kind, event.definition.text) == (EventKind.CONDITIONAL, "a.b()")


def test_a_timer_that_repeats_fires_once_and_one_without_a_time_stays_open() -> None:
    process, draft = one(
        '<userTask id="a" name="甲"/><boundaryEvent id="x" attachedToRef="a"><timerEventDefinition>'
        "<timeCycle>R3/PT2H</timeCycle></timerEventDefinition></boundaryEvent>"
        '<boundaryEvent id="y" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'
    )

    assert process.nodes["x"].due == "PT2H"  # type: ignore[attr-defined]
    assert "R3/PT2H" in told(draft, "timer")
    assert "timer" in codes(draft, Weight.OPEN)


# -- what other tools say ---------------------------------------------------------------------------


def test_a_camunda_7_file_says_who_acts_by_when_and_with_which_form() -> None:
    process, draft = vendor("camunda7_leave")

    start, approve, revise = (process.nodes[each] for each in ("StartEvent_1", "Task_Approve", "Task_Revise"))
    assert isinstance(start, StartEvent)
    assert isinstance(approve, UserTask)
    assert isinstance(revise, UserTask)
    assert start.assign == (Assign(role="office_head office_staff"),)
    assert [(each.name, each.type, each.required) for each in start.form.fields] == [
        ("leave_days", FieldType.INTEGER, True),
        ("leave_type", FieldType.CHOICE, False),
        ("reason", FieldType.TEXT, False),
    ]
    assert (start.form.fields[0].minimum, start.form.fields[0].maximum) == (1, 30)
    assert approve.assign == (Assign(role="dept_leader office_head"),)
    assert approve.due == "h:48"
    assert [each.writable for each in approve.form.fields] == [True, False]
    assert revise.assign == (Assign(relation="starter"),)
    assert process.nodes["Task_Chair"].assign == (Assign(role="group_chair"),)  # type: ignore[attr-defined]
    assert {each.name: each.type for each in process.variables} == {
        "leave_days": VariableType.INTEGER,
        "leave_type": VariableType.CODE,
        "approved": VariableType.BOOLEAN,
    }
    assert {flow.condition for flow in process.flows if flow.condition} == {
        "${approved}",
        "${leave_days > 5 && leave_type == 'private'}",
    }
    assert rules(process) == {"action"}
    assert "recordLeave" in told(draft, "action")


def test_what_a_camunda_7_file_does_not_settle_stays_open_with_its_words() -> None:
    process, draft = vendor("camunda7_contract")

    assert {"due", "loop", "action", "script", "starter"} <= codes(draft, Weight.OPEN)
    assert "${reviewers}" in told(draft, "loop")
    assert "P3D" in told(draft, "due")
    assert "counter.next()" in told(draft, "script")
    assert process.nodes["Countersign"].assign == (Assign(relation="member"),)  # type: ignore[attr-defined]
    legal = process.nodes["Legal"]
    assert isinstance(legal, CallActivity)
    assert legal.called == "legal_check"
    assert legal.inputs == (Binding("document_no", "contract_no"),)
    assert legal.outputs == (Binding("legal_result", "result"),) or legal.outputs == (
        Binding("result", "legal_result"),
    )
    assert {"deadline", "unsupported-loop", "action", "called-process"} <= rules(process)


def test_a_camunda_8_file_is_read_where_it_means_the_same() -> None:
    process, draft = vendor("camunda8_purchase")

    review, quotes = process.nodes["Review"], process.nodes["Quotes"]
    assert isinstance(review, UserTask)
    assert isinstance(quotes, UserTask)
    assert review.assign == (Assign(role="office_head discipline_head"),)
    assert review.due == "h:8"
    assert quotes.assign == (Assign(relation="member"),)
    assert quotes.loop is not None
    assert quotes.loop.condition == "=nrOfCompletedInstances = 2"
    assert process.nodes["Receive"].called == "goods_receipt"  # type: ignore[attr-defined]
    assert "purchase-review" in told(draft, "form")
    assert "create-order" in told(draft, "action")


def test_a_flowable_file_is_read() -> None:
    process, draft = vendor("flowable_expense")

    fill = process.nodes["fill"]
    assert isinstance(fill, UserTask)
    assert fill.assign == (Assign(relation="starter"),)
    assert [(each.name, each.type.value, each.writable) for each in fill.form.fields] == [
        ("amount", "integer", True),
        ("incurred_on", "date", True),
        ("internal_no", "text", False),
    ]
    assert "finance" in told(draft, "owner")
    assert process.nodes["check"].default == "s4"  # type: ignore[attr-defined]
    assert rules(process) == {"task-owner", "deadline"}
    assert process.documentation.startswith("报销单先由处室核对")


def test_an_activiti_file_is_read() -> None:
    process, draft = vendor("activiti_seal")

    assert [each.label for each in process.nodes["start"].form.fields[0].options] == ["公章", "合同章"]  # type: ignore[attr-defined]
    assert process.nodes["usertask1"].assign == (Assign(role="office_head"),)  # type: ignore[attr-defined]
    assert "candidateUsers" in told(draft, "foreign")
    assert process.nodes["usertask2"].assign == (Assign(role="top_leader"),)  # type: ignore[attr-defined]
    assert process.nodes["usertask3"].assign == (Assign(relation="starter"),)  # type: ignore[attr-defined]
    assert process.nodes["exclusivegateway1"].default == "flow4"  # type: ignore[attr-defined]
    assert "PT12H" in process.nodes["wait"].due


def test_nothing_foreign_is_kept() -> None:
    for path in sorted(VENDORS.glob("*.bpmn")):
        for draft in import_diagrams(path.read_bytes(), Known(ROLES)):
            body = draft.xml.decode().partition("process ")[2]
            for prefix in ("camunda:", "zeebe:", "flowable:", "activiti:", "signavio:", "modeler:"):
                assert prefix not in body, path.name


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("${a eq 'a eq b'}", "${a == 'a eq b'}"),
        ("${leaveDays gt 3 and leaveDays le 9}", "${leave_days > 3 and leave_days <= 9}"),
        ("${person.leaveDays}", "${person.leaveDays}"),
    ],
)
def test_words_of_other_languages_are_replaced_outside_quotes(written: str, read: str) -> None:
    assert replace_words(written, {"leaveDays": "leave_days"}) == read


def test_every_vendor_file_is_our_own_small_one() -> None:
    assert len(list(Path(VENDORS).glob("*.bpmn"))) >= 6
