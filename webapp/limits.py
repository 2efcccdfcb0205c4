"""What requests may bring, and how often: rates are kept in memory, per process and minute.

A rate is a brake, not an account's lock (that lies in the database).
"""

import hashlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, TooManyRequests

from workflows.rules.answers import is_storable

MAX_JSON: Final = 2 * 1024 * 1024
WINDOW: Final = 60.0
KEYS: Final = 10_000
DAY: Final = 86_400.0
PREFIXES: Final = {4: 24, 6: 56}
"""How much of an address is looked at, by its version: the network, not the machine."""

_hits: OrderedDict[str, list[float]] = OrderedDict()
_lock = Lock()
_salt: list[tuple[float, bytes]] = []


def check_rate(key: str, *, limit: int) -> None:
    """Count a hit; more than `limit` within a minute are refused with 429."""
    moment = time.monotonic()
    with _lock:
        recent = [each for each in _hits.pop(key, []) if moment - each < WINDOW]
        recent.append(moment)
        _hits[key] = recent
        while len(_hits) > KEYS:
            _hits.popitem(last=False)
    if len(recent) > limit:
        raise TooManyRequests


@contextmanager
def brake_failures(key: str, *errors: type[Exception], limit: int) -> Iterator[None]:
    """Count how often something fails in one of these ways; after `limit` within a minute it is refused unasked."""
    with _lock:
        recent = [each for each in _hits.get(key, []) if time.monotonic() - each < WINDOW]
    if len(recent) >= limit:
        raise TooManyRequests
    try:
        yield
    except errors:
        check_rate(key, limit=limit)
        raise


def hide_address(address: str | None) -> str:
    """What tells networks apart for a day and names none: a hash of the prefix, salted anew every day (trust §5.2)."""
    moment = time.monotonic()
    with _lock:
        if not _salt or moment - _salt[0][0] > DAY:
            _salt[:] = [(moment, secrets.token_bytes(32))]
        salt = _salt[0][1]
    return hashlib.sha256(salt + _network(address or "").encode()).hexdigest()


def _network(address: str) -> str:
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{PREFIXES[version]}", strict=False))


def forget_rates() -> None:
    """Begin to count anew: for tests."""
    with _lock:
        _hits.clear()


def check_texts() -> None:
    """Refuse addresses and forms with what no database stores: NUL, halves of characters."""
    forms = (request.view_args or {}, request.args.to_dict(flat=False), request.form.to_dict(flat=False))
    if not all(map(is_storable, _texts_in(list(forms)))):
        raise BadRequest


def check_json() -> None:
    """Refuse a JSON body that is too large, too deep, malformed, or holds what no database stores."""
    if (request.content_length or 0) > MAX_JSON:
        raise RequestEntityTooLarge
    try:
        body = request.get_json()
    except RecursionError as error:
        raise BadRequest from error
    if not all(map(is_storable, _texts_in(body))):
        raise BadRequest


def _texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, found with a stack: its depth is not ours to choose."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
