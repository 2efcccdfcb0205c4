"""Which ways out of a gateway are taken only where a question was answered with no."""

import ast

from bpmn.checkpoints.demands import Excuse
from bpmn.elements import ExclusiveGateway, Flow, Node, Process, ServiceTask
from bpmn.expressions import MAX_LENGTH, strip_wrapping


def find_answer(node: Node, excuse: Excuse | None) -> str:
    """The variable that takes the answer where a node asks the question, '' elsewhere."""
    action = node.action if isinstance(node, ServiceTask) else None
    if excuse is None or action is None or action.name != excuse.action:
        return ""
    return next((each.name for each in action.outputs if each.value.strip() == excuse.result), "")


def is_excused(process: Process, flow: Flow, variable: str) -> bool:
    """Whether a way is taken only where the variable is false.

    Either its condition says so, or an earlier way, which would be taken first, holds wherever the variable is true.
    """
    gateway = process.nodes[flow.source]
    if not isinstance(gateway, ExclusiveGateway) or not variable:
        return False
    before = process.outgoing[flow.source]
    if flow.id != gateway.default:
        before = before[: before.index(flow)]
    taken = any(holds_with(each.condition, variable) for each in before if each.id != gateway.default)
    return taken or (flow.id != gateway.default and denies(flow.condition, variable))


def holds_with(condition: str, variable: str) -> bool:
    """Whether a condition holds wherever the variable is true: it is the variable, or one part of an `or`."""
    return any(_is_name(part, variable) for part in _parts(condition, ast.Or))


def denies(condition: str, variable: str) -> bool:
    """Whether a condition holds only where the variable is false: it says `not`, or one part of an `and` does."""
    return any(_is_denied(part, variable) for part in _parts(condition, ast.And))


def _parts(condition: str, joint: type[ast.boolop]) -> list[ast.expr]:
    if len(condition) > MAX_LENGTH:
        return []
    try:
        body = ast.parse(strip_wrapping(condition), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return body.values if isinstance(body, ast.BoolOp) and isinstance(body.op, joint) else [body]


def _is_name(part: ast.expr, variable: str) -> bool:
    return (isinstance(part, ast.Name) and part.id == variable) or _compares(part, variable, to=True)


def _is_denied(part: ast.expr, variable: str) -> bool:
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
        return _is_name(part.operand, variable)
    return _compares(part, variable, to=False)


def _compares(part: ast.expr, variable: str, *, to: bool) -> bool:
    """Whether a part is `variable == True`, written in either way."""
    if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
        return False
    words = {"True": True, "true": True, "False": False, "false": False}
    return ast.unparse(part.left) == variable and words.get(ast.unparse(part.comparators[0])) is to
