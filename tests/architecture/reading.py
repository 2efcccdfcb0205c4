"""The sources, read as trees: what there is to measure and to forbid."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("bpmn", "workflows", "services", "webapp")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One module of the product."""

    name: str
    text: str
    tree: ast.Module
    code: frozenset[int]
    comments: tuple[str, ...]


@cache
def sources() -> tuple[Source, ...]:
    paths = (path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")))
    return tuple(read(path) for path in paths if not {"versions", "node_modules"} & set(path.parts))


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    code, comments = set(), []
    quiet = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.append(token.string)
        elif token.type not in quiet:
            code.update(range(token.start[0], token.end[0] + 1))
    return Source(str(path.relative_to(ROOT)), text, tree, frozenset(code - docstring_lines(tree)), tuple(comments))


def docstring_lines(tree: ast.Module) -> set[int]:
    """Lines of docstrings, also of those below constants."""
    lone = (node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    return {line for node in lone for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def functions(source: Source) -> Iterator[Function]:
    yield from (node for node in ast.walk(source.tree) if isinstance(node, Function))


def length(source: Source, function: Function) -> int:
    """Lines that bear code, the signature included."""
    return sum(line in source.code for line in range(function.lineno, (function.end_lineno or function.lineno) + 1))
