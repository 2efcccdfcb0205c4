"""What a document says: frozen records in the words of GB/T 9704, and their canonical form.

Texts are plain: what looks like markup, a template or a formula stays what somebody wrote. Signs that no file can hold
are left out when a content is made canonical.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""Signs that XML 1.0 does not know, and those that turn the direction of what follows."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; levels 1 to 4 are numbered 一、 （一） 1. （1）, level 0 is not."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Official:
    """A 公文 or a letter, element by element."""

    mark: str
    """发文机关标志; a line break where it takes two lines."""
    title: str
    """标题; line breaks by meaning."""
    addressees: tuple[str, ...]
    """主送机关."""
    body: tuple[Paragraph, ...]
    signer: str
    """发文机关署名."""
    dated: date
    """成文日期."""
    attachments: tuple[str, ...] = ()
    """附件说明."""
    note: str = ""
    """附注, such as whom to call."""
    copies: tuple[str, ...] = ()
    """抄送机关."""
    issuer: str = ""
    """印发机关."""
    issued: date | None = None
    """印发日期."""
    urgency: str = ""
    """紧急程度."""
    approver: str = ""
    """签发人, of documents that go upwards."""
    shape: Literal["official"] = "official"


@dataclass(frozen=True)
class Entry:
    """A cell with its label."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class Entries:
    """Cells side by side, each with its label."""

    cells: tuple[Entry, ...]
    shape: Literal["entries"] = "entries"


@dataclass(frozen=True)
class Prose:
    """A label beside a long text of several paragraphs."""

    label: str
    text: str
    shape: Literal["prose"] = "prose"


@dataclass(frozen=True)
class Grid:
    """A table; its heading stands again on every page. Widths are shares of the whole."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    label: str = ""
    shape: Literal["grid"] = "grid"


@dataclass(frozen=True)
class Signatures:
    """Places to sign: whose, and what stands there already."""

    places: tuple[Entry, ...]
    shape: Literal["signatures"] = "signatures"


Block = Annotated[Entries | Prose | Grid | Signatures, Field(discriminator="shape")]


@dataclass(frozen=True)
class Form:
    """A table to fill, as it was filled."""

    title: str
    unit: str
    blocks: tuple[Block, ...]
    note: str = ""
    landscape: bool = False
    shape: Literal["form"] = "form"


Content = Official | Form

_CONTENTS: Final[TypeAdapter[Content]] = TypeAdapter(Annotated[Content, Field(discriminator="shape")])


def freeze_content(content: Content) -> str:
    """A content as canonical JSON: the same content gives the same bytes."""
    plain = clean_texts(_CONTENTS.dump_python(content, mode="json"))
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw_content(text: str) -> Content:
    """The content again."""
    return _CONTENTS.validate_json(text)


def clean_texts(value: Any) -> Any:
    """The same without signs that files cannot hold, and with one kind of line break."""
    if isinstance(value, str):
        return CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: clean_texts(each) for key, each in value.items()}
    return [clean_texts(each) for each in value] if isinstance(value, list) else value


def digest_version(kind: str, number: str, version: int, content: str) -> str:
    """What a version is known by: SHA-256 over kind, number, version and canonical content."""
    whole = json.dumps([kind, number, version, content], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
