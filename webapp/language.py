"""The reader's language: what he chose, else what his browser asks for; Chinese first."""

from typing import Final

from flask import request
from flask_babel import get_locale

LANGUAGES: Final = ("zh", "en")
COOKIE: Final = "lianflow_language"


def select_language() -> str:
    """Chinese or English."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "zh"


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return str(get_locale()).startswith("zh")
