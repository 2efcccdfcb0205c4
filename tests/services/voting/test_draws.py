"""Draws in the house (R-EXP-2): another seed, another panel; a stored seed gives its own again; who was left out."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from services.voting.models import PanelCandidate, PanelDraw, PanelMember
from services.voting.rules.draws import Candidate, DrawPlan, draw_panel
from tests.voting import PANEL, Stage
from workflows.models import Interest, Person
from workflows.rules.voting import parse_threshold

SEEDS = ("00" * 16, "11" * 16)


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The randomness of the system, known beforehand."""
    given = iter(SEEDS)
    known = SimpleNamespace(token_hex=lambda _size: next(given))
    monkeypatch.setattr("services.voting.panel_tasks.secrets", known)
    return given


def draw_anew(stage: Stage) -> dict[str, Any]:
    """A draw for an instance of its own, as the office sees it."""
    stage.draw()
    card: dict[str, Any] = stage.office.get(f"/panels/{stage.panel}")
    return card


def panel_of(card: dict[str, Any]) -> list[str]:
    """Members and alternates in the order of the draw."""
    return [each["code"] for each in card["members"]]


def replay(card: dict[str, Any], seed: str) -> list[str]:
    """What a seed makes of the candidates that were stored with a draw."""
    [draw] = card["draws"]
    candidates = [Candidate(each["code"], each["external"], tuple(each["reasons"])) for each in draw["candidates"]]
    plan = DrawPlan(draw["size"], draw["alternates"], parse_threshold(draw["external_share"], ">="))
    drawn = draw_panel(candidates, seed, plan)
    return [*drawn.members, *drawn.alternates]


def test_r_exp_2_two_draws_with_different_seeds_give_different_panels(stage: Stage, seeds: Iterator[str]) -> None:
    first, second = draw_anew(stage), draw_anew(stage)

    assert [card["draws"][0]["seed"] for card in (first, second)] == list(SEEDS)
    assert first["draws"][0]["candidates"] == second["draws"][0]["candidates"]
    assert set(panel_of(first)[:5]) != set(panel_of(second)[:5])
    assert list(seeds) == [], "each draw has taken one"


def test_r_exp_2_a_stored_seed_replays_its_own_draw_and_no_other(stage: Stage) -> None:
    first, second = draw_anew(stage), draw_anew(stage)
    [one], [other] = (card["draws"] for card in (first, second))

    assert one["seed"] != other["seed"]
    assert (replay(first, one["seed"]), replay(second, other["seed"])) == (panel_of(first), panel_of(second))
    assert replay(first, other["seed"]) == panel_of(second)


def test_r_exp_2_a_draw_is_replayed_from_its_rows_alone(stage: Stage) -> None:
    """Long after the pool has changed: what was drawn from is kept, not looked up."""
    stage.draw()
    with stage.house.reading() as session:
        for person in session.scalars(select(Person).where(Person.expert)):
            person.expert = False
        session.commit()

    with stage.house.reading() as session:
        draw = session.scalars(select(PanelDraw)).one()
        pool = session.execute(select(PanelCandidate, Person.code).join(Person, Person.id == PanelCandidate.person_id))
        candidates = [Candidate(code, row.external, tuple(row.exclusions)) for row, code in pool]
        seats = select(Person.code).join(PanelMember, PanelMember.person_id == Person.id).order_by(PanelMember.position)
        kept = list(session.scalars(seats))
        plan = DrawPlan(draw.size, draw.alternates, parse_threshold(draw.external_share, ">="))

    drawn = draw_panel(candidates, draw.seed, plan)
    assert [*drawn.members, *drawn.alternates] == kept


def test_r_exp_2_everybody_in_the_pool_is_listed_and_the_excluded_with_every_reason(stage: Stage) -> None:
    clear = draw_anew(stage)["draws"][0]["candidates"]
    free = [each["code"] for each in clear if not each["reasons"]]
    for relation, expert in (("economic", free[0]), ("kinship", free[1]), ("economic", free[1])):
        tie(stage, expert, relation)

    card = draw_anew(stage)

    listed = {each["code"]: each["reasons"] for each in card["draws"][0]["candidates"]}
    assert set(listed) == {each["code"] for each in clear}
    assert listed[free[0]] == ["economic"]
    assert sorted(listed[free[1]]) == ["economic", "kinship"]
    assert [listed[code] for code in free[2:]] == [[]] * len(free[2:])
    assert not {free[0], free[1]} & set(panel_of(card))


def tie(stage: Stage, expert: str, relation: str) -> None:
    """Declare a tie of an expert to the head of the assessed unit."""
    with stage.house.reading() as session:
        session.add(
            Interest(
                org_id=stage.house.org_id,
                person_id=stage.person_id(expert),
                relation=relation,
                other_person_id=stage.person_id("pzx"),
                declared_on=date(2026, 1, 5),
            )
        )
        session.commit()


def test_r_exp_2_the_reasons_of_the_excluded_are_no_business_of_the_assessed_unit(stage: Stage) -> None:
    stage.start(PANEL)
    stage.panel = stage.find("panel")
    stage.office.post(f"/panels/{stage.panel}/draw", {})

    assert stage.office.get(f"/panels/{stage.panel}")["draws"]
    assert stage("pzx").get(f"/panels/{stage.panel}")["draws"] is None
