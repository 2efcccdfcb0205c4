"""Votes inside the shipped six-method procedure, where this wing meets the register."""

from sqlalchemy import select

from services.registry.models import Consequence
from services.voting.models import Ballot
from tests.houses import House
from tests.stories.six_methods import TITLES, Procedure
from workflows.models import VoteItem


def test_r_exp_9_a_changed_result_makes_a_new_determination_mandatory(house: House) -> None:
    procedure = Procedure(house)
    panel = procedure.run_to_determination({"R044": "accurate"})
    seats = procedure.hxc.get(f"/panels/{panel}")["members"]
    members = [each["code"] for each in seats if each["state"] == "seated"]
    body = {"reason": "事后查明与责任人有经济往来"}

    for login in members[:2]:
        procedure.hxc.post(f"/panels/{panel}/recusals", {**body, "member": login})
    house.work_off()
    with house.reading() as session:
        assert session.scalars(select(Consequence).where(Consequence.kind == "redetermination")).all() == []
    procedure.hxc.post(f"/panels/{panel}/recusals", {**body, "member": members[2]})  # two valid votes: no result
    house.work_off()

    with house.reading() as session:
        facts = session.scalars(select(Consequence).where(Consequence.kind == "redetermination")).all()
        assert [fact.rule for fact in facts] == ["R-EXP-9"]


def test_the_ballot_shows_the_points_without_people(house: House) -> None:
    """T-16: summaries of the listed points."""
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044", "R045")
    procedure.comment()
    procedure.raise_points()
    procedure.discuss()
    ballot = procedure.issue_slips(6)

    paper = house.stranger().get(f"/ballots/{ballot}")

    assert [item["label"] for item in paper["items"]] == [TITLES["R044"][0], TITLES["R045"][0]]
    assert not [name for name in ("姚海澄", "彭志翾", "yhc") if name in str(paper)]


def test_the_results_reach_the_register_through_the_items_of_the_vote(house: House) -> None:
    procedure = Procedure(house)
    procedure.run_to_determination({"R044": "fairly"})

    with house.reading() as session:
        results = set(session.scalars(select(VoteItem.result)))
        (ballot,) = session.scalars(select(Ballot)).all()
    assert results == {"passed", "fairly"}
    assert ballot.state == "counted"
    assert procedure.points()[TITLES["R044"][0]]["determined_grade"] == "fairly"
