"""What people read and press: names of activities, and a way to complete each task."""

from collections.abc import Iterator, Mapping
from typing import Final

from bpmn.documents import Element
from bpmn.importing.notes import Note, called, changed
from bpmn.importing.trees import Diagram, all_nodes, extend, extensions_of
from bpmn.nodes import local
from bpmn.texts import N_

KINDS: Final[Mapping[str, str]] = {
    "userTask": "办理事项",
    "serviceTask": "系统处理",
    "sendTask": "发送消息",
    "receiveTask": "接收消息",
    "businessRuleTask": "业务规则",
    "callActivity": "调用流程",
    "subProcess": "子流程",
}
"""What an activity without a name is called, before its number."""

DONE: Final[Mapping[str, str]] = {"name": "done", "label": "办结"}
"""The outcome of a task that names none."""


def name_activities(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """An activity has a name: people see it in their inbox."""
    counts: dict[str, int] = {}
    for node in all_nodes(process, *KINDS):
        kind = KINDS[local(node)]
        counts[kind] = counts.get(kind, 0) + 1
        if not node.get("name", "").strip():
            node.set("name", f"{kind} {counts[kind]}")
            text = N_("%(id)s 没有名称，取名“%(name)s”")
            yield changed("name", node, text, id=node.get("id", ""), name=called(node))


def give_outcomes(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """A user task can be completed; where nothing says with which outcomes, it is simply done."""
    for task in all_nodes(process, "userTask"):
        if not extensions_of(task, "outcome") and not extensions_of(task, "vote"):
            extend(task, "outcome", DONE)
            text = N_("“%(name)s”没有写明办理结果，设为“办结”；有同意、退回等结果的请改写")
            yield changed("outcome", task, text, name=called(task))
