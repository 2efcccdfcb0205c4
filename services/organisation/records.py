"""An organisation as files describe it: plain records between the readers and the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class UnitRecord:
    """A unit and who is what to it, by person code."""

    code: str
    name: str
    kind: str
    parent: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TieRecord:
    """A declared tie of an expert."""

    relation: str
    person: str = ""
    unit: str = ""
    until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PersonRecord:
    """A person, or with `person` False an account that stands for nobody."""

    code: str
    name: str
    title: str = ""
    unit: str = ""
    roles: tuple[str, ...] = ()
    person: bool = True
    expert: bool = False
    employer: str = ""
    expertise: str = ""
    ties: tuple[TieRecord, ...] = ()
    email: str = ""


@dataclass(frozen=True)
class PostRecord:
    """A post and its holder."""

    code: str
    name: str
    unit: str
    holder: str
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganisationRecord:
    """Everything that an import brings."""

    code: str
    name: str
    profile: str
    units: tuple[UnitRecord, ...]
    people: tuple[PersonRecord, ...]
    posts: tuple[PostRecord, ...] = ()
    group_name: str = ""
    office_unit: str = ""
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
