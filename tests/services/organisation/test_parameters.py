"""Parameters: proposed by one, put in force by another (R-GOV-1), binding only what starts later (R-GOV-3)."""

import pytest

from services.organisation.parameters import decide_parameters, propose_parameters
from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import one_step
from workflows.errors import AnswersRefusedError, ConflictError, NotFoundError, NotPermittedError
from workflows.models import Task
from workflows.rules.deadlines import ZONE

TIMED = one_step("write", user("write", LIAISON, attributes='lf:due="p2_discovery.self"'))


def dues(house: House) -> list[str]:
    """Deadline days of the tasks, oldest first."""
    with house.reading() as session:
        found = [task.due_at for task in session.query(Task).order_by(Task.id)]
        return [each.astimezone(ZONE).strftime("%m-%d") for each in found if each]


def test_r_gov_1_a_proposal_binds_when_another_has_accepted_it(house: House) -> None:
    house.publish(TIMED)
    office = house.sign_in("hxc")
    office.start("one_step", "D07")
    proposed = propose_parameters(house.command("procedit"), {"p2_discovery.self": "wd10"}, note="放宽")
    office.start("one_step", "D07")

    decide_parameters(house.command("procappr"), proposed.number, accept=True)
    office.start("one_step", "D07")

    assert (proposed.number, proposed.names) == (2, ["p2_discovery.self"])
    assert dues(house) == ["07-21", "07-21", "07-28"]


def test_r_gov_1_a_rejected_proposal_binds_nothing(house: House) -> None:
    house.publish(TIMED)
    number = propose_parameters(house.command("procedit"), {"p2_discovery.self": "wd10"}, note="").number

    decide_parameters(house.command("procappr"), number, accept=False)
    house.sign_in("hxc").start("one_step", "D07")

    assert dues(house) == ["07-21"]
    with pytest.raises(ConflictError):
        decide_parameters(house.command("procappr"), number, accept=True)


def test_r_gov_1_nobody_decides_about_his_own_proposal_or_without_the_role(house: House) -> None:
    number = propose_parameters(house.command("procedit"), {"p2_discovery.self": "wd10"}, note="").number

    for login in ("procedit", "hxc", "sysadmin"):
        with pytest.raises(NotPermittedError):
            decide_parameters(house.command(login), number, accept=True)
    with pytest.raises(NotFoundError):
        decide_parameters(house.command("procappr"), 99, accept=True)
    for login in ("hxc", "procappr", "yhc"):
        with pytest.raises(NotPermittedError):
            propose_parameters(house.command(login), {"p2_discovery.self": "wd10"}, note="")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "required"),
        ({"p2_discovery.colour": "red"}, "unknown"),
        ({"p2_expert.panel_size": "5"}, "wrong-type"),
        ({"p2_expert.two_grade_mode": 1}, "wrong-type"),
        ({"p2_expert.must_be_odd": False}, "unknown"),
        ({"disposition.after_rectify": "nothing"}, "not-an-option"),
        ({"p6_warning.auto_execute_sanction": True}, "unknown"),
        ({"p2_discovery.self": "soon"}, "wrong-type"),
        ({"p2_mass_ballot.turnout_min": "most"}, "wrong-type"),
        ({"p2_expert.panel_size": -1}, "wrong-type"),
        ({"p2_expert.panel_size": 3}, "wrong-type"),
        ({"p2_expert.panel_size": 6}, "wrong-type"),
        ({"p2_mass_ballot.min_issued": 4}, "wrong-type"),
        ({"inbox.remind_before": ["yesterday"]}, "wrong-type"),
    ],
)
def test_a_value_that_nothing_could_run_on_is_refused(house: House, changes: dict[str, object], code: str) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        propose_parameters(house.command("procedit"), changes, note="")

    assert [problem.code for problem in caught.value.problems] == [code]
