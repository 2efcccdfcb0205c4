"""What templates may use: texts, dates, states, deadlines, the asker, keys for forms."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, g, request, url_for
from flask_babel import get_locale

from services.documents.queries.visibility import OVERSEERS
from services.information.rules.states import WORDS as INFORMATION
from webapp import texts
from webapp.asking import current_card
from webapp.frame import say_due, show_frame
from webapp.language import is_chinese
from webapp.phrases import show_fact_kind, show_owner, show_role, show_state, show_work
from webapp.records import describe_record, group_records
from webapp.values import say_label, say_term, say_value
from webapp.why import describe_path, trace_person
from webapp.words import has_word, name_code

FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "instant": texts.show_instant,
    "brief": texts.show_brief,
    "day": texts.show_day,
    "deadline": texts.show_deadline,
    "size": texts.show_size,
    "said": texts.translate,
    "tell": texts.tell,
    "data": texts.say_data,
    "word": texts.say_word,
    "bare": texts.find_word,
    "lang": texts.lang_of,
    "state": show_state,
    "fact": show_fact_kind,
    "role": show_role,
    "work": show_work,
    "owner": show_owner,
    "due": say_due,
    "why": describe_path,
    "trace": trace_person,
    "called": name_code,
    "record": describe_record,
    "grouped": group_records,
    "label": say_label,
    "value": say_value,
    "term": say_term,
}
"""`tell` and `data` make texts for elements; `said` and `bare` for attributes, with `lang` beside them."""


def register_rendering(app: Flask) -> None:
    """Give templates their filters and names."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.tests["worded"] = has_word
    app.jinja_env.globals.update(
        document_roles=OVERSEERS,
        information_words=INFORMATION,
        command_key=make_key,
        is_chinese=is_chinese,
        frame=show_frame,
        node_name=texts.say_node,
        asset=locate_asset,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def provide() -> dict[str, Any]:
        return {
            "card": current_card() if "cookie_name" in g and "bare" not in g else None,
            "demo": app.config["SETTINGS"].demo,
            "locale": str(get_locale()),
            "here": request.path,
        }


def make_key() -> str:
    """A fresh idempotency key for a form: a double click gets the first answer again."""
    return secrets.token_hex(16)


def locate_asset(name: str) -> str:
    """The address of a built file; it changes with the bytes, so that browsers may keep the file."""
    return url_for("static", filename=f"dist/{name}", v=_mark_of(name))


@cache
def _mark_of(name: str) -> str:
    path = Path(__file__).parent / "static" / "dist" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""
