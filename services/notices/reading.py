"""Reading notices: the list, the count, and marking what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from bpmn.texts import N_, Text
from services.notices.rules import kinds_of, topic_of
from services.transaction import use_case
from workflows.errors import NotFoundError
from workflows.models import Notice, OutboxMessage, ProcessInstance, Task
from workflows.queries.paging import Page, Window, page_of
from workflows.work import Work

SENTENCES: Final[Mapping[str, str]] = {
    "task_opened": N_("新到待办：%(task)s"),
    "task_vacant": N_("无人可派，请办公室处理：%(task)s"),
    "task_due": N_("即将到期：%(task)s"),
    "task_overdue": N_("已逾期，请尽快办理：%(task)s"),
    "task_urged": N_("催办：%(task)s"),
    "task_returned": N_("退回给您重新办理：%(task)s"),
    "task_withdrawn": N_("该事项已收回，无需办理：%(task)s"),
    "task_delegated": N_("请您对委派的事项提出意见：%(task)s"),
    "task_advised": N_("委派的事项已有意见：%(task)s"),
    "delegation_recalled": N_("委派已收回，无需回复：%(task)s"),
    "warning_overdue": N_("本处室人员逾期未书面回告预警，请督促：%(title)s"),
    "inquiry_copied": N_("谈话函询通知书抄送给您，请在“函询”中查看，并督促按期回复"),
    "inquiry_overdue": N_("本单位人员逾期未回复函询，请督促，详见“函询”"),
    "advice_refused": N_("有单位无正当理由不采纳或者不落实纪检监察建议，报请知悉：%(title)s"),
    "advice_overdue": N_("分管单位逾期未回告纪检监察建议书，请督促：%(title)s"),
    "copied": N_("抄送给您：%(title)s"),
    "decision_served": N_("责任追究决定书已送达，可在规定期限内申诉"),
    "decision_copied": N_("责任追究决定书抄送给您"),
    "appeal_refused": N_("申诉逾期，不予受理"),
    "appeal_decided": N_("申诉已作出决定"),
    "recusal_granted": N_("已决定回避"),
    "recusal_refused": N_("回避申请未获同意"),
    "deadline_extended": N_("办理期限已顺延：%(task)s"),
    "date_extended": N_("%(date)s已顺延至 %(due)s：%(title)s"),
    "instance_cancelled": N_("流程已撤销：%(title)s"),
    "instance_suspended": N_("流程已暂停：%(title)s。理由：%(reason)s"),
    "instance_resumed": N_("流程已恢复，期限相应顺延：%(title)s"),
}
"""What each kind of message says."""


@dataclass(frozen=True)
class NoticeCard:
    """One notice: what it says, and what it is about."""

    id: int
    kind: str
    topic: str
    text: Text
    title: str
    task_id: str
    instance_id: str
    created_at: datetime
    read: bool
    path: str = ""
    """The page that it is about, where that is neither a task nor an instance."""


@dataclass(frozen=True)
class NoticeFilter:
    """Which notices: only unread ones, only those of a topic."""

    unread: bool = False
    topic: str = ""


EVERYTHING: Final = NoticeFilter()


@dataclass(frozen=True)
class ReadNotices:
    """How many notices were marked as read, and how many are unread now."""

    marked: int
    unread: int


def list_notices(
    session: Session, person_id: int, window: Window, wanted: NoticeFilter = EVERYTHING
) -> Page[NoticeCard]:
    """Somebody's notices, the newest first."""
    statement = (
        select(Notice, OutboxMessage, ProcessInstance.title, _linked(), Task.name, Task.public_id)
        .join(OutboxMessage, OutboxMessage.id == Notice.message_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .outerjoin(Task, Task.id == OutboxMessage.task_id)
        .where(Notice.person_id == person_id)
    )
    if wanted.unread:
        statement = statement.where(Notice.read_at.is_(None))
    if wanted.topic:
        statement = statement.where(OutboxMessage.kind.in_(kinds_of(wanted.topic, SENTENCES)))
    return page_of(session, statement, [Notice.id], window, _card, descending=True)


def _linked() -> ColumnElement[str]:
    """The instance that a notice leads to; to a restricted one none does, only to a task of it."""
    return case((ProcessInstance.restricted, ""), else_=ProcessInstance.public_id)


def _card(row: Any) -> NoticeCard:
    notice, message, title, instance_ref, task_name, task_ref = tuple(row)[:6]
    sentence = SENTENCES[message.kind]
    return NoticeCard(
        id=notice.id,
        kind=message.kind,
        topic=topic_of(message.kind),
        text=Text(sentence, {**_fill(message.values), "task": task_name or "", "title": title or ""}),
        title=title or "",
        task_id=task_ref or "",
        instance_id=instance_ref or "",
        created_at=notice.created_at,
        read=notice.read_at is not None,
        path=str(message.values.get("path", "")),
    )


def _fill(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What fills the gaps of a sentence; the name of a date is a sentence of its own."""
    return {**values, "date": Text(values["date"])} if "date" in values else values


def count_unread(session: Session, person_id: int) -> int:
    """How many notices somebody has not read."""
    unread = select(func.count(Notice.id)).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


@use_case
def read_notices(work: Work) -> ReadNotices:
    """Mark all of the asker's notices as read."""
    mine = update(Notice).where(Notice.person_id == work.person_id, Notice.read_at.is_(None))
    marked = work.session.execute(mine.values(read_at=work.at).returning(Notice.id)).all()
    return ReadNotices(len(marked), 0)


@use_case
def read_notice(work: Work, notice_id: int) -> ReadNotices:
    """Mark one of the asker's notices as read; one that was read before stays as it is."""
    found = work.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == work.person_id))
    if found is None:
        raise NotFoundError
    marked = found.read_at is None
    found.read_at = found.read_at or work.at
    work.session.flush()
    return ReadNotices(int(marked), count_unread(work.session, work.person_id))
