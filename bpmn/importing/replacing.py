"""Elements that the engine does not run → the nearest that it runs. What it does not run, the lint says."""

from collections.abc import Iterator, Mapping
from typing import Final

from bpmn.documents import Element
from bpmn.importing.notes import Note, called, changed, excerpt, left_open
from bpmn.importing.trees import Diagram, all_nodes, nodes_of, scopes
from bpmn.lint.support import INSTEAD
from bpmn.namespaces import BPMN, qualify
from bpmn.nodes import ANNOTATIONS, READERS, children, flag, local, text_of
from bpmn.texts import N_

NEAREST: Final[Mapping[str, tuple[str, str]]] = {
    "task": ("userTask", N_("“%(name)s”没有任务类型，改为用户任务")),
    "manualTask": ("userTask", N_("手工任务“%(name)s”改为用户任务，由办理人登记办结")),
    "receiveTask": ("userTask", N_("接收任务“%(name)s”改为用户任务，由收到的人登记")),
    "sendTask": ("serviceTask", N_("发送任务“%(name)s”改为服务任务")),
    "scriptTask": ("serviceTask", N_("脚本任务“%(name)s”改为服务任务，脚本不执行")),
    "businessRuleTask": ("serviceTask", N_("业务规则任务“%(name)s”改为服务任务")),
    "complexGateway": ("inclusiveGateway", N_("复杂网关“%(name)s”改为包容网关")),
    "transaction": ("subProcess", N_("事务子流程“%(name)s”改为普通子流程")),
    "adHocSubProcess": ("subProcess", N_("临时子流程“%(name)s”改为普通子流程")),
}
"""What stands in for an element that the lint refuses, and what is said of it."""

GLOBAL_TASKS: Final = ("globalTask", "globalUserTask", "globalManualTask")
OWN_ATTRIBUTES: Final = frozenset(
    {"implementation", "messageRef", "operationRef", "instantiate", "scriptFormat", "calledElement", "method"}
    | {"ordering", "cancelRemainingInstances"}
)
OWN_CHILDREN: Final = ("script", "activationCondition", "completionCondition")
"""What belongs to the kind of an element and not to what stands in for it."""


def replace_elements(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """Tasks, gateways and sub-processes of kinds that do not run become others that do."""
    for node in all_nodes(process):
        tag = local(node)
        if tag in INSTEAD and tag in NEAREST:
            kind, text = NEAREST[tag]
            yield changed("element", node, text, name=called(node))
            yield from _quote_script(node)
            change_kind(node, kind)


def _quote_script(node: Element) -> Iterator[Note]:
    script = text_of(node, "script")
    if script:
        text = N_("“%(name)s”原有脚本：%(text)s")
        yield left_open("script", node, text, name=called(node), text=excerpt(script))


def change_kind(node: Element, kind: str) -> None:
    """Make a node another kind of node; what belonged to its old kind goes."""
    node.tag = f"{{{BPMN}}}{kind}"
    for key in OWN_ATTRIBUTES & set(node.attrib):
        del node.attrib[key]
    for child in children(node, *OWN_CHILDREN):
        node.remove(child)


def replace_global_tasks(diagram: Diagram, process: Element) -> Iterator[Note]:
    """A call of a global task is a user task: it means the same."""
    for call in all_nodes(process, "callActivity"):
        task = diagram.find(call.get("calledElement", ""))
        if task is not None and local(task) in GLOBAL_TASKS:
            text = N_("“%(name)s”调用的是全局任务，改为用户任务")
            yield changed("element", call, text, name=called(call))
            change_kind(call, "userTask")


def fill_sub_processes(diagram: Diagram, process: Element) -> Iterator[Note]:
    """A sub-process with nothing inside it is a step that nobody has drawn in detail."""
    empty = [scope for scope in scopes(process)[1:] if not nodes_of(scope)]
    for scope in empty:
        if flag(scope, "triggeredByEvent", default=False):
            yield changed("element", scope, N_("事件子流程“%(name)s”没有内容，已去掉"), name=called(scope))
        else:
            yield changed("element", scope, N_("子流程“%(name)s”没有内容，改为用户任务"), name=called(scope))
            for child in [each for each in scope if local(each) in {"laneSet", "dataObject", "ioSpecification"}]:
                scope.remove(child)
            scope.attrib.pop("triggeredByEvent", "")
            change_kind(scope, "userTask")
    diagram.discard(*(scope for scope in empty if local(scope) == "subProcess"))


def drop_unknown(diagram: Diagram, process: Element) -> Iterator[Note]:
    """What is no flow node, and nothing that is only shown, goes."""
    known = {"", *READERS, *ANNOTATIONS}
    strange = [child for scope in scopes(process) for child in scope if local(child) not in known]
    for child in strange:
        yield changed("element", child, N_("元素 %(tag)s 不参与执行，已去掉"), tag=local(child))
    diagram.discard(*strange)


def note_data(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """Data objects and stores are shown and do nothing."""
    kinds = [f"bpmn:{kind}" for kind in ("dataObjectReference", "dataStoreReference", "dataObject")]
    found = list(process.iter(*map(qualify, kinds)))
    if found:
        text = N_("数据对象和数据存储（%(count)d 处）只作图示，不参与执行")
        yield changed("data", found[0], text, count=len(found))
