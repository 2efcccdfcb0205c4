"""Frozen records as templates want them: as rows of label and value, or grouped under headings."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any


def describe_record(record: Any) -> list[tuple[str, Any]]:
    """The fields of a record or a mapping, those that say nothing left out."""
    if is_dataclass(record) and not isinstance(record, type):
        pairs = [(each.name, getattr(record, each.name)) for each in fields(record)]
    elif isinstance(record, Mapping):
        pairs = [(str(name), value) for name, value in record.items()]
    else:
        return []
    return [(name, value) for name, value in pairs if value not in (None, "", [], ())]


def group_records(records: Iterable[Any], *names: str) -> list[tuple[Any, list[Any]]]:
    """Neighbours with the same values under one heading; the order stays as it is."""
    return [(value, list(members)) for value, members in groupby(records, attrgetter(*names))]
