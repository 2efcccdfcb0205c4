"""What lies behind the tokens: steps that were done, and steps that the new version would have had done."""

from collections.abc import Iterator

from bpmn.elements import Activity, CallActivity, CatchEvent, Node, Process, StartEvent, SubProcess, UserTask
from bpmn.texts import N_
from bpmn.versions import Pair
from workflows.rules.migration.terms import Finding, NodeKey, Standing, Token, find
from workflows.rules.migration.versions import Versions
from workflows.rules.states import NodeState


def check_done(versions: Versions, standing: Standing) -> Iterator[Finding]:
    """Why steps that were done in open scopes do not stand in the new version as they were done."""
    for scope_id in _open_scopes(standing):
        for key in sorted(standing.passed.get(scope_id, ())):
            pair = versions.pairs.get(key.process)
            old = versions.old[key.process].nodes[key.node]
            if pair is not None and isinstance(old, Activity):
                yield from _check_done(pair, old)


def _open_scopes(standing: Standing) -> frozenset[int]:
    return frozenset({0, *(token.scope_id for token in standing.tokens)})


def _check_done(pair: Pair, old: Activity) -> Iterator[Finding]:
    new, process = pair.target_of(old.id), pair.old.id
    if new is None:
        yield find("done-gone", process, old, N_("“%(name)s”已经办结，新版本没有这个环节"))
    elif type(new) is not type(old) or _called(new) != _called(old):
        yield find("done-changed", process, old, N_("“%(name)s”已经办结，在新版本是另一类环节"))
    elif new.id != old.id and new.id in _named_apart(pair.new):
        yield find("duty-lost", process, old, N_("新版本要求“%(name)s”的办理人回避，改名后无法识别"))
    elif new.id != old.id and isinstance(old, UserTask) and old.writes:
        # Handlers find by the id of their step who has done it.
        yield find("duty-lost", process, old, N_("“%(name)s”的办理记录按编号查找，办结后不能改名"))


def _called(node: Node) -> str:
    return node.called if isinstance(node, CallActivity) else ""


def _named_apart(process: Process) -> frozenset[str]:
    """Steps whose doers may not do others."""
    bearers = [node for node in process.nodes.values() if isinstance(node, (UserTask, StartEvent, CatchEvent))]
    return frozenset(name for node in bearers for assign in node.assign for name in assign.unlike)


def check_missed(versions: Versions, standing: Standing) -> tuple[list[Finding], list[Finding]]:
    """Mandatory steps that lie behind the tokens without having been done (R-GATE-2), and others of that kind."""
    mandatory: dict[NodeKey, Finding] = {}
    others: dict[NodeKey, Finding] = {}
    for key, node in _list_missed(versions, standing):
        if _is_mandatory(versions, node):
            text = N_("必经环节“%(name)s”在当前环节之前，尚未办理")
            mandatory[key] = find("checkpoint-missed", key.process, node, text)
        elif isinstance(node, Activity):
            others[key] = find("step-missed", key.process, node, N_("“%(name)s”在当前环节之前，不再补办"))
    for key, node in _list_fresh(versions, standing):
        text = N_("必经环节“%(name)s”所在的部分已经办结，尚未办理该环节")
        mandatory.setdefault(key, find("checkpoint-missed", key.process, node, text))
    return list(mandatory.values()), list(others.values())


def _list_missed(versions: Versions, standing: Standing) -> Iterator[tuple[NodeKey, Node]]:
    """Steps that every way to a token passes in the new version, that it has not passed, nor missed before."""
    seen: set[tuple[str, str, str, frozenset[str]]] = set()
    for token in standing.tokens:
        pair, done = versions.pairs.get(token.process), standing.passed_in(token.scope_id)
        look = (token.process, token.node, token.via, done)
        if pair is None or pair.target_of(token.node) is None or look in seen:
            continue
        seen.add(look)
        before, after = _behind(versions, pair, token)
        open_now = frozenset(each.node for each in standing.tokens if each.scope_id == token.scope_id)
        known = pair.targets_of(done | open_now | (before - done))
        for node_id in sorted(after - known):
            yield NodeKey(token.process, node_id), pair.new.nodes[node_id]


def _behind(versions: Versions, pair: Pair, token: Token) -> tuple[frozenset[str], frozenset[str]]:
    """What a token has passed for certain, in the old and in the new version."""
    target = pair.target_of(token.node)
    way = pair.way_of(token.via) if token.state is NodeState.WAITING and token.via else None
    after = _entered(versions, pair.new, target.id if target else "", way)
    return _entered(versions, pair.old, token.node, token.via if way else None), after


def _entered(versions: Versions, process: Process, node_id: str, way: str | None) -> frozenset[str]:
    """What was passed before a node, or before it by the way to it."""
    passed = versions.passed_before(process, process.nodes[node_id].scope)
    source = next((flow.source for flow in process.flows if flow.id == way), None) if way else None
    return passed[source] | {source} if source else passed[node_id]


def _is_mandatory(versions: Versions, node: Node) -> bool:
    """Whether a step must be done, or holds one that must."""
    return bool(node.checkpoint) or any(True for _ in _list_inside(versions, node))


def _list_inside(
    versions: Versions, node: Node, around: frozenset[str] = frozenset()
) -> Iterator[tuple[NodeKey, Node]]:
    """Mandatory steps inside a sub-process or a called process."""
    key = node.called if isinstance(node, CallActivity) else ""
    process = versions.new.get(key) if key else _process_of(versions, node)
    if process is None or not isinstance(node, (SubProcess, CallActivity)) or key in around:
        return
    scope = "" if key else node.id
    for each in process.nodes.values():
        if each.scope == scope:
            if each.checkpoint:
                yield NodeKey(process.id, each.id), each
            yield from _list_inside(versions, each, around | {key} if key else around)


def _process_of(versions: Versions, node: Node) -> Process | None:
    return next((each for each in versions.new.values() if each.nodes.get(node.id) is node), None)


def _list_fresh(versions: Versions, standing: Standing) -> Iterator[tuple[NodeKey, Node]]:
    """Steps that became mandatory inside sub-processes and called processes that are over."""
    open_now = {token.key for token in standing.tokens}
    done = {(key.process, new.id) for key in standing.ever_passed if (new := _target(versions, key)) is not None}
    for key in sorted(standing.ever_passed - open_now):
        target = _target(versions, key)
        for inside, node in _list_inside(versions, target) if target is not None else ():
            if inside not in done and not _was_mandatory(versions, inside):
                yield inside, node


def _target(versions: Versions, key: NodeKey) -> Node | None:
    pair = versions.pairs.get(key.process)
    return pair.target_of(key.node) if pair is not None else None


def _was_mandatory(versions: Versions, key: NodeKey) -> bool:
    """Whether the old version had the step as a mandatory one: then it was let go by the rules of its time."""
    pair = versions.pairs.get(key.process)
    olds = pair.old.nodes.values() if pair is not None else ()
    return any(
        each.checkpoint and pair is not None and pair.target_of(each.id) is pair.new.nodes[key.node] for each in olds
    )
