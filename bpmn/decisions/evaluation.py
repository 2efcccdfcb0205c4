"""Asking a table: which rules match, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bpmn.decisions.cells import Cell, Computed, Literal, Operand, parse_condition, parse_result, parse_values
from bpmn.decisions.policies import AGGREGATIONS, POLICIES, Hit, Hits, Ranks
from bpmn.decisions.tables import Aggregation, DecisionTable, Input, Output, Value
from bpmn.decisions.values import Values, coerce, release
from bpmn.errors import DecisionError
from bpmn.expressions import Expression, parse_expression
from bpmn.texts import N_


@dataclass(frozen=True)
class CompiledRule:
    """A row, read."""

    conditions: tuple[Cell, ...]
    results: tuple[Operand, ...]


@dataclass(frozen=True)
class CompiledTable:
    """A table whose cells and expressions are read; it never changes and is shared by all who ask it."""

    table: DecisionTable
    expressions: tuple[Expression, ...]
    rules: tuple[CompiledRule, ...]
    defaults: tuple[Operand, ...]
    allowed: tuple[frozenset[Value], ...]
    """By input, the values that there are; empty for any."""
    ranks: Ranks

    @cached_property
    def read(self) -> tuple[Expression, ...]:
        """Every expression: of inputs, and in cells."""
        conditions = [found for rule in self.rules for cell in rule.conditions for found in cell.computed]
        results = [each for rule in self.rules for each in rule.results] + [*self.defaults]
        return (*self.expressions, *conditions, *(each.expression for each in results if isinstance(each, Computed)))

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that it reads."""
        return frozenset(name for each in self.read for name in each.names)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters that it reads."""
        return frozenset(name for each in self.read for name in each.parameters)


@dataclass(frozen=True)
class Answer:
    """What a table comes to: numbers of the rules that match, of those that give the result, and it by output."""

    hits: tuple[int, ...]
    taken: tuple[int, ...]
    results: Mapping[str, Any]


def compile_table(table: DecisionTable) -> CompiledTable:
    """Read every cell; `ExpressionError` for what cannot be read."""
    kinds = [each.type for each in table.inputs]
    return CompiledTable(
        table=table,
        expressions=tuple(parse_expression(each.expression) for each in table.inputs),
        rules=tuple(
            CompiledRule(
                tuple(map(parse_condition, rule.conditions, kinds)),
                tuple(parse_result(text, each.type) for text, each in zip(rule.results, table.outputs, strict=True)),
            )
            for rule in table.rules
        ),
        defaults=tuple(parse_result(each.default, each.type) for each in table.outputs),
        allowed=tuple(frozenset(parse_values(each.allowed, each.type)) for each in table.inputs),
        ranks=tuple(_rank_values(each) for each in table.outputs),
    )


def _rank_values(output: Output) -> Mapping[Value, int]:
    found: dict[Value, int] = {}
    for value in parse_values(output.allowed, output.type):
        found.setdefault(value, len(found))
    return found


def decide(compiled: CompiledTable, values: Values) -> Answer:
    """Ask a table; `ExpressionError` where the hit policy does not hold or a value is of the wrong type."""
    asked = read_inputs(compiled, values)
    matching = [
        (number, rule)
        for number, rule in enumerate(compiled.rules, start=1)
        if all(cell.matches(value, values) for cell, value in zip(rule.conditions, asked, strict=True))
    ]
    hits = [Hit(number, _evaluate(compiled, rule.results, values)) for number, rule in matching]
    taken = POLICIES[compiled.table.policy](hits, compiled.ranks)
    results = _combine(compiled, taken, values)
    return Answer(
        tuple(hit.number for hit in hits),
        tuple(hit.number for hit in taken),
        {each.name: found for each, found in zip(compiled.table.outputs, results, strict=True)},
    )


def read_inputs(compiled: CompiledTable, values: Values) -> list[Value]:
    """What the input expressions come to; a value that is not among the allowed ones is refused."""
    columns = zip(compiled.expressions, compiled.table.inputs, compiled.allowed, strict=True)
    return [_read_input(expression.evaluate(values), each, allowed) for expression, each, allowed in columns]


def _read_input(value: Any, column: Input, allowed: frozenset[Value]) -> Value:
    found = coerce(value, column.type, column.title)
    if allowed and found is not None and found not in allowed:
        raise DecisionError(N_("“%(place)s”的值 %(value)s 不在允许的取值之内"), place=column.title, value=repr(value))
    return found


def _evaluate(compiled: CompiledTable, cells: Sequence[Operand], values: Values) -> tuple[Value, ...]:
    outputs = compiled.table.outputs
    return tuple(_result(cell, output, values) for cell, output in zip(cells, outputs, strict=True))


def _result(cell: Operand, output: Output, values: Values) -> Value:
    if isinstance(cell, Literal):
        return cell.value
    return coerce(cell.expression.evaluate(values), output.type, output.title)


def _combine(compiled: CompiledTable, taken: Hits, values: Values) -> list[Any]:
    """One result for each output: a value, a list, or what the aggregation makes of it."""
    table = compiled.table
    if table.policy.single:
        found = taken[0].results if taken else _evaluate(compiled, compiled.defaults, values)
        return [release(value) for value in found]
    columns = [[hit.results[at] for hit in taken] for at in range(len(table.outputs))]
    if table.aggregation is Aggregation.NONE:
        return [[release(value) for value in column] for column in columns]
    return [release(_aggregate(table.aggregation, column)) for column in columns]


def _aggregate(aggregation: Aggregation, column: list[Value]) -> Value:
    if aggregation is not Aggregation.COUNT and None in column:
        raise DecisionError(N_("有规则没有给出可以汇总的值"))
    return AGGREGATIONS[aggregation](column)
