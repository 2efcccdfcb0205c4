"""The one place that commits.

A use case is a function whose first parameter is `Work`. Callers pass a `Command` in its place: who asks, and under
which key. One command is one transaction; it is tried again where the database says that this may help; the same key
from the same account gets the first answer again (R1, R3, R4).
"""

import hashlib
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from workflows import database
from workflows.clock import wall_now
from workflows.errors import KeyReusedError, UnavailableError
from workflows.models import CommandRecord
from workflows.queries.clock import read_clock
from workflows.rules.actors import Actor
from workflows.work import Work

P = ParamSpec("P")
R = TypeVar("R")

_ASKED: Final = TypeAdapter(Any, config=ConfigDict(ser_json_bytes="base64"))
"""What a command was asked, as bytes to compare."""

ATTEMPTS: Final = 4


@dataclass(frozen=True)
class Command:
    """Who asks, and the key under which the answer is kept; the house itself asks without an actor."""

    actor: Actor | None = None
    key: str = ""


HOUSE: Final = Command()
"""A command of the house itself: timers, deliveries."""


def use_case(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Command, P], R]:
    """Make a function of `Work` a command."""

    @wraps(function)
    def run(command: Command, /, *args: P.args, **kwargs: P.kwargs) -> R:
        def attempt(session: Session) -> R:
            work = Work(session, read_clock(session, wall_now()), command.actor)
            if not command.key or command.actor is None:
                return function(work, *args, **kwargs)
            return _run_once(work, command, function, args, kwargs)

        return _commit(attempt)

    return run


def _commit(attempt: Callable[[Session], R]) -> R:
    """Run an attempt in a transaction, again while that may help."""
    for number in range(1, ATTEMPTS + 1):
        try:
            with database.bound().writing() as session:
                answer = attempt(session)
                session.commit()
                return answer
        except DBAPIError as error:
            if not database.is_transient(error):
                raise
            if number == ATTEMPTS and isinstance(error, IntegrityError):
                raise
            if number == ATTEMPTS:
                raise UnavailableError from error
            time.sleep(random.uniform(0.02, 0.1) * number)  # noqa: S311 -- jitter, not a secret  # nosec B311
    raise AssertionError


def _run_once(work: Work, command: Command, function: Callable[..., R], args: Any, kwargs: Any) -> R:
    """Take the key first: a second command under it waits here until the first has committed, and gets its answer."""
    account_id = command.actor.account_id if command.actor else 0
    asked = _ASKED.dump_json([function.__qualname__, args, kwargs], fallback=str)
    mark = hashlib.sha256(asked).hexdigest()
    if not _take_key(work.session, account_id, command.key, function.__qualname__, mark):
        return _first_answer(work.session, account_id, command.key, mark, function)
    answer = function(work, *args, **kwargs)
    stored = _adapter(function).dump_python(answer, mode="json")
    work.session.execute(_KEEP_ANSWER, {"asker": account_id, "asked": command.key, "answer": stored})
    return answer


def _take_key(session: Session, account_id: int, key: str, name: str, mark: str) -> bool:
    taking = _TAKE_KEY[session.get_bind().dialect.name]
    row = {"account_id": account_id, "key": key, "name": name, "digest": mark, "accepted_at": wall_now()}
    return session.scalar(taking, row) is not None


def _taking(insert: Any) -> Any:
    """Write a key down unless it is there; say which row it became."""
    unless = insert(_RECORDS).on_conflict_do_nothing(index_elements=["account_id", "key"])
    return unless.returning(_RECORDS.c.id)


_RECORDS: Final[Any] = CommandRecord.__table__
_TAKE_KEY: Final[Mapping[str, Any]] = {"postgresql": _taking(insert_postgresql), "sqlite": _taking(insert_sqlite)}
_KEEP_ANSWER: Final = (
    update(_RECORDS)
    .where(_RECORDS.c.account_id == bindparam("asker"), _RECORDS.c.key == bindparam("asked"))
    .values(answer=bindparam("answer"))
)


def _first_answer(session: Session, account_id: int, key: str, mark: str, function: Callable[..., R]) -> R:
    known = session.scalars(
        select(CommandRecord).where(CommandRecord.account_id == account_id, CommandRecord.key == key)
    ).one()
    if known.digest != mark:
        raise KeyReusedError
    answer: R = _adapter(function).validate_python(known.answer)
    return answer


@cache
def _adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    """How a use case's answer is kept; made once, for making it costs as much as a statement."""
    return TypeAdapter(get_type_hints(function)["return"])
