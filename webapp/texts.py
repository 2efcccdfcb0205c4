"""Texts of the floors below in the reader's language."""

from datetime import datetime

from flask_babel import gettext

from bpmn.texts import Text
from workflows.rules.deadlines import ZONE


def translate(text: Text | str) -> str:
    """A sentence in the reader's language, its gaps filled."""
    if isinstance(text, str):
        return str(gettext(text)) if text else ""
    sentence = str(gettext(text.msgid))
    return sentence % {name: _plain(value) for name, value in text.params.items()} if text.params else sentence


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return translate(value)
    return show_instant(value) if isinstance(value, datetime) else value


def show_instant(at: datetime | None) -> str:
    """An instant as people in Shanghai read it: `2026-07-13 09:00`."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if at else ""


def show_day(at: datetime | None) -> str:
    """The day of an instant in Shanghai."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d") if at else ""
