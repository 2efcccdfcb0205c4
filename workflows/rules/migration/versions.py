"""Two sets of versions side by side, and what the drawings say about them once and for all."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from bpmn import regions
from bpmn.elements import Process
from bpmn.passages import Passed, passed_before
from bpmn.regions import Branch
from bpmn.texts import N_
from bpmn.versions import Pair
from workflows.rules.migration.terms import Finding, NodeKey, find


class Versions:
    """Old and new drawings of everything that an instance runs on, and the mapping that a person gave."""

    def __init__(
        self, old: Mapping[str, Process], new: Mapping[str, Process], mapping: Mapping[NodeKey, str] | None = None
    ) -> None:
        self.old = old
        self.new = new
        self.mapping = dict(mapping or {})
        self._passed: dict[tuple[int, str], Passed] = {}
        self._regions: dict[tuple[int, str], Mapping[str, frozenset[Branch]]] = {}

    @cached_property
    def pairs(self) -> Mapping[str, Pair]:
        """The processes that both sets have."""
        named = {key: {old.node: new for old, new in self.mapping.items() if old.process == key} for key in self.old}
        return {key: Pair(old, self.new[key], named[key]) for key, old in self.old.items() if key in self.new}

    def passed_before(self, process: Process, scope: str) -> Passed:
        """See `bpmn.passages.passed_before`."""
        place = (id(process), scope)
        if place not in self._passed:
            self._passed[place] = passed_before(process, scope)
        return self._passed[place]

    def regions_of(self, process: Process, scope: str) -> Mapping[str, frozenset[Branch]]:
        """See `bpmn.regions.regions_of`."""
        place = (id(process), scope)
        if place not in self._regions:
            self._regions[place] = regions.regions_of(process, scope)
        return self._regions[place]

    def check_mapping(self) -> Iterator[Finding]:
        """What is wrong with the mapping itself, whatever the instance."""
        for key, target in self.mapping.items():
            old, new = self.old.get(key.process), self.new.get(key.process)
            if old is None or key.node not in old.nodes:
                yield find("mapping", key.process, None, N_("原版本没有环节 %(id)s"), id=key.node)
            elif new is None or target not in new.nodes:
                yield find("mapping", key.process, None, N_("新版本没有环节 %(id)s"), id=target)
            elif type(old.nodes[key.node]) is not type(new.nodes[target]):
                text = N_("环节 %(old)s 与 %(new)s 不是同一类环节")
                yield find("mapping", key.process, None, text, old=key.node, new=target)
