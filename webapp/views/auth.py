"""The door: signing in and out, and choosing a language."""

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from services.identity import use_cases
from services.transaction import HOUSE
from webapp.asking import read_token
from webapp.language import COOKIE, LANGUAGES
from webapp.limits import check_rate
from workflows.errors import WorkflowError

blueprint = Blueprint("auth", __name__)

A_YEAR: Final = 365 * 24 * 3600

DEMO_ACCOUNTS: Final = ("hxc", "yhc", "pzx", "fjc", "lzy")
"""Sample accounts that the door offers in demo mode."""


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the door."""
    return render_template("auth/sign_in.html", problem=None, username="", next=request.args.get("next", ""))


@blueprint.post("/sign-in")
def open_door() -> ResponseReturnValue:
    """Sign in, or say that it failed."""
    check_rate(f"sign-in:{request.remote_addr}", limit=60)
    username, target = request.form.get("username", ""), request.form.get("next", "")
    try:
        signed_in = use_cases.sign_in(HOUSE, username, request.form.get("password", ""))
    except WorkflowError as error:
        page = render_template("auth/sign_in.html", problem=error.text, username=username, next=target)
        return make_response(page, 401)
    session.clear()
    response = redirect(target if is_own_path(target) else url_for("home.show"))
    response.set_cookie(
        g.cookie_name,
        signed_in.token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].https,
        path="/",
    )
    return response


def is_own_path(target: str) -> bool:
    """Whether a target is a path of this house, and nothing that a browser takes for another (ASVS 3.7.2)."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return plain and not parts.scheme and not parts.netloc and target.isprintable()


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    use_cases.sign_out(HOUSE, read_token())
    session.clear()
    response = redirect(url_for("auth.sign_in"))
    response.delete_cookie(g.cookie_name, path="/")
    return response


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the reader's language in a cookie."""
    chosen, target = request.form.get("language", ""), request.form.get("next", "")
    response = redirect(target if is_own_path(target) else url_for("home.show"))
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response
