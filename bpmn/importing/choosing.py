"""Which processes a file holds, and what they and their elements are called: ids, keys, names."""

from collections.abc import Iterator
from typing import Final

from bpmn import nodes
from bpmn.documents import Element
from bpmn.errors import Problem, UnreadableError
from bpmn.importing.known import is_key, to_key
from bpmn.importing.notes import Note, called, changed
from bpmn.importing.trees import Diagram, all_nodes, semantics
from bpmn.namespaces import qualify
from bpmn.nodes import children, local
from bpmn.reader import MAX_NODES
from bpmn.texts import N_, Text

MAX_PROCESSES: Final = 20
MAX_ALL: Final = 600
MAX_FLOWS: Final = 1_200
"""Nodes and flows of a whole file: what a rule asks of each pair of them must end soon."""


def check_file(root: Element) -> None:
    """Raise where there is nothing to import, or too much of it."""
    if root.tag != qualify("bpmn:definitions"):
        _refuse(root, N_("不是 BPMN 2.0 文件：根元素应为 definitions"))
    drawn = [each for each in children(root, "process") if all_nodes(each)]
    if not drawn:
        _refuse(root, N_("文件里没有画出任何流程"))
    if len(drawn) > MAX_PROCESSES:
        _refuse(root, N_("文件里的流程超过 %(limit)d 个"), limit=MAX_PROCESSES)
    for process in drawn:
        if len(all_nodes(process)) > MAX_NODES:
            _refuse(process, N_("节点超过 %(limit)d 个"), limit=MAX_NODES)
    for limit, count in ((MAX_ALL, sum(len(all_nodes(each)) for each in drawn)), (MAX_FLOWS, _count_flows(root))):
        if count > limit:
            _refuse(root, N_("文件里的节点或连线超过 %(limit)d 个"), limit=limit)


def _count_flows(root: Element) -> int:
    return sum(1 for _ in root.iter(qualify("bpmn:sequenceFlow")))


def _refuse(place: Element, msgid: str, **params: object) -> None:
    line = place.sourceline or None
    raise UnreadableError([Problem("import", Text(msgid, params), place.get("id", "") or None, line)])


IDENTIFIED: Final = frozenset({*nodes.READERS, "sequenceFlow"})
"""Elements that have to have an id."""


def give_process_ids(diagram: Diagram) -> Iterator[Note]:
    """Processes have ids, each its own."""
    yield from _give_ids(diagram, diagram.processes, frozenset({"process"}))


def give_ids(diagram: Diagram) -> Iterator[Note]:
    """Nodes and flows have ids, each its own; what names a double one means the first."""
    yield from _give_ids(diagram, [each for each in semantics(diagram.root) if local(each)], IDENTIFIED)


def _give_ids(diagram: Diagram, elements: list[Element], needed: frozenset[str]) -> Iterator[Note]:
    seen: set[str] = set()
    for element in elements:
        identifier = element.get("id", "")
        if identifier and identifier in seen:
            made = diagram.new_id(to_key(identifier, "element"))
            diagram.identify(element, made)
            yield changed("id", element, N_("编号 %(id)s 重复，这一处改为 %(made)s"), id=identifier, made=made)
        elif not identifier and local(element) in needed:
            made = diagram.new_id(f"imported_{to_key(local(element))}")
            diagram.identify(element, made)
            yield changed("id", element, N_("“%(name)s”没有编号，编为 %(made)s"), name=called(element), made=made)
        seen.add(element.get("id", ""))


def give_keys(diagram: Diagram) -> Iterator[Note]:
    """A process has a key, a name, and is executable; calls follow its key."""
    taken: set[str] = set()
    for process in [each for each in diagram.processes if all_nodes(each)]:
        old = process.get("id", "")
        key = old if is_key(old) and old not in taken else _free_key(diagram, to_key(old), taken)
        taken.add(key)
        if key != old:
            diagram.rename(process, key)
            yield changed("process-key", process, N_("流程编号 %(old)s 改为 %(key)s"), old=old, key=key)
        if not process.get("name", "").strip():
            process.set("name", _find_name(diagram, process))
            yield changed("name", process, N_("流程没有名称，取名“%(name)s”"), name=process.get("name", ""))
        if process.get("isExecutable", "") != "true":
            yield changed("executable", process, N_("流程原未标为可执行，已标为可执行"))
    yield from _follow_calls(diagram)


def _free_key(diagram: Diagram, key: str, taken: set[str]) -> str:
    """The key, or the next free one: nothing else of the file has it as its id."""
    number, found = 1, key
    while found in taken or diagram.find(found) is not None:
        number += 1
        found = f"{key[:60]}_{number}"
    return found


def _find_name(diagram: Diagram, process: Element) -> str:
    pools = [
        pool.get("name", "").strip()
        for pool in diagram.root.iter(qualify("bpmn:participant"))
        if nodes.split_prefix(pool.get("processRef", "")) == process.get("id", "")
    ]
    named = [name for name in (*pools, diagram.root.get("name", "").strip()) if name]
    return " ".join(named[0].split()) if named else process.get("id", "")


def _follow_calls(diagram: Diagram) -> Iterator[Note]:
    """A call of a process of another file names the key that the process gets when that file is imported."""
    for process in diagram.processes:
        for call in all_nodes(process, "callActivity"):
            old = nodes.split_prefix(call.get("calledElement", ""))
            if old and not is_key(old) and not old.startswith(("$", "#", "=")) and diagram.find(old) is None:
                call.set("calledElement", to_key(old))
                text = N_("被调用的流程编号 %(old)s 改为 %(key)s")
                yield changed("process-key", call, text, old=old, key=to_key(old))
