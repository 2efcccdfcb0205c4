"""A walk along the drawn way without moving a token: whether it comes to a node past nothing but people's steps."""

from collections.abc import Mapping
from typing import Any

from bpmn.errors import ExpressionError
from workflows.engine.exits import Way


def find_last_way(spec: Any, target: str, values: Mapping[str, Any]) -> Way | None:
    """The flow by which a token that leaves a node now would come to the target; None where that is not certain.

    Exclusive gateways decide by the values; user tasks are passed. What acts by itself, waits, calls, splits or joins
    ends the walk, and so does a condition that has no value yet.
    """
    specs = spec._wf_spec.task_specs
    seen: set[str] = set()
    at = spec
    while at.name not in seen and (at is spec or at.walks):
        seen.add(at.name)
        ways = _ways_out(at, values)
        if len(ways) != 1:
            return None
        if ways[0][1] == target:
            way: Way = ways[0]
            return way
        at = specs[ways[0][1]]
    return None


def _ways_out(spec: Any, values: Mapping[str, Any]) -> list[Way]:
    """The ways that a token would take; none where that cannot be said."""
    try:
        found: list[Way] = spec.ways_with(values)
    except ExpressionError:
        return []
    return found
