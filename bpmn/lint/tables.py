"""The lint of decision tables: what would be decided wrongly, or not at all.

A rule is a function of a table (read into cells where it can be) that yields problems, each at its row and column.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, TypeVar

from bpmn.decisions.analysis import Analysis, Point, TooLargeError
from bpmn.decisions.cells import Computed, Literal, parse_condition, parse_result, parse_values
from bpmn.decisions.evaluation import CompiledTable, compile_table
from bpmn.decisions.tables import Aggregation, DecisionTable, HitPolicy, Input, Output, Value, ValueType
from bpmn.decisions.values import write_value
from bpmn.errors import DecisionError, ExpressionError, Problem, Severity
from bpmn.expressions import Expression, parse_expression
from bpmn.lint.expressions import NAME
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_, Text

T = TypeVar("T")

MAX_NAME: Final = 200
MAX_TOLD: Final = 20
"""How many overlaps, or rules never reached, are told before the rest is left out."""


@dataclass(frozen=True)
class TableProblem(Problem):
    """A problem of a table, and where: the number of the rule, and the column from 0, inputs before outputs."""

    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Checking:
    """A table under check; `compiled` is None while cells cannot be read."""

    table: DecisionTable
    compiled: CompiledTable | None
    vocabulary: Vocabulary

    @cached_property
    def analysis(self) -> Analysis | None:
        """What can be said of it without asking it; None while cells cannot be read or name what no input reads."""
        known = self.compiled is not None and self.compiled.names <= _list_known(self.table)
        return Analysis(self.compiled) if self.compiled and known else None

    def fault(self, rule: str, text: Text, row: int | None = None, column: int | None = None) -> TableProblem:
        """A problem that forbids publication."""
        return self._problem(rule, text, Severity.ERROR, row, column)

    def hint(self, rule: str, text: Text, row: int | None = None, column: int | None = None) -> TableProblem:
        """A problem that a person should look at."""
        return self._problem(rule, text, Severity.WARNING, row, column)

    def _problem(self, rule: str, text: Text, severity: Severity, row: int | None, column: int | None) -> TableProblem:
        line = self.table.rules[row - 1].line if row else self._column_line(column)
        return TableProblem(rule, text, self.table.id or None, line or None, severity, row=row, column=column)

    def _column_line(self, column: int | None) -> int:
        columns: list[Input | Output] = [*self.table.inputs, *self.table.outputs]
        return self.table.line if column is None else columns[column].line


Problems = Iterator[TableProblem]


def check_frame(at: Checking) -> Problems:
    """A table has a plain key, a name, inputs, outputs with plain names of their own, and rules."""
    table = at.table
    if not NAME.fullmatch(table.id) or not 0 < len(table.name.strip()) <= MAX_NAME:
        text = N_("决策须有名称（不超过 %(limit)d 字），标识须为小写字母、数字和下划线")
        yield at.fault("decision-frame", Text(text, {"limit": MAX_NAME}))
    for found, text in (
        (table.inputs, N_("决策表没有输入列")),
        (table.outputs, N_("决策表没有输出列")),
        (table.rules, N_("决策表没有规则")),
    ):
        if not found:
            yield at.fault("decision-frame", Text(text))
    names = [each.name for each in table.outputs]
    for column, name in enumerate(names, start=len(table.inputs)):
        if not NAME.fullmatch(name) or names.count(name) > 1:
            yield at.fault(
                "decision-frame", Text(N_("输出列的名称 %(name)s 无效或重复"), {"name": name or "?"}), None, column
            )


def check_columns(at: Checking) -> Problems:
    """Input expressions are on the whitelist, parameters exist, and allowed and default values are of the type."""
    for column, each in enumerate(at.table.inputs):
        yield from _check_input(at, column, each)
    for column, output in enumerate(at.table.outputs, start=len(at.table.inputs)):
        yield from _try(at, "decision-columns", column, partial(parse_values, output.allowed, output.type))
        yield from _try(at, "decision-columns", column, partial(_check_default, output, _list_known(at.table)))
    for name in sorted(at.compiled.parameters - at.vocabulary.parameters.keys()) if at.compiled else ():
        yield at.fault("decision-columns", Text(N_("表达式用到的参数 %(name)s 不存在"), {"name": name}))


def _check_input(at: Checking, column: int, each: Input) -> Problems:
    try:
        parse_expression(each.expression)
    except ExpressionError as error:
        text = Text(N_("表达式不被允许：%(cause)s"), {"cause": str(error) if each.expression else "?"})
        yield at.fault("decision-columns", text, None, column)
    yield from _try(at, "decision-columns", column, partial(parse_values, each.allowed, each.type))


def _check_default(output: Output, known: frozenset[str]) -> None:
    found = parse_result(output.default, output.type)
    if isinstance(found, Computed):
        _check_names([found.expression], known)
    allowed = parse_values(output.allowed, output.type)
    if isinstance(found, Literal) and found.value is not None and allowed and found.value not in allowed:
        raise DecisionError(N_("%(value)s 不在允许的取值之内"), value=output.default)


def _try(at: Checking, rule: str, column: int, read: Callable[[], object], row: int | None = None) -> Problems:
    """What reading says is wrong."""
    try:
        read()
    except DecisionError as error:
        yield at.fault(rule, error.text, row, column)


def check_cells(at: Checking) -> Problems:
    """Every cell can be read, is of its column's type, and names allowed values and variables that inputs read."""
    table, known = at.table, _list_known(at.table)
    for row, rule in table.numbered():
        for column, (text, each) in enumerate(zip(rule.conditions, table.inputs, strict=True)):
            yield from _try(at, "decision-cells", column, partial(_check_condition, text, each, known), row)
        for column, (text, output) in enumerate(zip(rule.results, table.outputs, strict=True), len(table.inputs)):
            yield from _try(at, "decision-cells", column, partial(_check_result, text, output, known), row)
    for row, column in _guarded(at, Analysis.find_empty):
        yield at.hint("decision-cells", Text(N_("没有任何值符合这个条件")), row, column)


def _list_known(table: DecisionTable) -> frozenset[str]:
    """The variables that input expressions read: a bare word in a cell that is none of them lacks its quotes."""
    known: set[str] = set()
    for each in table.inputs:
        try:
            known |= parse_expression(each.expression).names
        except ExpressionError:
            continue
    return frozenset(known)


def _check_names(expressions: Iterable[Expression], known: frozenset[str]) -> None:
    for name in sorted({name for each in expressions for name in each.names} - known):
        raise DecisionError(N_("%(name)s 不是输入列用到的变量；文字要加英文双引号"), name=name)


def _check_condition(text: str, column: Input, known: frozenset[str]) -> None:
    cell = parse_condition(text, column.type)
    _check_names(cell.computed, known)
    allowed = _read_allowed(column)
    for operand in cell.operands():
        if isinstance(operand, Literal) and allowed and operand.value not in {*allowed, None}:
            raise DecisionError(N_("%(value)s 不在允许的取值之内"), value=write_value(operand.value))


def _check_result(text: str, output: Output, known: frozenset[str]) -> None:
    found = parse_result(text, output.type)
    if isinstance(found, Computed):
        _check_names([found.expression], known)
    allowed = _read_allowed(output)
    if isinstance(found, Literal) and allowed and found.value not in {*allowed, None}:
        raise DecisionError(N_("%(value)s 不在允许的取值之内"), value=write_value(found.value))


def _read_allowed(column: Input | Output) -> tuple[Value, ...]:
    """The allowed values; none where they cannot be read, which another rule says."""
    try:
        return parse_values(column.allowed, column.type)
    except DecisionError:
        return ()


def check_policy(at: Checking) -> Problems:
    """The hit policy fits the outputs: what is summed is a number, what is ranked lists its values in order."""
    table = at.table
    if table.aggregation is not Aggregation.NONE:
        yield from _check_aggregation(at)
    if table.policy.ranks:
        yield from _check_ranks(at)
    for column, output in enumerate(table.outputs, start=len(table.inputs)):
        if output.default and not table.policy.single:
            yield at.fault("decision-policy", Text(N_("给出多个结果的命中策略没有缺省值")), None, column)


def _check_aggregation(at: Checking) -> Problems:
    table, wanted = at.table, at.table.aggregation
    if table.policy is not HitPolicy.COLLECT:
        yield at.fault("decision-policy", Text(N_("只有 COLLECT 可以汇总")))
    if len(table.outputs) != 1:
        yield at.fault("decision-policy", Text(N_("汇总（%(name)s）只能有一个输出列"), {"name": wanted.value}))
        return
    kind = table.outputs[0].type
    fitting = wanted is Aggregation.COUNT or (
        kind.ordered and (wanted is not Aggregation.SUM or kind is not ValueType.DATE)
    )
    if not fitting:
        yield at.fault(
            "decision-policy", Text(N_("%(name)s 只能汇总数字"), {"name": wanted.value}), None, len(table.inputs)
        )
    empty = [row for row, rule in table.numbered() if rule.results[0].strip() in {"", "-", "null"}]
    for row in empty if wanted is not Aggregation.COUNT else ():
        yield at.fault("decision-policy", Text(N_("要汇总的单元格不能为空")), row, len(table.inputs))


def _check_ranks(at: Checking) -> Problems:
    table = at.table
    if table.outputs and not any(each.allowed for each in table.outputs):
        text = Text(N_("%(policy)s 须给输出列写明允许的取值，最优先的在前"), {"policy": table.policy.value})
        yield at.fault("decision-policy", text, None, len(table.inputs))
    for row, rule in enumerate(at.compiled.rules if at.compiled else (), start=1):
        for column, (cell, output) in enumerate(zip(rule.results, table.outputs, strict=True), len(table.inputs)):
            if output.allowed and (not isinstance(cell, Literal) or cell.value is None):
                yield at.fault("decision-policy", Text(N_("要排先后的单元格须是允许的取值之一")), row, column)


def check_overlaps(at: Checking) -> Problems:
    """Under UNIQUE no two rules match the same input; under ANY two that do say the same."""
    if at.table.policy not in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        return
    told = 0
    for found in _guarded(at, Analysis.find_overlaps):
        if at.table.policy is HitPolicy.ANY and _say_same(at, found.first, found.second):
            continue
        told += 1
        if told > MAX_TOLD:
            return
        params = {"first": found.first, "second": found.second, "example": show_point(at.table, found.example)}
        yield at.fault(
            "decision-overlap",
            Text(N_("规则 %(first)d 与规则 %(second)d 重叠，例如 %(example)s"), params),
            found.second,
        )


def _say_same(at: Checking, first: int, second: int) -> bool:
    """Whether two rules have the same results, as far as that can be said before they are asked."""
    if at.compiled is None:
        return True
    one, other = (at.compiled.rules[number - 1].results for number in (first, second))
    pairs = zip(one, other, strict=True)
    return all(a.value == b.value for a, b in pairs if isinstance(a, Literal) and isinstance(b, Literal))


def check_gaps(at: Checking) -> Problems:
    """Where one rule gives the result, each input matches one, or the outputs have a default."""
    table = at.table
    complete = not table.policy.single or all(each.default for each in table.outputs)
    if complete or at.analysis is None or at.analysis.undecided or not table.rules:
        return
    for gap in _guarded(at, lambda found: [found.find_gap()]):
        if gap is not None:
            example = {"example": show_point(table, gap)}
            yield at.hint("decision-gaps", Text(N_("没有规则适用于 %(example)s，结果将为空"), example))


def check_reached(at: Checking) -> Problems:
    """Under FIRST each rule is reached: no earlier ones match all that it matches."""
    if at.table.policy is not HitPolicy.FIRST:
        return
    for told, row in enumerate(_guarded(at, Analysis.find_shadowed)):
        if told < MAX_TOLD:
            yield at.hint(
                "decision-reached", Text(N_("规则 %(row)d 永远轮不到：前面的规则已经全部命中"), {"row": row}), row
            )


def check_certainty(at: Checking) -> Problems:
    """What cannot be foreseen is said: rules that compare with variables, tables too large to look through."""
    analysis = at.analysis
    if analysis is None:
        return
    if analysis.undecided:
        rows = "、".join(map(str, analysis.undecided))
        text = N_("规则 %(rows)s 按变量或参数比较，重叠和遗漏不能事先检查")
        yield at.hint("decision-certainty", Text(text, {"rows": rows}), next(iter(analysis.undecided)))
    try:
        analysis.find_gap()
    except TooLargeError:
        yield at.hint("decision-certainty", Text(N_("表太大，没有检查完重叠和遗漏")))


def _guarded(at: Checking, find: Callable[[Analysis], Iterable[T]]) -> Iterator[T]:
    """What an analysis finds before it is given up; nothing while cells cannot be read."""
    if at.analysis is None:
        return
    try:
        yield from find(at.analysis)
    except TooLargeError:
        return


def show_point(table: DecisionTable, point: Point) -> str:
    """An input as people read it: `金额 = 3；类别 = "a"`."""
    return "；".join(f"{each.title} = {write_value(value)}" for each, value in zip(table.inputs, point, strict=True))


TABLE_RULES: Final[Mapping[str, Callable[[Checking], Problems]]] = {
    "decision-frame": check_frame,
    "decision-columns": check_columns,
    "decision-cells": check_cells,
    "decision-policy": check_policy,
    "decision-overlap": check_overlaps,
    "decision-gaps": check_gaps,
    "decision-reached": check_reached,
    "decision-certainty": check_certainty,
}


def check_table(table: DecisionTable, vocabulary: Vocabulary) -> list[TableProblem]:
    """Return every problem of a table, in the order of the file."""
    try:
        compiled = compile_table(table)
    except ExpressionError:
        compiled = None
    at = Checking(table, compiled, vocabulary)
    found = [problem for rule in TABLE_RULES.values() for problem in rule(at)]
    return sorted(found, key=lambda problem: (problem.row or 0, problem.column or 0, problem.rule))
