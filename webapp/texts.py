"""Texts of the floors below in the reader's language, and data that stays Chinese in any.

Data bears `lang="zh-CN"` wherever the reader's language is another, so that browsers, readers of screens and our own
crawl can tell it from a text that nobody has translated.
"""

import re
from datetime import datetime
from typing import Final

from flask_babel import gettext
from markupsafe import Markup, escape

from bpmn.texts import Text
from webapp.language import is_chinese
from webapp.names import read_catalogue
from workflows.rules.deadlines import ZONE, deadline_day, end_of_day

_CHINESE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")

_ATTRIBUTE: Final = Markup(' lang="zh-CN"')


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


def tell(text: Text | str) -> Markup:
    """The same for a page: data in the gaps is marked as Chinese."""
    if isinstance(text, str):
        return escape(translate(text))
    sentence = escape(gettext(text.msgid))
    return sentence % {name: _marked(value) for name, value in text.params.items()} if text.params else sentence


def _marked(value: object) -> object:
    if isinstance(value, Text):
        return tell(value)
    if isinstance(value, datetime):
        return show_instant(value)
    return say_word(value) if isinstance(value, str) else value


def say_data(text: object) -> Markup:
    """Names, titles, opinions: as they are, marked as Chinese where the reader's language is another."""
    shown = escape(text if text is not None else "")
    return Markup('<span lang="zh-CN">{}</span>').format(shown) if lang_of(shown) else shown


def say_word(text: str) -> Markup:
    """What a diagram says: in the reader's language if the catalogue has it, else as data."""
    found = find_word(text)
    return escape(found) if found != text else say_data(text)


def find_word(text: str) -> str:
    """The same without a mark, for places that hold no elements."""
    return text if is_chinese() else read_catalogue().find_word(text) or text


def say_node(process_key: str, node_id: str, name: str) -> Markup:
    """The name of a step."""
    found = find_node(process_key, node_id, name)
    return escape(found) if found != name else say_data(name)


def find_node(process_key: str, node_id: str, name: str) -> str:
    """The same without a mark."""
    return name if is_chinese() else read_catalogue().find_node(process_key, node_id, name) or name


def lang_of(text: object) -> Markup:
    """The attribute that marks an element's text as Chinese, where it is needed."""
    foreign = not is_chinese() and _CHINESE.search(str(text))
    return _ATTRIBUTE if foreign else Markup()


def show_instant(at: datetime | None) -> str:
    """An instant as people in Shanghai read it: `2026-07-13 09:00`."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if at else ""


def show_brief(at: datetime | None) -> str:
    """An instant of this year in a list: `07-13 09:00`."""
    return at.astimezone(ZONE).strftime("%m-%d %H:%M") if at else ""


def show_deadline(due_at: datetime) -> str:
    """A deadline: its last day, or the minute if it ends within a day."""
    last = deadline_day(due_at)
    return last.isoformat() if due_at == end_of_day(last) else show_instant(due_at)


def show_day(at: datetime | None) -> str:
    """The day of an instant in Shanghai."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d") if at else ""


def show_size(size: int) -> str:
    """The size of a file."""
    kilo = 1024
    if size < kilo:
        return f"{size} B"
    return f"{size / kilo:.0f} KB" if size < kilo * kilo else f"{size / kilo / kilo:.1f} MB"
