"""What is tried out: a version with all that is published beside it, for a unit, in a session that cannot write."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import Process
from bpmn.extensions import VariableType
from bpmn.texts import N_
from services.process.definitions import DefinitionRefusedError, check_definition
from services.process.migration_previews import require_preview
from workflows import database
from workflows.errors import NotFoundError, RefusedError
from workflows.models import ProcessDefinition, ProcessInstance, Unit, UnitRole
from workflows.queries import definitions
from workflows.queries.directory import find_person, find_unit, in_force
from workflows.queries.parameters import load_latest_set
from workflows.rules.deadlines import ZONE
from workflows.rules.parameters import Parameters
from workflows.rules.relations import HEAD
from workflows.rules.states import DefinitionKind
from workflows.running.library import bind_definitions, read_table
from workflows.running.rehearsal.playing import Subject
from workflows.running.starting import bind_members
from workflows.work import Work

MAX_TEXT: Final = 200
"""Characters of a value that somebody gives."""


@dataclass(frozen=True)
class DryStart:
    """How a rehearsal starts: for which unit, by whom, with which values; what is left out is found."""

    unit: str = ""
    starter: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundProcess:
    """A process that has a part in a rehearsal."""

    key: str
    name: str
    definition_id: str


@dataclass(frozen=True)
class Rehearsed:
    """A version that is tried out, in a session that cannot write."""

    work: Work
    row: ProcessDefinition
    subject: Subject

    @property
    def bound(self) -> list[BoundProcess]:
        """The processes, the version itself first."""
        ids = self.subject.bound.public_ids
        return [BoundProcess(key, each.name, ids[key]) for key, each in self.subject.processes.items()]


@contextmanager
def rehearse(work: Work, definition_id: str, start: DryStart) -> Iterator[Rehearsed]:
    """Bind a version for trying it out; a file that has errors is refused with each of them."""
    require_preview(work)
    with database.bound().looking() as session:
        looking = replace(work, session=session)
        row = definitions.load_definition(session, work.asker.org_id, definition_id)
        if row is None or row.kind != DefinitionKind.PROCESS:
            raise NotFoundError
        checked = check_definition(session, work.asker.org_id, row.xml)
        if not checked.ok:
            raise DefinitionRefusedError(checked.problems)
        yield Rehearsed(looking, row, make_subject(looking, list_members(looking, row), start))


@contextmanager
def rehearse_beside(work: Work, definition_id: str, beside: Sequence[str], start: DryStart) -> Iterator[Rehearsed]:
    """Bind a version that was checked, with drafts beside it as if they were published, for a wing that asks itself."""
    with database.bound().looking() as session:
        looking = replace(work, session=session)
        found = [definitions.load_definition(session, work.asker.org_id, each) for each in (definition_id, *beside)]
        drafts = [row for row in found if row is not None]
        if not drafts or drafts[0].public_id != definition_id:
            raise NotFoundError
        members = list_members(looking, drafts[0], drafts[1:])
        yield Rehearsed(looking, drafts[0], make_subject(looking, members, start))


def list_members(
    work: Work, row: ProcessDefinition, beside: Sequence[ProcessDefinition] = ()
) -> list[ProcessDefinition]:
    """A version with all that it calls and asks, as published or standing beside it; itself first."""
    published: dict[str, ProcessDefinition] = {}
    for kind in DefinitionKind:
        published |= definitions.load_published(work.session, work.asker.org_id, kind)
    drafts = {each.key: each for each in beside}
    return bind_members({**published, **drafts, row.key: row}, row.key)


def make_subject(work: Work, members: Sequence[ProcessDefinition], start: DryStart) -> Subject:
    """What is rehearsed, for a unit and a starter."""
    bound = bind_definitions(members)
    root = bound.processes[bound.root_key]
    check_values([root], start.values)
    unit = _find_unit(work, start)
    starter = find_person(work.session, work.asker.org_id, start.starter) if start.starter else None
    if start.starter and starter is None:
        raise RefusedError(N_("没有这位人员"))
    instance = ProcessInstance(
        id=0,
        org_id=work.asker.org_id,
        public_id="",
        business_key="",
        unit_id=unit.id if unit else None,
        started_by_id=starter.id if starter else work.asker.person_id,
        variables={},
    )
    given = {"unit": unit.code} if unit and root.variable("unit") else {}
    return Subject(
        work=work,
        bound=bound,
        tables=tuple(read_table(each) for each in members if each.kind == DefinitionKind.DECISION),
        parameters=Parameters(load_latest_set(work.session, work.asker.org_id).values),
        instance=instance,
        given={**start.values, **given},
    )


def read_tables(session: Session, set_id: int) -> tuple[CompiledTable, ...]:
    """The decision tables of a set."""
    members = definitions.load_members(session, set_id)
    return tuple(read_table(each) for each in members if each.kind == DefinitionKind.DECISION)


def _find_unit(work: Work, start: DryStart) -> Unit | None:
    """The unit that is named, else the first that has a head."""
    session, org_id = work.session, work.asker.org_id
    if start.unit:
        found = find_unit(session, org_id, start.unit)
        if found is None:
            raise RefusedError(N_("单位 %(code)s 不存在"), code=start.unit)
        return found
    today = work.at.astimezone(ZONE).date()
    headed = select(Unit).join(UnitRole, UnitRole.unit_id == Unit.id).where(Unit.org_id == org_id)
    wanted = headed.where(UnitRole.role == HEAD, in_force(UnitRole, today)).order_by(Unit.code).limit(1)
    return session.scalar(wanted)


def check_values(processes: Sequence[Process], values: Mapping[str, Any]) -> None:
    """Refuse values of variables that no process declares, or of another type."""
    for name, value in values.items():
        found = [each.variable(name) for each in processes]
        kinds = {each.type for each in found if each}
        if not kinds:
            raise RefusedError(N_("流程没有变量 %(name)s"), name=name)
        if value is not None and not any(_fits(value, kind) for kind in kinds):
            raise RefusedError(N_("变量 %(name)s 的值类型不对"), name=name)


def _fits(value: Any, kind: VariableType) -> bool:
    if kind is VariableType.BOOLEAN:
        return isinstance(value, bool)
    if kind is VariableType.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is VariableType.CODES:
        return isinstance(value, list) and all(_is_word(each) for each in value)
    return _is_word(value) and (kind not in {VariableType.DATE, VariableType.INSTANT} or _is_instant(value))


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT and "\0" not in value


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
