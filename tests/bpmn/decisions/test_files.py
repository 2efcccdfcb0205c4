"""Files of decision tables: read, written, refused."""

import random
from dataclasses import replace
from typing import Any

import pytest

from bpmn.decisions.changes import compare_columns, compare_rules
from bpmn.decisions.reader import is_decision, read_decision
from bpmn.decisions.tables import DecisionTable, Output, Rule, ValueType
from bpmn.decisions.writer import write_decision
from bpmn.errors import UnreadableError
from tests.diagrams import draw, end, start
from tests.tables import file, table

CAMUNDA = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/" xmlns:dmndi="http://www.omg.org/spec/DMN/20180521/DMNDI/"
  id="defs" name="DRD" namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler">
  <decision id="dish" name="Dish">
    <variable name="dish" typeRef="string"/>
    <informationRequirement id="r1"><requiredInput href="#guests_input"/></informationRequirement>
    <decisionTable id="t" hitPolicy="COLLECT" aggregation="SUM">
      <input id="i1" label="Guests">
        <inputExpression id="e1" typeRef="integer"><text>guests</text></inputExpression></input>
      <input id="i2"><inputExpression id="e2" typeRef="string"><text>season</text></inputExpression>
        <inputValues><text>"Spring","Winter"</text></inputValues></input>
      <output id="o1" typeRef="double"/>
      <rule id="r"><description>Saved</description><inputEntry id="c1"><text>[1..8]</text></inputEntry>
        <inputEntry id="c2"><text></text></inputEntry><outputEntry id="c3"><text>1.5</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <inputData id="guests_input" name="guests"/>
  <dmndi:DMNDI/>
</definitions>"""


def forget_lines(found: DecisionTable) -> DecisionTable:
    """A table without the places where it stood."""
    return replace(
        found,
        line=0,
        inputs=tuple(replace(each, line=0) for each in found.inputs),
        outputs=tuple(replace(each, line=0) for each in found.outputs),
        rules=tuple(replace(each, line=0) for each in found.rules),
    )


def test_a_table_of_another_tool_is_read() -> None:
    found = read_decision(CAMUNDA.encode())

    assert (found.id, found.name, found.policy, found.aggregation) == ("dish", "Dish", "COLLECT", "SUM")
    assert [(each.label, each.expression, each.type, each.allowed) for each in found.inputs] == [
        ("Guests", "guests", "integer", ""),
        ("", "season", "string", '"Spring","Winter"'),
    ]
    assert [(each.name, each.type) for each in found.outputs] == [("dish", "number")]
    assert [rule.content for rule in found.rules] == [(("[1..8]", ""), ("1.5",), "Saved")]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_written_reads_back(seed: int) -> None:
    random_ = random.Random(seed)
    odd = ["", "-", '"a" & <b>', "说明\n两行", "'", "]]>", "\t x", '"\\""']
    rows = [tuple(random_.choice(odd).strip() for _ in range(3)) for _ in range(random_.randint(0, 5))]
    made = table(
        rows or [("", "", "")], random_.choice(["FIRST", "RULE ORDER"]), name="表 <1>", documentation="何时用\n它"
    )
    made = replace(made, rules=tuple(replace(rule, annotation=random_.choice(odd).strip()) for rule in made.rules))

    again = read_decision(write_decision(made))

    assert forget_lines(again) == made, f"seed {seed}"
    assert write_decision(again) == write_decision(made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UNIQUE", "MAJORITY"),
        ('typeRef="number"', 'typeRef="context"'),
        ("<outputEntry", "<inputEntry x='1'></inputEntry><outputEntry"),
        ("<decisionTable", "<literalExpression/><decisionTable"),
        ("</decision>", "</decision><decision id='b' name='b'/>"),
        (
            "<decisionTable",
            "<informationRequirement><requiredDecision href='#b'/></informationRequirement><decisionTable",
        ),
        ("<decisionTable", "<knowledgeRequirement/><decisionTable"),
        ("<decision ", "<import namespace='x'/><decision "),
        ("<inputEntry", "<inputEntry expressionLanguage='javascript'"),
        ("<inputExpression", "<inputExpression expressionLanguage='groovy'"),
        ("20191111", "20991111"),
        ("<?xml", "<!DOCTYPE x><?xml"),
        ("</definitions>", ""),
    ],
)
def test_what_is_not_run_is_refused_with_a_line(old: str, new: str) -> None:
    text = file([("5", '"a"')]).decode()
    assert old in text

    with pytest.raises(UnreadableError) as refused:
        read_decision(text.replace(old, new, 1).encode())

    assert all(str(problem.text) for problem in refused.value.problems)


@pytest.mark.parametrize(("rules", "columns"), [(201, 1), (1, 20)])
def test_there_is_a_largest_table(rules: int, columns: int) -> None:
    made = table([("1", '"a"')])
    wide = replace(
        made,
        inputs=made.inputs * columns,
        rules=tuple(Rule(("1",) * columns, ('"a"',)) for _ in range(rules)),
    )

    with pytest.raises(UnreadableError, match="200"):
        read_decision(write_decision(wide))


def test_the_largest_table_is_read() -> None:
    made = table([("1", '"a"')])
    largest = replace(made, inputs=made.inputs * 19, rules=tuple(Rule(("1",) * 19, ('"a"',), "x") for _ in range(200)))

    assert len(read_decision(write_decision(largest)).rules) == 200


def test_files_are_told_apart_by_their_root() -> None:
    assert is_decision(file([("5", '"a"')]))
    assert is_decision(CAMUNDA.encode())
    assert not is_decision(draw("p", [start(), end()], [("start", "end")]))
    diagram = draw("p", [start(), end()], [("start", "end")])
    declared = b'<definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" '
    assert not is_decision(diagram.replace(b"<definitions ", declared)), "a diagram that only knows of DMN"
    assert is_decision(b'<definitions xmlns="https://www.omg.org/spec/DMN/20991111/MODEL/"/>'), "refused as DMN"
    assert not is_decision(b"")


def change(rows: list[tuple[str, ...]]) -> list[tuple[Any, ...]]:
    old = table([("1", '"a"'), ("2", '"b"'), ("3", '"c"')])
    return [(each.kind.value, each.old_number, each.new_number) for each in compare_rules(old, table(rows))]


def test_two_versions_are_compared_rule_by_rule() -> None:
    assert change([("1", '"a"'), ("2", '"b"'), ("3", '"c"')]) == []
    assert change([("1", '"a"'), ("2", '"x"'), ("3", '"c"')]) == [("changed", 2, 2)]
    assert change([("1", '"a"'), ("3", '"c"')]) == [("removed", 2, None)]
    assert change([("0", '"z"'), ("1", '"a"'), ("2", '"b"'), ("3", '"c"')]) == [("added", None, 1)]

    old = table([("1", '"a"')])
    assert not compare_columns(old, table([("2", '"b"')]))
    assert compare_columns(old, table([("1", '"a"')], "FIRST"))
    assert compare_columns(old, replace(old, outputs=(Output("result", ValueType.INTEGER, "结果"),)))
