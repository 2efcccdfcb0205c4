"""Decision tables as forms: what a browser has sent → a table, and rules that are added, moved and taken away."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from bpmn.decisions.tables import MAX_RULES, Aggregation, DecisionTable, HitPolicy, Rule
from bpmn.errors import Problem
from bpmn.lint.tables import TableProblem
from bpmn.texts import N_, Text

POLICIES: Final[Mapping[HitPolicy, str]] = {
    HitPolicy.UNIQUE: N_("唯一：至多一条规则命中"),
    HitPolicy.FIRST: N_("首条：命中的第一条"),
    HitPolicy.ANY: N_("任一：可命中多条，结果须相同"),
    HitPolicy.PRIORITY: N_("优先：结果最优先的一条"),
    HitPolicy.RULE_ORDER: N_("全部：按规则顺序"),
    HitPolicy.OUTPUT_ORDER: N_("全部：按结果优先顺序"),
    HitPolicy.COLLECT: N_("汇集：全部命中"),
}
"""What hit policies are called."""

AGGREGATIONS: Final[Mapping[Aggregation, str]] = {
    Aggregation.NONE: N_("不汇总"),
    Aggregation.SUM: N_("求和"),
    Aggregation.MIN: N_("取最小"),
    Aggregation.MAX: N_("取最大"),
    Aggregation.COUNT: N_("计数"),
}
"""What COLLECT does with what it collects."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

Cells = Mapping[tuple[int | None, int | None], list[Text]]
"""What is wrong, by the number of the rule and the column; None for the whole row, column or table."""


def read_table_form(base: DecisionTable, form: Mapping[str, str]) -> DecisionTable:
    """The table with the name, policy and rules of a form; its columns stay as they are."""
    texts = {name: _UNWRITABLE.sub("", text).strip() for name, text in form.items()}
    policy, aggregation = texts.get("policy", base.policy), texts.get("aggregation", base.aggregation)
    count = min(_count(texts.get("rules", "")), MAX_RULES)
    return replace(
        base,
        name=texts.get("name", base.name),
        policy=HitPolicy(policy) if policy in set(HitPolicy) else base.policy,
        aggregation=Aggregation(aggregation) if aggregation in set(Aggregation) else base.aggregation,
        rules=tuple(_read_rule(base, texts, number) for number in range(1, count + 1)),
    )


def _count(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _read_rule(base: DecisionTable, texts: Mapping[str, str], number: int) -> Rule:
    cells = [texts.get(f"cell-{number}-{at}", "") for at in range(len(base.inputs) + len(base.outputs))]
    split = len(base.inputs)
    return Rule(tuple(cells[:split]), tuple(cells[split:]), texts.get(f"note-{number}", ""))


def move_rule(table: DecisionTable, wish: str) -> DecisionTable:
    """The table with one rule `added` behind, `removed`, or moved `up` or `down`; any other wish changes nothing."""
    verb, _, text = wish.partition("-")
    number, rules = _count(text), list(table.rules)
    if verb == "add" and number <= len(rules) < MAX_RULES:
        rules.insert(number, Rule(("-",) * len(table.inputs), ("",) * len(table.outputs)))
    elif verb == "remove" and 1 <= number <= len(rules):
        del rules[number - 1]
    elif verb in {"up", "down"}:
        at = number - (2 if verb == "up" else 1)
        if 0 <= at < len(rules) - 1:
            rules[at : at + 2] = reversed(rules[at : at + 2])
    return replace(table, rules=tuple(rules))


def place_problems(problems: Iterable[Problem]) -> Cells:
    """Problems by the cells that they are told at."""
    found: dict[tuple[int | None, int | None], list[Text]] = {}
    for each in problems:
        place = (each.row, each.column) if isinstance(each, TableProblem) else (None, None)
        found.setdefault(place, []).append(each.text)
    return found
