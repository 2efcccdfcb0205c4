"""Ways out of a node that bear conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.elements import Activity, ExclusiveGateway, Flow, Gateway, InclusiveGateway, Node
from bpmn.expressions import Expression, parse_expression

Way = tuple[str, str]
"""A sequence flow and the name of its target."""


@dataclass(frozen=True)
class Exits:
    """Which ways a token takes: those without a condition, those whose condition holds, else the default."""

    always: tuple[Way, ...]
    conditional: tuple[tuple[Expression, Way], ...]
    default: Way | None

    def open_ways(self, values: Mapping[str, Any]) -> list[Way]:
        """The ways that are taken with these values."""
        held = [way for condition, way in self.conditional if condition.evaluate(values)]
        if not held and self.default:
            held = [self.default]
        return [*self.always, *held]


def compile_exits(node: Node, flows: tuple[Flow, ...]) -> Exits | None:
    """The exits of a node that decides; None where every token takes every way.

    A gateway's one flow without a condition is its default; an activity, which splits like an inclusive gateway drawn
    behind it, may also have flows that are always taken, and names its default.
    """
    conditional = tuple((parse_expression(flow.condition), (flow.id, flow.target)) for flow in flows if flow.condition)
    if not conditional or not isinstance(node, (Activity, ExclusiveGateway, InclusiveGateway)):
        return None
    plain = [flow for flow in flows if not flow.condition]
    default = next((flow for flow in plain if isinstance(node, Gateway) or flow.id == node.default), None)
    always = tuple((flow.id, flow.target) for flow in plain if flow is not default)
    return Exits(always, conditional, (default.id, default.target) if default else None)
