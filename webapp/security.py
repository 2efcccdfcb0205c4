"""What every answer carries, and what every changing request must prove."""

from typing import Final

from flask import Flask, Response, g, request

from webapp.asking import comes_with_cookie, cookie_name, keep_accesses
from webapp.config import Settings
from webapp.extensions import csrf
from webapp.limits import check_texts

SOURCES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}

HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{kind} {source}" for kind, source in SOURCES.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

FOR_AN_HOUR: Final = "public, max-age=3600"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
"""Of a file whose address changes with its bytes."""

BAD_REQUEST: Final = 400


def register_security(app: Flask, settings: Settings) -> None:
    """Guard every request and mark every answer."""

    @app.before_request
    def guard() -> None:
        g.cookie_name = cookie_name(https=settings.https)
        check_texts()
        if request.method not in SAFE and _needs_csrf(app):
            csrf.protect()

    @app.after_request
    def mark(response: Response) -> Response:
        keep_accesses()
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and response.status_code < BAD_REQUEST:
            response.headers["Cache-Control"] = FOR_GOOD if "v" in request.args else FOR_AN_HOUR
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def _needs_csrf(app: Flask) -> bool:
    """Everything that a browser could be made to send, save what bears its own secret in its body.

    The API without a session has nothing that could be misused: whoever asks so is told to sign in.
    """
    if request.path.startswith("/api/") and not request.cookies.get(g.cookie_name):
        return False
    view = app.view_functions.get(request.endpoint or "")
    exempt = getattr(view, "bears_own_secret", False)
    return not exempt and comes_with_cookie()
