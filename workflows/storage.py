"""Files of people, under their digest in the data folder: written aside, synced, and only then named."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from bpmn.texts import N_
from workflows.errors import NotFoundError, RefusedError

MAX_SIZE: Final = 20 * 1024 * 1024

SIGNATURES: Final = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Endings that are taken, the bytes that such files begin with, and their media types."""

_folder: list[Path] = []


def bind_folder(folder: Path) -> None:
    """Say where files lie."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _folder[:] = [folder]


def check_file(name: str, data: bytes) -> str:
    """Return the media type; refuse what is too large, or is not what its name says."""
    if not data or len(data) > MAX_SIZE:
        raise RefusedError(N_("文件为空或超过 %(limit)d MB"), limit=MAX_SIZE // 1024 // 1024)
    signature, media_type = SIGNATURES.get(Path(name).suffix.lower(), (b"", ""))
    if not media_type or not data.startswith(signature):
        raise RefusedError(N_("只接受 PDF、图片、Word 和 Excel 文件，且内容须与扩展名一致"))
    return media_type


def store_file(data: bytes) -> str:
    """Keep the bytes; return their digest."""
    digest = hashlib.sha256(data).hexdigest()
    target = _path(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_name(secrets.token_hex(8))
    with aside.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
    return digest


def read_file(digest: str) -> bytes:
    """The bytes under a digest, if they still have it."""
    try:
        data = _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFoundError(N_("文件已损坏"))
    return data


def _path(digest: str) -> Path:
    if not _folder:
        raise RuntimeError("no folder for files is bound")
    return _folder[0] / digest[:2] / digest
