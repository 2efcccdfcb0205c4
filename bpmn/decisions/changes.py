"""What is different between two versions of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bpmn.decisions.tables import DecisionTable, Rule


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class RuleChange:
    """A rule that is different: its number and content before and after, None where it was not or is not."""

    kind: ChangeKind
    old_number: int | None
    new_number: int | None
    old: Rule | None
    new: Rule | None


def compare_columns(old: DecisionTable, new: DecisionTable) -> bool:
    """Whether name, hit policy or columns are different."""
    return _frame(old) != _frame(new)


def _frame(table: DecisionTable) -> tuple[object, ...]:
    inputs = tuple((each.label, each.expression, each.type, each.allowed) for each in table.inputs)
    outputs = tuple((each.name, each.label, each.type, each.allowed, each.default) for each in table.outputs)
    return table.name, table.policy, table.aggregation, table.documentation, inputs, outputs


def compare_rules(old: DecisionTable, new: DecisionTable) -> Iterator[RuleChange]:
    """The rules that are different, in the order of the tables; one that stands elsewhere is removed and added."""
    before, after = [rule.content for rule in old.rules], [rule.content for rule in new.rules]
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        changed = min(old_to - old_from, new_to - new_from)
        for at in range(changed):
            yield _change(old, new, old_from + at, new_from + at)
        for at in range(old_from + changed, old_to):
            yield _change(old, new, at, None)
        for at in range(new_from + changed, new_to):
            yield _change(old, new, None, at)


def _change(old: DecisionTable, new: DecisionTable, before: int | None, after: int | None) -> RuleChange:
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    return RuleChange(
        kind,
        None if before is None else before + 1,
        None if after is None else after + 1,
        None if before is None else old.rules[before],
        None if after is None else new.rules[after],
    )
