"""Durations as other tools write them, in our words.

Our own durations say what they count (`wd:5` working days); ISO 8601 does not know working days. `P3D` at a timer is
three calendar days and, like `cd:3`, rolls forward to a working day; as the deadline of a task it is refused (R-CAL-9).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

MAX_COUNT: Final = 9999
_ISO: Final = re.compile(r"(PT?)([0-9]{1,4})([DHMW])")
_SPANS: Final[Mapping[str, tuple[str, int]]] = {
    "PD": ("cd", 1),
    "PW": ("cd", 7),
    "PM": ("mo", 1),
    "PTH": ("h", 1),
    "PTM": ("min", 1),
}
"""What counts in ISO 8601, and what it is of ours; nothing of two parts, and no seconds or years."""


def read_iso(text: str) -> str:
    """One of our durations for one of ISO 8601 (`P2W` → `cd:14`); '' where there is none."""
    match = _ISO.fullmatch(text)
    if match is None or match[1] + match[3] not in _SPANS:
        return ""
    span, times = _SPANS[match[1] + match[3]]
    count = int(match[2]) * times
    return f"{span}:{count}" if count <= MAX_COUNT else ""


def counts_iso_days(text: str) -> bool:
    """Whether the text is a duration of ISO 8601 in days or weeks: who wrote it may have meant working days."""
    return read_iso(text).startswith("cd:")


def is_moment(text: str) -> bool:
    """Whether the text is a date or an instant of ISO 8601."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
