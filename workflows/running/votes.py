"""Votes as the process sees them: a seat says something, a vote is decided or goes on."""

from sqlalchemy import select, update

from bpmn.elements import UserTask
from workflows import registries
from workflows.models import Candidate, Task, Vote, VoteItem
from workflows.queries.votes import find_vote
from workflows.registries import Decision, Extension, Submitted
from workflows.rules.states import TaskState
from workflows.running import due_work
from workflows.running.chronicle import Fact
from workflows.running.opening import open_seats, schedule_closing, set_closing
from workflows.running.steps import Step


def cast_seat(step: Step, task: Task, submitted: Submitted) -> None:
    """Hand what a seat says to its kind, and see whether the vote is decided."""
    vote = find_vote(step.session, task.instance_id, task.engine_id)
    registries.vote_kinds.find(vote.kind).cast(step.vote_context(vote, task), submitted)
    settle_vote(step, vote, final=False)


def settle_vote(step: Step, vote: Vote, *, final: bool) -> bool:
    """Ask the kind whether its vote is decided; go on accordingly. True if the vote is over."""
    answer = registries.vote_kinds.find(vote.kind).decide(step.vote_context(vote), final=final)
    if isinstance(answer, Extension):
        _extend(step, vote, answer)
    if isinstance(answer, Decision):
        _close(step, vote, answer)
    return isinstance(answer, Decision)


def _extend(step: Step, vote: Vote, extension: Extension) -> None:
    context = step.vote_context(vote)
    if extension.closing and extension.closing.at != vote.closes_at:
        set_closing(vote, extension.closing)
        schedule_closing(context, vote, extension.closing.at)
        until = extension.closing.at.isoformat()
        step.note(Fact("vote_extended", data={"vote": vote.public_id, "until": until}))
    if extension.ended:
        end_seats(step, vote, extension.ended)
    open_seats(context, vote, extension.seats, step.chronicle)


def end_seats(step: Step, vote: Vote, people: frozenset[int]) -> None:
    """Take the open seats of some people out of their inboxes; an honest record says that they were ended."""
    session = step.session
    seats = session.scalars(
        select(Task)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(
            Task.instance_id == vote.instance_id,
            Task.engine_id == vote.engine_id,
            Task.state == TaskState.OPEN,
            Candidate.person_id.in_(people),
        )
    ).all()
    for seat in seats:
        seat.state = TaskState.CANCELLED
        step.note(Fact("seat_ended", task_id=seat.id, data={"task": seat.public_id, "seat": seat.seat}))
    ids = [seat.id for seat in seats]
    session.execute(update(Candidate).where(Candidate.task_id.in_(ids)).values(open=False))


def _close(step: Step, vote: Vote, decision: Decision) -> None:
    vote.state, vote.outcome = "closed", decision.outcome
    for item in step.session.scalars(select(VoteItem).where(VoteItem.vote_id == vote.id)):
        result = decision.results.get(item.ref)
        if result is not None:
            item.result, item.counts = result.result, dict(result.counts)
    due_work.cancel_votes(step.session, vote)
    data = {"vote": vote.public_id, "kind": vote.kind, "outcome": decision.outcome, "node": vote.node_id}
    step.note(Fact("vote_closed", data=data))
    node = step.node(vote.process_key, vote.node_id)
    outputs = node.vote.outputs if isinstance(node, UserTask) and node.vote else ()
    variables = {binding.name: decision.report[binding.value] for binding in outputs}
    step.session.flush()
    step.complete(vote, outcome=decision.outcome, variables=variables)
