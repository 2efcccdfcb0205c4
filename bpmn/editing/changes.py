"""Changing a step that is there: its name, who does it, how long it may take."""

from dataclasses import dataclass

from bpmn.documents import Element
from bpmn.editing.files import extension_of, find_element, give, put, read_file, require_text, write_file
from bpmn.elements import CallActivity, Node, UserTask
from bpmn.importing.filling import FillError
from bpmn.importing.trees import extensions_of, take_out
from bpmn.nodes import local
from bpmn.texts import N_, Text


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be different at a user task; None leaves a thing as it is, '' takes it away.

    `role` names roles with blanks between them; `relation` one relation, to a variable or a quoted word `of`.
    """

    element: str
    name: str | None = None
    due: str | None = None
    role: str = ""
    relation: str = ""
    of: str = ""


def change_step(data: bytes, change: Change) -> bytes:
    """The file with the step changed; `FillError` says what does not fit."""
    diagram = read_file(data)
    element = find_element(diagram, change.element)
    require_text("name", change.name or "", change.due or "", change.role, change.relation, change.of)
    if change.name is not None:
        if not change.name:
            raise FillError("name", Text(N_("请填写名称")))
        element.set("name", change.name)
    if change.due is not None:
        _write_due(element, change.due)
    if change.role or change.relation:
        write_owner(element, change.role, change.relation, change.of)
    return write_file(data, diagram)


def _write_due(element: Element, due: str) -> None:
    """At a task its own; at a call what is handed over as `due`, for there the called process has the deadline."""
    handed = [each for each in extensions_of(element, "in") if each.get("name", "") == "due"]
    if local(element) == "userTask":
        give(element, "due", due)
    elif handed and due:
        handed[0].set("value", f"'{due}'")
    else:
        raise FillError("due", Text(N_("这个环节不能设时限")))


def read_due(node: Node) -> str:
    """The deadline of a step: a task's own, or what a call hands over; '' where there is none."""
    if isinstance(node, CallActivity):
        return next((each.value.strip("'") for each in node.inputs if each.name == "due"), "")
    return node.due if isinstance(node, UserTask) else ""


def write_owner(element: Element, role: str, relation: str, of: str) -> None:
    """Let somebody else act; who may not act, because he has acted before or is concerned, stays so."""
    if local(element) != "userTask":
        raise FillError("owner", Text(N_("只有用户任务才有办理人")))
    said = {"role": role} if role else {"relation": relation, "of": of}
    known = extensions_of(element, "assign")
    for each in known[:1]:
        for name in ("role", "relation", "of"):
            each.attrib.pop(name, "")
        for name, value in said.items():
            if value:
                each.set(name, value)
    for each in known[1:]:
        take_out(each)
    if not known:
        put(extension_of(element), "lf:assign", said, 0)
