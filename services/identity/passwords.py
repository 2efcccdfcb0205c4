"""Password hashes: Argon2id with OWASP's second profile (19 MiB, 2 passes, 1 lane)."""

import re
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bpmn.texts import N_
from workflows.errors import RefusedError

MEMORY_KIB: Final = 19 * 1024

_CLASSES: Final = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))

_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


def hash_password(password: str) -> str:
    """A salted hash; slow on purpose."""
    return _hasher.hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is the one behind the hash."""
    try:
        return _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def decoy_hash() -> str:
    """A hash that no password fits: unknown logins take as long as known ones."""
    return hash_password("no account has this password")


def check_strength(password: str, *, least: int, classes: int) -> None:
    """Refuse weak passwords (R-SEC-4)."""
    found = sum(bool(pattern.search(password)) for pattern in _CLASSES)
    if len(password) < least or found < classes:
        raise RefusedError(
            N_("口令至少 %(least)d 位，并含大小写字母、数字、符号中的 %(classes)d 类"), least=least, classes=classes
        )
