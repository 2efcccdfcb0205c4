"""Casting a paper, by how many may vote and how many have."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import insert, select, update

from services.transaction import HOUSE
from services.voting import keys
from services.voting.models import Ballot, BallotCode, BallotPaper
from services.voting.use_cases.papers import Paper, cast_paper
from tests.bench.figures import Figure, Plan, measure
from tests.bench.places import Place
from tests.voting import BALLOT, SUPPORT, Stage, agenda, draw_root
from workflows.models.base import make_public_id

LEAST = 6


def measure_votes(place: Place, plan: Plan) -> Iterator[Figure]:
    """Cast papers into a box that is nearly empty, and into one that is half full."""
    stage = Stage(place.house)
    key = place.house.publish(draw_root("votes_on_stage", BALLOT)).key
    for number in plan.voters:
        codes = open_box(stage, key, number)
        place.refresh()
        fresh = [codes.pop() for _ in range(min(plan.runs, number // 2 - 1))]
        yield measure(place, "vote", number, [partial(cast, stage, code) for code in fresh])
        fill_box(stage, [codes.pop() for _ in range(number // 2 - len(fresh))])
        place.refresh()
        late = [codes.pop() for _ in range(min(plan.runs, number // 2 - 1))]
        yield measure(place, "vote, box half full", number, [partial(cast, stage, code) for code in late])


def open_box(stage: Stage, key: str, voters: int) -> list[str]:
    """A box for so many voters; their codes."""
    stage.instance = stage.office.start(key, stage.unit)["id"]
    stage.ballot = stage.find("ballot")
    codes = stage.issue(LEAST + 2, LEAST)
    more = [keys.make_code() for _ in range(voters - LEAST)]
    with stage.house.reading() as session:
        session.execute(insert(BallotCode), [_code_row(stage.ballot, code) for code in more])
        counts = dict.fromkeys(("printed", "drawn", "issued"), voters)
        session.execute(update(Ballot).where(Ballot.id == stage.ballot).values(**counts))
        session.commit()
    return codes + more


def _code_row(ballot: str, code: str) -> dict[str, object]:
    return {"hash": keys.hash_code(ballot, code), "ballot_id": ballot, "used": False, "receipt": "", "said": ""}


def fill_box(stage: Stage, codes: list[str]) -> None:
    """Papers of these codes, as if they had been cast."""
    choices = {item.ref: SUPPORT for item in agenda}
    hashes = {keys.hash_code(stage.ballot, code.replace("-", "").upper()) for code in codes}
    with stage.house.reading() as session:
        for row in session.scalars(select(BallotCode).where(BallotCode.ballot_id == stage.ballot)):
            if row.hash in hashes:
                row.used, row.receipt, row.said = True, keys.make_receipt(), row.hash[:64]
        papers = [{"id": make_public_id(), "ballot_id": stage.ballot, "choices": choices} for _ in codes]
        if papers:
            session.execute(insert(BallotPaper), papers)
        session.commit()


def cast(stage: Stage, code: str) -> None:
    cast_paper(HOUSE, stage.ballot, Paper(code, {item.ref: SUPPORT for item in agenda}))
