"""Cells: the unary tests of S-FEEL as people write them in decision tables (DMN 1.3, chapter 9), and result cells.

A condition is `-` or nothing (anything goes), values, comparisons `< 5`, ranges `[1..5)` and `]1..5[`, several of them
with commas between, or `not(…)` around them. A value is a number, a text in double quotes, `true`, `false`, `null`,
`date("2026-01-01")`, a variable, or `parameters.group.name`. Texts longer than 500 characters are refused before they
are read; a cell is read once from left to right, and nothing nests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bpmn.decisions.tables import Value, ValueType
from bpmn.decisions.values import Values, coerce, fits
from bpmn.errors import DecisionError, ExpressionError
from bpmn.expressions import Expression, parse_expression
from bpmn.texts import N_

MAX_LENGTH: Final = 500
ANYTHING: Final = frozenset({"", "-"})

_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\["\\nt])*")
    |date\(\s*"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"\s*\)
    |(?P<number>-?(?:[0-9]{1,15}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})(?![0-9]))
    |(?P<sign>\.\.|<=|>=|[<>=,()\[\]])
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    )\s*""",
    re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", "t": "\t"}
_WORDS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None}
_SIGNS: Final = frozenset({"<", "<=", ">", ">=", "="})


@dataclass(frozen=True)
class Literal:
    """A value that is written out."""

    value: Value


@dataclass(frozen=True)
class Computed:
    """A value that is known when the table is asked."""

    expression: Expression


Operand = Literal | Computed


@dataclass(frozen=True)
class Comparison:
    """`< 5`, or with the sign `=` a value itself."""

    sign: str
    operand: Operand

    def operands(self) -> tuple[Operand, ...]:
        """What is compared with."""
        return (self.operand,)

    def holds(self, value: Value, bounds: tuple[Value, ...]) -> bool | None:
        """Whether it holds for a value; nothing is neither less nor greater."""
        bound = bounds[0]
        if self.sign == "=":
            return value == bound
        if value is None or bound is None:
            return None
        return _compare(self.sign, value, bound)


@dataclass(frozen=True)
class Range:
    """`[1..5]`; an open end does not belong to it."""

    low: Operand
    high: Operand
    low_open: bool
    high_open: bool

    def operands(self) -> tuple[Operand, ...]:
        """Both ends."""
        return self.low, self.high

    def holds(self, value: Value, bounds: tuple[Value, ...]) -> bool | None:
        """Whether a value lies between the ends."""
        low, high = bounds
        if value is None or low is None or high is None:
            return None
        return _compare(">" if self.low_open else ">=", value, low) and _compare(
            "<" if self.high_open else "<=", value, high
        )


Test = Comparison | Range


@dataclass(frozen=True)
class Cell:
    """A condition: one of the tests holds, or with `negated` none does. Without tests anything goes."""

    type: ValueType
    tests: tuple[Test, ...] = ()
    negated: bool = False

    def operands(self) -> Iterator[Operand]:
        """Everything that it compares with."""
        for test in self.tests:
            yield from test.operands()

    @property
    def computed(self) -> tuple[Expression, ...]:
        """What it reads of variables and parameters."""
        return tuple(each.expression for each in self.operands() if isinstance(each, Computed))

    def matches(self, value: Value, values: Values) -> bool:
        """Whether the condition holds; what is unknown does not hold (three-valued logic of FEEL)."""
        if not self.tests:
            return True
        found = [test.holds(value, tuple(self._bound(each, values) for each in test.operands())) for test in self.tests]
        if self.negated:
            return all(each is False for each in found)
        return any(found)

    def _bound(self, operand: Operand, values: Values) -> Value:
        if isinstance(operand, Literal):
            return operand.value
        return coerce(operand.expression.evaluate(values), self.type, operand.expression.text)


def parse_condition(text: str, kind: ValueType) -> Cell:
    """Read a cell of an input column; `DecisionError` says what is wrong."""
    bare = _bound_length(text)
    return Cell(kind) if bare in ANYTHING else _Reading(bare, kind).read_condition()


def parse_values(text: str, kind: ValueType) -> tuple[Value, ...]:
    """Read a list of literals, such as the allowed values of a column."""
    bare = _bound_length(text)
    found = _Reading(bare, kind).read_condition() if bare else Cell(kind)
    values = tuple(each.operand for each in found.tests if isinstance(each, Comparison) and each.sign == "=")
    plain = tuple(each.value for each in values if isinstance(each, Literal))
    if found.negated or len(plain) != len(found.tests):
        raise DecisionError(N_("这里只能列出取值：%(text)s"), text=text)
    return plain


def parse_result(text: str, kind: ValueType) -> Operand:
    """Read a cell of an output column: a literal, or an expression of ours."""
    bare = _bound_length(text)
    if bare in ANYTHING:
        return Literal(None)
    try:
        found = _Reading(bare, kind).read_alone()
    except DecisionError:
        if not _may_be_expression(bare):
            raise
        return _computed(bare)
    return found


def _may_be_expression(text: str) -> bool:
    """Whether a text that is no literal is one of our expressions; a broken literal stays what it is."""
    try:
        parsed = parse_expression(text)
    except ExpressionError:
        return False
    return bool(parsed.names or parsed.parameters)


def _bound_length(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise DecisionError(N_("单元格超过 %(limit)d 个字符"), limit=MAX_LENGTH)
    return text.strip()


def _computed(text: str) -> Computed:
    try:
        return Computed(parse_expression(text))
    except ExpressionError as error:
        raise DecisionError(N_("表达式不被允许：%(cause)s"), cause=str(error)) from error


def _compare(sign: str, left: Value, right: Value) -> bool:
    low, high = (left, right) if sign[0] == "<" else (right, left)
    if sign.endswith("=") and low == high:
        return True
    return bool(low < high)  # type: ignore[operator] # both are of the column's type


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


class _Reading:
    """The reading of one cell, from left to right."""

    def __init__(self, text: str, kind: ValueType) -> None:
        self.text = text
        self.kind = kind
        self.tokens = list(_split(text))
        self.at = 0

    def read_condition(self) -> Cell:
        """Everything that a condition may be."""
        negated = self._peek() == _Token("name", "not")
        if negated:
            self._take("not")
            self._take("(")
        tests = [self._test()]
        while self._peek().text == "," and self._peek().kind == "sign":
            self._take(",")
            tests.append(self._test())
        if negated:
            self._take(")")
        self._end()
        return Cell(self.kind, tuple(tests), negated)

    def read_alone(self) -> Operand:
        """One value and nothing else."""
        found = self._operand()
        self._end()
        return found

    def _test(self) -> Test:
        token = self._peek()
        if token.kind == "sign" and token.text in {"[", "(", "]"}:
            return self._range()
        sign = "="
        if token.kind == "sign" and token.text in _SIGNS:
            sign = self._take(token.text).text
        return Comparison(sign, self._operand(ordered=sign != "="))

    def _range(self) -> Range:
        low_open = self._next().text != "["
        low = self._operand(ordered=True)
        self._take("..")
        high = self._operand(ordered=True)
        closing = self._next()
        if closing.kind != "sign" or closing.text not in {"]", ")", "["}:
            raise self._unreadable(closing)
        return self._ordered(Range(low, high, low_open, closing.text != "]"))

    def _ordered(self, found: Range) -> Range:
        """Refuse a range whose ends stand the wrong way round: nothing lies in it."""
        low, high = found.low, found.high
        if isinstance(low, Literal) and isinstance(high, Literal) and not _compare("<=", low.value, high.value):
            raise DecisionError(N_("区间的起点大于终点：%(text)s"), text=self.text)
        return found

    def _operand(self, *, ordered: bool = False) -> Operand:
        token = self._next()
        if ordered and not self.kind.ordered:
            raise DecisionError(N_("这一列不是数字或日期，不能比较大小：%(text)s"), text=self.text)
        if token.kind == "name" and token.text not in _WORDS:
            return _computed(token.text)
        if token.kind == "sign":
            raise self._unreadable(token)
        value = _read_literal(token)
        if (ordered and value is None) or not fits(value, self.kind):
            raise DecisionError(N_("%(value)s 不是这一列的类型"), value=token.text)
        return Literal(value)

    def _peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def _next(self) -> _Token:
        token = self._peek()
        if token.kind == "end":
            raise DecisionError(N_("没有写完：%(text)s"), text=self.text)
        self.at += 1
        return token

    def _take(self, text: str) -> _Token:
        token = self._next()
        if token.kind == "text" or token.text != text:
            raise self._unreadable(token)
        return token

    def _end(self) -> None:
        if self._peek().kind != "end":
            raise self._unreadable(self._peek())

    def _unreadable(self, token: _Token) -> DecisionError:
        return DecisionError(N_("看不懂“%(part)s”；文字要加英文双引号"), part=token.text)


def _split(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise DecisionError(N_("看不懂“%(part)s”；文字要加英文双引号"), part=text[at : at + 20])
        yield _Token(match.lastgroup, match[match.lastgroup])
        at = match.end()


def _read_literal(token: _Token) -> Value:
    if token.kind == "text":
        return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token.text[1:-1])
    if token.kind == "number":
        return Decimal(token.text)
    if token.kind == "date":
        return _read_date(token.text)
    return _WORDS[token.text]


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DecisionError(N_("没有这一天：%(text)s"), text=text) from error
