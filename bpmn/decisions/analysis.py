"""What can be said of a table without asking it: rules that overlap, inputs that none matches, rules never reached.

A column's conditions cut its values into classes within which none of them changes its mind: the values that they name,
what lies between two of them, what lies outside all. One sample stands for each class, so a condition is the set of
samples that match it, held as the bits of a number, and boxes of rules meet where the bits of every column do. Samples
are judged by the same code that judges real values; nothing is said about rules that compare with variables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from itertools import combinations, pairwise
from typing import Final

from bpmn.decisions.cells import Cell, Literal, parse_values
from bpmn.decisions.evaluation import CompiledTable
from bpmn.decisions.tables import Input, Value, ValueType

MAX_STEPS: Final = 5_000
"""How many parts of the space are looked at before the search is given up."""
MAX_TRIALS: Final = 1_000_000
"""How many samples are tried on tests; more than 200 rules of ranges in ten columns need, less than an attack wants."""

Point = tuple[Value, ...]
"""A value for each input."""


class TooLargeError(Exception):
    """The table has too many combinations to look for what none of its rules matches."""


@dataclass(frozen=True)
class Overlap:
    """Two rules, by their numbers, and an input that both match."""

    first: int
    second: int
    example: Point


class Analysis:
    """A table cut into classes of inputs."""

    def __init__(self, compiled: CompiledTable) -> None:
        self.inputs = compiled.table.inputs
        conditions = {number: rule.conditions for number, rule in enumerate(compiled.rules, start=1)}
        self.undecided = {number: cells for number, cells in conditions.items() if any(cell.computed for cell in cells)}
        """Rules that compare with variables or parameters."""
        self.decided = {number: cells for number, cells in conditions.items() if number not in self.undecided}

    @cached_property
    def samples(self) -> Sequence[Sequence[Value]]:
        """By column a value for each class; the last is nothing at all. `TooLargeError` if there are too many."""
        columns = [[cells[at] for cells in self.decided.values()] for at in range(len(self.inputs))]
        found = [[*_cut_values(column, cells), None] for column, cells in zip(self.inputs, columns, strict=True)]
        trials = (
            len(samples) * sum(len(cell.tests) for cell in cells) for samples, cells in zip(found, columns, strict=True)
        )
        if sum(trials) > MAX_TRIALS:
            raise TooLargeError
        return found

    @cached_property
    def boxes(self) -> dict[int, tuple[int, ...]]:
        """By rule, for each column the bits of the samples that match."""
        return {
            number: tuple(_match_bits(cell, samples) for cell, samples in zip(cells, self.samples, strict=True))
            for number, cells in self.decided.items()
        }

    @cached_property
    def _members(self) -> tuple[tuple[int, ...], ...]:
        """By column and sample, the bits of the rules that match: the first decided rule is the lowest."""
        return tuple(
            tuple(
                sum(1 << place for place, box in enumerate(self.boxes.values()) if box[at] >> sample & 1)
                for sample in range(len(samples))
            )
            for at, samples in enumerate(self.samples)
        )

    @cached_property
    def _known(self) -> tuple[int, ...]:
        """Bits of everything but nothing: gaps are looked for among what is known."""
        return tuple((1 << (len(samples) - 1)) - 1 for samples in self.samples)

    def find_empty(self) -> Iterator[tuple[int, int]]:
        """Rules and columns (from 0) whose condition no value matches."""
        for number, box in self.boxes.items():
            yield from ((number, at) for at, bits in enumerate(box) if not bits)

    def find_overlaps(self) -> Iterator[Overlap]:
        """Every two rules that an input matches both of."""
        for (first, one), (second, other) in combinations(self.boxes.items(), 2):
            shared = tuple(a & b for a, b in zip(one, other, strict=True))
            if all(shared):
                yield Overlap(first, second, self._sample(shared))

    def find_gap(self) -> Point | None:
        """An input of known values that no rule matches; `TooLargeError` if that takes too long to find out."""
        return self._find_outside(self._known, len(self.boxes), iter(range(MAX_STEPS)))

    def find_shadowed(self) -> Iterator[int]:
        """Rules of which every input matches an earlier one."""
        steps = iter(range(MAX_STEPS))
        for place, (number, box) in enumerate(self.boxes.items()):
            if all(box) and self._find_outside(box, place, steps) is None:
                yield number

    def _find_outside(self, space: tuple[int, ...], count: int, steps: Iterator[int]) -> Point | None:
        """A point of a space that none of the first rules matches."""
        found = _Search(space, self._members, steps).find(0, (1 << count) - 1)
        return self._sample(found) if found else None

    def _sample(self, bits: Sequence[int]) -> Point:
        return tuple(samples[(each & -each).bit_length() - 1] for samples, each in zip(self.samples, bits, strict=True))


class _Search:
    """The search for a point outside boxes: column by column, what has been looked at once is not looked at again."""

    def __init__(self, space: tuple[int, ...], members: tuple[tuple[int, ...], ...], steps: Iterator[int]) -> None:
        self.space = space
        self.members = members
        self.steps = steps
        self.covered: set[tuple[int, int]] = set()
        """Columns, and the rules that are left there, from which every point matches one."""

    def find(self, column: int, left: int) -> tuple[int, ...] | None:
        """Bits of a point from a column on that none of the rules that are left matches."""
        if not left:
            return self.space[column:]
        if column == len(self.space) or (column, left) in self.covered:
            return None
        if next(self.steps, None) is None:
            raise TooLargeError
        for inside, bits in self._parts(column, left).items():
            rest = self.find(column + 1, inside)
            if rest is not None:
                return (bits, *rest)
        self.covered.add((column, left))
        return None

    def _parts(self, column: int, left: int) -> dict[int, int]:
        """The column's samples, those together that the same rules match: bits of rules → bits of samples."""
        found: dict[int, int] = {}
        for at, matching in enumerate(self.members[column]):
            if self.space[column] >> at & 1:
                found[matching & left] = found.get(matching & left, 0) | 1 << at
        return dict(sorted(found.items(), key=lambda item: item[0].bit_count()))


def _match_bits(cell: Cell, samples: Sequence[Value]) -> int:
    return sum(1 << at for at, sample in enumerate(samples) if cell.matches(sample, {}))


def _cut_values(column: Input, cells: Sequence[Cell]) -> list[Value]:
    """A value for each class of a column."""
    if column.type is ValueType.BOOLEAN:
        return [False, True]
    allowed = parse_values(column.allowed, column.type)
    named = {each.value for cell in cells for each in cell.operands() if isinstance(each, Literal)} - {None}
    if allowed:
        return [value for value in dict.fromkeys(allowed) if value is not None]
    if column.type is ValueType.STRING:
        texts = sorted(str(each) for each in named)
        return [*texts, _other_text(texts)]
    if column.type is ValueType.DATE:
        days = [Decimal(each.toordinal()) for each in named if isinstance(each, date)]
        return [date.fromordinal(int(each)) for each in _cut_numbers(days, whole=True) if _is_day(each)]
    numbers = [each for each in named if isinstance(each, Decimal)]
    return list(_cut_numbers(numbers, whole=column.type is ValueType.INTEGER))


def _is_day(ordinal: Decimal) -> bool:
    return date.min.toordinal() <= ordinal <= date.max.toordinal()


def _other_text(texts: Sequence[str]) -> str:
    """A text that no condition names."""
    other = "其他值"
    while other in texts:
        other += "…"
    return other


def _cut_numbers(named: Sequence[Decimal], *, whole: bool) -> list[Decimal]:
    """The numbers that are named, one between every two, one below and one above; whole ones only if so wanted."""
    ends = sorted(set(named))
    if not ends:
        return [Decimal(0)]
    below, above = ends[0].to_integral_value(ROUND_FLOOR) - 1, ends[-1].to_integral_value(ROUND_FLOOR) + 1
    between = [end + 1 for end in ends] if whole else [(low + high) / 2 for low, high in pairwise(ends)]
    return sorted({below, *ends, *between, above})
