"""Rate limits in memory, per process and minute: a brake, not an account's lock (that lies in the database)."""

import time
from collections import OrderedDict
from threading import Lock
from typing import Final

from werkzeug.exceptions import TooManyRequests

WINDOW: Final = 60.0
KEYS: Final = 10_000

_hits: OrderedDict[str, list[float]] = OrderedDict()
_lock = Lock()


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


def forget_rates() -> None:
    """Begin to count anew: for tests."""
    with _lock:
        _hits.clear()
