"""Processes in which every node and every flow bears another id and another name, and means the same."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from bpmn.elements import Flow, Node, Process
from bpmn.extensions import Option, Outcome

REFERENCES = {"id", "scope", "host", "default", "source", "target", "unlike", "nodes", "drawn"}
"""Fields that hold ids of nodes or flows."""
EXPRESSIONS = {"condition", "value", "cardinality", "collection", "correlation", "arguments", "text"}
_WORD = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[A-Za-z_]\w*")


def reidentify(process: Process, seed: int = 0, *, keep: Collection[str] = ()) -> Process:
    """The same process with other ids and names of nodes and flows, in another order; some nodes keep their names."""
    known = [*process.nodes, *(flow.id for flow in process.flows)]
    numbers = list(range(len(known)))
    Random(seed).shuffle(numbers)
    ids = {old: f"q{number}" for old, number in zip(known, numbers, strict=True)}
    made = _rebuild(process, ids, keep)
    nodes = sorted(made.nodes.values(), key=lambda node: node.id)
    return replace(made, id=process.id, nodes={node.id: node for node in nodes})


def _rebuild(thing: Any, ids: Mapping[str, str], keep: Collection[str]) -> Any:
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    if isinstance(thing, (Option, Outcome)):
        return thing
    changed = {
        each.name: _change(each.name, getattr(thing, each.name), ids, lambda part: _rebuild(part, ids, keep))
        for each in fields(thing)
    }
    if isinstance(thing, (Node, Flow)) and thing.name and thing.id not in keep:
        changed["name"] = f"第{ids[thing.id][1:]}步"
    return replace(thing, **changed)


def _change(name: str, value: Any, ids: Mapping[str, str], rebuild: Callable[[Any], Any]) -> Any:
    if isinstance(value, str):
        return _rename(name, value, ids)
    if isinstance(value, tuple):
        return tuple(_change(name, each, ids, rebuild) for each in value)
    if isinstance(value, frozenset):
        return frozenset(ids.get(each, each) for each in value)
    if isinstance(value, Mapping) and name == "nodes":
        return {ids[key]: rebuild(each) for key, each in value.items()}
    return rebuild(value)


def _rename(name: str, value: str, ids: Mapping[str, str]) -> str:
    if name in REFERENCES:
        return ids.get(value, value)
    return _WORD.sub(lambda match: ids.get(match[0], match[0]), value) if name in EXPRESSIONS else value


def redirect(process: Process, source: str, old: str, new: str, **changes: Any) -> Process:
    """The process with a flow that leads elsewhere."""
    flows = tuple(
        replace(flow, target=new, **changes) if (flow.source, flow.target) == (source, old) else flow
        for flow in process.flows
    )
    assert flows != process.flows
    return replace(process, flows=flows)


def cut_out(process: Process, *gone: str) -> Process:
    """The process without some nodes; what led to one leads to what came after it."""
    after = {node: next(flow.target for flow in process.flows if flow.source == node) for node in gone}
    flows = []
    for flow in process.flows:
        target = flow.target
        while target in after:
            target = after[target]
        if flow.source not in gone:
            flows.append(replace(flow, target=target))
    nodes = {key: node for key, node in process.nodes.items() if key not in gone}
    return replace(process, nodes=nodes, flows=tuple(flows))


def change_node(process: Process, node: str, **changes: Any) -> Process:
    """The process with a node that is otherwise."""
    return replace(process, nodes={**process.nodes, node: replace(process.nodes[node], **changes)})


def add_parts(process: Process, nodes: tuple[Node, ...], flows: tuple[Flow, ...]) -> Process:
    """The process with more nodes and flows."""
    return replace(
        process, nodes={**process.nodes, **{node.id: node for node in nodes}}, flows=(*process.flows, *flows)
    )
