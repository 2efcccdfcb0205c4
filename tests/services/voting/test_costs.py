"""What casting a paper costs: the same for a village as for a town (decision 33)."""

from sqlalchemy import insert, update

from services.transaction import HOUSE
from services.voting import keys
from services.voting.models import Ballot, BallotCode
from services.voting.use_cases.papers import Paper, cast_paper
from tests.voting import SUPPORT, Stage, agenda

PAPER = 9
"""Statements of casting a paper, the clock of a demo among them: 8 where there is none."""

COMMENT = 2
"""What a comment adds: the comments are mixed as the papers are."""


def add_voters(stage: Stage, count: int) -> None:
    """Give a box more voters than slips are printed at once in a test."""
    hashes = [keys.hash_code(stage.ballot, keys.make_code()) for _ in range(count)]
    rows = [{"hash": each, "ballot_id": stage.ballot, "used": False, "receipt": "", "said": ""} for each in hashes]
    with stage.house.reading() as session:
        session.execute(insert(BallotCode), rows)
        session.execute(update(Ballot).values(issued=Ballot.issued + count, printed=Ballot.printed + count))
        session.commit()


def count_cast(stage: Stage, code: str, comment: str = "") -> int:
    paper = Paper(code, {item.ref: SUPPORT for item in agenda}, comment)
    with stage.house.counting() as statements:
        cast_paper(HOUSE, stage.ballot, paper)
    return len(statements)


def test_a_paper_costs_the_same_among_ten_voters_as_among_three_hundred(stage: Stage) -> None:
    codes = stage.open_ballot(12, 10)
    count_cast(stage, codes[0])
    few = count_cast(stage, codes[1])
    add_voters(stage, 290)

    many_more = count_cast(stage, codes[2])

    assert few == many_more <= PAPER


def test_a_comment_costs_its_own_table_only(stage: Stage) -> None:
    codes = stage.open_ballot(12, 10)
    count_cast(stage, codes[0])

    assert count_cast(stage, codes[1], "写得清楚") <= PAPER + COMMENT
