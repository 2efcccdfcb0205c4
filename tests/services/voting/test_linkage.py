"""Whoever has the whole database cannot say who voted how: attacks as in trust §5.5, on boxes of forty.

The attacker knows the order in which the voters came and each voter's code, and looks for the paper that is his: by the
place of rows, by the transactions that wrote them, by whatever else was written meanwhile. A guess by chance is right
once a box; more than chance + 3σ over all boxes is a leak.
"""

import json
import random
from collections.abc import Callable, Iterator
from itertools import product
from math import sqrt
from typing import Any

import pytest
from sqlalchemy import MetaData, func, select, text
from sqlalchemy.orm import Session

from services.voting import boxes
from services.voting.models import Ballot
from services.voting.use_cases import papers
from tests.voting import OPPOSE, REVISE, SUPPORT, UNKNOWN, Stage
from workflows.models.base import make_public_id

BOXES, VOTERS = 3, 40
WORDS = (SUPPORT, REVISE, OPPOSE, UNKNOWN)
CHANCE = float(BOXES)
BOUND = CHANCE + 3 * sqrt(CHANCE)

Choices = dict[str, str]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    return Stage(stage.house, ("R1", "R2", "R3"))


def different_papers(seed: int) -> list[Choices]:
    """A paper for each voter, none twice: so a right guess is a link, not a likeness."""
    every = [dict(zip(("R1", "R2", "R3"), words, strict=True)) for words in product(WORDS, repeat=3)]
    return random.Random(seed).sample(every, VOTERS)


def vote(stage: Stage, seed: int) -> list[Choices]:
    """Forty voters come one after the other, all but the last: then the box is still open."""
    wanted = different_papers(seed)
    codes = stage.open_ballot(VOTERS, VOTERS)
    random.Random(seed + 100).shuffle(codes)
    for code, choices in zip(codes[:-1], wanted[:-1], strict=True):
        stage.cast(code, choices)
    stage.last = lambda: stage.cast(codes[-1], wanted[-1])  # type: ignore[attr-defined]
    return wanted


def list_orders(kind: str, table: str) -> list[str]:
    """The orders in which an attacker may read a table."""
    if kind == "sqlite":
        return [
            f"SELECT choices FROM {table} WHERE ballot_id = :box",
            f"SELECT choices FROM {table} WHERE ballot_id = :box ORDER BY id",
        ]
    return [
        f"SELECT choices FROM {table} WHERE ballot_id = :box ORDER BY ctid",
        f"SELECT choices FROM {table} WHERE ballot_id = :box ORDER BY xmin::text::bigint, ctid",
        f"SELECT choices FROM {table} WHERE ballot_id = :box ORDER BY id",
    ]


def read(session: Session, statement: str, box: str) -> list[Choices]:
    rows = session.execute(text(statement), {"box": box}).scalars()
    return [json.loads(row) if isinstance(row, str) else row for row in rows]


def guess(order: list[Choices], wanted: list[Choices]) -> int:
    """How many voters the attacker finds if he takes the rows for the order in which they came."""
    return sum(found == choices for found, choices in zip(order, wanted, strict=False))


def attack(stage: Stage, kind: str, table: str, boxes_cast: dict[str, list[Choices]]) -> dict[str, int]:
    """Right guesses over all boxes, by attack; each order is tried forwards and backwards."""
    hits: dict[str, int] = {}
    with stage.house.reading() as session:
        for statement in list_orders(kind, table):
            for box, wanted in boxes_cast.items():
                order = read(session, statement, box)
                for name, rows in ((statement, order), (f"{statement} backwards", order[::-1])):
                    hits[name] = hits.get(name, 0) + guess(rows, wanted)
    return hits


@pytest.fixture
def cast(stage: Stage) -> Callable[[], dict[str, list[Choices]]]:
    def hold() -> dict[str, list[Choices]]:
        wanted = ((vote(stage, seed), stage.ballot) for seed in range(BOXES))
        return {box: papers_cast for papers_cast, box in wanted}

    return hold


@pytest.mark.slow
def test_the_place_and_the_transaction_of_a_paper_tell_nothing_while_the_box_is_open(
    stage: Stage, database_kind: str, cast: Callable[[], dict[str, list[Choices]]]
) -> None:
    hits = attack(stage, database_kind, "ballot_paper", cast())

    assert {name: count for name, count in hits.items() if count > BOUND} == {}


@pytest.mark.slow
def test_nor_after_the_close(stage: Stage, database_kind: str) -> None:
    held = {}
    for seed in range(BOXES):
        wanted = vote(stage, seed)
        stage.last()  # type: ignore[attr-defined]
        stage.house.work_off()
        held[stage.ballot] = wanted

    hits = attack(stage, database_kind, "ballot_sealed_paper", held)

    assert {name: count for name, count in hits.items() if count > BOUND} == {}
    with stage.house.reading() as session:
        for table in ("ballot_code", "ballot_paper"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_the_attack_works_on_a_box_that_is_not_mixed(
    stage: Stage, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the tests above would prove nothing. SQLite has no place of a row to look at: its keys are random."""
    if database_kind == "sqlite":
        with stage.house.reading() as session, pytest.raises(Exception, match="no such column: rowid"):
            session.execute(text("SELECT rowid FROM ballot_paper"))
        return

    def put_plainly(session: Session, ballot: Ballot, choices: Choices, _comment: str) -> int:
        session.add(boxes.BallotPaper(id=make_public_id(), ballot_id=ballot.id, choices=dict(choices)))
        return boxes.count_papers(session, ballot)

    monkeypatch.setattr(papers, "put_paper", put_plainly)
    wanted = vote(stage, 7)

    hits = attack(stage, database_kind, "ballot_paper", {stage.ballot: wanted})

    assert max(hits.values()) == VOTERS - 1


def count_everything(session: Session) -> dict[str, int]:
    """The rows of every table of the house."""
    known = MetaData()
    known.reflect(session.get_bind())  # type: ignore[arg-type]
    return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in known.tables.items()}


def test_nothing_else_is_written_when_a_paper_is_cast(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """No history, message, command, session or due work that an attacker could lay beside the papers."""
    codes = stage.open_ballot(8, 6)
    with stage.house.reading() as session:
        before = count_everything(session)
    capfd.readouterr()

    for code in codes[:5]:
        stage.cast(code, SUPPORT)

    with stage.house.reading() as session:
        after = count_everything(session)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {"ballot_paper": 5}
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_the_last_paper_leaves_the_day_and_no_time(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes:
        stage.cast(code)

    with stage.house.reading() as session:
        row = session.execute(
            text("SELECT due_at, instance_id, payload FROM due_work WHERE kind = 'advance_vote'")
        ).one()
    assert str(row.due_at).startswith("2026-07-12 16:00:00")  # midnight in Shanghai
    assert row.instance_id is None


def dump(session: Session) -> Iterator[tuple[str, Any]]:
    known = MetaData()
    known.reflect(session.get_bind())  # type: ignore[arg-type]
    for name, table in known.tables.items():
        for row in session.execute(select(table)):
            yield name, tuple(row)


def test_neither_codes_nor_choices_stand_anywhere_else(stage: Stage) -> None:
    """I11: a code is nowhere, a choice and a comment are in their one place."""
    codes = stage.open_ballot(8, 6)
    for code in codes:
        stage.cast(code, {"R1": SUPPORT}, comment="canary-comment")
    stage.house.work_off()

    with stage.house.reading() as session:
        rows = [(name, str(row)) for name, row in dump(session)]

    plain = [code.replace("-", "") for code in codes]
    assert not [name for name, row in rows if any(code in row for code in (*codes, *plain))]
    assert {name for name, row in rows if "canary-comment" in row} == {"ballot_comment"}
    assert {name for name, row in rows if SUPPORT in row} <= {"ballot_sealed_paper", "parameter_set"}
