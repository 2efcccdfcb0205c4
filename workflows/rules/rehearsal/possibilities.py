"""Which values the variables of a process may take, as far as a way through it depends on them.

Values come from what expressions and decision tables compare a variable with: each value, something else, and for
numbers what lies just below and above. A variable that no expression reads has one value: it changes no way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bpmn.comparisons import list_compared, resolve_parameters
from bpmn.decisions.cells import Literal
from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import (
    Activity,
    BusinessRuleTask,
    CallActivity,
    Event,
    MultiInstance,
    Node,
    Process,
    ServiceTask,
    UserTask,
)
from bpmn.errors import ExpressionError
from bpmn.expressions import parse_expression
from bpmn.extensions import Binding, VariableType

Place = tuple[str, str]
"""A process and a name that its expressions read."""

OTHER: Final = "其他"
"""A code that no expression compares with."""
MAX_VALUES: Final = 12


@dataclass(frozen=True)
class Possibilities:
    """The values by process and name; what stands nowhere has the value of its type."""

    values: Mapping[Place, tuple[Any, ...]]
    types: Mapping[Place, VariableType]
    read: frozenset[Place]
    """Names that some expression reads, here or where they are handed over."""
    loose: frozenset[Place] = frozenset()
    """Variables that nothing in a diagram says to write: handlers of forms do."""

    def of(self, process: str, name: str) -> tuple[Any, ...]:
        """The values that a variable may have: never none."""
        place = (process, name)
        kind = self.types.get(place)
        if kind is VariableType.BOOLEAN:
            return (False, True) if place in self.read else (False,)
        found = self.values.get(place, ())
        if found == _TRUTHS and kind:
            return _EMPTY_OR_NOT.get(kind, ("", OTHER))
        return found or (_PLAIN.get(kind) if kind else None,)

    def matters(self, process: str, name: str) -> bool:
        """Whether some way may turn with it."""
        return (process, name) in self.read


_TRUTHS: Final = (False, True)
_EMPTY_OR_NOT: Final[Mapping[VariableType, tuple[Any, ...]]] = {
    VariableType.INTEGER: (0, 1),
    VariableType.CODES: ([], [OTHER]),
}
"""Of what is only asked whether it is there: something that counts as nothing, and something."""

_PLAIN: Final[Mapping[VariableType, Any]] = {
    VariableType.INTEGER: 1,
    VariableType.BOOLEAN: False,
    VariableType.ID: "rehearsal",
    VariableType.CODES: [],
}


def find_possibilities(
    processes: Mapping[str, Process], tables: Iterable[CompiledTable], parameters: Mapping[str, Any]
) -> Possibilities:
    """Read what processes that call each other, and the tables that they ask, compare their names with."""
    asked = {table.table.id: table for table in tables}
    compared: dict[Place, set[Any]] = {}
    allowed: dict[Place, set[Any]] = {}
    read: set[Place] = set()
    for process in processes.values():
        for text in list_expressions(process):
            _note_expression(process.id, text, parameters, compared, read)
        for node in process.nodes.values():
            if isinstance(node, BusinessRuleTask) and node.decision in asked:
                _note_table(node, process.id, asked[node.decision], read)
                _note_columns(process.id, asked[node.decision], compared, allowed)
    pairs = _list_bindings(processes)
    _share(pairs, compared, read)
    _share(pairs, allowed, set())
    types = {(process.id, each.name): each.type for process in processes.values() for each in process.variables}
    loose = frozenset(place for process in processes.values() for place in _list_loose(process))
    values = {place: _spread(found) for place, found in compared.items()}
    closed = {place: tuple(sorted(found, key=str)) for place, found in allowed.items()}
    return Possibilities(values | closed, types, frozenset(read), loose)


def list_expressions(process: Process) -> Iterator[str]:
    """Every condition, count and correlation that a process reads."""
    yield from (flow.condition for flow in process.flows if flow.condition)
    for node in process.nodes.values():
        yield from _list_texts(node)


def _list_loose(process: Process) -> Iterator[Place]:
    written = {each.name for each in process.variables if each.given}
    for node in process.nodes.values():
        written |= {each.name for each in outputs_of(node)}
    yield from ((process.id, each.name) for each in process.variables if each.name not in written)


def outputs_of(node: Node) -> tuple[Binding, ...]:
    """Where what a node gives goes to; of a form, the variables of its fields."""
    if isinstance(node, UserTask):
        fields = tuple(Binding(each.variable, each.name) for each in node.form.fields if each.variable)
        return (*fields, *(node.vote.outputs if node.vote else ()))
    if isinstance(node, (BusinessRuleTask, CallActivity)):
        return node.outputs
    return node.action.outputs if isinstance(node, ServiceTask) and node.action else ()


def _list_texts(node: Node) -> Iterator[str]:
    loop = node.loop if isinstance(node, Activity) else None
    if isinstance(loop, MultiInstance):
        yield from (text for text in (loop.cardinality, loop.condition) if text)
    if isinstance(node, Event) and node.definition.kind == "conditional":
        yield node.definition.text
    yield from (each.value for each in _inputs_of(node))


def _inputs_of(node: Node) -> tuple[Binding, ...]:
    """What a node computes and hands on."""
    if isinstance(node, BusinessRuleTask):
        return node.inputs
    plain = node.inputs if isinstance(node, CallActivity) else ()
    return tuple(each for each in plain if not each.value.isidentifier())


def _note_expression(
    process: str, text: str, parameters: Mapping[str, Any], compared: dict[Place, set[Any]], read: set[Place]
) -> None:
    try:
        found, names = list_compared(text), parse_expression(text).names
    except ExpressionError:
        return
    read |= {(process, name) for name in names}
    for name, value in resolve_parameters(found, parameters):
        compared.setdefault((process, name), set()).add(value)


def _note_table(node: BusinessRuleTask, process: str, table: CompiledTable, read: set[Place]) -> None:
    """What a table reads of the process; what it is told beside that has been read there already."""
    told = {each.name for each in node.inputs}
    read |= {(process, name) for name in table.names - told}
    read |= {(process, each.value) for each in node.inputs if each.value.isidentifier()}


def _note_columns(
    process: str, table: CompiledTable, compared: dict[Place, set[Any]], allowed: dict[Place, set[Any]]
) -> None:
    for at, column in enumerate(table.table.inputs):
        if not column.expression.isidentifier():
            continue
        place = (process, column.expression)
        cells = [operand for rule in table.rules for operand in rule.conditions[at].operands()]
        values = {each.value for each in cells if isinstance(each, Literal)}
        compared.setdefault(place, set()).update(map(_release, values))
        if table.allowed[at]:
            allowed.setdefault(place, set()).update(map(_release, table.allowed[at]))


def _release(value: Any) -> Any:
    """A cell's value as a variable holds it."""
    return value if isinstance(value, (str, bool, int)) else int(value) if _is_whole(value) else str(value)


def _is_whole(value: Any) -> bool:
    try:
        return bool(int(value) == value)
    except (TypeError, ValueError):
        return False


def _list_bindings(processes: Mapping[str, Process]) -> list[tuple[Place, Place]]:
    """Names that stand for the same value: what calls hand in and take back."""
    found = []
    for process in processes.values():
        for node in process.nodes.values():
            if isinstance(node, CallActivity):
                inner = node.called
                found += [((process.id, each.value), (inner, each.name)) for each in node.inputs]
                found += [((inner, each.value), (process.id, each.name)) for each in node.outputs]
            elif isinstance(node, BusinessRuleTask):
                found += [((process.id, each.value), (process.id, each.name)) for each in node.inputs]
            elif isinstance(node, ServiceTask) and node.action:
                plain = [each for each in node.action.outputs if each.name != each.value]
                found += [((process.id, each.value), (process.id, each.name)) for each in plain]
            elif isinstance(node, UserTask) and node.vote:
                found += [((process.id, each.value), (process.id, each.name)) for each in node.vote.outputs]
    return found


def _share(pairs: list[tuple[Place, Place]], compared: dict[Place, set[Any]], read: set[Place]) -> None:
    """Whatever one name is compared with, the names that its value comes from and goes to are as well."""
    changed = True
    while changed:
        before = sum(map(len, compared.values())) + len(read)
        for one, other in pairs:
            both = compared.get(one, set()) | compared.get(other, set())
            if both:
                compared[one], compared[other] = set(both), set(both)
            if one in read or other in read:
                read |= {one, other}
        changed = sum(map(len, compared.values())) + len(read) != before


def _spread(found: set[Any]) -> tuple[Any, ...]:
    """The values themselves, and what is none of them."""
    words = sorted(each for each in found if isinstance(each, str))
    numbers = {each for each in found if isinstance(each, (int, float)) and not isinstance(each, bool)}
    if numbers:
        near = sorted({value for each in numbers for value in (each - 1, each, each + 1) if value >= 0})
        return tuple(near[:MAX_VALUES])
    if words:
        return (*words[:MAX_VALUES], OTHER)
    return _TRUTHS
