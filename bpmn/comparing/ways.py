"""Where tokens go: the ways from what both versions have to what both have, over what only one of them has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bpmn.comparing.changes import Change, ChangeKind, Said, make_text
from bpmn.comparing.reading import Reading
from bpmn.elements import Activity, ExclusiveGateway, Flow, Gateway, ParallelGateway
from bpmn.texts import N_, Text

OTHERWISE = "otherwise"
"""Stands for the condition of a default flow."""


class Way(NamedTuple):
    """A way out of a node that both versions have: its condition, and which nodes of both it comes to first."""

    flow: Flow
    condition: str
    said: Said
    landings: frozenset[str]
    direct: bool
    """Whether it comes there without passing what only this version has."""


@dataclass(frozen=True)
class Ways:
    """The ways of one version; `floating` are its nodes that the other version has not, or elsewhere."""

    reading: Reading
    floating: frozenset[str]

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Way, ...]]:
        """The ways out of each node of both versions, by the id that both know it under."""
        found: dict[str, tuple[Way, ...]] = {}
        for node, flows in self.reading.process.outgoing.items():
            if node not in self.floating:
                found[self.reading.id_of(node)] = tuple(self._follow(flow) for flow in flows)
        return found

    def _follow(self, flow: Flow) -> Way:
        seen, waiting, landings = set[str](), [flow.target], set[str]()
        while waiting:
            node = waiting.pop()
            if node in seen or node not in self.reading.process.nodes:
                continue
            seen.add(node)
            if node in self.floating:
                waiting += [each.target for each in self.reading.process.outgoing[node]]
            else:
                landings.add(self.reading.id_of(node))
        condition, said = express_way(self.reading, flow)
        return Way(flow, condition, said, frozenset(landings), flow.target not in self.floating)


def express_way(reading: Reading, flow: Flow) -> tuple[str, Said]:
    """The condition of a flow, to compare and in words."""
    source = reading.process.nodes.get(flow.source)
    if isinstance(source, (Activity, Gateway)) and source.default == flow.id:
        return OTHERWISE, Text(N_("其他情形"))
    if not flow.condition:
        return "", Text(N_("无条件"))
    return reading.express(flow.condition), reading.say_expression(flow.condition)


class WayPair(NamedTuple):
    """A way of the old version and one of the new that are the same, or only one of both."""

    source: str
    old: Way | None
    new: Way | None


def pair_ways(old: Ways, new: Ways) -> Iterator[WayPair]:
    """The ways of both versions, out of each node that both have."""
    for source, ways in old.by_source.items():
        yield from _pair_exits(source, list(ways), list(new.by_source.get(source, ())))


def _pair_exits(source: str, olds: list[Way], news: list[Way]) -> Iterator[WayPair]:
    """Pair those that say and reach the same, then those that reach the same, then those that say the same."""
    for fits in (_same, _reach_same, _say_same):
        for old in list(olds):
            new = next((each for each in news if fits(old, each)), None)
            if new is not None:
                olds.remove(old)
                news.remove(new)
                yield WayPair(source, old, new)
    if len(olds) == len(news) == 1:
        yield WayPair(source, olds.pop(), news.pop())
    yield from (WayPair(source, old, None) for old in olds)
    yield from (WayPair(source, None, new) for new in news)


def _same(old: Way, new: Way) -> bool:
    return old.condition == new.condition and _reach_same(old, new)


def _reach_same(old: Way, new: Way) -> bool:
    return old.landings == new.landings or (bool(old.landings & new.landings) and not (old.direct and new.direct))


def _say_same(old: Way, new: Way) -> bool:
    return old.condition == new.condition


def count_differences(pairs: Iterable[WayPair]) -> int:
    """How many ways differ in where they lead."""
    return sum(2 if not pair.old or not pair.new else int(not _reach_same(pair.old, pair.new)) for pair in pairs)


def tell_ways(old: Ways, new: Ways) -> Iterator[Change]:
    """A sentence for each way that is new, gone, leads elsewhere or is taken under another condition."""
    pairs = list(pair_ways(old, new))
    for pair in pairs:
        if pair.old and pair.new:
            yield from _tell_pair(old, new, pair.old, pair.new)
        elif pair.old:
            text = N_("%(name)s：取消去向“%(target)s”（%(condition)s）")
            yield _tell_one(ChangeKind.REMOVED, text, old, pair.old)
        elif pair.new:
            text = N_("%(name)s：新增去向“%(target)s”（%(condition)s）")
            yield _tell_one(ChangeKind.ADDED, text, new, pair.new)
    yield from _tell_orders(old, new, pairs)


def _tell_one(kind: ChangeKind, msgid: str, ways: Ways, way: Way) -> Change:
    reading, flow = ways.reading, way.flow
    said = make_text(
        msgid, name=reading.say_node(flow.source), target=reading.say_target(flow.target), condition=way.said
    )
    return Change(kind, said, *((flow.id, "") if kind is ChangeKind.REMOVED else ("", flow.id)))


def _tell_pair(old: Ways, new: Ways, before: Way, after: Way) -> Iterator[Change]:
    name = old.reading.say_node(before.flow.source)
    ids = before.flow.id, after.flow.id
    if before.condition != after.condition:
        text = N_("%(name)s：到“%(target)s”的条件“%(old)s”改为“%(new)s”")
        target = new.reading.say_target(after.flow.target)
        said = make_text(text, name=name, target=target, old=before.said, new=after.said)
        yield Change(ChangeKind.CHANGED, said, *ids)
    if not _reach_same(before, after):
        text = N_("%(name)s：%(condition)s时到“%(old)s”，改为到“%(new)s”")
        if not before.condition:
            text = N_("%(name)s：之后到“%(old)s”，改为到“%(new)s”")
        targets = {"old": old.reading.say_target(before.flow.target), "new": new.reading.say_target(after.flow.target)}
        yield Change(ChangeKind.CHANGED, make_text(text, name=name, condition=before.said, **targets), *ids)


def _tell_orders(old: Ways, new: Ways, pairs: Iterable[WayPair]) -> Iterator[Change]:
    """Where one way is taken, and conditions are tried in another order, another one may hold first."""
    by_source: dict[str, list[tuple[int, int, str]]] = {}
    for pair in pairs:
        if pair.old and pair.new and _is_tried(old, pair.old) and _is_tried(new, pair.new):
            olds, news = old.by_source[pair.source], new.by_source[pair.source]
            place = olds.index(pair.old), news.index(pair.new), pair.old.condition
            by_source.setdefault(pair.source, []).append(place)
    for source, places in by_source.items():
        before, after = sorted(places), sorted(places, key=lambda place: place[1])
        if [place[2] for place in before] != [place[2] for place in after]:
            ids = old.by_source[source][0].flow.source, new.by_source[source][0].flow.source
            text = make_text(N_("%(name)s：条件的先后次序有改动"), name=old.reading.say_node(ids[0]))
            yield Change(ChangeKind.CHANGED, text, *ids)


def _is_tried(ways: Ways, way: Way) -> bool:
    source = ways.reading.process.nodes[way.flow.source]
    return isinstance(source, ExclusiveGateway) and way.condition not in {"", OTHERWISE}


def says_nothing(ways: Reading, node: str) -> bool:
    """Whether a gateway only brings ways together of which each token takes one: it means nothing by itself."""
    at = ways.process.nodes[node]
    return isinstance(at, Gateway) and not isinstance(at, ParallelGateway) and len(ways.process.outgoing[node]) <= 1
