"""Verification codes: short enough to type, random, with a check character (R-SEC-6).

Twelve signs of an alphabet without I, L, O and U: eleven random ones (55 bits) and one that finds every wrong sign and
nearly every pair that changed places (ISO 7064, hybrid system, modulus 32).
"""

import secrets
import unicodedata
from typing import Final

from bpmn.texts import N_
from workflows.errors import RefusedError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
GROUP: Final = 4
SIZE: Final = len(ALPHABET)
ALIKE: Final = str.maketrans("OIL", "011")
"""What people read for something else."""


class MistypedCodeError(RefusedError):
    """Nobody gave out such a code."""

    code = "mistyped-code"
    message = N_("校验码输入有误，请对照文书逐位核对")


def make_code() -> str:
    """A new code."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The check character of a code."""
    return ALPHABET[(1 - _fold(body)) % SIZE]


def _fold(body: str) -> int:
    product = SIZE
    for sign in body:
        total = (product + ALPHABET.index(sign)) % SIZE or SIZE
        product = total * 2 % (SIZE + 1)
    return product


def read_code(text: str) -> str:
    """A code as somebody typed it; `MistypedCodeError` if it is none."""
    plain = unicodedata.normalize("NFKC", text[:64]).upper().translate(ALIKE)
    signs = "".join(each for each in plain if each not in " -–—\t")
    known = len(signs) == LENGTH and set(signs) <= set(ALPHABET)
    if not known or check_sign(signs[:-1]) != signs[-1]:
        raise MistypedCodeError
    return signs


def show_digest(digest: str) -> str:
    """A digest as people compare it, in groups of eight."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def show_code(code: str) -> str:
    """A code as it is printed, in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))
