"""Restricted texts at rest: sealed with a key that lies outside the database, for one purpose and no other.

`bind_keys` says where the keys lie; the newest one seals, and each text keeps the name of its key. A cipher can be
replaced by another (SM4-GCM, a hardware module) without anybody else noticing.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bpmn.texts import N_
from workflows.errors import NotFoundError

KEY_SIZE: Final = 32
NONCE_SIZE: Final = 12
FIRST: Final = "restricted-1"


class Cipher(Protocol):
    """Seals bytes under a key for a purpose; opening for another purpose fails."""

    def seal(self, key: bytes, text: bytes, purpose: bytes) -> bytes:
        """Encrypt and authenticate."""

    def unseal(self, key: bytes, sealed: bytes, purpose: bytes) -> bytes:
        """Decrypt what was sealed with the same key for the same purpose; else `InvalidTag`."""


class AesGcm:
    """AES-256-GCM; each sealing has a random nonce of its own, which stands before the text."""

    def seal(self, key: bytes, text: bytes, purpose: bytes) -> bytes:
        """Encrypt and authenticate; the purpose is bound as associated data."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + AESGCM(key).encrypt(nonce, text, purpose)

    def unseal(self, key: bytes, sealed: bytes, purpose: bytes) -> bytes:
        """Decrypt; `InvalidTag` if the text was changed, moved, or sealed with another key."""
        return AESGCM(key).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], purpose)


CIPHER: Final[Cipher] = AesGcm()


@dataclass(frozen=True)
class Sealed:
    """A text as it is stored, and the name of its key."""

    key_name: str
    data: bytes


_keys: dict[str, bytes] = {}


def bind_keys(folder: Path) -> None:
    """Read the keys of a folder (`restricted-1.key`, `restricted-2.key`, …); make the first if there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not list(folder.glob("restricted-*.key")):
        _make_key(folder / f"{FIRST}.key")
    _keys.clear()
    _keys.update({path.stem: path.read_bytes() for path in folder.glob("restricted-*.key")})


def _make_key(path: Path) -> None:
    """Write a random key for its owner's eyes; of two processes that begin together one is first."""
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_SIZE))
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def seal_text(text: str, purpose: str) -> Sealed:
    """Seal a text with the newest key."""
    if not _keys:
        raise RuntimeError("no keys for restricted texts are bound")
    name = max(_keys, key=lambda each: int(each.rpartition("-")[2]))
    return Sealed(name, CIPHER.seal(_keys[name], text.encode(), purpose.encode()))


def unseal_text(sealed: Sealed, purpose: str) -> str:
    """The text, if its key is here and nobody has changed or moved it."""
    try:
        return CIPHER.unseal(_keys[sealed.key_name], sealed.data, purpose.encode()).decode()
    except (KeyError, InvalidTag) as error:
        raise NotFoundError(N_("文本无法解密：密钥不在，或内容被改动")) from error
