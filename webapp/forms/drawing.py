"""Declared fields as a page draws them: with ids, values as inputs want them, and what is wrong with each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bpmn.texts import Text
from services.process.showing import FieldCard
from webapp.forms.decoding import PREFIX
from workflows.errors import FieldProblem
from workflows.rules.deadlines import ZONE

NUMBER: Final = "__n__"
"""Where the number of a new row is to stand."""

MAX_RADIOS: Final = 4
MAX_COLUMNS: Final = 4

SHORT: Final = 200
"""Texts that may be longer than that say nothing of it beforehand."""


@dataclass(frozen=True)
class DrawnField:
    """One field on a page."""

    card: FieldCard
    name: str
    id: str
    value: Any = ""
    problem: Text | None = None
    preset: bool = False
    wide_row: bool = False
    """Whether it stands in a row of many fields, where choices must be small."""
    rows: Sequence[Sequence["DrawnField"]] = ()
    blank: Sequence["DrawnField"] = ()

    @property
    def control(self) -> str:
        """Which control draws it."""
        if self.card.type == "choice" and len(self.card.options) <= MAX_RADIOS and not self.wide_row:
            return "radios"
        return _CONTROLS.get(self.card.type, self.card.type)

    @property
    def path(self) -> str:
        """The field as problems name it."""
        return self.name.removeprefix(PREFIX)

    @property
    def limited(self) -> bool:
        """Whether the length of its text is worth a hint."""
        most = self.card.maximum or 0
        return self.card.type in {"text", "longtext"} and (self.card.minimum is not None or 0 < most <= SHORT)

    @property
    def fixed(self) -> bool:
        """Whether the value stands already and is not to be chosen: the item of a row that must be there."""
        return self.preset and bool(self.value)

    @property
    def label(self) -> str:
        """What the chosen option is called."""
        return next((each["label"] for each in self.card.options if each["value"] == self.value), str(self.value))

    @property
    def narrow(self) -> bool:
        """Whether the rows of a table fit on one line each."""
        return len(self.card.fields) <= MAX_COLUMNS


_CONTROLS: Final[Mapping[str, str]] = {"choice": "select", "choices": "ticks"}


@dataclass(frozen=True)
class DrawnForm:
    """A form on a page, and all that is wrong with it."""

    fields: Sequence[DrawnField]
    problems: Sequence[FieldProblem] = ()
    opinion: str = ""
    chosen: str = ""
    files: Sequence[tuple[str, str]] = ()
    """Files that were taken in before the form was refused: id and name."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Ids of the inputs by the path that problems name."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the inputs are called, by the same path: of a cell, the table, the number of the row and the column."""

    def problem_of(self, path: str) -> Text | None:
        """What is wrong at a place outside the declared fields."""
        return next((each.text for each in self.problems if each.field == path), None)

    @property
    def limited(self) -> bool:
        """Whether some fields belong to some outcomes only."""
        return any(each.card.outcomes for each in self.fields)


def draw_form(
    cards: Sequence[FieldCard],
    values: Mapping[str, Any] | None = None,
    problems: Iterable[FieldProblem] = (),
    *,
    preset: Collection[str] = (),
    **more: Any,
) -> DrawnForm:
    """A form with these values; without values, with those that the cards bring.

    `preset` names tables whose rows stand already, each for the thing in its first column.
    """
    found = list(problems)
    texts = {each.field: each.text for each in found}
    given = {card.name: card.value for card in cards} if values is None else values
    drawn = [_fix(each) if each.card.name in preset else each for each in _draw_fields(cards, given, texts, PREFIX)]
    flat = list(_walk(drawn))
    places = {each.path: each.id for each, _ in flat}
    return DrawnForm(drawn, found, places=places, labels={each.path: names for each, names in flat}, **more)


def _draw_fields(
    cards: Sequence[FieldCard], values: Mapping[str, Any], texts: Mapping[str, Text], prefix: str
) -> list[DrawnField]:
    wide = prefix != PREFIX and len(cards) > MAX_COLUMNS
    return [
        replace(_draw_field(card, values.get(card.name, card.value), texts, prefix + card.name), wide_row=wide)
        for card in cards
    ]


def _fix(table: DrawnField) -> DrawnField:
    rows = [[replace(row[0], preset=True), *row[1:]] for row in table.rows]
    return replace(table, preset=True, rows=rows)


def _draw_field(card: FieldCard, value: Any, texts: Mapping[str, Text], name: str) -> DrawnField:
    problem = texts.get(name.removeprefix(PREFIX))
    place = name.replace(".", "-")
    if card.type != "table":
        return DrawnField(card, name, place, _show_value(card, value), problem)
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    rows = given or [{}] * max(card.minimum or 0, 1 if card.required else 0)
    return DrawnField(
        card,
        name,
        place,
        problem=problem,
        rows=[_draw_fields(card.fields, row, texts, f"{name}.{at}.") for at, row in enumerate(rows)],
        blank=_draw_fields(card.fields, {}, {}, f"{name}.{NUMBER}."),
    )


def _show_value(card: FieldCard, value: Any) -> Any:
    if card.type == "choices":
        return value if isinstance(value, list) else []
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _local(str(value)) if card.type == "instant" else str(value)


def _local(value: str) -> str:
    """An instant as `datetime-local` wants it; anything else as it was typed."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def _walk(fields: Sequence[DrawnField], above: tuple[str, ...] = ()) -> Iterable[tuple[DrawnField, tuple[str, ...]]]:
    for each in fields:
        names = (*above, each.card.label or each.card.name)
        yield each, names
        for number, row in enumerate(each.rows, start=1):
            yield from _walk(row, (*names, str(number)))
