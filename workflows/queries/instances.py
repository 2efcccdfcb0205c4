"""Process instances: lists, one of them, its links, and where its tokens stand and have been."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.engine.progress import UNDO
from workflows.models import (
    EngineTask,
    InstanceLink,
    Person,
    ProcessDefinition,
    ProcessInstance,
    Task,
    Unit,
)
from workflows.queries.paging import Page, Window, page_of
from workflows.queries.visibility import visible_to
from workflows.rules.actors import Actor
from workflows.rules.states import NodeState, TaskState


@dataclass(frozen=True)
class InstanceFilter:
    """Which instances are wanted."""

    state: str = ""
    definition_key: str = ""
    unit: str = ""
    business_key: str = ""
    window: Window = field(default_factory=Window)


@dataclass(frozen=True)
class InstanceCard:
    """One instance, as lists show it."""

    id: str
    definition_id: str
    definition_key: str
    process_name: str
    version: int
    business_key: str
    title: str
    unit: str
    unit_name: str
    state: str
    starter: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True)
class LinkedInstance:
    """An instance that another set off, or that set it off."""

    id: str
    title: str
    state: str
    kind: str
    parent: bool


@dataclass(frozen=True)
class NodeFigures:
    """What happened at a node: how often, how it stands now, and when."""

    state: str
    done: int
    active: int
    cancelled: int
    first_at: datetime
    last_at: datetime | None
    overdue: bool = False


def _cards() -> Any:
    return (
        select(
            ProcessInstance,
            ProcessDefinition,
            func.coalesce(Unit.code, "").label("unit_code"),
            func.coalesce(Unit.name, "").label("unit_name"),
            func.coalesce(Person.name, "").label("starter_name"),
        )
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Person, Person.id == ProcessInstance.started_by_id)
    )


def _card(row: Any) -> InstanceCard:
    instance, definition = row.ProcessInstance, row.ProcessDefinition
    return InstanceCard(
        id=instance.public_id,
        definition_id=definition.public_id,
        definition_key=definition.key,
        process_name=definition.name,
        version=definition.version,
        business_key=instance.business_key,
        title=instance.title,
        unit=row.unit_code,
        unit_name=row.unit_name,
        state=instance.state,
        starter=row.starter_name,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        end_reason=instance.end_reason,
    )


def list_instances(session: Session, actor: Actor, at: datetime, wanted: InstanceFilter) -> Page[InstanceCard]:
    """Instances that the asker may see, the newest first."""
    statement = _cards().where(visible_to(actor, at))
    if wanted.state:
        statement = statement.where(ProcessInstance.state == wanted.state)
    if wanted.definition_key:
        statement = statement.where(ProcessDefinition.key == wanted.definition_key)
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    if wanted.business_key:
        statement = statement.where(ProcessInstance.business_key == wanted.business_key)
    return page_of(session, statement, [ProcessInstance.id], wanted.window, _card, descending=True)


def show_instance(session: Session, instance: ProcessInstance) -> InstanceCard:
    """One instance; whoever calls has made sure that the asker may see it."""
    return _card(session.execute(_cards().where(ProcessInstance.id == instance.id)).one())


def list_links(session: Session, instance_id: int, actor: Actor, at: datetime) -> list[LinkedInstance]:
    """What set the instance off, and what it has set off; restricted ones to those who may know of them."""
    other = aliased(ProcessInstance)
    known = select(ProcessInstance.id).where(visible_to(actor, at))
    is_child = InstanceLink.child_id == instance_id
    rows = session.execute(
        select(other.public_id, other.title, other.state, InstanceLink.kind, is_child.label("parent"))
        .join(
            other,
            or_(
                (InstanceLink.parent_id == instance_id) & (other.id == InstanceLink.child_id),
                is_child & (other.id == InstanceLink.parent_id),
            ),
        )
        .where(or_(~other.restricted, other.id.in_(known)))
        .order_by(other.id)
    )
    return [LinkedInstance(*row) for row in rows]


def list_node_figures(session: Session, instance_id: int, at: datetime) -> Mapping[str, Mapping[str, NodeFigures]]:
    """By process and node: what tokens have done there. Repetitions count by their children, not by themselves."""
    rows = session.execute(
        select(
            EngineTask.process_key,
            EngineTask.node_id,
            EngineTask.part,
            EngineTask.state,
            func.count(),
            func.min(EngineTask.opened_at),
            func.max(EngineTask.closed_at),
        )
        .where(EngineTask.instance_id == instance_id, EngineTask.part != UNDO)
        .group_by(EngineTask.process_key, EngineTask.node_id, EngineTask.part, EngineTask.state)
    )
    late = _late_nodes(session, instance_id, at)
    found: dict[str, dict[str, list[Any]]] = {}
    for key, node, part, state, *figures in rows:
        found.setdefault(key, {}).setdefault(node, []).append((part, NodeState(state), figures))
    return {
        key: {node: _figures(parts, overdue=(key, node) in late) for node, parts in nodes.items()}
        for key, nodes in found.items()
    }


def _late_nodes(session: Session, instance_id: int, at: datetime) -> set[tuple[str, str]]:
    rows = session.execute(
        select(Task.process_key, Task.node_id).where(
            Task.instance_id == instance_id, Task.state == TaskState.OPEN, Task.due_at <= at, Task.adviser_id.is_(None)
        )
    )
    return {(key, node) for key, node in rows}


def _figures(parts: list[Any], *, overdue: bool) -> NodeFigures:
    whole = [each for each in parts if not each[0]]
    counted = [each for each in parts if each[0]] or whole
    active = any(state.open for _, state, _ in whole)
    by_state = {name: sum(f[0] for _, s, f in counted if name(s)) for name in (_is_done, _is_open, _is_cancelled)}
    return NodeFigures(
        state="active" if active else ("done" if by_state[_is_done] or _any_done(whole) else "cancelled"),
        done=by_state[_is_done],
        active=by_state[_is_open],
        cancelled=by_state[_is_cancelled],
        first_at=min(figures[1] for _, _, figures in parts),
        last_at=None if active else max((f[2] for _, _, f in parts if f[2]), default=None),
        overdue=overdue,
    )


def _is_done(state: NodeState) -> bool:
    return state is NodeState.COMPLETED


def _is_open(state: NodeState) -> bool:
    return state.open


def _is_cancelled(state: NodeState) -> bool:
    return state is NodeState.CANCELLED


def _any_done(parts: list[Any]) -> bool:
    return any(_is_done(state) for _, state, _ in parts)
