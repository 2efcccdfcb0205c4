"""What templates may use: dates, states, the asker, keys for forms."""

import secrets
from typing import Any

from flask import Flask, g, request
from flask_babel import get_locale

from webapp.asking import current_card
from webapp.language import is_chinese
from webapp.phrases import show_state
from webapp.texts import show_day, show_instant, translate
from webapp.why import explain_path


def register_rendering(app: Flask) -> None:
    """Give templates their filters and names."""
    app.jinja_env.filters.update(instant=show_instant, day=show_day, said=translate, state=show_state, why=explain_path)
    app.jinja_env.globals.update(command_key=make_key, is_chinese=is_chinese)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def provide() -> dict[str, Any]:
        return {
            "card": current_card() if "cookie_name" in g else None,
            "demo": app.config["SETTINGS"].demo,
            "locale": str(get_locale()),
            "here": request.path,
        }


def make_key() -> str:
    """A fresh idempotency key for a form: a double click gets the first answer again."""
    return secrets.token_hex(16)
