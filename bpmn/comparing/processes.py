"""Two versions of a process → sentences about what is different, and marks for both drawings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bpmn.comparing.changes import Change, ChangeKind, Comparison, Said, Words, make_text, mark_elements, say_list
from bpmn.comparing.facts import Collector, Fact, Facts, compare_facts
from bpmn.comparing.matching import Matches, match_nodes
from bpmn.comparing.nodes import list_facts
from bpmn.comparing.places import Places, compare_places
from bpmn.comparing.reading import Reading
from bpmn.comparing.ways import Ways, count_differences, express_way, pair_ways, says_nothing, tell_ways
from bpmn.elements import Flow, Gateway, Node, Process
from bpmn.extensions import Variable
from bpmn.texts import N_, Text

MOST_MOVES: Final = 20
"""Of how many steps it is tried whether they were moved."""


@dataclass(frozen=True)
class Versions:
    """Two versions side by side; what is the same in both is spoken of by its old id and name."""

    old: Reading
    new: Reading
    matches: Matches

    @property
    def old_floating(self) -> frozenset[str]:
        """The nodes that only the old version has."""
        return frozenset(self.old.process.nodes.keys() - self.matches.keys())

    @property
    def new_floating(self) -> frozenset[str]:
        """The nodes that only the new version has."""
        return frozenset(self.new.process.nodes.keys() - set(self.matches.values()))


def compare_processes(
    old: Process, new: Process, words: Words | None = None, places: tuple[Places, Places] = ({}, {})
) -> Comparison:
    """What is different; `places` are the places of the shapes in both files."""
    versions = _read_both(old, new, words or Words())
    moved = find_moved(versions)
    floating = _ways_of(versions, moved)
    changes = (
        *_tell_process(versions),
        *_tell_removed(versions),
        *_tell_added(versions),
        *_tell_moved(versions, moved),
        *_tell_changed(versions),
        *tell_ways(*floating),
    )
    drawn = (*_tell_renamed(versions), *compare_places(versions.matches, *places, say=versions.old.say_node))
    unsaid = tuple(_mark_unsaid(versions))
    return Comparison(
        changes,
        drawn,
        mark_elements((*drawn, *unsaid, *changes), "old"),
        mark_elements((*drawn, *unsaid, *changes), "new"),
    )


def _read_both(old: Process, new: Process, words: Words) -> Versions:
    matches = match_nodes(old, new)
    names = {node.id: node.name for node in old.nodes.values()}
    back = {after: before for before, after in matches.items()}
    fresh = {node: f"+{node}" for node in new.nodes if node not in back}
    before = Reading(old, words, {node: node for node in old.nodes}, names)
    return Versions(before, Reading(new, words, {**fresh, **back}, names), matches)


def _ways_of(versions: Versions, moved: frozenset[str]) -> tuple[Ways, Ways]:
    after = {versions.matches[node] for node in moved}
    return (
        Ways(versions.old, versions.old_floating | moved),
        Ways(versions.new, versions.new_floating | after),
    )


# -- the process as a whole ----------------------------------------------------------------------------


def _tell_process(versions: Versions) -> Iterator[Change]:
    old, new = versions.old.process, versions.new.process
    facts = [_list_process_facts(each) for each in (old, new)]
    yield from compare_facts(Text(N_("整个流程")), *facts, ids=("", ""))


def _list_process_facts(process: Process) -> Facts:
    found = Collector()
    found.add("name", Text(N_("名称")), process.name)
    found.add("documentation", Text(N_("说明")), process.documentation)
    found.each("variable", process.variables, _describe_variable)
    return found.facts


def _describe_variable(variable: Variable) -> tuple[str, Fact]:
    found = Collector()
    about = make_text(N_("流程变量“%(label)s”"), label=variable.label or variable.name)
    for key, aspect, value in (
        ("label", N_("名称"), variable.label),
        ("type", N_("类型"), variable.type.value),
        ("given", N_("发起时给定"), "given" if variable.given else ""),
    ):
        found.add(key, make_text(N_("%(about)s的%(aspect)s"), about=about, aspect=Text(aspect)), value)
    return variable.name, Fact(about, True, parts=found.facts)


# -- steps ---------------------------------------------------------------------------------------------


def _tell_removed(versions: Versions) -> Iterator[Change]:
    for node in versions.old.process.nodes.values():
        if node.id in versions.old_floating and not says_nothing(versions.old, node.id):
            yield Change(ChangeKind.REMOVED, _tell_step(versions.old, node, REMOVED), node.id)
            for text in _tell_conditions(versions.old, node, N_("%(name)s：取消去向“%(target)s”（%(condition)s）")):
                yield Change(ChangeKind.REMOVED, text[0], text[1])


def _tell_added(versions: Versions) -> Iterator[Change]:
    for node in versions.new.process.nodes.values():
        if node.id in versions.new_floating and not says_nothing(versions.new, node.id):
            yield Change(ChangeKind.ADDED, _tell_step(versions.new, node, ADDED), "", node.id)
            for text in _tell_conditions(versions.new, node, N_("%(name)s：新增去向“%(target)s”（%(condition)s）")):
                yield Change(ChangeKind.ADDED, text[0], "", text[1])


ADDED: Final = (
    N_("新增步骤“%(name)s”%(who)s%(due)s%(place)s"),
    N_("新增“%(name)s”（%(kind)s）%(place)s"),
)
REMOVED: Final = (
    N_("删除步骤“%(name)s”%(who)s%(due)s%(place)s"),
    N_("删除“%(name)s”（%(kind)s）%(place)s"),
)


def _tell_step(reading: Reading, node: Node, msgids: tuple[str, str]) -> Text:
    """A step that only one version has: its name, who does it, by when, and where it stands."""
    facts = list_facts(reading, node)
    place = _append(_say_place(reading, node.id))
    if "who" not in facts and "due" not in facts and "action" not in facts and "called" not in facts:
        kind = _say_kind(reading, node)
        return make_text(msgids[1], name=reading.say_node(node.id), kind=kind, place=place)
    who: Said = make_text(N_("，由%(who)s办理"), who=facts["who"].said) if "who" in facts else ""
    if "called" in facts:
        who = make_text(N_("，调用流程“%(called)s”"), called=facts["called"].said)
    due: Said = make_text(N_("，期限 %(due)s"), due=facts["due"].said) if "due" in facts else ""
    if node.checkpoint:
        due = make_text(N_("%(due)s，必经环节"), due=due)
    return make_text(msgids[0], name=reading.say_node(node.id), who=who, due=due, place=place)


def _append(said: Said) -> Said:
    return make_text(N_("，%(what)s"), what=said) if said else ""


def _say_kind(reading: Reading, node: Node) -> Said:
    facts = list_facts(reading, node)
    named = next((facts[key].said for key in ("gateway", "event") if key in facts), None)
    return named if named is not None else reading.kind_of(node.id)


def _say_place(reading: Reading, node: str) -> Said:
    before, after = reading.list_near(node, forward=False), reading.list_near(node, forward=True)
    if before and after:
        text = N_("位于“%(before)s”之后、“%(after)s”之前")
        return make_text(text, before=say_list(before), after=say_list(after))
    if before:
        return make_text(N_("位于“%(before)s”之后"), before=say_list(before))
    return make_text(N_("位于“%(after)s”之前"), after=say_list(after)) if after else ""


def _tell_conditions(reading: Reading, node: Node, msgid: str) -> Iterator[tuple[Text, str]]:
    """The ways out of a step that only one version has, where they are taken under conditions."""
    for flow in reading.process.outgoing[node.id]:
        condition, said = express_way(reading, flow)
        if condition:
            name, target = reading.say_node(node.id), reading.say_target(flow.target)
            yield make_text(msgid, name=name, target=target, condition=said), flow.id


def _tell_changed(versions: Versions) -> Iterator[Change]:
    """What is said otherwise of what both versions have, and what stands in another scope."""
    for before, after in sorted(
        versions.matches.items(), key=lambda pair: list(versions.old.process.nodes).index(pair[0])
    ):
        old, new = versions.old.process.nodes[before], versions.new.process.nodes[after]
        facts = list_facts(versions.old, old), list_facts(versions.new, new)
        name = versions.old.say_node(before)
        yield from compare_facts(name, *facts, ids=(before, after))
        if versions.old.id_of(old.scope) != versions.new.id_of(new.scope):
            text = N_("%(name)s：从“%(old)s”移到“%(new)s”")
            scopes = {"old": _say_scope(versions.old, old.scope), "new": _say_scope(versions.new, new.scope)}
            yield Change(ChangeKind.MOVED, make_text(text, name=name, **scopes), before, after)


def _say_scope(reading: Reading, scope: str) -> Said:
    return reading.say_node(scope) if scope else Text(N_("整个流程"))


# -- moves ---------------------------------------------------------------------------------------------


def find_moved(versions: Versions) -> frozenset[str]:
    """Steps that stand elsewhere: taken out of both versions, they leave fewer ways that differ."""
    moved: frozenset[str] = frozenset()
    least = _count(versions, moved)
    while least > 1:
        tried = [(_count(versions, moved | {node}), at, node) for at, node in enumerate(_list_movable(versions, moved))]
        best = min(tried, default=None)
        if best is None or best[0] >= least - 1:
            break
        least, moved = best[0], moved | {best[2]}
    return moved


def _count(versions: Versions, moved: frozenset[str]) -> int:
    return count_differences(pair_ways(*_ways_of(versions, moved)))


def _list_movable(versions: Versions, moved: frozenset[str]) -> list[str]:
    """Steps with another step before them and another one behind."""
    pairs = pair_ways(*_ways_of(versions, moved))
    apart = [pair for pair in pairs if not (pair.old and pair.new and pair.old.landings == pair.new.landings)]
    sources = {pair.source for pair in apart}
    targets = {each for pair in apart for way in (pair.old, pair.new) if way for each in way.landings}
    nodes = versions.old.process.nodes
    found = [node for node in nodes if node in sources & targets and not isinstance(nodes[node], Gateway)]
    return [node for node in found if node not in moved][:MOST_MOVES]


def _tell_moved(versions: Versions, moved: frozenset[str]) -> Iterator[Change]:
    for before in [node for node in versions.old.process.nodes if node in moved]:
        after = versions.matches[before]
        places = {"old": _say_place(versions.old, before), "new": _say_place(versions.new, after)}
        text = make_text(N_("步骤“%(name)s”移到：%(new)s；原来：%(old)s"), name=versions.old.say_node(before), **places)
        yield Change(ChangeKind.MOVED, text, before, after)


# -- what means nothing --------------------------------------------------------------------------------


def _tell_renamed(versions: Versions) -> Iterator[Change]:
    for before, after in versions.matches.items():
        old, new = versions.old.process.nodes[before].name, versions.new.process.nodes[after].name
        if old != new:
            text = make_text(N_("“%(old)s”改称“%(new)s”"), old=old or _say_nothing(), new=new or _say_nothing())
            yield Change(ChangeKind.CHANGED, text, before, after)


def _say_nothing() -> Text:
    return Text(N_("无名称"))


def _mark_unsaid(versions: Versions) -> Iterator[Change]:
    """Marks for what no sentence is about: merges, and flows to and from what only one version has."""
    text = Text("")
    yield from (Change(ChangeKind.REMOVED, text, node) for node in versions.old_floating)
    yield from (Change(ChangeKind.ADDED, text, "", node) for node in versions.new_floating)
    olds, news = _list_ends(versions.old), _list_ends(versions.new)
    yield from (Change(ChangeKind.REMOVED, text, flow) for flow, ends in olds.items() if ends not in news.values())
    yield from (Change(ChangeKind.ADDED, text, "", flow) for flow, ends in news.items() if ends not in olds.values())


def _list_ends(reading: Reading) -> Mapping[str, tuple[str, str]]:
    def ends_of(flow: Flow) -> tuple[str, str]:
        return reading.id_of(flow.source), reading.id_of(flow.target)

    return {flow.id: ends_of(flow) for flow in reading.process.flows}
