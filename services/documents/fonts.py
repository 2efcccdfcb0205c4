"""Fonts: what the standard names, what is there, and what stands in (domain §5.1).

DOCX names the fonts of the standard. PDF takes them from the system or from the bound folder, else an open Chinese
font; which ones are missing is said on pages and in the log.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import structlog
import typst

from bpmn.texts import N_
from workflows.errors import ConflictError

log = structlog.get_logger()


class Face(StrEnum):
    """What a font is used for."""

    TITLE = "title"
    BODY = "body"
    KAI = "kai"
    HEI = "hei"
    SONG = "song"


NAMES: Final[Mapping[Face, str]] = {
    Face.TITLE: "方正小标宋简体",
    Face.BODY: "仿宋_GB2312",
    Face.KAI: "楷体_GB2312",
    Face.HEI: "黑体",
    Face.SONG: "宋体",
}
"""What the standard asks for, as DOCX files name it."""

FAMILIES: Final[Mapping[Face, tuple[str, ...]]] = {
    Face.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋体", "方正小标宋_GBK"),
    Face.BODY: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FZFangSong-Z02S"),
    Face.KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "FZKai-Z03S"),
    Face.HEI: ("黑体", "SimHei", "STHeiti", "FZHei-B01S"),
    Face.SONG: ("宋体", "SimSun", "STSong", "FZShuSong-Z01S"),
}
"""Under which names they are installed."""

SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "AR PL UMing CN")
SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "Droid Sans Fallback")
BOLD: Final = 700
REGULAR: Final = 400


class NoFontError(ConflictError):
    """There is no Chinese font at all."""

    code = "no-font"
    message = N_("服务器上没有中文字体，不能生成 PDF；请使用“打印”页面，或由管理员安装 fonts-noto-cjk")


@dataclass(frozen=True)
class Chosen:
    """The families for a face, best first, and their weight."""

    families: tuple[str, ...]
    weight: int
    named: bool
    """Whether the first is what the standard asks for."""


@dataclass(frozen=True)
class FontSet:
    """What PDF is drawn with."""

    chosen: Mapping[Face, Chosen]
    fonts: typst.Fonts

    @property
    def missing(self) -> tuple[str, ...]:
        """Fonts of the standard that others stand in for."""
        return tuple(NAMES[face] for face, each in self.chosen.items() if not each.named)


def choose_families(face: Face, known: frozenset[str]) -> Chosen | None:
    """The families for a face out of those that are there; None if none knows Chinese."""
    named = tuple(name for name in FAMILIES[face] if name in known)
    open_ones = tuple(name for name in _order(face) if name in known)
    if not (named or open_ones):
        return None
    weight = REGULAR if named or face is not Face.TITLE else BOLD
    return Chosen((named + open_ones)[:3], weight, bool(named))


def _order(face: Face) -> Sequence[str]:
    return (*SANS, *SERIF) if face is Face.HEI else (*SERIF, *SANS)


_bound: dict[str, Path] = {}
_found: dict[tuple[tuple[str, int], ...], FontSet] = {}
_lock = threading.Lock()


def bind_folder(folder: Path) -> None:
    """Say where the administrator puts font files."""
    _bound["folder"] = folder


def find_fonts() -> FontSet:
    """The fonts that are there; looked for again when a file of the folder changes. `NoFontError` without any."""
    folder = _bound.get("folder")
    files = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    state = tuple((str(path), path.stat().st_mtime_ns) for path in files)
    with _lock:
        if state not in _found:
            _found.clear()
            _found[state] = _look_around(folder if files else None)
        return _found[state]


def _look_around(folder: Path | None) -> FontSet:
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[folder] if folder else [])
    known = frozenset(fonts.families())
    chosen = {face: choose_families(face, known) for face in Face}
    there = {face: each for face, each in chosen.items() if each is not None}
    if len(there) < len(chosen):
        log.warning("documents.no_chinese_font")
        raise NoFontError
    found = FontSet(there, fonts)
    if found.missing:
        log.warning("documents.fonts_missing", fonts=list(found.missing))
    return found


def list_missing() -> tuple[str, ...]:
    """The fonts of the standard that are not there; all of them where there is no Chinese font at all."""
    try:
        return find_fonts().missing
    except NoFontError:
        return tuple(NAMES.values())
