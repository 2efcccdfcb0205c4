"""Many documents at once: each gets a number of its own, and no number is left out."""

import threading
from concurrent.futures import ThreadPoolExecutor

from services.documents.models import Document
from tests.houses import House
from tests.services.documents.desks import StepFailedError, Wish, issue, open_desk

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
