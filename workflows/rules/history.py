"""The format of the history: canonical, chained, with commitments instead of personal data. It does not change.

An entry's body is canonical JSON (RFC 8785 for what we use: sorted keys, no blanks, UTF-8) and names the hash of the
entry before it; its own hash is SHA-256 over the body. Names of people and texts stand in it as SHA-256 over a random
salt and the value, so that who holds value and salt can prove it, and nobody else can guess it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

FORMAT: Final = 1
GENESIS: Final = "0" * 64


@dataclass(frozen=True)
class Sealed:
    """A body as it is stored, and its hash."""

    body: str
    hash: str


def canonical(value: Any) -> str:
    """Canonical JSON of plain values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def commit_to(value: str, salt: bytes) -> str:
    """A commitment to a value: binding with the salt, meaningless without it."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def format_instant(at: datetime) -> str:
    """An instant in UTC with microseconds: `2026-07-13T01:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal_entry(content: Mapping[str, Any], *, seq: int, prev: str) -> Sealed:
    """Number a content, chain it to the hash before it, and seal it."""
    body = canonical({**content, "v": FORMAT, "seq": seq, "prev": prev})
    return Sealed(body, digest(body))


def _claims_of(body: str) -> tuple[Any, Any]:
    """What a body says of its own place: its number and the hash before it; nothing if it is no body of ours."""
    try:
        content = json.loads(body)
    except ValueError:
        return None, None
    return (content.get("seq"), content.get("prev")) if isinstance(content, dict) else (None, None)


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the sequence number and what is wrong there."""

    seq: int
    kind: str


def find_break(entries: Iterable[tuple[int, str, str]], head: tuple[int, str]) -> Break | None:
    """Check (seq, body, hash) in order against the head (last seq and hash) kept with the instance."""
    expected, prev = 1, GENESIS
    for seq, body, stored in entries:
        if seq != expected:
            return Break(expected, "missing")
        if digest(body) != stored:
            return Break(seq, "changed")
        if _claims_of(body) != (seq, prev):
            return Break(seq, "unchained")
        expected, prev = seq + 1, stored
    if (expected - 1, prev) != head:
        return Break(expected, "truncated")
    return None
