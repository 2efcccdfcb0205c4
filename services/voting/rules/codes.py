"""One-time codes as people read and type them: 140 random bits in seven groups of four."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit."""

LENGTH: Final = 28
GROUP: Final = 4

_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def group_code(code: str) -> str:
    """A code as it is printed: `7KQ2-M0WX-…`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def normalise_code(text: str) -> str:
    """A code as it was typed → the code, or '' if it cannot be one: case, blanks and look-alikes do not matter."""
    plain = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
    fits = len(plain) == LENGTH and set(plain) <= set(ALPHABET)
    return plain if fits else ""
