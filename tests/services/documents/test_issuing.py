"""Issuing: numbers without gaps or doubles, versions under one number, what is sealed, what the history keeps."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.documents.contents import Official
from services.documents.issuing import read_content, take_number
from services.documents.models import Document, DocumentSeries, DocumentVersion
from services.documents.queries.documents import verify_code
from tests.houses import House
from tests.services.documents.desks import StepFailedError, Wish, issue, open_desk
from tests.services.documents.samples import CONTENTS
from workflows import database
from workflows.models import HistoryEntry

TURN = "2026-12-31T23:59:59+08:00", "2027-01-01T00:00:00+08:00"


@pytest.fixture
def desk(house: House) -> House:
    open_desk(house)
    return house


def number(desk: House, kind: str, ref: str, at: str | None = None) -> str:
    return issue(desk.command("hxc"), Wish(kind, ref), datetime.fromisoformat(at) if at else None)


def change(kind: str, **more: Any) -> Official:
    content = CONTENTS[kind]
    assert isinstance(content, Official)
    return replace(content, **more)


def test_each_kind_counts_for_itself_from_one(desk: House) -> None:
    assert [number(desk, "T-10", f"case{at}") for at in range(3)] == [f"廉改〔2026〕{at}号" for at in (1, 2, 3)]
    assert number(desk, "T-12", "case0") == "廉责〔2026〕1号"


def test_a_year_begins_at_midnight_in_shanghai_with_one(desk: House) -> None:
    before, after = TURN

    assert number(desk, "T-10", "old", before) == "廉改〔2026〕1号"
    assert number(desk, "T-10", "new", after) == "廉改〔2027〕1号"
    assert number(desk, "T-10", "late", before) == "廉改〔2026〕2号"


def test_a_step_that_fails_takes_no_number(desk: House) -> None:
    number(desk, "T-10", "first")
    with pytest.raises(StepFailedError):
        issue(desk.command("hxc"), Wish("T-10", "fails", fails=True))

    assert number(desk, "T-10", "second") == "廉改〔2026〕2号"
    with desk.reading() as session:
        assert session.query(DocumentSeries).one().last == 2


@pytest.mark.parametrize("change", ["seq = 1", "object_ref = 'first'", "seq = 0", "version = 0", "kind = 'T-99'"])
def test_the_database_refuses_a_second_number_or_a_second_document_about_a_thing(desk: House, change: str) -> None:
    number(desk, "T-10", "first")
    number(desk, "T-10", "second")

    with pytest.raises(IntegrityError), database.bound().writing() as session:
        session.execute(text(f"UPDATE document SET {change} WHERE object_ref = 'second'"))


def test_issuing_the_same_again_does_nothing(desk: House) -> None:
    assert number(desk, "T-10", "case") == number(desk, "T-10", "case")

    with desk.reading() as session:
        assert session.query(DocumentVersion).count() == 1
        assert session.query(HistoryEntry).filter_by(kind="document_issued").count() == 1


def test_other_content_is_the_next_version_under_the_same_number(desk: House) -> None:
    first = number(desk, "T-10", "case")
    again = issue(desk.command("hxc"), Wish("T-10", "case", change("T-10", signer="另一机关")))

    assert again == first
    with desk.reading() as session:
        document = session.query(Document).one()
        rows = session.query(DocumentVersion).order_by(DocumentVersion.version).all()
        assert (document.version, [row.version for row in rows]) == (2, [1, 2])
        assert len({row.code for row in rows}) == len({row.digest for row in rows}) == 2
        assert "另一机关" in read_content(session, document)
        assert "另一机关" not in read_content(session, document, 1)
        assert [verify_code(session, row.code).latest for row in rows] == [2, 2]


def test_the_history_bears_the_digest_and_its_chain_holds(desk: House) -> None:
    number(desk, "T-10", "case")

    with desk.reading() as session:
        entry = session.query(HistoryEntry).filter_by(kind="document_issued").one()
        assert session.query(DocumentVersion).one().digest in entry.body


def unlock_versions(session: Session) -> None:
    """Take away what protects the versions, as somebody who owns the database can."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER document_version_no_update"))
    else:
        session.execute(text("ALTER TABLE document_version DISABLE TRIGGER document_version_no_change"))


def test_what_is_changed_behind_the_houses_back_is_found_r_sec_6(desk: House) -> None:
    number(desk, "T-07", "open")
    number(desk, "T-22", "sealed")
    with desk.reading() as session:
        codes = [row.code for row in session.query(DocumentVersion)]
        assert [verify_code(session, code).intact for code in codes] == [True, True]
    with database.bound().writing() as session:
        unlock_versions(session)
        session.execute(text("UPDATE document_version SET content = replace(content, '8', '9') WHERE content NOTNULL"))
        session.execute(text("UPDATE document_version SET key_name = 'restricted-9' WHERE key_name <> ''"))
        session.commit()

    with desk.reading() as session:
        assert [verify_code(session, code).intact for code in codes] == [False, False]


def test_restricted_content_lies_sealed_and_is_bound_to_its_place(desk: House) -> None:
    number(desk, "T-22", "one")
    number(desk, "T-09", "two")

    with desk.reading() as session:
        for row in session.query(DocumentVersion):
            assert row.content is None
            assert "谈话室".encode() not in (row.sealed or b"")
        assert not any("谈话室" in entry.body for entry in session.query(HistoryEntry))
        first, second = session.query(Document).order_by(Document.id)
        assert "三楼谈话室" in read_content(session, first)
        moved = session.get_one(DocumentVersion, (second.id, 1))
        unlock_versions(session)
        session.get_one(DocumentVersion, (first.id, 1)).sealed = moved.sealed
        assert not verify_code(session, session.get_one(DocumentVersion, (first.id, 1)).code).intact


def test_a_number_costs_one_statement_however_many_there_were(desk: House) -> None:
    with database.bound().writing() as session:
        session.add(DocumentSeries(org_id=desk.org_id, series="T-10", year=2026, last=99_999))
        session.flush()
        with desk.counting() as statements:
            assert take_number(session, desk.org_id, "T-10", 2026) == 100_000
    assert len(statements) == 2, "one that takes it, and one that asks for the organisation"
