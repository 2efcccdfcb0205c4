"""The key that codes are hashed with. It lies in the data folder, outside the database; each ballot derives its own."""

import hmac
import secrets
from hashlib import sha256

from services.voting.rules.codes import ALPHABET, LENGTH

_key: list[bytes] = []


def bind_key(key: bytes) -> None:
    """Say which key codes are hashed with."""
    _key[:] = [key]


def make_code() -> str:
    """A new code from the system's randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def make_receipt() -> str:
    """A new tag that shows nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def hash_code(ballot_id: str, code: str) -> str:
    """What the database keeps of a code."""
    return _seal(_derive(ballot_id), f"code:{code}")


def commit_words(ballot_id: str, code: str, words: str) -> str:
    """A commitment to what was said under a code: without the code nobody can try out what it may have been."""
    return _seal(_seal(_derive(ballot_id), f"words:{code}").encode(), words)


def _derive(ballot_id: str) -> bytes:
    if not _key:
        raise RuntimeError("no key for codes is bound")
    return _seal(_key[0], f"ballot:{ballot_id}").encode()


def _seal(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()
