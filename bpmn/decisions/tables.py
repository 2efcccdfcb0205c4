"""A decision table as it is written: frozen records in the words of DMN 1.3 (formal/2021-02-01, chapter 8).

Cells stay texts here, so that one that cannot be read can still be shown and mended; `bpmn.decisions.cells` reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

MAX_RULES: Final = 200
MAX_COLUMNS: Final = 20

Value = str | Decimal | bool | date | None
"""What stands in a cell. Numbers are decimal, so that 0.1 and 0.2 add up to 0.3."""


class HitPolicy(StrEnum):
    """What holds when several rules match (DMN 1.3, 8.2.10)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def single(self) -> bool:
        """Whether one rule gives the result."""
        return self in {HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY}

    @property
    def ranks(self) -> bool:
        """Whether the order of the outputs' allowed values counts."""
        return self in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs that it collects."""

    NONE = ""
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


class ValueType(StrEnum):
    """What a column holds."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"

    @property
    def ordered(self) -> bool:
        """Whether its values can be greater and less."""
        return self in {ValueType.INTEGER, ValueType.NUMBER, ValueType.DATE}


@dataclass(frozen=True)
class Input:
    """A column of conditions: an expression of ours, and what it comes to. `allowed` lists literals, '' for any."""

    label: str
    expression: str
    type: ValueType
    allowed: str = ""
    line: int = 0

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or self.expression


@dataclass(frozen=True)
class Output:
    """A column of results. `allowed` lists literals, the weightiest first; `default` holds where no rule matches."""

    name: str
    type: ValueType
    label: str = ""
    allowed: str = ""
    default: str = ""
    line: int = 0

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or self.name


@dataclass(frozen=True)
class Rule:
    """A row: one cell for each input and each output, and a remark."""

    conditions: tuple[str, ...]
    results: tuple[str, ...]
    annotation: str = ""
    line: int = 0

    @property
    def content(self) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """What it says, wherever it stands."""
        return self.conditions, self.results, self.annotation


@dataclass(frozen=True)
class DecisionTable:
    """The one decision table of a file; `id` is the key by which processes name it."""

    id: str
    name: str
    policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    aggregation: Aggregation = Aggregation.NONE
    documentation: str = ""
    line: int = 0

    def output(self, name: str) -> Output | None:
        """The output of that name."""
        return next((each for each in self.outputs if each.name == name), None)

    @property
    def collects(self) -> bool:
        """Whether results are lists."""
        return not self.policy.single and self.aggregation is Aggregation.NONE

    def numbered(self) -> Iterator[tuple[int, Rule]]:
        """The rules by their numbers, from 1."""
        return enumerate(self.rules, start=1)
