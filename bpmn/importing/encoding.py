"""Files in other encodings than UTF-8: older tools write them."""

import codecs
import re
from typing import Final

from bpmn.documents import MAX_BYTES

ENCODINGS: Final = frozenset(
    {"iso-8859-1", "iso-8859-15", "windows-1252", "utf-16", "utf-16le", "utf-16be", "gb18030", "gbk", "gb2312", "big5"}
)
"""What a file may be written in, as its first line says; UTF-16 is told by its first bytes too."""

_DECLARED: Final = re.compile(r"""^\ufeff?(<\?xml[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def to_utf8(data: bytes) -> bytes:
    """The file in UTF-8; one that says it is anything unknown comes back as it is, for the parser to refuse."""
    if len(data) > MAX_BYTES:
        return data
    marked = data.startswith(_MARKS)
    declared = _DECLARED.match(data[:200].decode("ascii", errors="replace"))
    name = "utf-16" if marked else declared[2].lower() if declared else ""
    if name not in ENCODINGS:
        return data
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return data
    return _DECLARED.sub(r"\1", text, count=1).encode()
