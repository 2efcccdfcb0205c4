"""Seats of a panel: who is in them, who steps in, who leaves and sees nothing more (R-COI-1)."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.voting.models import ExpertPanel, PanelMember, PanelVote
from services.voting.queries.panels import list_members
from workflows.models import Candidate, Task, TaskDraft, Vote
from workflows.rules.assignment import Assignee
from workflows.rules.states import TaskState

PATH = ("relation:panel",)


def lock_panel(session: Session, public_id: str) -> ExpertPanel:
    """Lock a panel and read it anew."""
    return session.scalars(
        select(ExpertPanel)
        .where(ExpertPanel.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def seat_alternates(session: Session, panel: ExpertPanel, count: int) -> list[PanelMember]:
    """Let the first alternates take seats, as many as are needed and there."""
    stepping_in = list_members(session, panel, "alternate")[:count]
    for member in stepping_in:
        member.state = "seated"
    session.flush()
    return stepping_in


def fill_seats(session: Session, panel: ExpertPanel) -> None:
    """Fill the empty seats of a panel with alternates."""
    empty = panel.size - len(list_members(session, panel, "seated"))
    seat_alternates(session, panel, max(empty, 0))


def recuse(session: Session, panel: ExpertPanel, member: PanelMember, reason: str) -> None:
    """Take a member out of his seat for a conflict; the first alternate steps in (R-EXP-3, R-COI-1)."""
    was_seated = member.state == "seated"
    member.state, member.reason, member.declared = "recused", reason, "conflict"
    _forget_access(session, panel)
    if was_seated:
        fill_seats(session, panel)


def dismiss(session: Session, panel: ExpertPanel, members: Iterable[PanelMember], state: str = "replaced") -> None:
    """Take members out of their seats because they did not use them."""
    for member in members:
        member.state = state
    _forget_access(session, panel)


def _forget_access(session: Session, panel: ExpertPanel) -> None:
    """Let whoever has left the panel see nothing of it from now on: neither its tasks nor its instances (R-COI-1).

    The seats stay on record; what was said in them is void, and a void seat opens nothing.
    """
    session.flush()
    gone = {member.person_id for member in list_members(session, panel, "recused", "replaced", "dissolved")}
    gone -= {member.person_id for member in list_members(session, panel, "seated", "alternate")}
    seats = (Task.object_ref == panel.public_id) & (Task.seat > 0)
    session.execute(
        update(Task)
        .where(seats, Task.completed_by_id.in_(gone))
        .values(voided=True)
        .execution_options(synchronize_session="fetch")
    )
    drafts = delete(TaskDraft).where(TaskDraft.task_id.in_(select(Task.id).where(seats)), TaskDraft.person_id.in_(gone))
    session.execute(drafts.execution_options(synchronize_session=False))


def void_votes(session: Session, vote: Vote, member: PanelMember, reason: str) -> None:
    """Let what a member has said in a vote count no more; it stays on record (R-EXP-9)."""
    mine = (PanelVote.vote_id == vote.id) & (PanelVote.member_id == member.id) & PanelVote.voided.is_(False)
    session.execute(
        update(PanelVote)
        .where(mine)
        .values(voided=True, void_reason=reason)
        .execution_options(synchronize_session="fetch")
    )


def offer(members: Iterable[PanelMember]) -> list[Assignee]:
    """Seats for members."""
    return [Assignee(member.person_id, PATH) for member in members]


def list_holders(session: Session, vote: Vote, *, only_open: bool) -> set[int]:
    """People who have, or have had, a seat in a vote."""
    held = (
        select(Candidate.person_id)
        .join(Task, Task.id == Candidate.task_id)
        .where(Task.instance_id == vote.instance_id, Task.engine_id == vote.engine_id)
    )
    if only_open:
        held = held.where(Task.state == TaskState.OPEN)
    return set(session.scalars(held))
