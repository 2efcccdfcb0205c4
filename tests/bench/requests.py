"""Completing over HTTP, beside requests that write one row and do nothing else."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from flask import Flask, g, jsonify, request
from flask_login import LoginManager, UserMixin, current_user, login_required
from sqlalchemy import update

from services.identity.use_cases import hash_token
from services.transaction import use_case
from tests.bench.figures import Figure, Plan, Run, measure
from tests.bench.places import Place
from tests.bench.product import CHECKER, WRITER, Round
from tests.clients import Client
from webapp.asking import command
from workflows import database
from workflows.clock import wall_now
from workflows.models import Account, CommandRecord, UserSession
from workflows.work import Work


def measure_requests(place: Place, plan: Plan) -> Iterator[Figure]:
    """The same answerer each time: the account of the writer."""
    writer, checker = place.house.sign_in(WRITER), place.house.sign_in(CHECKER)
    yield measure(place, "bare Flask write request", 1, [_bare(place, writer)] * plan.runs)
    in_frame = partial(writer.post, "/bench-write", {})
    yield measure(place, "bare write request of the product", 1, [in_frame] * plan.runs)
    yield measure(place, "complete over HTTP", 1, _completions(place, plan, writer, checker))


def _completions(place: Place, plan: Plan, writer: Client, checker: Client) -> Iterator[Run]:
    going = Round(place)

    def complete(who: Client, outcome: str) -> None:
        answer = who.post(f"/tasks/{going.task}/complete", {"outcome": outcome, "values": {}, "opinion": ""})
        going.task = answer["next_tasks"][0]["id"]

    for _ in range(plan.runs):
        yield partial(complete, writer, "done")
        complete(checker, "return")


@use_case
def write_row(work: Work) -> None:
    """One statement."""
    now = work.at
    work.session.execute(update(UserSession).where(UserSession.account_id == work.asker.account_id).values(seen_at=now))


def add_write(app: Flask) -> None:
    """Give the product one more request, that signs in, writes a row and answers; before it has answered any."""

    def write() -> Any:
        write_row(command())
        return jsonify(done=True)

    app.add_url_rule("/api/v1/bench-write", "bench_write", write, methods=["POST"])


class _User(UserMixin):  # type: ignore[misc] # Flask-Login brings no types
    def __init__(self, row: UserSession) -> None:
        self.id, self.row = row.account_id, row


def _bare(place: Place, client: Client) -> Run:
    """An application of Flask and Flask-Login alone, on the same database, with the same token."""
    app = Flask("bare")
    logins = LoginManager(app)

    @logins.request_loader  # type: ignore[untyped-decorator]
    def load(_request: object) -> _User | None:
        g.session = database.bound().writing()
        digest = hash_token(request.headers["Authorization"].removeprefix("Bearer "))
        row = g.session.query(UserSession).filter_by(token_hash=digest).one_or_none()
        return _User(row) if row else None

    @app.post("/write")
    @login_required  # type: ignore[untyped-decorator]
    def write() -> Any:
        """One read, one INSERT, one UPDATE, in the plain way of Flask's own tutorials."""
        account = g.session.query(Account).filter_by(id=current_user.id).one()
        record = CommandRecord(account_id=account.id, key=uuid4().hex, name="bare", digest="", accepted_at=wall_now())
        g.session.add(record)
        current_user.row.seen_at = wall_now()
        g.session.commit()
        g.session.close()
        return jsonify(done=True)

    asking = app.test_client()

    def run() -> None:
        assert asking.post("/write", json={}, headers=client.headers).status_code == 200

    return run
