"""The task that a call about a ballot, panel or meeting means: the web completes it as any other task."""

from sqlalchemy import or_, select

from bpmn.elements import UserTask
from services.voting.models import Ballot, ExpertPanel
from services.voting.queries.access import load_ballot, load_meeting, load_panel
from services.voting.queries.meetings import KIND as MEETING
from services.voting.queries.panels import KIND as PANEL
from workflows.errors import NotFoundError
from workflows.models import Candidate, ProcessInstance, Task, Vote
from workflows.rules.states import TaskState
from workflows.running.steps import Step
from workflows.work import Work

DECLARATION = "declaration"


def find_countersign_task(work: Work, ballot_id: str) -> str:
    """The task that countersigns a ballot's slips: the open one, else the latest."""
    return _find_handler_task(work, load_ballot(work, ballot_id), "countersign_ballot", "ballot")


def find_draw_task(work: Work, panel_id: str) -> str:
    """The task that draws a panel: the open one, else the latest."""
    return _find_handler_task(work, load_panel(work, panel_id), "draw_panel", "panel")


def find_declaration_seat(work: Work, panel_id: str) -> str:
    """The asker's seat in a panel's declaration, even if it has cost him his access; '' if he has none."""
    return _find_seat(work, panel_id, DECLARATION)


def find_panel_seat(work: Work, panel_id: str) -> str:
    """The asker's seat in a panel's vote."""
    return _require(_find_seat(work, load_panel(work, panel_id).public_id, PANEL))


def find_meeting_seat(work: Work, meeting_id: str) -> str:
    """The asker's seat in a meeting's vote."""
    return _require(_find_seat(work, load_meeting(work, meeting_id).public_id, MEETING))


def _require(task_id: str) -> str:
    if not task_id:
        raise NotFoundError
    return task_id


def _find_seat(work: Work, object_ref: str, kind: str) -> str:
    """The open seat, else the one that was used last: so that a repeated request finds its first answer."""
    sits = select(Candidate.task_id).where(Candidate.person_id == work.asker.person_id)
    mine = or_(Task.id.in_(sits), Task.completed_by_id == work.asker.person_id)
    seat = work.session.scalar(
        select(Task.public_id)
        .where(Task.object_ref == object_ref, Task.object_type == kind, Task.seat > 0, mine)
        .order_by((Task.state == TaskState.OPEN).desc(), Task.id.desc())
        .limit(1)
    )
    return seat or ""


def _find_handler_task(work: Work, found: Ballot | ExpertPanel, handler: str, variable: str) -> str:
    """The newest task whose node has the handler and whose call is about the object; an open one first."""
    ref = found.id if isinstance(found, Ballot) else found.public_id
    again = select(Vote.instance_id).where(Vote.object_ref == ref)
    instances = work.session.scalars(
        select(ProcessInstance)
        .where(or_(ProcessInstance.id == found.instance_id, ProcessInstance.id.in_(again)))
        .order_by(ProcessInstance.id.desc())
    ).all()
    steps = [Step(work, instance) for instance in instances]
    tasks = [
        task
        for step in steps
        for task in _list_tasks(work, step)
        if _writes(step, task) == handler and step.task_context(task).variables.get(variable) == ref
    ]
    tasks.sort(key=lambda task: (task.state == TaskState.OPEN, task.id))
    return _require(tasks[-1].public_id if tasks else "")


def _list_tasks(work: Work, step: Step) -> list[Task]:
    mine = select(Task).where(Task.instance_id == step.instance.id, Task.seat == 0)
    return list(work.session.scalars(mine.order_by(Task.id)))


def _writes(step: Step, task: Task) -> str:
    node = step.node_of(task)
    return node.writes if isinstance(node, UserTask) else ""
