"""Two versions of one process side by side: which node and which flow of the one is which of the other."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from bpmn.elements import Flow, Node, Process


class Pair:
    """An old and a new drawing of a process. A node is itself unless `renames` gives it another id."""

    def __init__(self, old: Process, new: Process, renames: Mapping[str, str]) -> None:
        self.old = old
        self.new = new
        self.renames = renames

    def target_of(self, node_id: str) -> Node | None:
        """The new node of an old one; None if it is gone."""
        return self.new.nodes.get(self.renames.get(node_id, node_id))

    def targets_of(self, node_ids: Iterable[str]) -> frozenset[str]:
        """The ids of the new nodes of several; those that are gone left out."""
        return frozenset(target.id for each in node_ids if (target := self.target_of(each)) is not None)

    def way_of(self, way: str) -> str | None:
        """The new id of a way out of a node: of a flow, or of the event that throws a link; None if it is gone."""
        if way in self.flows:
            return self.flows[way]
        thrower = self.target_of(way) if way in self.old.nodes else None
        return thrower.id if thrower is not None else None

    @cached_property
    def flows(self) -> Mapping[str, str]:
        """Flows known by their ends, whatever they are numbered: of several between the same nodes each has one."""
        found: dict[str, str] = {}
        for ends in {self._ends_of(flow) for flow in self.old.flows}:
            olds = [flow.id for flow in self.old.flows if self._ends_of(flow) == ends]
            news = [flow.id for flow in self.new.flows if (flow.source, flow.target) == ends]
            same = [flow for flow in olds if flow in news]
            found |= dict(zip(same, same, strict=True))
            left = [flow for flow in olds if flow not in same], [flow for flow in news if flow not in same]
            found |= dict(zip(*left, strict=False))
        return found

    def _ends_of(self, flow: Flow) -> tuple[str, str]:
        source, target = self.target_of(flow.source), self.target_of(flow.target)
        return (source.id if source else "", target.id if target else "")
