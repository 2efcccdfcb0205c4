"""Beginning an instance: which versions it runs on, with which parameters, and its first step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from bpmn.elements import Process, StartEvent
from bpmn.graph import starts_of
from bpmn.texts import N_
from workflows import registries
from workflows.context import StartContext
from workflows.errors import NotFoundError, RefusedError
from workflows.models import (
    DefinitionSet,
    InstanceLink,
    Organisation,
    ProcessDefinition,
    ProcessInstance,
    Unit,
)
from workflows.queries import definitions
from workflows.registries import Beginning
from workflows.rules.history import GENESIS
from workflows.rules.parameters import Parameters
from workflows.rules.states import DefinitionKind, InstanceState
from workflows.running.chronicle import Fact
from workflows.running.library import load_parameters, read_definition
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class Start:
    """What is to begin: the process, the unit it concerns, and what its start form said."""

    key: str
    unit: Unit | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    parent: ProcessInstance | None = None
    kind: str = ""
    """Why the parent sets it off."""
    business_key: str = ""
    """What it is about; a start handler that knows better has the last word."""


@dataclass(frozen=True)
class Basis:
    """On what an instance starts: the latest versions and the parameters in force."""

    organisation: Organisation
    members: Sequence[ProcessDefinition]
    """The process itself first, then all that it calls, and the tables that they ask."""
    parameters_id: int
    parameters: Parameters
    likely_set: DefinitionSet | None
    """The set of the last start: to be bound anew where what it calls has newer versions."""

    @property
    def process(self) -> Process:
        """The process as drawn."""
        return read_definition(self.members[0])

    def make_context(self, work: Work, unit: Unit | None, parent: ProcessInstance | None = None) -> StartContext:
        """What the start event may know."""
        return StartContext(work, self.organisation, self.process, self.parameters, unit, parent)


def find_basis(session: Session, org_id: int, key: str) -> Basis:
    """What a process starts on now; raises NotFoundError where it or something that it needs is not published."""
    published = definitions.load_basis(session, org_id)
    members = bind_members(published.versions, key)
    parameters = load_parameters(session, published.parameters_id)
    return Basis(published.organisation, members, published.parameters_id, parameters, published.sets.get(key))


def start_instance(work: Work, org_id: int, start: Start) -> Step:
    """Begin an instance within the work at hand; whoever calls finishes the step."""
    return start_on(work, find_basis(work.session, org_id, start.key), start)


def start_on(work: Work, basis: Basis, start: Start) -> Step:
    """The same where the basis is known already."""
    session = work.session
    context = basis.make_context(work, start.unit, start.parent)
    instance = _make_instance(context, start, _begin(context, start.values))
    instance.definition_id = basis.members[0].id
    instance.set_id = definitions.find_set(session, basis.organisation, basis.members, basis.likely_set).id
    instance.parameters_id = basis.parameters_id
    session.add(instance)
    session.flush()
    if start.parent is not None:
        session.add(InstanceLink(parent_id=start.parent.id, child_id=instance.id, kind=start.kind))
    step = Step(work, instance)
    step.note(_started(work, step, start))
    step.begin()
    return step


def _started(work: Work, step: Step, start: Start) -> Fact:
    data = {
        "process": start.key,
        "versions": dict(step.bound.versions),
        "parameters": step.instance.parameters_id,
        "parent": start.parent.public_id if start.parent else None,
    }
    actor = work.actor.person_id if work.actor else None
    return Fact("instance_started", actor_id=actor, data=data)


UNPUBLISHED: Final[Mapping[DefinitionKind, str]] = {
    DefinitionKind.PROCESS: N_("流程 %(key)s 没有已发布的版本"),
    DefinitionKind.DECISION: N_("决策表 %(key)s 没有已发布的版本"),
}


def bind_members(published: Mapping[str, ProcessDefinition], key: str) -> list[ProcessDefinition]:
    """The latest published version of a process and of all that it calls and asks, the process itself first."""
    found: dict[str, ProcessDefinition] = {}
    waiting = [(key, DefinitionKind.PROCESS)]
    while waiting:
        at, kind = waiting.pop(0)
        if at in found:
            continue
        if at not in published or published[at].kind != kind:
            raise NotFoundError(UNPUBLISHED[kind], key=at)
        found[at] = published[at]
        if kind is DefinitionKind.PROCESS:
            process = read_definition(published[at])
            waiting += [(each, DefinitionKind.PROCESS) for each in process.calls]
            waiting += [(each, DefinitionKind.DECISION) for each in process.decisions]
    return list(found.values())


def start_event(process: Process) -> StartEvent:
    """The one start event of a process."""
    return starts_of(process, "")[0]


def _begin(context: StartContext, values: Mapping[str, Any]) -> Beginning:
    handler = start_event(context.process).writes
    if not handler:
        return _plain_beginning(context, values)
    return registries.starters.find(handler)(context, values)


def _plain_beginning(context: StartContext, values: Mapping[str, Any]) -> Beginning:
    """A process without a start handler takes its declared variables from the form."""
    given = {variable.name for variable in context.process.variables if variable.given}
    variables = {name: value for name, value in values.items() if name in given}
    if context.unit is not None and "unit" in given:
        variables["unit"] = context.unit.code
    missing = given - set(variables)
    if missing:
        raise RefusedError(N_("缺少变量 %(names)s"), names="、".join(sorted(missing)))
    return Beginning("", context.process.name, variables)


def _make_instance(context: StartContext, start: Start, beginning: Beginning) -> ProcessInstance:
    work = context.work
    return ProcessInstance(
        org_id=context.organisation.id,
        business_key=beginning.business_key or start.business_key,
        title=beginning.title,
        unit_id=start.unit.id if start.unit else None,
        state=InstanceState.RUNNING,
        variables=dict(beginning.variables),
        restricted=beginning.restricted,
        subject_id=beginning.subject_id,
        started_by_id=work.actor.person_id if work.actor else None,
        started_at=work.at,
        history_seq=0,
        history_hash=GENESIS,
        revision=0,
        last_engine_id=0,
    )
