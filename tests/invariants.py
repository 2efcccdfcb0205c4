"""What must be true of a database at any time, whatever was done to it (invariants I3, I5 to I8 of the trust study)."""

from collections import Counter
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.documents.models import Document, DocumentSeries, DocumentVersion
from services.information.models import RiskInformation
from services.information.starts import SERIES as REPORTS
from services.warnings.actions.ladder import SERIES
from services.warnings.models import RiskWarning
from tests.houses import House
from workflows.models import (
    Candidate,
    DueWork,
    EngineTask,
    EventSubscription,
    HistoryEntry,
    Incident,
    Notice,
    NoticeDelivery,
    OutboxMessage,
    ProcessInstance,
    Task,
    Vote,
)
from workflows.queries.history import check_chain
from workflows.rules.states import DueState, InstanceState, NodeState, TaskState
from workflows.running.due_work import DELIVERY
from workflows.running.library import load_set

ENDED = {InstanceState.COMPLETED, InstanceState.CANCELLED}


def check_invariants(house: House) -> None:
    """Fail with what does not hold."""
    with house.reading() as session:
        for instance in session.scalars(select(ProcessInstance)):
            _check_chain(session, instance)
            _check_tokens(session, instance)
            _check_subscriptions(session, instance)
            _check_progress(session, instance)
        _check_tasks(session)
        _check_messages(session)
        _check_numbers(session)
        _check_deliveries(session)


def _check_chain(session: Session, instance: ProcessInstance) -> None:
    broken = check_chain(session, instance)
    assert broken is None, f"history of {instance.title}: {broken}"


def _check_tokens(session: Session, instance: ProcessInstance) -> None:
    """Every token at a user task has its task or its vote, and every open task and vote has its token."""
    mine = select(EngineTask.engine_id).where(EngineTask.instance_id == instance.id)
    ready = set(session.scalars(mine.where(EngineTask.state == NodeState.READY)))
    tasks = select(Task.engine_id).where(Task.instance_id == instance.id, Task.state == TaskState.OPEN)
    votes = set(session.scalars(select(Vote.engine_id).where(Vote.instance_id == instance.id, Vote.state == "open")))
    plain = set(session.scalars(tasks.where(Task.seat == 0)))
    assert ready == plain | votes, f"{instance.title}: tokens {ready}, tasks {plain}, votes {votes}"
    assert set(session.scalars(tasks.where(Task.seat > 0))) <= votes


def _check_subscriptions(session: Session, instance: ProcessInstance) -> None:
    """A subscription stands exactly while a token waits for its message or signal."""
    processes = load_set(session, instance.set_id).processes
    mine = (EngineTask.instance_id == instance.id) & EngineTask.closed_at.is_(None)
    open_rows = session.scalars(select(EngineTask).where(mine, EngineTask.state == NodeState.WAITING))
    tokens = {row.engine_id for row in open_rows if processes[row.process_key].nodes[row.node_id].awaited}
    waits = select(EventSubscription.engine_id).where(EventSubscription.instance_id == instance.id)
    assert set(session.scalars(waits)) == tokens, instance.title


def _check_progress(session: Session, instance: ProcessInstance) -> None:
    """What has ended has nothing left; what has not can still go on."""
    count = func.count()
    tokens = session.scalar(select(count).where(EngineTask.instance_id == instance.id, EngineTask.closed_at.is_(None)))
    # A message on its way finds out by itself that its instance has ended, and looks for somebody else.
    mine = (DueWork.instance_id == instance.id) & (DueWork.kind != DELIVERY)
    pending = session.scalar(select(count).where(mine, DueWork.state == DueState.PENDING))
    open_tasks = session.scalar(select(count).where(Task.instance_id == instance.id, Task.state == TaskState.OPEN))
    if instance.state in ENDED:
        assert (tokens, pending, open_tasks) == (0, 0, 0), f"{instance.title} has ended with something left"
        assert instance.ended_at is not None
    else:
        incidents = session.scalar(select(count).where(Incident.instance_id == instance.id))
        awaited = session.scalar(select(count).where(EventSubscription.instance_id == instance.id))
        assert tokens
        assert open_tasks or pending or incidents or awaited, f"{instance.title} waits for nobody"


def _check_tasks(session: Session) -> None:
    """Candidates mirror their tasks; a completed task says who and how, and was offered to him or his principal."""
    for task, each in session.execute(select(Task, Candidate).join(Candidate, Candidate.task_id == Task.id)):
        asked = not each.advising or each.person_id == task.adviser_id
        assert each.open == (task.state == TaskState.OPEN and asked), task.name
    for task in session.scalars(select(Task).where(Task.state == TaskState.COMPLETED)):
        offered = set(
            session.scalars(select(Candidate.person_id).where(Candidate.task_id == task.id, ~Candidate.advising))
        )
        assert (task.on_behalf_id or task.completed_by_id) in offered
        assert task.outcome
    facts = Counter(session.scalars(select(HistoryEntry.task_id).where(HistoryEntry.kind == "task_completed")))
    assert not [task_id for task_id, times in facts.items() if times > 1], "a task was completed twice"


def _check_messages(session: Session) -> None:
    """One notice a message."""
    rows = session.execute(select(OutboxMessage, Notice).outerjoin(Notice, Notice.message_id == OutboxMessage.id)).all()
    assert len(rows) == session.scalar(select(func.count(OutboxMessage.id)))
    for message, notice in rows:
        assert (message.sent_at is not None) == (notice is not None)
        assert notice is None or notice.person_id == message.person_id


def _list_numbers(series: DocumentSeries) -> Select[Any]:
    """Numbers that were given of a series: of documents of its kind, of warnings, or of risk information."""
    for name, table in ((SERIES, RiskWarning), (REPORTS, RiskInformation)):
        if series.series == name:
            return select(table.number).where(table.org_id == series.org_id, table.year == series.year)
    mine = (Document.org_id == series.org_id, Document.series == series.series, Document.year == series.year)
    return select(Document.seq).where(*mine)


def _check_numbers(session: Session) -> None:
    """Numbers of documents and of warnings have neither gaps nor doubles, and every document has all its versions."""
    for series in session.scalars(select(DocumentSeries)):
        given = sorted(session.scalars(_list_numbers(series)))
        assert given == list(range(1, series.last + 1)), f"{series.series} {series.year}: {given}"
    for document in session.scalars(select(Document)):
        versions = select(DocumentVersion.version).where(DocumentVersion.document_id == document.id)
        assert sorted(session.scalars(versions)) == list(range(1, document.version + 1)), document.number


def _check_deliveries(session: Session) -> None:
    """A parcel goes to one reader by one channel, and what has ended says when."""
    for row in session.scalars(select(NoticeDelivery)):
        leader = session.get(NoticeDelivery, row.parcel_id) if row.parcel_id else row
        assert leader is not None
        assert (leader.person_id, leader.channel, leader.send_at) == (row.person_id, row.channel, row.send_at)
        assert (row.state == "waiting") == (row.ended_at is None)
