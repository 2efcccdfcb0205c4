"""The front door, and the health of the house."""

from flask import Blueprint, Response, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.health import is_ready

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Go to the inbox, or to the door."""
    return redirect(url_for("auth.sign_in"))


@blueprint.get("/health/live")
def live() -> Response:
    """Say that the process runs."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Say whether the database answers and the schema is the code's."""
    good = is_ready()
    return jsonify(status="ready" if good else "unready"), 200 if good else 503
