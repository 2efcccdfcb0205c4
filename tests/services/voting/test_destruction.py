"""Raw papers are destroyed cd:180 after the determination took effect; tally and record stay (R-MASS-10)."""

from datetime import date

from sqlalchemy import func, select

from services.transaction import HOUSE, use_case
from services.voting.destruction import destroy_papers
from services.voting.models import BallotComment, BallotDestruction, SealedPaper
from tests.voting import BALLOT, GROUP, MEETING, PANEL, Stage
from workflows.work import Work

LAST_DAY = "2027-01-11T23:59:59+08:00"
"""180 days after Monday 13 July 2026 is Saturday 9 January 2027: it rolls to Monday."""

OVER = "2027-01-12T00:00:00+08:00"


def count(stage: Stage, table: type) -> int:
    with stage.house.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def hold_ballot(stage: Stage) -> None:
    stage.start(BALLOT, PANEL, MEETING)
    stage.ballot = stage.find("ballot")
    for code in stage.issue():
        stage.cast(code, comment="写得具体些")
    stage.count()


def determine(stage: Stage) -> None:
    stage.panel = stage.find("panel")
    stage.office.post(f"/panels/{stage.panel}/draw")
    for login in stage.members():
        stage.declare(login)
    for login in stage.members():
        stage.grade(login)
    stage.meeting = stage.find("meeting")
    stage.convene()
    stage.attend()
    stage.open_meeting()
    for login in GROUP[:5]:
        stage.vote(login)
    stage.close_meeting()


@use_case
def destroy_now(work: Work, ballot: str) -> None:
    destroy_papers(work, {"ballot": ballot})


def test_r_mass_10_papers_are_destroyed_when_their_time_is_over_and_not_before(stage: Stage) -> None:
    hold_ballot(stage)
    determine(stage)
    before = stage.office.get(f"/ballots/{stage.ballot}/tally")

    stage.house.travel(LAST_DAY)
    assert (count(stage, SealedPaper), count(stage, BallotComment)) == (6, 6)
    stage.house.travel(OVER)

    assert (count(stage, SealedPaper), count(stage, BallotComment)) == (0, 0)
    with stage.house.reading() as session:
        record = session.scalars(select(BallotDestruction)).one()
        assert (record.papers, record.comments, record.destroyed_on) == (6, 6, date(2027, 1, 12))
    after = stage("hxc").get(f"/ballots/{stage.ballot}/tally")
    assert after["items"] == before["items"]
    assert after["destroyed_papers"] == 6
    facts = stage.office.get(f"/process-instances/{stage.instance}/history", limit=200)["items"]
    assert [fact["kind"] for fact in facts].count("papers_destroyed") == 1


def test_r_mass_10_without_a_determination_nothing_is_destroyed(stage: Stage) -> None:
    hold_ballot(stage)

    stage.house.travel(OVER)

    assert count(stage, SealedPaper) == 6


def test_r_mass_10_destroying_twice_has_one_effect(stage: Stage) -> None:
    hold_ballot(stage)

    destroy_now(HOUSE, stage.ballot)
    destroy_now(HOUSE, stage.ballot)

    assert count(stage, BallotDestruction) == 1


def test_r_mass_10_a_box_that_was_not_counted_is_not_destroyed(stage: Stage) -> None:
    codes = stage.open_ballot()
    stage.cast(codes[0])

    destroy_now(HOUSE, stage.ballot)

    assert count(stage, BallotDestruction) == 0
    stage.cast(codes[0])
