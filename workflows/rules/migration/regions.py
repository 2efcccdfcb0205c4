"""Tokens beside each other: what splits have sent out, the joins of the new version must be able to take in.

A split is open while tokens stand in its branches or wait where these meet. Its branches are matched by their ends, and
what is left by the tokens in them; then every token must stand in the branches that match its own, a branch that holds
no token must begin with the same node, and the joins that wait for more than one branch must wait for the same ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.elements import Gateway, InclusiveGateway, Node, ParallelGateway, Process
from bpmn.regions import Branch, sends_several
from bpmn.texts import N_
from bpmn.versions import Pair
from workflows.rules.migration.terms import Finding, Standing, Token, find
from workflows.rules.migration.versions import Versions
from workflows.rules.states import NodeState

Ways = frozenset[str]
"""Some of the branches of one split, by the flows or events that they begin with."""


@dataclass(frozen=True)
class Side:
    """One version of a scope: where tokens stand in it."""

    process: Process
    regions: Mapping[str, frozenset[Branch]]

    def at(self, node_id: str) -> frozenset[Branch]:
        """The branches around a node."""
        return self.regions.get(node_id, frozenset())

    def on(self, way: str) -> frozenset[Branch]:
        """The branches around a flow, or a link that an event throws."""
        source = next((flow.source for flow in self.process.flows if flow.id == way), way)
        own = {Branch(source, way)} if sends_several(self.process, self.process.nodes[source]) else set()
        return self.at(source) | own

    def list_joins(self, split: str) -> Iterator[tuple[Node, frozenset[Ways]]]:
        """The gateways that wait for different branches of a split, each with the branches by its ways in."""
        for node_id in self.regions:
            node = self.process.nodes[node_id]
            if isinstance(node, (ParallelGateway, InclusiveGateway)):
                ins = frozenset(ways_of(self.on(flow.id), split) for flow in self.process.incoming[node_id])
                if len(ins) > 1:
                    yield node, ins


def ways_of(branches: frozenset[Branch], split: str) -> Ways:
    """Those branches that belong to one split."""
    return frozenset(branch.way for branch in branches if branch.split == split)


def check_regions(versions: Versions, standing: Standing) -> Iterator[Finding]:
    """Why the tokens of an instance cannot stand beside each other in the new version as they do now."""
    scopes: dict[tuple[int, str, str], list[Token]] = {}
    for token in standing.tokens:
        pair = versions.pairs.get(token.process)
        if pair is not None and pair.target_of(token.node) is not None:
            scope = pair.old.nodes[token.node].scope
            scopes.setdefault((token.scope_id, token.process, scope), []).append(token)
    seen = set()
    for (_, process, scope), tokens in scopes.items():
        look = (process, scope, frozenset((token.node, _waits_by(token, versions)) for token in tokens))
        if look not in seen:
            seen.add(look)
            yield from _Comparison(versions, versions.pairs[process], tokens).check()


def _waits_by(token: Token, versions: Versions) -> str:
    """The way by which a token came that waits at a join; '' for any other."""
    gateway = isinstance(versions.old[token.process].nodes[token.node], Gateway)
    return token.via if gateway and token.state is NodeState.WAITING else ""


class _Comparison:
    """One scope with its tokens, in both versions."""

    def __init__(self, versions: Versions, pair: Pair, tokens: list[Token]) -> None:
        self.pair = pair
        scope = pair.old.nodes[tokens[0].node].scope
        target = pair.target_of(scope) if scope else None
        self.old = Side(pair.old, versions.regions_of(pair.old, scope))
        self.new = Side(pair.new, versions.regions_of(pair.new, target.id if target else ""))
        self.places = [place for token in tokens if (place := self._place(token, versions)) is not None]

    def _place(self, token: Token, versions: Versions) -> tuple[frozenset[Branch], frozenset[Branch]] | None:
        """The branches around a token, then and now; None where another rule says that it has no place."""
        via = _waits_by(token, versions)
        if via:
            way = self.pair.way_of(via)
            return None if way is None else (self.old.on(via), self.new.on(way))
        target = self.pair.target_of(token.node)
        return None if target is None else (self.old.at(token.node), self.new.at(target.id))

    def check(self) -> Iterator[Finding]:
        """Compare the open splits of both versions."""
        splits = {branch.split for before, _ in self.places for branch in before}
        targets = {branch.split for _, after in self.places for branch in after}
        process = self.pair.old.id
        for split in sorted(splits):
            node, target = self.pair.old.nodes[split], self.pair.target_of(split)
            if target is None or type(target) is not type(node) or target.id not in targets:
                yield find("region-changed", process, node, N_("“%(name)s”的分支正在办理，新版本没有这个分支结构"))
            elif not self._is_same(split, target.id):
                yield find("region-changed", process, node, N_("“%(name)s”的分支正在办理，新版本改变了这些分支"))
        for split in sorted(targets - self.pair.targets_of(splits)):
            node = self.pair.new.nodes[split]
            yield find("region-added", process, node, N_("新版本在当前环节之前加了并行分支“%(name)s”"))

    def _is_same(self, split: str, target: str) -> bool:
        """Whether the branches of a split match, with the tokens in them and the joins behind them."""
        places = {(ways_of(before, split), ways_of(after, target)) for before, after in self.places}
        match = self._match_ways(split, target, places)
        if match is None or any(_matched(match, before) != after for before, after in places):
            return False
        joins = {(self._id_of(node), type(node), _matched_all(match, ins)) for node, ins in self.old.list_joins(split)}
        return joins == {(node.id, type(node), ins) for node, ins in self.new.list_joins(target)}

    def _match_ways(self, split: str, target: str, places: set[tuple[Ways, Ways]]) -> dict[str, str] | None:
        """Each branch of the old split and the one of the new that it is; None if they do not match one to one."""
        olds, news = _list_ways(self.old, split), _list_ways(self.new, target)
        match = {way: new for way in olds if (new := self.pair.way_of(way)) in news}
        for before, after in sorted(places, key=str):
            free, taken = before - match.keys(), after - set(match.values())
            if len(free) == 1 and len(taken) == 1 and len(before) == len(after):
                match[next(iter(free))] = next(iter(taken))
        return match if len(olds) == len(news) == len(match) == len(set(match.values())) else None

    def _id_of(self, node: Node) -> str:
        target = self.pair.target_of(node.id)
        return target.id if target is not None else ""


def _list_ways(side: Side, split: str) -> Ways:
    """All branches of a split: its flows if it sends several tokens, and its border events that do not interrupt."""
    node = side.process.nodes[split]
    flows = [flow.id for flow in side.process.outgoing[split]] if sends_several(side.process, node) else []
    events = [event.id for event in side.process.boundaries.get(split, ()) if not event.interrupting]
    return frozenset(flows) | frozenset(events)


def _matched(match: Mapping[str, str], ways: Ways) -> Ways:
    return frozenset(match[way] for way in ways)


def _matched_all(match: Mapping[str, str], ins: frozenset[Ways]) -> frozenset[Ways]:
    return frozenset(_matched(match, ways) for ways in ins)
