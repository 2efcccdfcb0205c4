"""What an open token needs of the node that it is to stand at."""

from collections.abc import Callable, Iterator

from bpmn import graph
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    CallActivity,
    CatchEvent,
    Event,
    EventGateway,
    Gateway,
    MultiInstance,
    Node,
    Process,
    ServiceTask,
    SubProcess,
    UserTask,
)
from bpmn.texts import N_
from bpmn.versions import Pair
from workflows.rules.migration.terms import Finding, Token, find
from workflows.rules.migration.versions import Versions
from workflows.rules.states import NodeState

Check = Callable[[Pair, Node, Node], str]
"""What is said of an old and a new node that do not fit; '' where they do. The sentence names the old one."""


def check_token(versions: Versions, token: Token) -> Iterator[Finding]:
    """Why a token cannot go on standing at its node in the new version."""
    pair = versions.pairs.get(token.process)
    old = versions.old[token.process].nodes[token.node]
    new = pair.target_of(old.id) if pair is not None else None
    if pair is None or new is None:
        yield find("node-gone", token.process, old, N_("“%(name)s”正在办理，新版本没有这个环节"))
        return
    if isinstance(old, UserTask) and old.vote is not None:
        yield find("vote-open", token.process, old, N_("“%(name)s”正在表决"))
        return
    if type(old) is not type(new):
        yield find("kind-changed", token.process, old, N_("“%(name)s”在新版本是另一类环节"))
        return
    for code, check in CHECKS.items():
        said = check(pair, old, new)
        if said:
            yield find(code, token.process, old, said)
    if token.state is NodeState.WAITING and isinstance(old, Gateway):
        yield from _check_join(pair, token, old, new)


def check_memory(versions: Versions, token: Token) -> Iterator[Finding]:
    """Why what a finished step has left behind, such as how it is undone, has no place in the new version."""
    pair = versions.pairs.get(token.process)
    old = versions.old[token.process].nodes[token.node]
    new = pair.new.nodes.get(old.id) if pair is not None else None
    renamed = pair is not None and old.id in pair.renames
    if pair is None or new is None or renamed or type(new) is not type(old) or _check_borders(pair, old, new):
        yield find("memory-lost", token.process, old, N_("“%(name)s”办结后仍可撤销，新版本改变了它"))


def _check_scope(pair: Pair, old: Node, new: Node) -> str:
    around = pair.renames.get(old.scope, old.scope)
    return "" if around == new.scope else N_("“%(name)s”在新版本移到了另一个子流程")


def _check_kind(_pair: Pair, old: Node, new: Node) -> str:
    if isinstance(new, UserTask) and new.vote is not None:
        return N_("“%(name)s”在新版本改为表决")
    if isinstance(old, UserTask) and isinstance(new, UserTask) and old.panel != new.panel:
        return N_("“%(name)s”在新版本针对另一类事项")
    if isinstance(old, CallActivity) and isinstance(new, CallActivity) and old.called != new.called:
        return N_("“%(name)s”在新版本调用另一个流程")
    if isinstance(old, ServiceTask) and isinstance(new, ServiceTask) and old.action != new.action:
        return N_("“%(name)s”正在执行，新版本执行别的动作")
    return ""


def _check_repeat(_pair: Pair, old: Node, new: Node) -> str:
    if not isinstance(old, Activity) or not isinstance(new, Activity):
        return ""
    if old.loop != new.loop:
        return N_("“%(name)s”正在办理，新版本改变了多实例设置")
    named = [each.outcomes if isinstance(each, UserTask) else () for each in (old, new)]
    if isinstance(old.loop, MultiInstance) and {each.name for each in named[0]} != {each.name for each in named[1]}:
        return N_("“%(name)s”已有人办理，新版本改变了可选结果")
    return ""


def _check_event(_pair: Pair, old: Node, new: Node) -> str:
    if not isinstance(old, Event) or not isinstance(new, Event):
        return ""
    return "" if _awaited(old) == _awaited(new) else N_("“%(name)s”等待的事件在新版本不同")


def _awaited(event: Event) -> tuple[object, ...]:
    """What an event waits for; when a timer happens is settled when it begins to wait."""
    definition = event.definition
    return (definition.kind, definition.name, isinstance(event, BoundaryEvent) and event.interrupting)


def _check_borders(pair: Pair, old: Node, new: Node) -> str:
    """Events on the border of an open activity wait already: none can be added, taken away or changed."""
    before = {(_id_of(pair.target_of(each.id)), _awaited(each)) for each in pair.old.boundaries.get(old.id, ())}
    after = {(each.id, _awaited(each)) for each in pair.new.boundaries.get(new.id, ())}
    return "" if before == after else N_("“%(name)s”正在办理，新版本改变了它的边界事件")


def _id_of(node: Node | None) -> str:
    return node.id if node is not None else ""


def _check_race(pair: Pair, old: Node, new: Node) -> str:
    """Events behind an event gateway wait together: the same ones in both versions."""
    if not isinstance(old, CatchEvent) or isinstance(old, BoundaryEvent):
        return ""
    before, after = _rivals(pair.old, old.id), _rivals(pair.new, new.id)
    same = len(before) == len(after) and pair.targets_of(before) == after
    return "" if same else N_("“%(name)s”与其他事件竞争，新版本改变了参与竞争的事件")


def _rivals(process: Process, node_id: str) -> frozenset[str]:
    gateways = [flow.source for flow in process.incoming[node_id]]
    return frozenset(
        flow.target
        for each in gateways
        if isinstance(process.nodes[each], EventGateway)
        for flow in process.outgoing[each]
    )


def _check_handlers(pair: Pair, old: Node, new: Node) -> str:
    """Event sub-processes wait from the beginning of the scope around them."""
    before = {(_id_of(pair.target_of(each.id)), starts) for each, starts in _handlers(pair.old, old.scope)}
    after = {(each.id, starts) for each, starts in _handlers(pair.new, new.scope)}
    return "" if before == after else N_("“%(name)s”所在范围的事件子流程在新版本不同")


def _handlers(process: Process, scope: str) -> Iterator[tuple[Node, tuple[object, ...]]]:
    for node in process.nodes.values():
        if isinstance(node, SubProcess) and node.triggered and node.scope == scope:
            yield node, tuple(_awaited(start) for start in graph.starts_of(process, node.id))


def _check_join(pair: Pair, token: Token, old: Node, new: Node) -> Iterator[Finding]:
    """A token that waits at a join came by a way that leads there in the new version too."""
    ways = [flow.id for flow in pair.new.incoming[new.id]] + [
        thrower for thrower, catcher in pair.new.links.items() if catcher == new.id
    ]
    if pair.way_of(token.via) not in ways or len(pair.old.incoming[old.id]) != len(pair.new.incoming[new.id]):
        yield find("join-changed", token.process, old, N_("“%(name)s”已有分支到达，新版本改变了它的入线"))


CHECKS: dict[str, Check] = {
    "scope-moved": _check_scope,
    "kind-changed": _check_kind,
    "repeat-changed": _check_repeat,
    "event-changed": _check_event,
    "borders-changed": _check_borders,
    "race-changed": _check_race,
    "handlers-changed": _check_handlers,
}
"""What is compared of an open node, by the code of the obstacle."""
