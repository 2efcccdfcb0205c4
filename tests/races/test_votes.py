"""Votes at the same moment: exactly one effect, on both databases; each test fails when the lock is taken out."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from services.process import tasks
from services.voting.kinds import mass
from services.voting.models import Ballot, BallotPaper, SealedPaper
from services.voting.use_cases import papers
from tests.houses import House
from tests.invariants import check_invariants
from tests.races.crossing import Crossing, run_together, take_locks_out
from tests.voting import OPPOSE, SUPPORT, WITNESS, Stage
from workflows.models import DueWork, Vote

pytestmark = pytest.mark.postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both, whatever the whole run has chosen."""
    return str(request.param)


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    yield Stage(house)
    check_invariants(house)


@pytest.fixture
def crossing() -> Crossing:
    return Crossing()


def count(stage: Stage, table: type) -> int:
    with stage.house.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def casting(stage: Stage, code: str, word: str = SUPPORT) -> Callable[[], Any]:
    """Somebody who puts a paper into the box; returns the status and the receipt."""
    client = stage.house.stranger()
    body = {"token": code, "choices": {"R1": word, "R2": word}}

    def cast() -> tuple[int, str]:
        answer = client.ask("POST", f"/ballots/{stage.ballot}/papers", json=body)
        return answer.status_code, (answer.json or {}).get("receipt", "")

    return cast


def grading(stage: Stage, login: str) -> Callable[[], Any]:
    """A member who votes; returns the status."""
    client = stage(login)
    body = {"items": [{"risk_point": ref, "grade": "accurate"} for ref in ("R1", "R2")]}
    path = f"/panels/{stage.panel}/votes"
    return lambda: client.ask("POST", path, json=body).status_code


# -- the last two experts --------------------------------------------------------------------------


def vote_last_two(stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    *first, fourth, fifth = stage.assemble()
    for login in first:
        stage.grade(login)
    crossing.put_before(monkeypatch, (tasks, "close_candidacies"))
    return run_together(grading(stage, fourth), grading(stage, fifth))


def outcomes(stage: Stage) -> list[str]:
    with stage.house.reading() as session:
        return list(session.scalars(select(Vote.outcome).where(Vote.kind == "panel")))


def test_two_last_experts_at_once_decide_once(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = vote_last_two(stage, crossing, monkeypatch)

    assert statuses == [200, 200]
    assert not crossing.met
    assert outcomes(stage) == ["decided"]
    monkeypatch.undo()
    assert stage.office.get(f"/panels/{stage.panel}")["items"][0]["counts"]["valid"] == 5


def test_without_the_lock_both_experts_are_at_it_at_once(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then only the last line of the tables, and beginning anew, keep them apart."""
    take_locks_out(monkeypatch)
    vote_last_two(stage, crossing, monkeypatch)

    assert crossing.met


# -- one code twice --------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [SUPPORT, OPPOSE], ids=["same", "other"])
def test_the_same_code_cast_twice_at_once_has_one_effect(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    code = stage.open_ballot()[0]
    crossing.put_before(monkeypatch, (papers, "find_code"))

    answers = run_together(casting(stage, code), casting(stage, code, second))

    assert not crossing.met
    assert count(stage, BallotPaper) == 1
    if second == SUPPORT:
        assert {status for status, _ in answers} == {201}
        assert len({receipt for _, receipt in answers}) == 1
    else:
        assert sorted(status for status, _ in answers) == [201, 409]


def test_without_the_lock_the_same_code_may_have_two_effects(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = stage.open_ballot()[0]
    crossing.put_before(monkeypatch, (papers, "find_code"))
    take_locks_out(monkeypatch)

    answers = run_together(casting(stage, code), casting(stage, code))

    assert crossing.met
    if stage.house.engine.dialect.name == "postgresql":
        assert (count(stage, BallotPaper), len({receipt for _, receipt in answers})) != (1, 1)


def test_two_last_papers_at_once_are_both_counted_and_call_the_process_once(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = stage.open_ballot()
    for code in codes[:4]:
        stage.cast(code)
    crossing.put_before(monkeypatch, (papers, "find_code"))

    answers = run_together(casting(stage, codes[4]), casting(stage, codes[5]))

    assert [status for status, _ in answers] == [201, 201]
    assert not crossing.met
    assert count(stage, BallotPaper) == 6
    with stage.house.reading() as session:
        assert len(session.scalars(select(DueWork).where(DueWork.kind == "advance_vote")).all()) == 1


# -- closing and casting ---------------------------------------------------------------------------


def close_and_cast(stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Ballot]:
    """The box is full and is closed, while somebody casts with a slip that was kept back."""
    stage.prepare_ballot()
    codes = stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})
    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})
    for code in codes[:6]:
        stage.cast(code)
    crossing.put_before(monkeypatch, (papers, "find_code"), (mass, "count_papers"))
    (status, _), _ = run_together(casting(stage, codes[6]), stage.house.work_off)
    with stage.house.reading() as session:
        return status, session.scalars(select(Ballot)).one()


def test_close_and_cast_at_once_lose_no_paper(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, box = close_and_cast(stage, crossing, monkeypatch)

    assert not crossing.met
    if status == 201:  # it came first: one paper too many voids the round
        assert (box.state, box.reissued) == ("prepared", True)
        assert count(stage, SealedPaper) == 0
    else:
        assert (status, box.state, box.returned) == (409, "closed", 6)
        assert count(stage, SealedPaper) == 6


def test_without_the_lock_close_and_cast_meet(
    stage: Stage, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_locks_out(monkeypatch)

    close_and_cast(stage, crossing, monkeypatch)

    assert crossing.met


def test_many_papers_at_once_are_all_there(stage: Stage) -> None:
    """Conservation: codes used = papers, whoever waits for whom."""
    codes = stage.open_ballot(24, 20)

    answers = run_together(*(casting(stage, code) for code in codes))

    assert [status for status, _ in answers] == [201] * 20
    assert count(stage, BallotPaper) == 20
    stage.house.work_off()
    assert count(stage, SealedPaper) == 20
