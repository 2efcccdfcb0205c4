"""Who reads which documents, as the table of domain §7.1 has it; for everybody else there is none (R-SEC-3)."""

from datetime import date

import pytest

from services.documents.kinds import KINDS, Side
from services.documents.models import Document, DocumentParty, DocumentReading
from services.organisation.substitutions import appoint_substitute
from tests.houses import House
from tests.services.documents.desks import Wish, grant, issue, lead, open_desk
from workflows import database
from workflows.models import Person

WHO = {
    "subject": "wym",
    "handler": "mty",
    "approver": "tax",
    "staff": "yhc",
    "deputy": "gsy",
    "head": "pzx",
    "leader": "nhy",
    "office": "yrg",
    "group": "lzy",
    "discipline": "twn",
    "stranger": "zsy",
    "head of another unit": "sjz",
    "sysadmin": "sysadmin",
    "secadmin": "secadmin",
    "auditadmin": "auditadmin",
    "procedit": "procedit",
}
"""Somebody for each column, who is nothing else to D07."""

RESULTS = {"staff", "deputy", "head", "leader", "office", "group", "discipline"}
PARTIES = {"subject", "handler", "approver"}

EVERYBODY = set(WHO) - {"sysadmin", "secadmin", "auditadmin"}
"""Whoever is a person of the organisation."""

READERS = {
    "T-13": EVERYBODY,
    "T-07": RESULTS | PARTIES,
    "T-17": RESULTS | PARTIES,
    "T-25": {"office", "group", "discipline"} | PARTIES,
    "T-08": {"head", "leader", "office", "discipline"} | PARTIES,
    "T-11": {"head", "leader", "office", "discipline"} | PARTIES,
    "T-10": {"head", "office", "group", "discipline"} | PARTIES,
    "T-12": {"head", "office", "group", "discipline"} | PARTIES,
    "T-21": {"head", "office", "group", "discipline"} | PARTIES,
    "T-09": {"discipline"} | PARTIES,
    "T-19": {"discipline"} | PARTIES,
    "T-20": {"discipline"} | PARTIES,
    "T-20E": {"discipline"} | PARTIES,
    "T-21R": {"head", "office", "group", "discipline"} | PARTIES,
    "T-22": {"discipline"} | PARTIES,
    "T-26": {"handler"},
}
"""The rows of §7.1: warnings, talk records and inquiry letters, corrections and accountability, complaints, grades."""


@pytest.fixture
def desk(house: House) -> House:
    open_desk(house)
    grant("yrg", "office_staff")
    lead("nhy", "leader")
    return house


def test_the_table_has_every_kind() -> None:
    assert set(READERS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_the_table_names_reads_and_nobody_else_r_sec_2_r_sec_3(desk: House, kind: str) -> None:
    parties = {side: (WHO[side],) for side in Side}
    issue(desk.command("hxc"), Wish(kind, parties=parties))
    with desk.reading() as session:
        document = session.query(Document).one().public_id

    found = set()
    for column, login in WHO.items():
        client = desk.sign_in(login)
        listed = [each["id"] for each in client.get("/documents")["items"]]
        status = client.ask("get", f"/documents/{document}").status_code
        content = client.ask("get", f"/documents/{document}/content?format=docx").status_code
        assert (status, content, listed) in [(200, 200, [document]), (404, 404, [])], column
        found |= {column} if status == 200 else set()

    assert found == READERS[kind]


@pytest.mark.parametrize("kind", [code for code, kind in KINDS.items() if kind.restricted])
def test_every_reading_of_a_restricted_document_is_written_down_and_no_refusal(desk: House, kind: str) -> None:
    issue(desk.command("hxc"), Wish(kind, parties={Side.HANDLER: ("wym",)}))
    with desk.reading() as session:
        document = session.query(Document).one().public_id
    desk.sign_in("wym").get(f"/documents/{document}")
    desk.sign_in("zsy").ask("get", f"/documents/{document}/content?format=pdf", expect=404)
    desk.sign_in("wym").ask("get", f"/documents/{document}/content?format=docx", expect=200)
    desk.sign_in("wym").ask("get", f"/documents/{document}/content?format=docx&version=1", expect=200)

    with desk.reading() as session:
        rows = session.query(DocumentReading).all()
        assert [(session.get_one(Person, row.reader_id).code, row.version) for row in rows] == [("wym", 1)] * 2


def test_whoever_is_recused_reads_it_no_more_r_coi_1(desk: House) -> None:
    issue(desk.command("hxc"), Wish("T-22", parties={Side.HANDLER: ("wym", "tax")}))
    with desk.reading() as session:
        document = session.query(Document).one().public_id
    desk.sign_in("wym").get(f"/documents/{document}")

    issue(desk.command("hxc"), Wish("T-22", parties={Side.HANDLER: ("tax",)}))

    desk.sign_in("wym").get(f"/documents/{document}", expect=404)
    desk.sign_in("tax").get(f"/documents/{document}")


def test_a_substitute_reads_notices_but_no_records_of_talks(desk: House) -> None:
    parties = {Side.SUBJECT: ("pzx",)}
    issue(desk.command("hxc"), Wish("T-22", parties=parties))
    issue(desk.command("hxc"), Wish("T-10", parties=parties))
    appoint_substitute(desk.command("pzx"), "cry", date(2026, 7, 13), date(2026, 7, 31), reason="出差")

    seen = {each["kind"] for each in desk.sign_in("cry").get("/documents")["items"]}

    assert seen == {"T-10"}


def test_parties_are_kept_by_name_and_side(desk: House) -> None:
    issue(desk.command("hxc"), Wish("T-10", parties={Side.SUBJECT: ("pzx",), Side.APPROVER: ("pzx",)}))

    with database.bound().reading() as session:
        assert {row.side for row in session.query(DocumentParty)} == {"subject", "approver"}
