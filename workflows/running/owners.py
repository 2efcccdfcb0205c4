"""Who gets a task that opens: owner rules of the diagram → people, with the path to each."""

from collections.abc import Iterable

from sqlalchemy import select

from bpmn.elements import UserTask
from bpmn.extensions import Assign
from workflows.context import NodeContext
from workflows.models import Task
from workflows.rules.assignment import Assignment, assign_people
from workflows.rules.states import TaskState
from workflows.running.relations import OFFICE, list_assigned, list_ladder, list_members, list_role


def assign_task(context: NodeContext, node: UserTask) -> Assignment:
    """Resolve the owner rules of a node now."""
    found = [assignee for assign in node.assign for assignee in list_assigned(context, assign)]
    excluded = list_excluded(context, node.assign)
    needs_ladder = bool(excluded) and not {each.person_id for each in found} - excluded
    ladder = list_ladder(context, node.assign) if needs_ladder else []
    allowed = {each.person_id for each in found} - excluded
    office = [] if allowed else list_role(context, OFFICE)
    return assign_people(found, excluded, ladder, office)


def list_excluded(context: NodeContext, assigns: Iterable[Assign]) -> frozenset[int]:
    """Who may not act: doers of the tasks that `unlike` names, members of the relations that `apart` names."""
    nodes = [node for assign in assigns for node in assign.unlike]
    excluded = set(context.once(tuple(nodes), lambda: _list_doers(context, nodes))) if nodes else set()
    for assign in assigns:
        if assign.apart:
            excluded |= {member.person_id for member in list_members(context, assign.apart) if member.person_id}
    return frozenset(excluded)


def _list_doers(context: NodeContext, nodes: list[str]) -> set[int]:
    """Who completed one of the nodes since this process was called."""
    done = context.work.session.execute(
        select(Task.completed_by_id, Task.on_behalf_id).where(
            Task.instance_id == context.instance.id,
            Task.scope_id == context.scope_id,
            Task.node_id.in_(nodes),
            Task.state == TaskState.COMPLETED,
        )
    )
    return {person for row in done for person in row if person}
