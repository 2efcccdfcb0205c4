"""Records → tables: a new organisation with its people."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from services.organisation.records import OrganisationRecord, PersonRecord, TieRecord
from workflows.models import (
    Account,
    Interest,
    Organisation,
    ParameterSet,
    Person,
    Post,
    PostAssignment,
    RoleGrant,
    Unit,
    UnitRole,
)
from workflows.work import Work

SINCE: Final = date(2023, 1, 1)
"""From when imported roles and posts hold, where the files do not say."""


class OrganisationLoader:
    """The loading of one organisation: keeps what it has made, by code."""

    def __init__(self, work: Work, record: OrganisationRecord, hashes: Mapping[str, str], *, demo: bool) -> None:
        self.session: Session = work.session
        self.at = work.at
        self.record = record
        self.hashes = hashes
        self.demo = demo
        self.org = Organisation(
            code=record.code, name=record.name, profile=record.profile, group_name=record.group_name
        )
        self.units: dict[str, Unit] = {}
        self.people: dict[str, Person] = {}

    def load(self, parameters: Mapping[str, Any]) -> Organisation:
        """Write everything; the session is flushed, not committed."""
        self.session.add(self.org)
        self.session.flush()
        self._load_units()
        self._load_people()
        self._load_unit_roles()
        self._load_posts()
        self.session.add(
            ParameterSet(
                org_id=self.org.id,
                number=1,
                in_force=1,
                values=dict(parameters),
                note="默认参数",
                created_at=self.at,
            )
        )
        self.session.flush()
        return self.org

    def _load_units(self) -> None:
        for position, each in enumerate(self.record.units):
            parent = self.units.get(each.parent)
            self.units[each.code] = unit = Unit(
                org_id=self.org.id,
                code=each.code,
                name=each.name,
                kind=each.kind,
                parent_id=parent.id if parent else None,
                position=position,
            )
            self.session.add(unit)
            self.session.flush()
        if self.record.office_unit:
            self.org.office_unit_id = self.units[self.record.office_unit].id

    def _load_people(self) -> None:
        for each in self.record.people:
            if each.person:
                self.people[each.code] = self._make_person(each)
        self.session.add_all(self.people.values())
        self.session.flush()
        accounts = {each.code: self._make_account(each) for each in self.record.people}
        self.session.add_all(accounts.values())
        self.session.flush()
        for each in self.record.people:
            self._load_grants(each, accounts[each.code])
            for tie in each.ties:
                self._load_tie(each, tie)

    def _make_person(self, each: PersonRecord) -> Person:
        return Person(
            org_id=self.org.id,
            code=each.code,
            name=each.name,
            title=each.title,
            unit_id=self.units[each.unit].id if each.unit else None,
            expert=each.expert,
            employer=each.employer,
            expertise=each.expertise,
            email=each.email,
        )

    def _make_account(self, each: PersonRecord) -> Account:
        person = self.people.get(each.code)
        return Account(
            org_id=self.org.id,
            login=each.code,
            person_id=person.id if person else None,
            name=each.name,
            password_hash=self.hashes[each.code],
            demo=self.demo,
        )

    def _load_grants(self, each: PersonRecord, account: Account) -> None:
        person = self.people.get(each.code)
        for role in each.roles:
            self.session.add(
                RoleGrant(
                    org_id=self.org.id,
                    role=role,
                    person_id=person.id if person else None,
                    account_id=None if person else account.id,
                    from_on=SINCE,
                    reason="导入",
                )
            )

    def _load_tie(self, each: PersonRecord, tie: TieRecord) -> None:
        self.session.add(
            Interest(
                org_id=self.org.id,
                person_id=self.people[each.code].id,
                relation=tie.relation,
                other_person_id=self.people[tie.person].id if tie.person else None,
                unit_id=self.units[tie.unit].id if tie.unit else None,
                note=tie.note,
                declared_on=SINCE,
                until_on=tie.until,
            )
        )

    def _load_unit_roles(self) -> None:
        for each in self.record.units:
            for role, code in each.roles.items():
                self.session.add(
                    UnitRole(
                        org_id=self.org.id,
                        unit_id=self.units[each.code].id,
                        person_id=self.people[code].id,
                        role=role,
                        from_on=SINCE,
                    )
                )

    def _load_posts(self) -> None:
        for each in self.record.posts:
            post = Post(
                org_id=self.org.id,
                unit_id=self.units[each.unit].id,
                code=each.code,
                name=each.name,
                duties=list(each.duties),
            )
            self.session.add(post)
            self.session.flush()
            holder = self.people[each.holder]
            self.session.add(PostAssignment(org_id=self.org.id, post_id=post.id, person_id=holder.id, from_on=SINCE))
