"""What one chooses from when proposing a migration: versions with running instances, and steps that need a mapping."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from bpmn.elements import Activity, CatchEvent, Gateway, Node, Process
from services.process.migration_previews import require_preview
from workflows.errors import NotFoundError
from workflows.models import ProcessDefinition, ProcessInstance
from workflows.queries import definitions
from workflows.queries.migrations import ALIVE
from workflows.running.library import read_definition
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
    """The nodes of the old version that a mapping may name: those that the new version does not have."""
    require_preview(work)
    before, after = read_definition(_load(work, from_id)), read_definition(_load(work, to_id))
    return [
        GoneNode(before.id, node.id, node.name or node.id, _options(after, before, node))
        for node in before.nodes.values()
        if isinstance(node, MAPPABLE) and node.id not in after.nodes
    ]


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
