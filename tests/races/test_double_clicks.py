"""What makes a double click one deed, and two decisions at once two: shown by taking it out."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from services import transaction
from services.organisation.parameters import decide_parameters, propose_parameters
from tests.clients import Client
from tests.houses import House
from tests.procedures import PLAIN, begin, facts
from tests.races.crossing import take_locks_out
from tests.races.racing import Race, statuses
from workflows.models import CommandRecord
from workflows.queries.parameters import load_latest_set

CHECKED = "FROM process_instance JOIN task"
"""The last look before a task is completed: it says that it is open."""

SELF, COLLEAGUE = "p2_discovery.self", "p2_discovery.colleague"


def click(who: Client, task: str) -> TestResponse:
    """Complete a task, as the same form does that is sent twice."""
    body = {"outcome": "done"}
    return who.ask("POST", f"/tasks/{task}/complete", json=body, headers={"Idempotency-Key": "one-form"})


def look_for_key(session: Session, account_id: int, key: str, *_more: Any) -> bool:
    """What a key would be worth if it were looked for instead of taken."""
    mine = (CommandRecord.account_id == account_id) & (CommandRecord.key == key)
    return session.scalar(select(CommandRecord.id).where(mine)) is None


def test_a_key_that_is_only_looked_for_does_not_part_two_clicks(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then both act: only the last lines of the database keep them apart, or the second is refused."""
    tasks = begin(either_house, PLAIN)
    one, again = either_house.sign_in("yhc"), either_house.sign_in("yhc")
    monkeypatch.setattr(transaction, "_take_key", look_for_key)
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, CHECKED, together=True) as race:
        answers = race.run(lambda: click(one, tasks["write"]), lambda: click(again, tasks["write"]))

    assert race.collisions or statuses(answers) != [200, 200]


def test_a_key_parts_two_clicks_even_where_no_lock_does(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is a row that only one can write: it is taken first, and the other gets the first answer."""
    tasks = begin(either_house, PLAIN)
    one, again = either_house.sign_in("yhc"), either_house.sign_in("yhc")
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, "INSERT INTO command") as race:
        answers = race.run(lambda: click(one, tasks["write"]), lambda: click(again, tasks["write"]))

    assert statuses(answers) == [200, 200]
    assert answers[0].json == answers[1].json
    assert facts(either_house, tasks["instance"], "task_completed") == [("task_completed", "姚海澄")]


def propose_two(house: House) -> list[int]:
    """Two editors propose a change each."""
    changes = {"procedit": {SELF: "wd10"}, "secadmin": {COLLEAGUE: "wd8"}}
    return [propose_parameters(house.command(who), each, note="").number for who, each in changes.items()]


def in_force(house: House) -> tuple[Any, Any]:
    with house.reading() as session:
        values = load_latest_set(session, house.org_id).values
    return values[SELF]["value"], values[COLLEAGUE]["value"]


def test_r_gov_1_two_proposals_accepted_at_once_both_hold(either_house: House) -> None:
    first, second = propose_two(either_house)
    approver = either_house.command("procappr")
    mark = "FOR NO KEY UPDATE" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"

    with Race(either_house.engine, 2, mark) as race:
        race.run(
            lambda: decide_parameters(approver, first, accept=True),
            lambda: decide_parameters(approver, second, accept=True),
        )

    assert race.collisions == []
    assert in_force(either_house) == ("wd10", "wd8")


def test_without_the_lock_two_acceptances_collide(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would make their values of the same ones; the place of a set, given once, refuses the second."""
    first, second = propose_two(either_house)
    approver = either_house.command("procappr")
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, "parameter_set.in_force IS NOT NULL", together=True) as race:
        race.run(
            lambda: decide_parameters(approver, first, accept=True),
            lambda: decide_parameters(approver, second, accept=True),
        )

    assert race.collisions
