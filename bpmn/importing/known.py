"""What an import may know of the house, and names as our rules want them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bpmn.lint.structure import KEY

MAX_KEY: Final = 64
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Known:
    """Names of the house: its roles and what they are called."""

    roles: Mapping[str, str] = field(default_factory=dict)
    """Labels by role."""

    def find_role(self, name: str) -> str:
        """The role of that name or label, '' where there is none."""
        if name in self.roles:
            return name
        return next((role for role, label in self.roles.items() if label == name), "")


def to_key(text: str, stem: str = "process") -> str:
    """A name of small letters, digits and underscores for a foreign one; always the same for the same.

    >>> to_key("VacationRequest-1")
    'vacation_request_1'
    """
    key = _OTHER.sub("_", _HUMP.sub("_", text).lower()).strip("_")
    if not key or not re.search("[a-z]", key):
        key = f"{stem}_{key}" if key else f"{stem}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    elif not key[0].isalpha():
        key = f"{stem}_{key}"
    return key[:MAX_KEY].rstrip("_")


def is_key(text: str) -> bool:
    """Whether a process may have this id."""
    return bool(KEY.fullmatch(text))
