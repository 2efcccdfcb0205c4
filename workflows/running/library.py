"""Definition and parameter sets, read once per process: they never change, so they are never read again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from bpmn.elements import Process
from bpmn.reader import read_process
from workflows.engine.compiler import CompiledSet, compile_set
from workflows.models import DefinitionSet, ParameterSet, ProcessDefinition
from workflows.queries import definitions
from workflows.rules.parameters import Parameters

MAX_SETS: Final = 256


@dataclass(frozen=True)
class BoundSet:
    """A set as instances run on it: drawn, compiled, and which version each process is."""

    root_key: str
    processes: Mapping[str, Process]
    versions: Mapping[str, int]
    public_ids: Mapping[str, str]
    compiled: CompiledSet


_drawn: dict[str, Process] = {}
_parameters: dict[tuple[str, int], Parameters] = {}
_sets: OrderedDict[tuple[str, int], BoundSet] = OrderedDict()
_lock = Lock()


def load_set(session: Session, set_id: int) -> BoundSet:
    """The set of that id; compiled when it is first asked for."""
    key = (str(session.get_bind().engine.url), set_id)
    with _lock:
        if key in _sets:
            _sets.move_to_end(key)
            return _sets[key]
    made = _make_set(session, set_id)
    with _lock:
        _sets[key] = made
        while len(_sets) > MAX_SETS:
            _sets.popitem(last=False)
    return made


def load_parameters(session: Session, set_id: int) -> Parameters:
    """The values of a set in force; they never change, so they are read once."""
    key = (str(session.get_bind().engine.url), set_id)
    if key not in _parameters:
        _parameters[key] = Parameters(session.get_one(ParameterSet, set_id).values)
    return _parameters[key]


def read_definition(definition: ProcessDefinition) -> Process:
    """A definition as drawn; read once, as long as it is in use."""
    known = _drawn.get(definition.digest)
    return known or _drawn.setdefault(definition.digest, read_process(definition.xml))


def forget_sets() -> None:
    """Drop everything compiled: for tests that make databases anew under the same name."""
    with _lock:
        _sets.clear()
        _parameters.clear()


def _make_set(session: Session, set_id: int) -> BoundSet:
    members = definitions.load_members(session, set_id)
    processes = {member.key: read_definition(member) for member in members}
    root_id = session.get_one(DefinitionSet, set_id).root_id
    return BoundSet(
        root_key=next(member.key for member in members if member.id == root_id),
        processes=processes,
        versions={member.key: member.version for member in members},
        public_ids={member.key: member.public_id for member in members},
        compiled=compile_set(processes.values()),
    )
