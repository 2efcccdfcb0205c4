"""Which node of one version is which of the other: by what nodes do and where they stand.

First what says the same in the same surroundings, the widest first; then pair by pair what fits best. Names and ids
decide only between candidates that fit equally well, so nothing is found otherwise when all of them change.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from bpmn.comparing.facts import flatten_facts
from bpmn.comparing.nodes import list_expressions, list_facts
from bpmn.comparing.reading import Reading
from bpmn.elements import Activity, BoundaryEvent, Flow, Gateway, Node, Process

Matches = Mapping[str, str]
"""The new node of each old one that has one."""

DEPTH: Final = 4
"""How far surroundings reach, in flows."""
HEAVY: Final = {"writes": 3, "action": 3, "called": 3, "vote": 3, "decision": 3, "panel": 2, "who": 2, "event": 2}
"""What tells most of what a step is."""
ALIKE: Final = 0.5
"""The share of facts that two steps must have in common, wherever they stand."""
NEAR: Final = 0.3
"""The same, where so much of what is around them is the same as well:"""
AROUND: Final = 0.5
SAYS_LITTLE: Final = 2
"""Nodes of so few facts are known by what is around them."""


Colours = Mapping[str, int]
"""A number for each node of one version."""
MOST_CHOICES: Final = 60
"""How often one of several that are alike is chosen."""


class Link(NamedTuple):
    """How a node stands to another one."""

    relation: str
    node: str


class Side:
    """One version: what each node says, and what is around it."""

    def __init__(self, process: Process) -> None:
        self.process = process
        reading = Reading(process)
        self.order = {node: at for at, node in enumerate(process.nodes)}
        self.says = {
            node.id: dict(flatten_facts(list_facts(reading, node))) | {"": family_of(node)}
            for node in process.nodes.values()
        }
        self.links: dict[str, list[Link]] = {node: [] for node in process.nodes}
        for flow in process.flows:
            condition = reading.express(flow.condition) or _default(process, flow)
            self._link(flow.source, flow.target, f"flow {condition}")
            self._link_named(reading, flow.source, flow.condition)
        for source, target in process.links.items():
            self._link(source, target, "link")
        for node in process.nodes.values():
            if isinstance(node, BoundaryEvent):
                self._link(node.host, node.id, "border")
            if node.scope:
                self._link(node.scope, node.id, "scope")
            for expression in list_expressions(node):
                self._link_named(reading, node.id, expression)

    def _link_named(self, reading: Reading, node: str, expression: str) -> None:
        """Steps whose outcomes an expression reads belong to its surroundings, each at its place in it."""
        for at, named in enumerate(reading.list_named(expression)):
            self._link(node, named, f"reads {at} of {reading.express(expression)}")

    def _link(self, source: str, target: str, relation: str) -> None:
        if source in self.links and target in self.links:
            self.links[source].append(Link(f">{relation}", target))
            self.links[target].append(Link(f"<{relation}", source))


def family_of(node: Node) -> str:
    """Nodes of one family may become each other."""
    return "Gateway" if isinstance(node, Gateway) else type(node).__name__


def _default(process: Process, flow: Flow) -> str:
    source = process.nodes.get(flow.source)
    return "default" if isinstance(source, (Activity, Gateway)) and source.default == flow.id else ""


def match_nodes(old: Process, new: Process) -> Matches:
    """The pairs of nodes that are the same."""
    matching = _Matching(Side(old), Side(new))
    matching.match_alike()
    matching.match_near()
    return matching.found


class _Matching:
    """The matching of two versions, as far as it has come."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        self.found: dict[str, str] = {}
        self.taken: set[str] = set()
        self._likeness: dict[tuple[Hashable, Hashable], float] = {}

    def _pair(self, old: str, new: str) -> None:
        self.found[old] = new
        self.taken.add(new)

    # -- the same in the same surroundings ---------------------------------------------------------

    def match_alike(self) -> None:
        """Match what is the only one of its kind in both versions, with the widest surroundings first."""
        for _ in range(MOST_CHOICES):
            rounds = _colour(self.old, self.new, self.found)
            self._match_single(*rounds[-1])
            if not self._choose_twin(*rounds[-1]):
                break
        for old, new in reversed(rounds):
            self._match_single(old, new)

    def _match_single(self, old: Colours, new: Colours) -> None:
        olds, news = _by_colour(old, self.found), _by_colour(new, self.taken)
        for colour, nodes in olds.items():
            if len(nodes) == len(news.get(colour, ())) == 1:
                self._pair(nodes[0], news[colour][0])

    def _choose_twin(self, old: Colours, new: Colours) -> bool:
        """Match one of several that are alike, as many in both versions; what stands around it follows from that."""
        olds, news = _by_colour(old, self.found), _by_colour(new, self.taken)
        twins = [nodes for colour, nodes in olds.items() if len(nodes) == len(news.get(colour, ()))]
        if not twins:
            return False
        first = min(twins, key=len)[0]
        self._pair(first, min(news[old[first]], key=lambda each: -self._know(first, each)))
        return True

    def _know(self, old: str, new: str) -> float:
        """What names and ids say, where nothing else does."""
        return 0.5 * (self.old.process.nodes[old].name == self.new.process.nodes[new].name) + 0.25 * (old == new)

    # -- what fits best ----------------------------------------------------------------------------

    def match_near(self) -> None:
        """Match pair by pair, the best first; each pair makes its neighbours fit better."""
        open_old = [node for node in self.old.links if node not in self.found]
        open_new = [node for node in self.new.links if node not in self.taken]
        waiting = [rank for old in open_old for new in open_new if (rank := self._rank(old, new))]
        heapify(waiting)
        while waiting:
            *_, old, new = heappop(waiting)
            if old in self.found or new in self.taken:
                continue
            self._pair(old, new)
            for rank in self._rank_around(old, new):
                heappush(waiting, rank)

    def _rank_around(self, old: str, new: str) -> Iterator[tuple[float, float, int, int, str, str]]:
        for before in self.old.links[old]:
            for after in self.new.links[new]:
                open_pair = before.node not in self.found and after.node not in self.taken
                rank = self._rank(before.node, after.node) if open_pair else None
                if rank:
                    yield rank

    def _rank(self, old: str, new: str) -> tuple[float, float, int, int, str, str] | None:
        """How well two nodes fit, the best least; None where they do not."""
        says_old, says_new = self.old.says[old], self.new.says[new]
        if says_old[""] != says_new[""]:
            return None
        alike, around = self._compare(old, new), self._compare_around(old, new)
        enough = alike >= ALIKE or (alike >= NEAR and around >= AROUND)
        plain = len(says_old) <= SAYS_LITTLE or says_old[""] == "Gateway"
        if not enough or (plain and not around):
            return None
        order = self.old.order[old], self.new.order[new]
        return -(2 * alike + around), -self._know(old, new), sum(order), abs(order[0] - order[1]), old, new

    def _compare(self, old: str, new: str) -> float:
        """The share of what both say that is the same, by weight."""
        says_old, says_new = self.old.says[old], self.new.says[new]
        weights = {key: HEAVY.get(key, 1) for key in {*says_old, *says_new}}
        same = sum(weight for key, weight in weights.items() if key in says_old and says_old[key] == says_new.get(key))
        return same / sum(weights.values())

    def _compare_around(self, old: str, new: str) -> float:
        """The share of neighbours that are the same."""
        around_old = Counter((link.relation[:5], self.found.get(link.node, "")) for link in self.old.links[old])
        around_new = Counter((link.relation[:5], link.node) for link in self.new.links[new])
        most = max(around_old.total(), around_new.total())
        return (around_old & around_new).total() / most if most else 0.0


def _colour(old: Side, new: Side, known: Matches) -> list[tuple[Colours, Colours]]:
    """Colours of both versions' nodes, round by round: equal where what nodes say, and all around them, is equal.

    What is known to be the same has a colour of its own.
    """
    numbers: dict[Hashable, int] = {}
    sides = (old, new)

    def number(key: Hashable) -> int:
        return numbers.setdefault(key, len(numbers))

    pairs = ({node: node for node in known}, {after: before for before, after in known.items()})
    colours = [
        {node: number((frozenset(says.items()), pair.get(node))) for node, says in side.says.items()}
        for side, pair in zip(sides, pairs, strict=True)
    ]
    rounds: list[tuple[Colours, Colours]] = [(colours[0], colours[1])]
    for _ in range(DEPTH):
        colours = [
            {node: number((colour[node], _around(side, node, colour))) for node in colour}
            for side, colour in zip(sides, colours, strict=True)
        ]
        rounds.append((colours[0], colours[1]))
    return rounds


def _around(side: Side, node: str, colour: Colours) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((link.relation, colour[link.node]) for link in side.links[node]))


def _by_colour(colours: Colours, taken: "set[str] | dict[str, str]") -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for node, colour in colours.items():
        if node not in taken:
            found[colour].append(node)
    return found
