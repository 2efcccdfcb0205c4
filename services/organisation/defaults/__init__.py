"""Product defaults: parameters and published calendars."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent


@cache
def default_parameters() -> Mapping[str, Mapping[str, Any]]:
    """Every parameter with its default, as `group.name` → entry."""
    groups = yaml.safe_load((FOLDER / "parameters.yaml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": entry for group, entries in groups.items() for name, entry in entries.items()}


@dataclass(frozen=True)
class Label:
    """What people call something."""

    chinese: str
    english: str


@cache
def parameter_labels() -> Mapping[str, Label]:
    """What the groups and parameters are called that procedures use today, in the order in which people read them."""
    names = yaml.safe_load((FOLDER / "labels.yaml").read_text(encoding="utf-8"))
    return {name: Label(*called) for name, called in names.items()}


def published_calendars() -> Mapping[int, bytes]:
    """The yearly notices that ship with the product, by year."""
    return {int(path.stem[-4:]): path.read_bytes() for path in FOLDER.glob("calendar_*.csv")}
