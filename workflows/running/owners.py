"""Who gets a task that opens: owner rules of the diagram → people, with the path to each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sqlalchemy import select

from bpmn.elements import UserTask
from bpmn.extensions import Assign
from workflows.context import NodeContext
from workflows.models import Task
from workflows.rules.actors import DISCIPLINE
from workflows.rules.assignment import Assignee, Assignment, assign_people
from workflows.rules.states import TaskState
from workflows.running.relations import OFFICE, list_assigned, list_ladder, list_members, list_role

Doers = Callable[[NodeContext, Sequence[str]], set[int]]
"""Who has done some nodes since their process was called."""

STEERED_BY: Final = ("group_chair", "top_leader")
"""Who is told of a vacancy where the office itself has nobody."""


def assign_task(context: NodeContext, node: UserTask, doers: Doers | None = None) -> Assignment:
    """Resolve the owner rules of a node now; `doers` are looked for among completed tasks unless somebody says them."""
    found = [assignee for assign in node.assign for assignee in list_assigned(context, assign)]
    excluded = list_excluded(context, node.assign, doers)
    needs_ladder = bool(excluded) and not {each.person_id for each in found} - excluded
    ladder = list_ladder(context, node.assign) if needs_ladder else []
    allowed = {each.person_id for each in found} - excluded
    office = [] if allowed else list_office(context)
    return assign_people(found, excluded, ladder, office)


def list_office(context: NodeContext) -> list[Assignee]:
    """Who stands in where nobody matches, and is told of it: the office, else who steers above it (R-TASK-1).

    Of a restricted instance only discipline may know.
    """
    if context.instance.restricted:
        return list_role(context, DISCIPLINE)
    return list_role(context, OFFICE) or list_role(context, STEERED_BY)


def list_excluded(context: NodeContext, assigns: Iterable[Assign], doers: Doers | None = None) -> frozenset[int]:
    """Who may not act: doers of the tasks that `unlike` names, members of the relations that `apart` names."""
    nodes = [node for assign in assigns for node in assign.unlike]
    look_up = doers or _list_doers
    excluded = set(context.once(tuple(nodes), lambda: look_up(context, nodes))) if nodes else set()
    for assign in assigns:
        if assign.apart:
            excluded |= {member.person_id for member in list_members(context, assign.apart) if member.person_id}
    return frozenset(excluded)


def _list_doers(context: NodeContext, nodes: Sequence[str]) -> set[int]:
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
