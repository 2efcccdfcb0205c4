"""The names that a diagram may use, told to the lint by the floors that register them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.elements import Process


@dataclass(frozen=True)
class ActionShape:
    """What a registered action takes and gives, by name."""

    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """Every name that stands for something outside the diagram."""

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    durations: frozenset[str] = frozenset()
    """Parameters that hold a duration."""
    parameters: frozenset[str] = frozenset()
    actions: Mapping[str, ActionShape] = field(default_factory=dict)
    handlers: frozenset[str] = frozenset()
    """What takes the form of a task."""
    starters: frozenset[str] = frozenset()
    """What takes the form of a start."""
    panels: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    """Sources of options for form fields."""
    items: frozenset[str] = frozenset()
    """Sources of the items that a vote is about."""
    votes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Vote kinds and the settings that each knows."""
    processes: Mapping[str, Process] = field(default_factory=dict)
    """The processes that can be called, by key."""
