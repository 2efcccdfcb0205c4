"""The front door, and the health of the house."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from webapp.asking import current_card
from webapp.health import check_readiness, show_metrics

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Go to the inbox, or to the door."""
    return redirect(url_for("inbox.show" if current_card() else "auth.sign_in"))


@blueprint.get("/health/live")
def live() -> Response:
    """Say that the process runs."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Say whether the database answers, the schema is the code's, and due work is being done."""
    readiness = check_readiness()
    return jsonify(asdict(readiness) | {"ready": readiness.ready}), 200 if readiness.ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures of the house for Prometheus."""
    return Response(show_metrics(), content_type=CONTENT_TYPE_LATEST)
