"""Proposals of parameters side by side (R-GOV-1): in whatever order they are decided, neither undoes the other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.organisation.parameters import decide_parameters, propose_parameters
from services.transaction import Command
from tests.diagrams import LIAISON, UNIT, draw, end, user
from tests.houses import House
from tests.procedures import STARTER, finish
from workflows import database
from workflows.errors import NotPermittedError
from workflows.models import Account, ParameterSet, RoleGrant, Task
from workflows.queries.parameters import load_latest_set
from workflows.rules.deadlines import ZONE

SELF, COLLEAGUE = "p2_discovery.self", "p2_discovery.colleague"

TWICE = draw(
    "twice",
    [STARTER, *(user(name, LIAISON, attributes=f'lf:due="{SELF}"') for name in ("first", "second")), end()],
    [("start", "first"), ("first", "second"), ("second", "end")],
    variables=UNIT,
)
"""The liaison works twice, each time within the days that the parameter allows."""


@pytest.fixture
def editor(house: House) -> Command:
    """流程编辑员."""
    return house.command("procedit")


@pytest.fixture
def approver(house: House) -> Command:
    """流程审核员."""
    return house.command("procappr")


def in_force(house: House, *names: str) -> dict[str, Any]:
    """Values in force of the named parameters."""
    with house.reading() as session:
        values = load_latest_set(session, house.org_id).values
    return {name: values[name]["value"] for name in names}


def propose_two(house: House, *pairs: Mapping[str, Any]) -> list[int]:
    """流程编辑员 and 安全管理员 propose, neither knowing of the other; the numbers, in the order of the pairs."""
    editors = (house.command("procedit"), house.command("secadmin"))
    return [propose_parameters(who, pair, note="调整").number for who, pair in zip(editors, pairs, strict=True)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first_first", "last_first"])
def test_r_gov_1_two_proposals_of_two_editors_both_hold_in_either_order(
    house: House, approver: Command, order: tuple[int, int]
) -> None:
    numbers = propose_two(house, {SELF: "wd10"}, {COLLEAGUE: "wd8"})

    for at in order:
        decide_parameters(approver, numbers[at], accept=True)

    assert in_force(house, SELF, COLLEAGUE) == {SELF: "wd10", COLLEAGUE: "wd8"}


@pytest.mark.parametrize(("order", "holds"), [((0, 1), "wd12"), ((1, 0), "wd10")], ids=["first_first", "last_first"])
def test_of_two_proposals_for_one_parameter_the_one_accepted_last_holds(
    house: House, approver: Command, order: tuple[int, int], holds: str
) -> None:
    numbers = propose_two(house, {SELF: "wd10"}, {SELF: "wd12"})

    for at in order:
        decide_parameters(approver, numbers[at], accept=True)

    assert in_force(house, SELF) == {SELF: holds}


def test_a_rejected_proposal_leaves_every_value_also_beside_one_that_is_accepted(
    house: House, approver: Command
) -> None:
    rejected, accepted = propose_two(house, {SELF: "wd10"}, {COLLEAGUE: "wd8"})
    before = in_force(house, SELF, COLLEAGUE)

    decide_parameters(approver, rejected, accept=False)
    assert in_force(house, SELF, COLLEAGUE) == before
    decide_parameters(approver, accepted, accept=True)

    assert in_force(house, SELF, COLLEAGUE) == {**before, COLLEAGUE: "wd8"}


@pytest.mark.parametrize("accept", [True, False])
def test_r_gov_1_nobody_decides_his_own_proposal_even_with_both_roles(
    house: House, editor: Command, approver: Command, accept: bool
) -> None:
    number = propose_parameters(editor, {SELF: "wd10"}, note="").number
    grant(house, "procedit", "proc_approver")

    with pytest.raises(NotPermittedError, match="提出人"):
        decide_parameters(house.command("procedit"), number, accept=accept)

    assert in_force(house, SELF) == {SELF: "wd5"}
    decide_parameters(approver, number, accept=True)
    assert in_force(house, SELF) == {SELF: "wd10"}


def grant(house: House, login: str, role: str) -> None:
    """Give somebody one more role."""
    with house.reading() as session:
        account = session.query(Account).filter_by(login=login).one()
        held = {"org_id": account.org_id, "person_id": account.person_id, "from_on": date(2026, 1, 1)}
        session.add(RoleGrant(role=role, **held))
        session.commit()


def deadlines(house: House) -> list[str]:
    """Deadline days of all tasks, oldest first."""
    with house.reading() as session:
        found = [task.due_at for task in session.query(Task).order_by(Task.id)]
        return [each.astimezone(ZONE).strftime("%m-%d") for each in found if each]


def test_r_gov_3_a_running_instance_keeps_its_values_for_the_tasks_that_are_still_to_come(
    house: House, editor: Command, approver: Command
) -> None:
    house.publish(TWICE)
    office, yhc = house.sign_in("hxc"), house.sign_in("yhc")
    old = office.start("twice", "D07")

    decide_parameters(approver, propose_parameters(editor, {SELF: "wd10"}, note="").number, accept=True)
    finish(yhc, old["next_tasks"][0]["id"])
    office.start("twice", "D07")

    assert deadlines(house) == ["07-21", "07-21", "07-28"]


@pytest.mark.parametrize(
    "illegal",
    [
        {"state": "effective"},
        {"in_force": 2},
        {"state": "effective", "in_force": 1},
        {"state": "half"},
        {"number": 1},
        {"state": "rejected", "self_decided": True},
    ],
    ids=["in_force_without_place", "place_without_force", "same_place", "no_such_state", "same_number", "own"],
)
def test_illegal_states_of_a_proposal_are_refused_by_the_database(
    house: House, editor: Command, illegal: dict[str, Any]
) -> None:
    number = propose_parameters(editor, {SELF: "wd10"}, note="").number
    values = dict(illegal)
    if values.pop("self_decided", False):
        values["decided_by_id"] = editor.actor.account_id if editor.actor else 0
    mine = (ParameterSet.org_id == house.org_id) & (ParameterSet.number == number)

    with database.bound().writing() as session, pytest.raises(IntegrityError):
        session.execute(update(ParameterSet).where(mine).values(**values))

    with database.bound().writing() as session:  # the same row takes what is legal
        session.execute(update(ParameterSet).where(mine).values(state="effective", in_force=2))
        session.rollback()
