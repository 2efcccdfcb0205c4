"""Recusals, late declarations, closing by hand, and the record of who has looked at named votes."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.transaction import use_case
from services.voting import seats
from services.voting.kinds.panels import count_items
from services.voting.models import ExpertPanel, Motion, PanelMember, PanelVote
from services.voting.queries.access import NAMED, load_panel, lock_instance, require_person, require_role
from services.voting.queries.meetings import list_motions_on
from services.voting.queries.panels import KIND, find_member, find_panel_vote, list_votes
from services.voting.settings import settings_of
from workflows import registries
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.models import ProcessInstance, Task, Vote, VoteItem
from workflows.queries.tasks import check_running
from workflows.rules.actors import STEERING
from workflows.rules.deadlines import is_overdue
from workflows.rules.states import InstanceState
from workflows.running.chronicle import Fact
from workflows.running.due_work import schedule
from workflows.running.relations import OFFICE
from workflows.running.steps import Step
from workflows.running.votes import settle_vote
from workflows.work import Work

CHANGED: Final = "expert_result_changed"
"""Due work by which whoever keeps determinations learns that one must be made anew (R-EXP-9)."""


@dataclass(frozen=True)
class MovedPanel:
    """A panel after something was done to it."""

    id: str
    state: str


@dataclass(frozen=True)
class Recusal:
    """Who leaves and why; `member` '' is the asker himself."""

    reason: str
    member: str = ""


@use_case
def recuse_member(work: Work, panel_id: str, recusal: Recusal) -> MovedPanel:
    """Let a member leave for a conflict (R-COI-1): himself at any time, others by the office's head or the chair.

    While the panel is at work the first alternate steps in; what was said before is voided. If its vote is closed, the
    result is computed again (R-EXP-9).
    """
    panel = load_panel(work, panel_id)
    person_id = _find_leaver(work, recusal)
    if not recusal.reason.strip():
        raise RefusedError(N_("请写明回避理由"))
    step = _lock(work, panel)
    member = find_member(work.session, panel, person_id)
    if member is None or member.state not in {"seated", "alternate"}:
        raise NotFoundError(N_("没有这位评估组成员"))
    step.note(_leaving(work, panel, person_id, recusal.reason))
    _leave(step, panel, member, recusal.reason.strip())
    step.finish()
    return MovedPanel(panel.public_id, panel.state)


def _find_leaver(work: Work, recusal: Recusal) -> int:
    if not recusal.member:
        return work.person_id
    person = require_person(work, recusal.member)
    if person.id != work.person_id and not work.asker.has_role(*STEERING):
        raise NotPermittedError(N_("他人的回避由办公室主任或组长决定"))
    return person.id


def _lock(work: Work, panel: ExpertPanel) -> Step:
    """Lock the instance in which the panel is, or was last, at work; then the panel (R2)."""
    latest = work.session.scalar(
        select(Vote.instance_id).where(Vote.object_ref == panel.public_id).order_by(Vote.id.desc()).limit(1)
    )
    instance = lock_instance(work, latest or panel.instance_id)
    check_running(instance)
    seats.lock_panel(work.session, panel.public_id)
    return Step(work, instance)


def _leaving(work: Work, panel: ExpertPanel, person_id: int, reason: str) -> Fact:
    """The fact hangs on a seat of the leaver, so that it is hidden from whoever may not know the names."""
    seat = work.session.scalar(
        select(Task.id)
        .where(Task.object_ref == panel.public_id, Task.seat > 0, Task.instance_id == panel.instance_id)
        .order_by(Task.id.desc())
        .limit(1)
    )
    actor = work.person_id if seat else None
    data = {"panel": panel.public_id, "self": person_id == work.person_id}
    return Fact("member_recused", actor_id=actor, task_id=seat, data=data, texts={"reason": reason.strip()})


def _leave(step: Step, panel: ExpertPanel, member: PanelMember, reason: str) -> None:
    session = step.session
    running = _open_vote(step, panel)
    seats.recuse(session, panel, member, reason)
    if running is not None:
        seats.void_votes(session, running, member, reason)
        settle_vote(step, running, final=False)
    for vote in _closed_votes(step, panel):
        seats.void_votes(session, vote, member, reason)
        recompute(step, panel, vote)


def _open_vote(step: Step, panel: ExpertPanel) -> Vote | None:
    """The declaration or the vote that is running."""
    if step.instance.state != InstanceState.RUNNING:
        return None
    running = select(Vote).where(Vote.object_ref == panel.public_id, Vote.state == "open")
    return step.session.scalar(running.order_by(Vote.id.desc()).limit(1))


def _closed_votes(step: Step, panel: ExpertPanel) -> Iterable[Vote]:
    closed = select(Vote).where(Vote.object_ref == panel.public_id, Vote.kind == KIND, Vote.outcome == "decided")
    return step.session.scalars(closed.order_by(Vote.id)).all()


def recompute(step: Step, panel: ExpertPanel, vote: Vote) -> None:
    """Compute the results of a closed vote again from the votes that still count (R-EXP-9)."""
    session = step.session
    number = max(session.scalars(select(PanelVote.round).where(PanelVote.vote_id == vote.id)), default=0)
    settings = settings_of(step.drawn_context(vote))
    items = session.scalars(select(VoteItem).where(VoteItem.vote_id == vote.id).order_by(VoteItem.position)).all()
    results = count_items(list_votes(session, vote, number), [item.ref for item in items], settings)
    changed = []
    for item in items:
        before, now = item.result, results[item.ref]
        item.result, item.counts = now.result, dict(now.counts)
        if before != now.result:
            step.note(_changed(panel, item.ref, before, now.result))
            _tell_meetings(step, panel, item)
            changed.append(item.ref)
    if changed and CHANGED in registries.due_kinds.names():
        key = f"{vote.public_id}:{secrets.token_hex(8)}"
        schedule(session, panel.org_id, CHANGED, step.work.at, key, vote=vote.id)


def _changed(panel: ExpertPanel, ref: str, before: str, after: str) -> Fact:
    data = {"panel": panel.public_id, "item": ref, "before": before, "after": after, "rule": "R-EXP-9"}
    return Fact("result_recomputed", data=data)


def _tell_meetings(step: Step, panel: ExpertPanel, item: VoteItem) -> None:
    """A motion that waits takes the new grade; one that was decided stays as it was decided."""
    motions: list[Motion] = list_motions_on(step.session, panel.public_id, item.ref)
    for motion in motions:
        if motion.result:
            continue
        if motion.grade == motion.expert_grade:
            motion.grade = item.result
        motion.expert_grade = item.result


@use_case
def declare_late(work: Work, panel_id: str, *, independent: bool, reason: str) -> MovedPanel:
    """An alternate who has stepped into a running vote declares; with a conflict he leaves again (R-EXP-3)."""
    panel = load_panel(work, panel_id)
    step = _lock(work, panel)
    member = find_member(work.session, panel, work.person_id)
    if member is None or member.state != "seated":
        raise NotFoundError
    if member.declared:
        raise ConflictError(N_("您已作过声明"))
    if independent:
        member.declared = "independent"
        return MovedPanel(panel.public_id, panel.state)
    if not reason.strip():
        raise RefusedError(N_("请写明回避理由"))
    step.note(_leaving(work, panel, work.person_id, reason))
    _leave(step, panel, member, reason.strip())
    step.finish()
    return MovedPanel(panel.public_id, panel.state)


@use_case
def close_panel(work: Work, panel_id: str) -> MovedPanel:
    """Close a panel's vote by hand: only when its time is over; when all have voted it has closed by itself."""
    panel = load_panel(work, panel_id)
    require_role(work, *OFFICE)
    step = _lock(work, panel)
    vote = _open_vote(step, panel)
    if vote is None:
        raise ConflictError(N_("评估没有在进行"))
    if not is_overdue(vote.closes_at, work.at):
        raise ConflictError(N_("尚未到截止时间，专家也没有全部提交"))
    settle_vote(step, vote, final=True)
    step.finish()
    return MovedPanel(panel.public_id, panel.state)


@use_case
def note_reading(work: Work, panel_id: str) -> None:
    """Write down that somebody has looked at named votes (R-EXP-11)."""
    panel = load_panel(work, panel_id)
    require_role(work, *NAMED)
    vote = find_panel_vote(work.session, panel.public_id)
    instance: ProcessInstance = lock_instance(work, vote.instance_id if vote else panel.instance_id)
    step = Step(work, instance)
    step.note(Fact("votes_read", actor_id=work.person_id, data={"panel": panel.public_id}))
    step.finish()
