"""The file format of a process package: a ZIP with its manifest, the same bytes for the same content.

`package.json` names every member with its SHA-256; the digest of the package is the SHA-256 of the canonical manifest
without it. What comes from strangers is measured before it is opened: names, number, unpacked size.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bpmn.texts import N_
from workflows.errors import RefusedError
from workflows.rules.history import canonical
from workflows.rules.states import DefinitionKind

FORMAT: Final = "lianflow-package/1"
MANIFEST: Final = "package.json"
MAX_MEMBERS: Final = 200
MAX_UNPACKED: Final = 20 * 1024 * 1024
"""Bytes of all members together."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_ENDINGS: Final = {DefinitionKind.PROCESS: "bpmn", DefinitionKind.DECISION: "dmn"}


class PackageRefusedError(RefusedError):
    """A file that is no package, or one that was changed on its way."""

    code = "package-refused"
    message = N_("不是可用的流程包：%(cause)s")


class Member(BaseModel):
    """A process or a table of the package, as the manifest names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,80}\.(bpmn|dmn)$")
    kind: DefinitionKind
    key: str = Field(min_length=1, max_length=64)
    name: str = Field(max_length=200)
    version: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a package says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["lianflow-package/1"]
    root: str
    members: Sequence[Member] = Field(min_length=1, max_length=MAX_MEMBERS)
    parameters: Mapping[str, Any] = Field(default_factory=dict, max_length=500)
    digest: str


@dataclass(frozen=True)
class Package:
    """A root process with all that it calls and asks, and the parameters that they name."""

    root: str
    members: Sequence[Member]
    files: Mapping[str, bytes] = field(repr=False)
    """By path."""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What two packages have in common that say the same."""
        return _digest(_describe(self))


def name_member(kind: str, key: str) -> str:
    """Under which path a definition lies in its package."""
    return f"{key}.{_ENDINGS[DefinitionKind(kind)]}"


def _describe(package: Package) -> dict[str, Any]:
    members = [each.model_dump(mode="json") for each in package.members]
    return {"format": FORMAT, "root": package.root, "members": members, "parameters": dict(package.parameters)}


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def write_package(package: Package) -> bytes:
    """The file of a package."""
    said = {**_describe(package), "digest": package.digest}
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True).encode()
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in [(MANIFEST, text), *((each.path, package.files[each.path]) for each in package.members)]:
            entry = ZipInfo(name, _STAMP)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def read_package(data: bytes) -> Package:
    """Read a package from a stranger; PackageRefusedError says what is wrong with it."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _measure(archive)
            return _read(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise PackageRefusedError(cause=N_("文件损坏或格式不对")) from error


def _measure(archive: ZipFile) -> None:
    """Refuse too many or too large members unopened."""
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS + 1 or sum(each.file_size for each in entries) > MAX_UNPACKED:
        raise PackageRefusedError(cause=N_("文件过大或过多"))
    if len({each.filename for each in entries}) != len(entries):
        raise PackageRefusedError(cause=N_("文件名重复"))


def _read(archive: ZipFile) -> Package:
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise PackageRefusedError(cause=N_("缺少 package.json"))
    manifest = _read_manifest(_read_bounded(archive, MANIFEST))
    if names != {MANIFEST, *(each.path for each in manifest.members)}:
        raise PackageRefusedError(cause=N_("文件清单与内容不符"))
    files = {each.path: _read_bounded(archive, each.path) for each in manifest.members}
    package = Package(manifest.root, manifest.members, files, manifest.parameters)
    _check_digests(package, manifest)
    return package


def _read_bounded(archive: ZipFile, name: str) -> bytes:
    """A member, whatever its header says of its size."""
    with archive.open(name) as member:
        data = member.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise PackageRefusedError(cause=N_("文件过大或过多"))
    return data


def _read_manifest(text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise PackageRefusedError(cause=N_("package.json 的内容不符合格式")) from error


def _check_digests(package: Package, manifest: Manifest) -> None:
    broken = list(_list_broken(package))
    keys = {each.key for each in package.members}
    if len(keys) != len(package.members) or len(package.files) != len(package.members):
        raise PackageRefusedError(cause=N_("文件名重复"))
    if broken or package.digest != manifest.digest or package.root not in keys:
        raise PackageRefusedError(cause=N_("摘要不符，文件在传送中被改动"))


def _list_broken(package: Package) -> Iterator[str]:
    for each in package.members:
        if hashlib.sha256(package.files[each.path]).hexdigest() != each.sha256:
            yield each.path
