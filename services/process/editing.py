"""What the editor of a draft may know: the version, the registered names, and what can be called and asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import signature

from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import Process
from bpmn.lint import Vocabulary
from services.process.decisions import load_tables
from services.process.definitions import load_checkpoints, read_published
from workflows import registries
from workflows.errors import NotFoundError, NotPermittedError
from workflows.models import ProcessDefinition
from workflows.queries.definitions import load_definition
from workflows.queries.roster import UnitChoice, list_units
from workflows.rules.states import DefinitionKind
from workflows.work import Work


@dataclass(frozen=True)
class Names:
    """Everything that a diagram of the organisation may name."""

    key: str
    vocabulary: Vocabulary
    relations: Mapping[str, tuple[str, ...]]
    """Relations, and what each is applied to."""
    sources: Mapping[str, tuple[str, ...]]
    units: Sequence[UnitChoice]
    roles: Sequence[str] = ()
    """In the order in which they were registered."""

    @property
    def processes(self) -> Mapping[str, Process]:
        """What can be called: a process does not call itself."""
        return {key: each for key, each in self.vocabulary.processes.items() if key != self.key}

    @property
    def tables(self) -> Mapping[str, CompiledTable]:
        """The decision tables that can be asked."""
        return self.vocabulary.decisions

    @property
    def checkpoints(self) -> Mapping[str, str]:
        """The steps that the profile demands of this process: their names by mark."""
        return {each.mark: each.title for each in self.vocabulary.checkpoints if each.process == self.key}


def load_process(work: Work, public_id: str) -> ProcessDefinition:
    """A version of a process, for those who may change procedures."""
    if not work.asker.has_role("proc_editor"):
        raise NotPermittedError
    row = load_definition(work.session, work.asker.org_id, public_id)
    if row is None or row.kind != DefinitionKind.PROCESS:
        raise NotFoundError
    return row


def list_names(work: Work, key: str) -> Names:
    """What a diagram of this key may name."""
    org_id = work.asker.org_id
    published, tables = read_published(work.session, org_id), load_tables(work.session, org_id)
    demanded = load_checkpoints(work.session, org_id)
    known = replace(registries.known_vocabulary(), processes=published, decisions=tables, checkpoints=demanded)
    return Names(
        key,
        known,
        {name: _list_arguments(each) for name, each in registries.relations.items().items()},
        {name: _list_arguments(each) for name, each in registries.option_sources.items().items()},
        list_units(work.session, org_id),
        tuple(registries.roles.items()),
    )


def _list_arguments(function: object) -> tuple[str, ...]:
    """What a relation wants beside the context: its parameters, those that take any number left out."""
    if not callable(function):
        return ()
    wanted = [each.name for each in signature(function).parameters.values() if each.kind is not each.VAR_POSITIONAL]
    return tuple(wanted[1:])
