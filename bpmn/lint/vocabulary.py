"""The names that a diagram may use, told to the lint by the floors that register them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.checkpoints.demands import Checkpoint
from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import Process


class ValueKind(StrEnum):
    """What a parameter or a setting holds."""

    DURATION = "duration"
    SHARE = "share"
    NUMBER = "number"
    WORDS = "words"
    OTHER = "other"


@dataclass(frozen=True)
class ActionShape:
    """What a registered action takes and gives, by name."""

    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Setting:
    """What a setting of a vote holds; a list of words may be bound to certain lengths."""

    kind: ValueKind
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Every name that stands for something outside the diagram."""

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    parameters: Mapping[str, ValueKind] = field(default_factory=dict)
    """Parameters and what each holds."""
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
    votes: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)
    """Vote kinds, the settings that each knows, and what those hold."""
    checkpoints: Sequence[Checkpoint] = ()
    """The mandatory steps that the organisation's profile demands of its procedures (R-GATE-2)."""
    processes: Mapping[str, Process] = field(default_factory=dict)
    """The processes that can be called, by key."""
    decisions: Mapping[str, CompiledTable] = field(default_factory=dict)
    """The decision tables that can be asked, by key."""
