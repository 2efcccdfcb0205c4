"""Definition and parameter sets, read once per process: they never change, so they are never read again."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

from sqlalchemy.orm import Session

from bpmn.decisions.evaluation import CompiledTable, compile_table
from bpmn.decisions.reader import read_decision
from bpmn.elements import Process
from bpmn.reader import read_process
from workflows.engine.compiler import CompiledSet, compile_set
from workflows.models import DefinitionSet, ParameterSet, ProcessDefinition
from workflows.queries import definitions
from workflows.rules.parameters import Parameters
from workflows.rules.states import DefinitionKind

MAX_KEPT: Final = 256

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class BoundSet:
    """A set as instances run on it: drawn, compiled, and which version each process and table is."""

    mark: str
    """Tells it from any other set."""
    root_key: str
    processes: Mapping[str, Process]
    versions: Mapping[str, int]
    public_ids: Mapping[str, str]
    compiled: CompiledSet

    @property
    def subscribes(self) -> bool:
        """Whether tokens may wait for messages or signals in any of them."""
        return any(process.subscribes for process in self.processes.values())


class Kept(Generic[K, V]):
    """Things that never change, by key: made when first asked for, the ones longest unused dropped."""

    def __init__(self) -> None:
        self._things: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def find(self, key: K, make: Callable[[], V]) -> V:
        """The thing of that key. Two who ask at once may both make it: it is the same."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > MAX_KEPT:
                self._things.popitem(last=False)
        return made

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._things.clear()


_drawn: Final = Kept[str, Process]()
_tables: Final = Kept[str, CompiledTable]()
_parameters: Final = Kept[tuple[str, int], Parameters]()
_sets: Final = Kept[tuple[str, int], BoundSet]()


def load_set(session: Session, set_id: int) -> BoundSet:
    """The set of that id; compiled when it is first asked for, and kept once it is there for good."""
    if definitions.is_fresh(session, set_id):
        return _make_set(session, set_id)
    return _sets.find(_place(session, set_id), lambda: _make_set(session, set_id))


def load_parameters(session: Session, set_id: int) -> Parameters:
    """The values of a set in force."""
    return _parameters.find(_place(session, set_id), lambda: Parameters(session.get_one(ParameterSet, set_id).values))


def read_definition(definition: ProcessDefinition) -> Process:
    """A process as drawn."""
    return _drawn.find(definition.digest, lambda: read_process(definition.xml))


def read_table(definition: ProcessDefinition) -> CompiledTable:
    """A decision table, ready to be asked."""
    return _tables.find(definition.digest, lambda: compile_table(read_decision(definition.xml)))


def load_table(session: Session, set_id: int, key: str) -> CompiledTable:
    """A table of a set, ready to be asked beside the process; an unknown key raises LookupError."""
    for member in definitions.load_members(session, set_id):
        if member.key == key and member.kind == DefinitionKind.DECISION:
            return read_table(member)
    raise LookupError(key)


def forget_sets() -> None:
    """Drop everything compiled: for tests that make databases anew under the same name."""
    _sets.clear()
    _parameters.clear()


def _place(session: Session, key: int) -> tuple[str, int]:
    return str(session.get_bind().engine.url), key


def _make_set(session: Session, set_id: int) -> BoundSet:
    root_id = session.get_one(DefinitionSet, set_id).root_id
    members = definitions.load_members(session, set_id)
    return bind_definitions(sorted(members, key=lambda member: member.id != root_id))


def bind_definitions(members: Sequence[ProcessDefinition]) -> BoundSet:
    """Definitions as instances would run on them, the root first; nothing is stored."""
    processes = {each.key: read_definition(each) for each in members if each.kind == DefinitionKind.PROCESS}
    tables = [read_table(each) for each in members if each.kind == DefinitionKind.DECISION]
    return BoundSet(
        mark=",".join(member.public_id for member in members),
        root_key=members[0].key,
        processes=processes,
        versions={member.key: member.version for member in members},
        public_ids={member.key: member.public_id for member in members},
        compiled=compile_set(processes.values(), tables),
    )
