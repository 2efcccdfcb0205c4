"""Expressions in diagrams: a whitelist, parsed once, evaluated without Python's own evaluator.

Allowed are comparisons, `and`/`or`/`not`, arithmetic without powers, `x if c else y`, literals, lists, dictionaries,
subscripts, `a.b` as a dictionary key, `parameters.group.name` as a parameter, and the functions in `FUNCTIONS`. Texts
longer than 500 characters are refused before they are parsed; trees deeper than 20 or larger than 100 nodes after.
`${…}`, `#{…}` and a leading `=` are taken off. `&&`, `||` and `!` mean `and`, `or` and `not`, the last bound as tightly
as in the languages that write it so; behind a leading `=` (FEEL) a single `=` compares. Multiplication, division and
remainder work on numbers only, so no text can be blown up.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, TypeGuard

from bpmn.errors import ExpressionError

Values = Mapping[str, Any]
Step = Callable[[Values], Any]

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 20
MAX_NODES: Final = 100

MAX_DIGITS: Final = 9

PARAMETERS: Final = "parameters"
"""The name below which parameters are read: `parameters.disposition.max_improve_failures`."""


def round_number(value: Any, digits: Any = 0) -> Any:
    """Round to at most nine digits: Python would compute a power of ten of any size."""
    if _number(digits) not in range(MAX_DIGITS + 1):
        raise ExpressionError(f"round: digits from 0 to {MAX_DIGITS}")
    return round(_number(value), int(digits) or None)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "len": len,
    "sum": sum,
    "min": min,
    "max": max,
    "any": any,
    "all": all,
    "round": round_number,
}

_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_NUMERIC: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


_FOREIGN: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[=!<>:]=|&&|\|\||[!~=]""")
"""A quoted text, or a sign that Python has not or has for something else; signs of two letters stand first."""
_SIGNS: Final[Mapping[str, str]] = {"&&": " and ", "||": " or ", "!": "~"}

LITERALS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None}
"""Values that other tools write in small letters."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, the variables it reads, the parameters it names, and what it comes to."""

    text: str
    names: frozenset[str]
    parameters: frozenset[str]
    """Names such as `disposition.improve`; '' where the root of all parameters is used in another way."""
    _step: Step

    def evaluate(self, values: Values) -> Any:
        """Return the value; an unknown name or a type that does not fit raises `ExpressionError`."""
        try:
            return self._step(values)
        except ExpressionError:
            raise
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise ExpressionError(f"{self.text}: {error}") from error


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Return the expression; what the whitelist does not know raises `ExpressionError`."""
    bare = strip_wrapping(text)
    if len(bare) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    tree = parse_tree(bare, compares=text.lstrip().startswith("="))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {*FUNCTIONS, *LITERALS, PARAMETERS}
    return Expression(bare, frozenset(names), frozenset(_parameters_of(tree)), _compile(tree.body))


def _parameters_of(tree: ast.expr | ast.Expression) -> Iterator[str]:
    """Names of the parameters that are read: a root, a group and a name each."""
    whole = {id(node.value.value): node for node in ast.walk(tree) if _is_parameter(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == PARAMETERS:
            owner = whole.get(id(node))
            yield ast.unparse(owner).removeprefix(f"{PARAMETERS}.") if owner else ""


def _is_parameter(node: ast.AST) -> TypeGuard[Any]:
    """Whether a node reads `a.b.c`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)


def strip_wrapping(text: str) -> str:
    """Take off what modelling tools put around an expression: `${…}`, `#{…}`, a leading `=`."""
    bare = text.strip()
    if bare[:2] in {"${", "#{"} and bare.endswith("}"):
        return bare[2:-1].strip()
    if bare.startswith("=") and not bare.startswith("=="):
        return bare[1:].strip()
    return bare


def parse_tree(text: str, *, compares: bool) -> ast.Expression:
    """The tree of a text; one that is no Python is read as other tools write it."""
    tree = _try_parse(text) or _parse_foreign(text, compares=compares)
    if tree is None:
        raise ExpressionError(f"{text}: does not parse")
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES or _depth(tree) > MAX_DEPTH:
        raise ExpressionError(f"{text}: too large")
    return tree


def _try_parse(text: str) -> ast.Expression | None:
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parse_foreign(text: str, *, compares: bool) -> ast.Expression | None:
    """Read `&&`, `||`, `!` and, where it compares, `=`; quoted texts stay as they are.

    `!` binds more tightly than `not`: `!a == b` is `(not a) == b`. So it goes through Python's parser as `~`, which
    binds as it does and is not on the whitelist itself.
    """
    signs = {**_SIGNS, "=": "=="} if compares else _SIGNS
    parts = _FOREIGN.findall(text)
    tree = None if "~" in parts else _try_parse(_FOREIGN.sub(lambda match: signs.get(match[0], match[0]), text).strip())
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            node.op = ast.Not()
    return tree


def _depth(node: ast.AST) -> int:
    return 1 + max(map(_depth, ast.iter_child_nodes(node)), default=0)


def _compile(node: ast.expr) -> Step:
    """Return a function of the variables for one node of the tree."""
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        raise ExpressionError(f"{ast.unparse(node)}: not allowed here")
    return compiler(node)


def _compile_constant(node: ast.Constant) -> Step:
    if not isinstance(node.value, (str, int, float, bool, type(None))):
        raise ExpressionError(f"{ast.unparse(node)}: not allowed here")
    return lambda _values: node.value


def _compile_name(node: ast.Name) -> Step:
    if node.id.startswith("_") or node.id in FUNCTIONS:
        raise ExpressionError(f"{node.id}: not allowed as a name")
    if node.id in LITERALS:
        return lambda _values: LITERALS[node.id]
    return partial(_read_name, node.id)


def _read_name(name: str, values: Values) -> Any:
    if name not in values:
        raise ExpressionError(f"{name}: unknown name")
    return values[name]


def _compile_attribute(node: ast.Attribute) -> Step:
    if node.attr.startswith("_"):
        raise ExpressionError(f"{node.attr}: not allowed as a name")
    owner = _compile(node.value)
    return lambda values: _read_key(owner(values), node.attr)


def _compile_subscript(node: ast.Subscript) -> Step:
    owner, key = _compile(node.value), _compile(node.slice)
    return lambda values: _read_key(owner(values), key(values))


def _read_key(owner: Any, key: Any) -> Any:
    if not isinstance(owner, (Mapping, list, tuple)):
        raise ExpressionError(f"{key}: its owner has no parts")
    return owner[key]


def _compile_all(node: ast.BoolOp) -> Step:
    steps = [_compile(value) for value in node.values]
    joined = all if isinstance(node.op, ast.And) else any
    return lambda values: joined(bool(step(values)) for step in steps)


def _compile_unary(node: ast.UnaryOp) -> Step:
    if type(node.op) not in _UNARY:
        raise ExpressionError(f"{ast.unparse(node)}: not allowed here")
    apply, operand = _UNARY[type(node.op)], _compile(node.operand)
    return lambda values: apply(operand(values))


def _compile_compare(node: ast.Compare) -> Step:
    operators = [_COMPARE[type(sign)] for sign in node.ops]
    steps = [_compile(value) for value in [node.left, *node.comparators]]

    def compare(values: Values) -> bool:
        found = [step(values) for step in steps]
        return all(sign(left, right) for sign, left, right in zip(operators, found, found[1:], strict=False))

    return compare


def _compile_arithmetic(node: ast.BinOp) -> Step:
    if type(node.op) not in _NUMERIC:
        raise ExpressionError(f"{ast.unparse(node)}: not allowed here")
    apply, left, right = _NUMERIC[type(node.op)], _compile(node.left), _compile(node.right)
    return lambda values: apply(_number(left(values)), _number(right(values)))


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ExpressionError(f"{value!r}: not a number")
    return value


def _compile_choice(node: ast.IfExp) -> Step:
    test, yes, no = _compile(node.test), _compile(node.body), _compile(node.orelse)
    return lambda values: yes(values) if test(values) else no(values)


def _compile_list(node: ast.List | ast.Tuple) -> Step:
    steps = [_compile(item) for item in node.elts]
    return lambda values: [step(values) for step in steps]


def _compile_dictionary(node: ast.Dict) -> Step:
    if None in node.keys:
        raise ExpressionError("a dictionary cannot be unpacked here")
    keys = [_compile(key) for key in node.keys if key is not None]
    items = [_compile(value) for value in node.values]
    return lambda values: {key(values): item(values) for key, item in zip(keys, items, strict=True)}


def _compile_call(node: ast.Call) -> Step:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise ExpressionError(f"{ast.unparse(node.func)}: not a known function")
    function, steps = FUNCTIONS[node.func.id], [_compile(argument) for argument in node.args]
    return lambda values: function(*(step(values) for step in steps))


_COMPILERS: Final[Mapping[type[ast.expr], Callable[[Any], Step]]] = {
    ast.Constant: _compile_constant,
    ast.Name: _compile_name,
    ast.Attribute: _compile_attribute,
    ast.Subscript: _compile_subscript,
    ast.BoolOp: _compile_all,
    ast.UnaryOp: _compile_unary,
    ast.Compare: _compile_compare,
    ast.BinOp: _compile_arithmetic,
    ast.IfExp: _compile_choice,
    ast.List: _compile_list,
    ast.Tuple: _compile_list,
    ast.Dict: _compile_dictionary,
    ast.Call: _compile_call,
}
