"""What a parcel says, in the reader's language: names, deadlines and links, nothing of the matter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bpmn.texts import N_, Text
from services.notices.outbound import Line, Parcel, speech
from services.notices.rules import Topic
from workflows.rules.deadlines import ZONE, deadline_day, end_of_day

TOPICS: Final[Mapping[str, str]] = {
    Topic.OPENED: N_("新到待办"),
    Topic.DUE: N_("即将到期"),
    Topic.OVERDUE: N_("已逾期"),
    Topic.URGED: N_("有人催办"),
    Topic.COPIED: N_("收到抄送"),
    Topic.PROCESS: N_("流程动态"),
}
"""What topics are called."""

NEWS: Final[Mapping[str, str]] = {
    "task_vacant": N_("无人可派"),
    "deadline_extended": N_("期限顺延"),
    "date_extended": N_("期限顺延"),
    "instance_cancelled": N_("流程撤销"),
    "instance_suspended": N_("流程暂停"),
    "instance_resumed": N_("流程恢复"),
    "decision_served": N_("决定书送达"),
    "appeal_refused": N_("申诉不予受理"),
    "appeal_decided": N_("申诉决定送达"),
    "recusal_granted": N_("决定回避"),
    "recusal_refused": N_("不予回避"),
}
"""Kinds that have a shorter word of their own."""


def say_subject(parcel: Parcel) -> str:
    """One line over everything."""
    if len(parcel.lines) == 1:
        return _say(parcel, N_("【廉流】%(line)s"), line=say_what(parcel, parcel.lines[0]))
    return _say(parcel, N_("【廉流】您有 %(count)d 条通知"), count=len(parcel.lines))


def say_what(parcel: Parcel, line: Line) -> str:
    """What one notice says: what has happened to which step of which process."""
    news = _say(parcel, NEWS.get(line.kind) or TOPICS[line.topic])
    process = speech().name_process(parcel.language, line.process)
    if not line.step:
        return _say(parcel, N_("%(news)s：%(process)s"), news=news, process=process)
    step = speech().name_node(parcel.language, (line.process_key, line.node_id), line.step)
    return _say(parcel, N_("%(news)s：%(step)s（%(process)s）"), news=news, step=step, process=process)


def say_due(parcel: Parcel, line: Line) -> str:
    """Until when, '' without a deadline."""
    return _say(parcel, N_("办理期限：%(due)s"), due=show_due(line.due_at)) if line.due_at else ""


def say_letter(parcel: Parcel, public_url: str) -> str:
    """The whole text of a mail."""
    blocks = ["\n".join(_say_lines(parcel, line, public_url)) for line in parcel.lines]
    greeting = _say(parcel, N_("%(name)s：您好！"), name=parcel.person_name)
    closing = _say(parcel, N_("具体内容请登录系统查看。本邮件由系统自动发出，请勿回复；接收方式可在“通知设置”中修改。"))
    return "\n\n".join([greeting, *blocks, closing]) + "\n"


def _say_lines(parcel: Parcel, line: Line, public_url: str) -> list[str]:
    link = link_to(line, public_url)
    return [each for each in (say_what(parcel, line), say_due(parcel, line), link) if each]


def say_openly(parcel: Parcel, public_url: str) -> str:
    """What others may read too: who is meant and of what kinds his notices are (decision 25)."""
    topics = dict.fromkeys(_say(parcel, TOPICS[line.topic]) for line in parcel.lines)
    separator = _say(parcel, N_("、"))
    text = _say(
        parcel,
        N_("%(name)s：您有 %(count)d 条通知（%(topics)s），请登录系统办理。"),
        name=parcel.person_name,
        count=len(parcel.lines),
        topics=separator.join(topics),
    )
    return f"{text}\n{public_url.rstrip('/')}/inbox" if public_url else text


def link_to(line: Line, public_url: str) -> str:
    """Where a notice leads, '' if the installation does not say under which address it is reached."""
    return f"{public_url.rstrip('/')}{line.path}" if public_url and line.path else ""


def show_due(due_at: datetime) -> str:
    """The last day of a deadline, or its minute."""
    last = deadline_day(due_at)
    return last.isoformat() if due_at == end_of_day(last) else due_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def _say(parcel: Parcel, sentence: str, **values: object) -> str:
    return speech().say(parcel.language, Text(sentence, values))
