"""Two versions of a decision table → sentences, rule by rule and cell by cell."""

from collections.abc import Iterator, Sequence
from typing import Final

from bpmn.comparing.changes import Change, ChangeKind, Comparison, Said, make_text
from bpmn.comparing.facts import Collector, Facts, compare_facts
from bpmn.decisions.changes import RuleChange, compare_rules
from bpmn.decisions.tables import DecisionTable, Input, Output, Rule
from bpmn.texts import N_, Text

REMARK: Final = N_("备注")


def compare_tables(old: DecisionTable, new: DecisionTable) -> Comparison:
    """What is different between two versions of a table."""
    frame = compare_facts(Text(N_("决策表")), _list_facts(old), _list_facts(new), ids=("", ""))
    rules = (change for rule in compare_rules(old, new) for change in _tell_rule(old, new, rule))
    return Comparison((*frame, *rules))


def _list_facts(table: DecisionTable) -> Facts:
    found = Collector()
    found.add("name", Text(N_("名称")), table.name)
    found.add("documentation", Text(N_("说明")), table.documentation)
    found.add("policy", Text(N_("命中策略")), f"{table.policy.value} {table.aggregation.value}".strip())
    for key, columns in (("input", table.inputs), ("output", table.outputs)):
        for column in columns:
            _add_column(found, key, column)
    return found.facts


def _add_column(found: Collector, key: str, column: Input | Output) -> None:
    name = column.expression if isinstance(column, Input) else column.name
    about = make_text(N_("列“%(label)s”"), label=column.title)
    default = column.default if isinstance(column, Output) else ""
    said = " · ".join(each for each in (column.type.value, column.allowed, default) if each)
    found.add(f"{key}:{name}", about, (column.label, column.type, column.allowed, default), said)


def _tell_rule(old: DecisionTable, new: DecisionTable, change: RuleChange) -> Iterator[Change]:
    if change.old is None and change.new is not None:
        text = make_text(N_("新增规则 %(number)d：%(rule)s"), number=change.new_number, rule=_say_rule(new, change.new))
        yield Change(ChangeKind.ADDED, text)
    elif change.new is None and change.old is not None:
        text = make_text(N_("删除规则 %(number)d：%(rule)s"), number=change.old_number, rule=_say_rule(old, change.old))
        yield Change(ChangeKind.REMOVED, text)
    elif change.old is not None and change.new is not None:
        before, after = _list_cells(old, change.old), _list_cells(new, change.new)
        for title in [*before, *(each for each in after if each not in before)]:
            cells = before.get(title, ""), after.get(title, "")
            if cells[0] != cells[1]:
                cell = N_("规则 %(number)d：“%(column)s” %(old)s → %(new)s")
                said = {"old": cells[0] or _say_any(), "new": cells[1] or _say_any()}
                yield Change(
                    ChangeKind.CHANGED, make_text(cell, number=change.old_number, column=_say_title(title), **said)
                )


def _say_title(title: str) -> Said:
    return Text(title) if title == REMARK else title


def _say_any() -> Said:
    return Text(N_("任意"))


def _list_cells(table: DecisionTable, rule: Rule) -> dict[str, str]:
    columns: Sequence[Input | Output] = (*table.inputs, *table.outputs)
    cells = dict(zip((each.title for each in columns), (*rule.conditions, *rule.results), strict=False))
    return {**{title: "" if cell == "-" else cell for title, cell in cells.items()}, REMARK: rule.annotation}


def _say_rule(table: DecisionTable, rule: Rule) -> str:
    return "；".join(f"{title} {cell}" for title, cell in _list_cells(table, rule).items() if cell)
