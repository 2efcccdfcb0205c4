"""Many documents at once: each gets a number of its own, and no number is left out."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.documents.models import Document
from services.warnings.models import RiskWarning
from tests.houses import House
from tests.services.documents.desks import StepFailedError, Wish, issue, open_desk
from tests.stories.warnings import Ladder
from workflows import database

RACERS = 6


def test_documents_issued_at_once_have_numbers_without_gaps_or_doubles(either_house: House) -> None:
    open_desk(either_house, RACERS)
    gate = threading.Barrier(RACERS)
    command = either_house.command("hxc")

    def run(racer: int) -> list[str]:
        gate.wait(20)
        numbers = []
        for turn in range(4):
            fails = (racer + turn) % 3 == 0
            try:
                numbers.append(issue(command, Wish("T-10", f"case{racer}.{turn}", fails=fails, desk=racer)))
            except StepFailedError:
                continue
        return numbers

    with ThreadPoolExecutor(RACERS) as pool:
        given = [each for found in pool.map(run, range(RACERS)) for each in found]

    assert sorted(given) == sorted(f"廉改〔2026〕{at}号" for at in range(1, len(given) + 1))
    assert len(given) == RACERS * 4 - sum((racer + turn) % 3 == 0 for racer in range(RACERS) for turn in range(4))


def test_of_two_who_issue_the_same_at_once_one_makes_it(either_house: House) -> None:
    open_desk(either_house)
    gate = threading.Barrier(2)
    command = either_house.command("hxc")

    def run(_racer: int) -> str:
        gate.wait(20)
        return issue(command, Wish("T-10", "case"))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == ["廉改〔2026〕1号"] * 2
    with either_house.reading() as session:
        assert session.query(Document).count() == 1


@pytest.mark.parametrize("change", ["UPDATE document_version SET version = 7", "DELETE FROM document_version"])
def test_what_was_issued_is_neither_changed_nor_deleted_r_sec_6(either_house: House, change: str) -> None:
    open_desk(either_house)
    issue(either_house.command("hxc"), Wish("T-10", "case"))

    with database.bound().writing() as session, pytest.raises(DBAPIError, match="append only"):
        session.execute(text(change))


def test_what_happened_to_a_warning_is_neither_changed_nor_deleted_r_sec_6(either_house: House) -> None:
    Ladder(either_house).open()

    for change in ("UPDATE warning_event SET kind = 'closed'", "DELETE FROM warning_event"):
        with database.bound().writing() as session, pytest.raises(DBAPIError, match="append only"):
            session.execute(text(change))


def test_notices_of_warnings_approved_at_once_have_numbers_without_gaps_or_doubles(either_house: House) -> None:
    """R-WARN-4: number of the warning and number of its notice, each in its series."""
    ladders = [Ladder(either_house) for _ in range(RACERS)]
    for ladder in ladders:
        ladder.open()
        ladder.propose()
    tasks = [each["id"] for each in ladders[0].hxc.inbox() if each["name"] == "预警审批"]
    gate = threading.Barrier(RACERS)

    def approve(task: str) -> None:
        approver = either_house.sign_in("hxc")
        gate.wait(20)
        approver.post(f"/tasks/{task}/complete", {"outcome": "agree", "values": {}})

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(approve, tasks))

    with either_house.reading() as session:
        assert sorted(session.scalars(select(RiskWarning.number))) == list(range(1, RACERS + 1))
        assert sorted(session.scalars(select(Document.seq))) == list(range(1, RACERS + 1))
