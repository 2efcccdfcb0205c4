"""Trying a version out: one way through it, or every way. Nothing is written and nobody is told.

Both work in a session that the database lets only read, on the organisation, calendar and parameters as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from bpmn.elements import Process, UserTask
from bpmn.texts import N_, Text
from services.process.definitions import DefinitionRefusedError, check_definition
from services.process.dry_cards import StepCard, show_steps
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
from workflows.running.rehearsal.playing import Player, Subject
from workflows.running.rehearsal.walking import Answer, Manner, Walk, walk_through
from workflows.running.starting import bind_members
from workflows.work import Work

WALKED_MEMBERS: Final = 50
"""Members of a repetition in one walk."""
MAX_ANSWERS: Final = 500


@dataclass(frozen=True)
class DryStart:
    """How a rehearsal starts: for which unit, by whom, with which values; what is left out is found."""

    unit: str = ""
    starter: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DryWish:
    """What is to be walked."""

    start: DryStart = field(default_factory=DryStart)
    answers: Sequence[Answer] = ()
    stops: bool = False
    """Whether the walk stops where an answer is missing; else it is found."""
    late: bool = False
    """Whether everybody acts at the last moment."""


@dataclass(frozen=True)
class PassedNode:
    """A node that a token came to."""

    process: str
    node: str
    name: str


@dataclass(frozen=True)
class DryRun:
    """One way through a version."""

    state: str
    cause: Text | None
    at: str
    """Where the drawing cannot go on."""
    began_at: datetime
    ended_at: datetime
    path: list[PassedNode]
    flows: list[tuple[str, str]]
    steps: list[StepCard]
    unused: list[Answer]
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Rehearsed:
    """A version that is tried out, in a session that cannot write."""

    work: Work
    row: ProcessDefinition
    subject: Subject


def dry_run(work: Work, definition_id: str, wish: DryWish) -> DryRun:
    """Walk one way through a version, drafts too, together with what is published beside it."""
    if len(wish.answers) > MAX_ANSWERS:
        raise RefusedError(N_("一次最多给出 %(limit)d 个答复"), limit=MAX_ANSWERS)
    with rehearse(work, definition_id, wish.start) as rehearsed:
        player = Player(rehearsed.subject, repeats=WALKED_MEMBERS)
        _check_answers(player.processes, wish.answers)
        walk = walk_through(player, Manner(wish.answers, generates=not wish.stops, late=wish.late))
        return show_run(rehearsed, walk)


def _check_answers(processes: Mapping[str, Process], answers: Sequence[Answer]) -> None:
    """Refuse answers to what is not drawn, and outcomes that a task does not have."""
    for each in answers:
        nodes = [process.nodes[each.node] for process in processes.values() if each.node in process.nodes]
        if not nodes:
            raise RefusedError(N_("流程中没有环节 %(node)s"), node=each.node)
        for node in nodes:
            known = {outcome.name for outcome in node.outcomes} if isinstance(node, UserTask) and not node.vote else ()
            if len(nodes) == 1 and each.outcome and known and each.outcome not in known:
                raise RefusedError(N_("环节 %(node)s 没有结果 %(outcome)s"), node=each.node, outcome=each.outcome)


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


def list_members(work: Work, row: ProcessDefinition) -> list[ProcessDefinition]:
    """A version with all that it calls and asks, as published beside it; itself first."""
    org_id = work.asker.org_id
    published: dict[str, ProcessDefinition] = {}
    for kind in DefinitionKind:
        published |= definitions.load_published(work.session, org_id, kind)
    return bind_members({**published, row.key: row}, row.key)


def make_subject(work: Work, members: Sequence[ProcessDefinition], start: DryStart) -> Subject:
    """What is rehearsed, for a unit and a starter."""
    bound = bind_definitions(members)
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
    given = {"unit": unit.code} if unit and bound.processes[bound.root_key].variable("unit") else {}
    return Subject(
        work=work,
        bound=bound,
        tables=tuple(read_table(each) for each in members if each.kind == DefinitionKind.DECISION),
        parameters=Parameters(load_latest_set(work.session, work.asker.org_id).values),
        instance=instance,
        given={**start.values, **given},
    )


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


def show_run(rehearsed: Rehearsed, walk: Walk) -> DryRun:
    """A walk as people read it."""
    processes = rehearsed.subject.processes
    return DryRun(
        state=walk.state,
        cause=walk.stuck.text if walk.stuck else None,
        at=walk.stuck_at,
        began_at=walk.began_at,
        ended_at=walk.at,
        path=[PassedNode(key, node, processes[key].nodes[node].name) for key, node in walk.passed],
        flows=walk.flows,
        steps=show_steps(rehearsed.work, processes, walk),
        unused=walk.unused,
        given=dict(rehearsed.subject.given),
    )


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a rehearsal may be for."""

    code: str
    name: str


def list_units(work: Work) -> list[UnitChoice]:
    """The units of the asker's organisation, for the form of the page."""
    rows = work.session.scalars(select(Unit).where(Unit.org_id == work.asker.org_id).order_by(Unit.code))
    return [UnitChoice(each.code, each.name) for each in rows]
