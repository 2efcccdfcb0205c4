"""The door: signing in and out, and choosing a language."""

from typing import Final

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.identity import use_cases
from services.transaction import HOUSE
from webapp.asking import read_token
from webapp.language import COOKIE, LANGUAGES
from webapp.limits import check_rate
from webapp.paths import is_own_path
from webapp.views.turning import SEE_OTHER
from workflows.errors import WorkflowError

blueprint = Blueprint("auth", __name__)

A_YEAR: Final = 365 * 24 * 3600

DEMO_PASSWORD: Final = "lianflow-demo"  # noqa: S105 -- the published password of the sample accounts

DEMO_ACCOUNTS: Final = (
    ("hxc", "侯星驰", N_("办公室主任：发起排查、受理审查")),
    ("yhc", "姚海澄", N_("岗位责任人、联络员：自查、汇总答复")),
    ("pzx", "彭志翾", N_("处室主要负责人：确认清单、整改")),
    ("fjc", "范敬川", N_("分管领导：审签、约谈")),
    ("lzy", "梁知远", N_("主要领导、小组组长：主持审定")),
)
"""Sample accounts that the door offers in demo mode, with what one does with each."""


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the door."""
    return show_door(None, "", request.args.get("next", ""))


def show_door(problem: Text | None, username: str, target: str) -> str:
    """The door, with what went wrong."""
    return render_template(
        "auth/sign_in.html",
        problem=problem,
        username=username,
        next=target,
        accounts=DEMO_ACCOUNTS if current_app.config["SETTINGS"].demo else (),
        demo_password=DEMO_PASSWORD,
    )


@blueprint.post("/sign-in")
def open_door() -> ResponseReturnValue:
    """Sign in, or say that it failed."""
    check_rate(f"sign-in:{request.remote_addr}", limit=60)
    username, target = request.form.get("username", ""), request.form.get("next", "")
    try:
        signed_in = use_cases.sign_in(HOUSE, username, request.form.get("password", ""))
    except WorkflowError as error:
        return make_response(show_door(error.text, username, target), 401)
    session.clear()
    response = redirect(target if is_own_path(target) else url_for("home.show"), SEE_OTHER)
    response.set_cookie(
        g.cookie_name,
        signed_in.token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].https,
        path="/",
    )
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    use_cases.sign_out(HOUSE, read_token())
    session.clear()
    response = redirect(url_for("auth.sign_in"), SEE_OTHER)
    response.delete_cookie(g.cookie_name, path="/")
    return response


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the reader's language in a cookie."""
    chosen, target = request.form.get("language", ""), request.form.get("next", "")
    response = redirect(target if is_own_path(target) else url_for("home.show"), SEE_OTHER)
    if chosen in LANGUAGES:
        https = current_app.config["SETTINGS"].https
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=https)
    return response
