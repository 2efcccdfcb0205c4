"""What a change of a decision table means, rule by rule and cell by cell."""

from dataclasses import replace

from bpmn.comparing.rows import compare_tables
from bpmn.decisions.reader import read_decision
from bpmn.decisions.tables import DecisionTable, HitPolicy, Rule
from bpmn.processes import read_shipped


def shipped() -> DecisionTable:
    return read_decision(read_shipped("disposal_ladder"))


def tell(old: DecisionTable, new: DecisionTable) -> list[str]:
    return [str(change.text) for change in compare_tables(old, new).changes]


def test_the_same_table_has_no_difference() -> None:
    assert tell(shipped(), shipped()) == []


def test_a_cell_is_told_with_its_column() -> None:
    table = shipped()
    first, *others = table.rules
    new = replace(table, rules=(replace(first, results=('"other"', *first.results[1:])), *others))

    column = table.outputs[0].title
    assert tell(table, new) == [f'规则 1：“{column}” {first.results[0]} → "other"']


def test_a_new_rule_and_one_that_is_gone_are_told_whole() -> None:
    table = shipped()
    rule = Rule(tuple("1" for _ in table.inputs), tuple('"x"' for _ in table.outputs))
    new = replace(table, rules=(*table.rules, rule))

    assert tell(table, new)[0].startswith(f"新增规则 {len(new.rules)}：{table.inputs[0].title} 1")
    assert tell(new, table)[0].startswith(f"删除规则 {len(new.rules)}：{table.inputs[0].title} 1")


def test_the_hit_policy_is_told() -> None:
    table = shipped()

    assert tell(table, replace(table, policy=HitPolicy.FIRST)) == [f"决策表：命中策略 {table.policy.value} → FIRST"]
