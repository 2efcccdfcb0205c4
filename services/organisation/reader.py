"""Files that describe an organisation → records; the sample is one such folder."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from services.organisation.records import (
    OrganisationRecord,
    PersonRecord,
    PostRecord,
    TieRecord,
    UnitRecord,
)
from workflows.rules.relations import DEPUTY, HEAD, LEADER, LIAISON

SAMPLE: Final = Path(__file__).parent / "sample"

ADMINISTRATORS: Final = frozenset({"sys_admin", "sec_admin", "audit_admin", "integrator"})
"""Roles of accounts that stand for no person: administrators, and other systems."""

STRUCTURAL: Final = frozenset({"unit_head", "unit_deputy", "post_holder", "liaison"})
"""Words in the files that say what a person is to a unit; they become unit roles and posts, not granted roles."""

ROOT: Final = "ROOT"
"""The code of the unit that is the organisation itself."""

_UNIT_KEYS: Final = {"head": HEAD, "deputy": DEPUTY, "leader_in_charge": LEADER, "liaison": LIAISON}
_VARIANT_ROLES: Final = {"office": "office_head", "discipline": "discipline"}


def read_folder(folder: Path = SAMPLE, code: str = "EDU") -> OrganisationRecord:
    """The organisation that a folder describes: `org.yaml`, `people.csv`, `experts.csv`, `posts.yaml`."""
    tree = _read_yaml(folder / "org.yaml")
    group = tree["organisation"]["group"]
    units = tuple(_read_unit(each) for each in tree["units"])
    people = tuple(_read_person(row) for row in _read_csv(folder / "people.csv"))
    experts = tuple(_read_expert(row) for row in _read_csv(folder / "experts.csv"))
    return OrganisationRecord(
        code=code,
        name=tree["organisation"]["name"],
        profile=tree["organisation"]["procedure_profile"],
        units=units,
        people=people + experts,
        posts=(*_read_posts(folder / "posts.yaml"), *_leading_posts(units, people)),
        group_name=group["name"],
        office_unit=group["office_unit"],
    )


def read_variants() -> Iterator[OrganisationRecord]:
    """The nine small organisations; each has itself as its topmost unit, as read from a folder."""
    for each in _read_yaml(SAMPLE / "variant_orgs.yaml")["orgs"]:
        codes = {name: f"U{number:02}" for number, name in enumerate(each["units"], start=1)}
        units = tuple(
            UnitRecord(code, name, "内设机构", ROOT, _variant_roles(each["people"], name))
            for name, code in codes.items()
        )
        yield OrganisationRecord(
            code=each["code"],
            name=each["name"],
            profile=each["profile"],
            units=(UnitRecord(ROOT, each["name"], "单位"), *units),
            people=tuple(_read_variant_person(row, codes) for row in each["people"]),
            posts=tuple(_variant_posts(each["people"], codes)),
            group_name=each["group"],
            office_unit=codes[each["office_unit"]],
        )


def _variant_roles(people: list[dict[str, Any]], unit: str) -> dict[str, str]:
    """Who heads a unit, and who leads it from above."""
    heads = [(HEAD, row["username"]) for row in people if row["role"] == "unit_head" and row["unit"] == unit]
    return dict([*heads, *((LEADER, row["username"]) for row in people if unit in row.get("leads", ()))])


def _variant_posts(people: list[dict[str, Any]], codes: dict[str, str]) -> Iterator[PostRecord]:
    """One post for each holder of a post and each head, called by his title."""
    for row in people:
        if row["role"] in {"post_holder", "unit_head"}:
            yield PostRecord(f"{row['username']}-P", f"{row['title']}岗", codes[row["unit"]], row["username"])


def _read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_unit(each: dict[str, Any]) -> UnitRecord:
    roles = {role: each[key] for key, role in _UNIT_KEYS.items() if each.get(key)}
    return UnitRecord(each["id"], each["name"], each["kind"], each["parent"] or "", roles)


def _read_person(row: dict[str, str]) -> PersonRecord:
    roles = tuple(role for role in row["角色(|分隔)"].split("|") if role not in STRUCTURAL)
    return PersonRecord(
        code=row["username"],
        name=row["姓名"].strip("（）"),
        title=row["职务"],
        unit=row["单位编号"],
        roles=roles,
        person=ADMINISTRATORS.isdisjoint(roles),
        email=row.get("邮箱", ""),
    )


def _read_expert(row: dict[str, str]) -> PersonRecord:
    until = date.fromisoformat(row["截止日期"]) if row["截止日期"] else None
    tie = TieRecord(row["利害关系"], row["对象人员"], row["对象单位"], until, row["说明"])
    return PersonRecord(
        code=row["username"],
        name=row["姓名"],
        title="评估专家",
        expert=True,
        employer=row["单位"],
        expertise=row["专业"],
        email=row.get("邮箱", ""),
        ties=(tie,) if tie.relation else (),
    )


def _read_posts(path: Path) -> Iterator[PostRecord]:
    for each in _read_yaml(path)["posts"]:
        yield PostRecord(each["id"], each["name"], each["unit"], each["holder"], tuple(each["duties"]))


def _leading_posts(units: tuple[UnitRecord, ...], people: tuple[PersonRecord, ...]) -> Iterator[PostRecord]:
    """Heads and deputies hold posts too: they find risks of their own (R-SELF-1)."""
    titles = {person.code: person.title for person in people}
    for unit in units:
        for role, suffix in ((HEAD, "H"), (DEPUTY, "D")):
            holder = unit.roles.get(role)
            if holder:
                duties = ("主持或协助主持本处室（单位）全面工作",)
                yield PostRecord(f"{unit.code}-{suffix}", f"{titles[holder]}岗", unit.code, holder, duties)


def _read_variant_person(row: dict[str, Any], codes: dict[str, str]) -> PersonRecord:
    role = _VARIANT_ROLES.get(row["role"], row["role"])
    roles = (*(() if role in STRUCTURAL else (role,)), *row.get("also", ()))
    return PersonRecord(
        code=row["username"],
        name=row["name"],
        title=row["title"],
        unit=codes[row["unit"]],
        roles=roles,
        person=ADMINISTRATORS.isdisjoint(roles),
    )
