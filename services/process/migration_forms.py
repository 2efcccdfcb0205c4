"""What one chooses from when proposing a migration: versions with running instances, and steps that need a mapping."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from bpmn.elements import Activity, CatchEvent, Gateway, Node, Process
from services.process.migration_previews import require_preview
from services.process.migrations import Wish, find_route
from workflows.errors import NotFoundError
from workflows.models import ProcessDefinition, ProcessInstance
from workflows.queries import definitions
from workflows.queries.migrations import ALIVE
from workflows.running.library import load_set, read_definition
from workflows.work import Work

MAPPABLE: Final = (Activity, CatchEvent, Gateway)
"""Nodes at which tokens wait."""


@dataclass(frozen=True)
class SourceCard:
    """A version on which instances run, and how many."""

    id: str
    version: int
    instances: int


@dataclass(frozen=True)
class Choice:
    """A node that a person may choose."""

    id: str
    name: str


@dataclass(frozen=True)
class GoneNode:
    """A node that the new version does not have, and what it might be there."""

    process: str
    id: str
    name: str
    options: list[Choice]


def list_sources(work: Work, to_id: str) -> list[SourceCard]:
    """The versions of a process on which instances run, the newest first."""
    require_preview(work)
    after = _load(work, to_id)
    rows = work.session.execute(
        select(ProcessDefinition.public_id, ProcessDefinition.version, func.count(ProcessInstance.id))
        .join(ProcessInstance, ProcessInstance.definition_id == ProcessDefinition.id)
        .where(
            ProcessDefinition.org_id == after.org_id,
            ProcessDefinition.key == after.key,
            ProcessInstance.state.in_(ALIVE),
        )
        .group_by(ProcessDefinition.public_id, ProcessDefinition.version)
        .order_by(ProcessDefinition.version.desc())
    )
    return [SourceCard(*row) for row in rows]


def list_gone(work: Work, to_id: str, from_id: str) -> list[GoneNode]:
    """The nodes that a mapping may name: those that the new versions do not have, also of called processes."""
    require_preview(work)
    before, after = _load(work, from_id), _load(work, to_id)
    new = find_route(work.session, before.org_id, to_id, Wish(from_id)).course.bound.processes
    found = list(_list_lost(read_definition(before), new[after.key]))
    sets = select(ProcessInstance.set_id).where(
        ProcessInstance.definition_id == before.id, ProcessInstance.state.in_(ALIVE)
    )
    known = {(each.process, each.id) for each in found}
    for set_id in work.session.scalars(sets.distinct().order_by(ProcessInstance.set_id)):
        for key, process in load_set(work.session, set_id).processes.items():
            lost = _list_lost(process, new[key]) if key != before.key and key in new else ()
            found += [each for each in lost if (each.process, each.id) not in known]
            known |= {(each.process, each.id) for each in found}
    return found


def _list_lost(before: Process, after: Process) -> Iterator[GoneNode]:
    for node in before.nodes.values():
        if isinstance(node, MAPPABLE) and node.id not in after.nodes:
            yield GoneNode(before.id, node.id, node.name or node.id, _options(after, before, node))


def _load(work: Work, definition_id: str) -> ProcessDefinition:
    row = definitions.load_definition(work.session, work.asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    return row


def _options(after: Process, before: Process, node: Node) -> list[Choice]:
    """Nodes of the same kind, those that are new first."""
    same = [each for each in after.nodes.values() if type(each) is type(node)]
    same.sort(key=lambda each: each.id in before.nodes)
    return [Choice(each.id, each.name or each.id) for each in same]
