"""Ways: dangling ones, implicit starts and ends, and splits that are drawn without a gateway."""

from collections.abc import Iterator
from typing import Final

from bpmn.documents import Element
from bpmn.importing.notes import Note, called, changed, left_open
from bpmn.importing.trees import (
    Diagram,
    all_nodes,
    condition_of,
    definitions_of,
    entries_of,
    exits_of,
    extension_of,
    extensions_of,
    flows_of,
    give,
    nodes_of,
    scopes,
    set_condition,
    take_out,
)
from bpmn.namespaces import LF, qualify
from bpmn.nodes import children, flag, local, text_of
from bpmn.texts import N_

ACTIVITIES: Final = frozenset(
    {"userTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess"}
)
PASSING: Final = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")


def drop_dangling(diagram: Diagram, process: Element) -> Iterator[Note]:
    """A flow that begins or ends nowhere goes, and so does a lane's mention of what is not there."""
    known = {node.get("id", "") for node in all_nodes(process)}
    ends = ("sourceRef", "targetRef")
    lost = [flow for flow in flows_of(process) if not all(flow.get(end, "") in known for end in ends)]
    for flow in lost:
        yield changed("flow", flow, N_("连线 %(id)s 的一端没有着落，已去掉"), id=flow.get("id", ""))
    diagram.discard(*lost)
    for lane in process.iter(qualify("bpmn:lane")):
        for reference in children(lane, "flowNodeRef"):
            if (reference.text or "").strip() not in known:
                take_out(reference)
    yield from _drop_defaults(process)


def _drop_defaults(process: Element) -> Iterator[Note]:
    for node in all_nodes(process):
        default = node.get("default", "")
        if default and default not in {flow.get("id", "") for flow in exits_of(node)}:
            del node.attrib["default"]
            yield changed("flow", node, N_("“%(name)s”的默认出线不存在，已去掉"), name=called(node))


def join_starts(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Several start events of a scope are one start and a choice; a person says which when."""
    for scope in scopes(process):
        starts = children(scope, "startEvent")
        if len(starts) < 2:  # noqa: PLR2004 -- more than one
            continue
        for each in starts:
            each.tag = qualify("bpmn:intermediateThrowEvent")
            for definition in definitions_of(each):
                each.remove(definition)
        start = diagram.add_node(starts[0], "startEvent", "imported_start")
        _move_starters(starts, start)
        choice = diagram.add_node(starts[0], "exclusiveGateway", "imported_gateway")
        choice.set("name", "由哪里开始？")
        diagram.add_flow(start, choice)
        ways = [diagram.add_flow(choice, each) for each in starts]
        for way, each in zip(ways, starts, strict=True):
            way.set("name", called(each))
        choice.set("default", ways[0].get("id", ""))
        text = N_("有 %(count)d 个开始事件（%(ids)s），改为一个开始事件和判断网关，默认走“%(name)s”，请写明其余的条件")
        ids = "、".join(each.get("id", "") for each in starts)
        yield left_open("start", starts[0], text, count=len(starts), ids=ids, name=called(starts[0]))


def _move_starters(former: list[Element], start: Element) -> None:
    """Let the new start say who may start, and ask what the first of the former ones asked."""
    for number, each in enumerate(former):
        for name in ("assign", "form"):
            for added in extensions_of(each, name):
                take_out(added)
                if number == 0:
                    extension_of(start).append(added)
        writes = each.attrib.pop(f"{{{LF}}}writes", "")
        if writes and number == 0:
            give(start, "writes", writes)


def add_starts(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Where a scope has no start event, it begins with everything that nothing leads to (BPMN 2.0, 10.4.2)."""
    for scope in scopes(process):
        own = nodes_of(scope)
        first = [node for node in own if not entries_of(node) and not _is_entered_otherwise(node)]
        if not own or children(scope, "startEvent") or not first:
            continue
        start = diagram.add_node(first[0], "startEvent", "imported_start")
        text = N_("没有开始事件，已在“%(name)s”之前补上")
        yield changed("start", first[0], text, name="、".join(map(called, first)))
        begin = start
        if len(first) > 1:
            begin = diagram.add_node(first[0], "parallelGateway", "imported_gateway")
            diagram.add_flow(start, begin)
        for node in first:
            diagram.add_flow(begin, node)


def _is_entered_otherwise(node: Element) -> bool:
    """Whether a token may come to a node that no flow leads to."""
    triggered = flag(node, "triggeredByEvent", default=False) or flag(node, "isForCompensation", default=False)
    return triggered or local(node) == "boundaryEvent" or _is_link(node)


def _is_link(node: Element) -> bool:
    return any(local(each) == "linkEventDefinition" for each in definitions_of(node))


def add_ends(diagram: Diagram, process: Element) -> Iterator[Note]:
    """A way that stops at a node ends there (BPMN 2.0, 10.4.3): an end event says so."""
    for scope in scopes(process):
        for node in nodes_of(scope):
            if local(node) != "endEvent" and not exits_of(node) and not _is_left_otherwise(node):
                end = diagram.add_node(node, "endEvent", "imported_end")
                diagram.add_flow(node, end)
                yield changed("end", node, N_("“%(name)s”之后没有连线，已补上结束事件"), name=called(node))


def _is_left_otherwise(node: Element) -> bool:
    """Whether no token has to leave a node along a flow."""
    if local(node) == "boundaryEvent":
        return any(local(each) == "compensateEventDefinition" for each in definitions_of(node))
    thrown = local(node) == "intermediateThrowEvent" and _is_link(node)
    return thrown or flag(node, "triggeredByEvent", default=False) or flag(node, "isForCompensation", default=False)


def insert_behind(diagram: Diagram, node: Element, tag: str, flows: list[Element]) -> Element:
    """A gateway behind a node from which these of its flows leave now."""
    gateway = diagram.add_node(node, tag, "imported_gateway")
    for flow in flows:
        flow.set("sourceRef", gateway.get("id", ""))
        diagram.moved.add(flow.get("id", ""))
    diagram.add_flow(node, gateway)
    return gateway


def split_events(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Several ways out of an event are a gateway: parallel, or inclusive where they bear conditions."""
    for event in all_nodes(process, *PASSING):
        exits = exits_of(event)
        conditional = any(map(condition_of, exits))
        if len(exits) == 1 and conditional:
            text = N_("“%(name)s”出线的条件（%(text)s）不起作用，已去掉")
            yield changed("flow", exits[0], text, name=called(event), text=condition_of(exits[0]))
            set_condition(exits[0], "")
        elif len(exits) > 1:
            tag = "inclusiveGateway" if conditional else "parallelGateway"
            insert_behind(diagram, event, tag, exits)
            yield _note_split(event, exits)


def _note_split(node: Element, flows: list[Element]) -> Note:
    text = N_("“%(name)s”之后补上网关，连线 %(flows)s 改从网关引出")
    return changed("split", node, text, name=called(node), flows="、".join(flow.get("id", "") for flow in flows))


def split_activities(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Beside a default and choices, flows without a condition are always taken: a parallel gateway says so."""
    for node in all_nodes(process, *ACTIVITIES):
        exits, default = exits_of(node), node.get("default", "")
        yield from _clear_default(exits, default)
        plain = [flow for flow in exits if not condition_of(flow) and flow.get("id", "") != default]
        choices = [flow for flow in exits if flow not in plain]
        if not default or not plain:
            continue
        del node.attrib["default"]
        if len(choices) > 1:
            gateway = insert_behind(diagram, node, "parallelGateway", exits)
            inner = insert_behind(diagram, gateway, "inclusiveGateway", choices)
            inner.set("default", default)
            yield _note_split(node, exits)
        else:
            yield changed("split", node, N_("“%(name)s”的出线都没有条件，全部并行"), name=called(node))


def _clear_default(exits: list[Element], default: str) -> Iterator[Note]:
    for flow in exits:
        if flow.get("id", "") == default and condition_of(flow):
            text = N_("默认出线不看条件，原条件（%(text)s）已去掉")
            yield changed("flow", flow, text, text=condition_of(flow))
            set_condition(flow, "")


def draw_loops(diagram: Diagram, process: Element) -> Iterator[Note]:
    """An activity that repeats itself afterwards has a gateway behind it from which a way leads back."""
    for node in all_nodes(process, *ACTIVITIES):
        for loop in children(node, "standardLoopCharacteristics"):
            exits = exits_of(node)
            if len(exits) != 1 or condition_of(exits[0]) or flag(loop, "testBefore", default=False):
                continue
            node.remove(loop)
            gateway = insert_behind(diagram, node, "exclusiveGateway", exits)
            gateway.set("name", "再办一次？")
            gateway.set("default", exits[0].get("id", ""))
            back = diagram.add_flow(gateway, node)
            back.set("name", "再办一次")
            set_condition(back, text_of(loop, "loopCondition"))
            text = N_("“%(name)s”的循环改画为网关和回路，连线 %(flows)s 改从网关引出")
            yield changed("loop", node, text, name=called(node), flows=exits[0].get("id", ""))
            if not condition_of(back):
                yield left_open("loop", node, N_("请写明“%(name)s”何时再办一次"), name=called(node))


def keep_references(diagram: Diagram, process: Element) -> None:
    """Let `incoming` and `outgoing` of every node say what the flows say."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows_of(process):
        outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
        incoming.setdefault(flow.get("targetRef", ""), []).append(flow.get("id", ""))
    for node in all_nodes(process):
        for name, found in (("incoming", incoming), ("outgoing", outgoing)):
            _keep_mentions(diagram, node, name, found.get(node.get("id", ""), []))


def _keep_mentions(diagram: Diagram, node: Element, name: str, wanted: list[str]) -> None:
    mentions = children(node, name)
    said = [(each.text or "").strip().rpartition(":")[2] for each in mentions]
    if said == wanted or (sorted(said) == sorted(wanted)):
        return
    behind = ("incoming",) if name == "outgoing" else ()
    for each in mentions:
        node.remove(each)
    place = len(children(node, "documentation", "extensionElements", "auditing", "monitoring", *behind))
    for number, identifier in enumerate(wanted):
        diagram.add(node, f"bpmn:{name}", {}, place + number).text = identifier
