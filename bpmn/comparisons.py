"""What expressions compare names with: the values at which a way through a process may turn."""

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from bpmn.expressions import PARAMETERS, parse_tree, strip_wrapping

Compared = tuple[str, Any]
"""A name, and a value or the full name of a parameter (behind `parameters.`) that it is compared with."""


def list_compared(text: str) -> frozenset[Compared]:
    """The names that an expression compares, each with what it is compared with; `ExpressionError` if it has no sense.

    A name whose truth is asked for is compared with `True`.
    """
    tree = parse_tree(strip_wrapping(text), compares=text.lstrip().startswith("="))
    compared = {found for node in ast.walk(tree) if isinstance(node, ast.Compare) for found in _list_pairs(node)}
    return frozenset(compared | {(name, True) for name in _list_truths(tree.body)})


def _list_pairs(node: ast.Compare) -> Iterator[Compared]:
    sides = [node.left, *node.comparators]
    for left, right in pairwise(sides):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, ast.Name):
                yield from ((one.id, value) for value in _list_values(other))


def _list_values(node: ast.expr) -> Iterator[Any]:
    """The value of a literal or parameter, and each of a list of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float, bool)):
        yield node.value
    elif isinstance(node, ast.Attribute) and ast.unparse(node).startswith(f"{PARAMETERS}."):
        yield ast.unparse(node)
    elif isinstance(node, (ast.List, ast.Tuple)):
        for each in node.elts:
            yield from _list_values(each)


def _list_truths(node: ast.expr) -> Iterator[str]:
    """Names of which only the truth counts."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _list_truths(each)
    elif isinstance(node, ast.UnaryOp):
        yield from _list_truths(node.operand)
    elif isinstance(node, ast.IfExp):
        yield from _list_truths(node.test)


def resolve_parameters(compared: frozenset[Compared], parameters: Mapping[str, Any]) -> Iterator[Compared]:
    """The same with the values of parameters in their places; unknown ones are left out."""
    for name, value in compared:
        if not isinstance(value, str) or not value.startswith(f"{PARAMETERS}."):
            yield name, value
            continue
        group, _, own = value.removeprefix(f"{PARAMETERS}.").partition(".")
        if own in parameters.get(group, {}):
            yield name, parameters[group][own]
