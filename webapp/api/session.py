"""Signing in and out."""

from datetime import datetime

from flask import Blueprint, request
from spectree import Response

from services.identity.queries import load_actor
from services.identity.use_cases import sign_in, sign_out
from services.transaction import HOUSE
from webapp.api.document import Input, Output, document
from webapp.asking import current_actor, read_token
from webapp.extensions import db
from webapp.limits import check_rate
from workflows.clock import wall_now
from workflows.queries.clock import read_clock

blueprint = Blueprint("session", __name__)


class SignIn(Input):
    """Login and password; `otp` is for accounts with a second factor."""

    username: str
    password: str
    otp: str = ""


class User(Output):
    """Who has signed in."""

    username: str
    name: str


class SessionOut(Output):
    """A new session: send the token as `Authorization: Bearer …`."""

    token: str
    expires_at: datetime
    user: User


@blueprint.post("/session")
@document.validate(resp=Response(HTTP_201=SessionOut), tags=["session"], security={})
def create(json: SignIn) -> tuple[SessionOut, int]:
    """Sign in."""
    check_rate(f"sign-in:{request.remote_addr}", limit=60)
    signed_in = sign_in(HOUSE, json.username, json.password, channel="api")
    actor = load_actor(db.session(), signed_in.account_id, read_clock(db.session(), wall_now()))
    user = User(username=actor.login, name=actor.name)
    return SessionOut(token=signed_in.token, expires_at=signed_in.expires_at, user=user), 201


create.bears_own_secret = True


@blueprint.delete("/session")
@document.validate(tags=["session"])
def delete() -> tuple[str, int]:
    """Sign out: the token is worth nothing from now on."""
    current_actor()
    sign_out(HOUSE, read_token())
    return "", 204
