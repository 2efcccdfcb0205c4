"""Votes: every item of the vote has its row beforehand, so that nothing is left out or named twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from services.process.showing import FieldCard, TaskPage
from services.voting.queries.meetings import MeetingCard

VOTES: Final = frozenset({"panel", "meeting"})
"""Kinds of votes whose form is a table with one row an item."""

TABLE: Final = "items"


def list_preset(page: TaskPage) -> frozenset[str]:
    """The tables whose rows stand already: their first column says what each row is about."""
    return frozenset({TABLE}) if page.object_type in VOTES else frozenset()


def preset_form(page: TaskPage) -> list[FieldCard]:
    """The fields of a task; of a vote with a row for each item, and the grade that is moved."""
    names = list_preset(page)
    moved = _moved_grades(page.content)
    return [replace(each, value=_make_rows(each, moved)) if each.name in names else each for each in page.form]


def _moved_grades(content: Any) -> Mapping[str, str]:
    """What the chair puts before the group, by point."""
    return {motion.risk_point: motion.grade for motion in content.motions} if isinstance(content, MeetingCard) else {}


def _make_rows(card: FieldCard, moved: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    key = card.fields[0]
    typed = {row.get(key.name): row for row in card.value or ()}
    return [
        typed.get(item["value"]) or {key.name: item["value"], "grade": moved.get(item["value"])} for item in key.options
    ]
