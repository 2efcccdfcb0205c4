"""Two people at one task: exactly one wins, and the other is told who and when (rules R1, R4, R5; decision 35)."""

import pytest
from werkzeug.test import TestResponse

from tests.clients import Client
from tests.houses import House
from tests.procedures import PLAIN, SHARED, begin, facts, finish
from tests.races.crossing import take_locks_out
from tests.races.racing import Race, statuses


def post(who: Client, path: str, body: object = None, key: str = "") -> TestResponse:
    return who.ask("POST", path, json=body, headers={"Idempotency-Key": key} if key else {})


def complete(who: Client, task: str, key: str = "") -> TestResponse:
    return post(who, f"/tasks/{task}/complete", {"outcome": "done"}, key)


def test_two_people_complete_the_same_task(either_house: House, lock: str) -> None:
    tasks = begin(either_house, SHARED)
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")

    with Race(either_house.engine, 2, lock) as race:
        answers = race.run(lambda: complete(one, tasks["file"]), lambda: complete(two, tasks["file"]))

    assert statuses(answers) == [200, 409]
    assert race.collisions == []
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json["type"].endswith("task-already-completed")
    winner = "侯星驰" if answers[0].status_code == 200 else "秦牧之"
    assert winner in refused.json["detail"]
    assert facts(either_house, tasks["instance"], "task_completed") == [("task_completed", winner)]


CHECKED = "FROM process_instance JOIN task"
"""The last look before a task is completed or claimed: it says that it is open."""

CANCELLABLE = "WHERE process_instance.public_id"
"""The same before an instance is cancelled."""


def test_without_the_lock_both_would_find_it_open(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would fail: both have been let in, and only the last lines of the database part them."""
    tasks = begin(either_house, SHARED)
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, CHECKED, together=True) as race:
        answers = race.run(lambda: complete(one, tasks["file"]), lambda: complete(two, tasks["file"]))

    assert race.collisions or statuses(answers) != [200, 409]


def test_a_double_click_has_one_effect_and_two_equal_answers(either_house: House) -> None:
    tasks = begin(either_house, PLAIN)
    yhc = either_house.sign_in("yhc")
    again = either_house.sign_in("yhc")
    mark = "INSERT INTO command" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"

    with Race(either_house.engine, 2, mark) as race:
        answers = race.run(lambda: complete(yhc, tasks["write"], "k"), lambda: complete(again, tasks["write"], "k"))

    assert statuses(answers) == [200, 200]
    assert answers[0].json == answers[1].json
    assert race.collisions == []
    assert facts(either_house, tasks["instance"], "task_completed") == [("task_completed", "姚海澄")]


def test_without_the_key_the_second_click_would_be_refused(either_house: House, lock: str) -> None:
    """Shows that it is the key that makes the answers equal."""
    tasks = begin(either_house, PLAIN)
    yhc, again = either_house.sign_in("yhc"), either_house.sign_in("yhc")

    with Race(either_house.engine, 2, lock) as race:
        answers = race.run(lambda: complete(yhc, tasks["write"]), lambda: complete(again, tasks["write"]))

    assert statuses(answers) == [200, 409]


def test_completing_and_cancelling(either_house: House, lock: str) -> None:
    """Either order is right; a completion of a cancelled instance is not, nor a task that is left behind."""
    tasks = begin(either_house, PLAIN)
    yhc, office = either_house.sign_in("yhc"), either_house.sign_in("hxc")
    path = f"/process-instances/{tasks['instance']}/cancel"

    with Race(either_house.engine, 2, lock) as race:
        completed, cancelled = race.run(
            lambda: complete(yhc, tasks["write"]), lambda: post(office, path, {"reason": "发错了"})
        )

    assert race.collisions == []
    assert cancelled.status_code == 200
    done = facts(either_house, tasks["instance"], "task_completed")
    if completed.status_code == 200:
        assert done == [("task_completed", "姚海澄")]
    else:
        assert completed.status_code == 409
        assert done == []
    assert office.get(f"/process-instances/{tasks['instance']}")["state"] == "cancelled"


def test_without_the_lock_both_would_find_the_instance_running(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = begin(either_house, PLAIN)
    yhc, office = either_house.sign_in("yhc"), either_house.sign_in("hxc")
    path = f"/process-instances/{tasks['instance']}/cancel"
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, CHECKED, CANCELLABLE, together=True) as race:
        answers = race.run(lambda: complete(yhc, tasks["write"]), lambda: post(office, path, {"reason": "发错了"}))

    assert race.collisions or statuses(answers) not in ([200, 200], [200, 409])


def test_two_claims(either_house: House, lock: str) -> None:
    tasks = begin(either_house, SHARED)
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")
    path = f"/tasks/{tasks['file']}/claim"

    with Race(either_house.engine, 2, lock) as race:
        answers = race.run(lambda: post(one, path), lambda: post(two, path))

    assert statuses(answers) == [200, 409]
    assert race.collisions == []
    holder = one if answers[0].status_code == 200 else two
    finish(holder, tasks["file"])


def test_without_the_lock_two_claims_would_collide(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = begin(either_house, SHARED)
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")
    path = f"/tasks/{tasks['file']}/claim"
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, CHECKED, together=True) as race:
        answers = race.run(lambda: post(one, path), lambda: post(two, path))

    assert race.collisions or statuses(answers) == [200, 200]


def test_two_branches_that_end_at_once_open_what_follows_once(either_house: House, lock: str) -> None:
    from tests.procedures import BRANCHES

    tasks = begin(either_house, BRANCHES)
    yhc, head = either_house.sign_in("yhc"), either_house.sign_in("pzx")

    with Race(either_house.engine, 2, lock) as race:
        answers = race.run(lambda: complete(yhc, tasks["write"]), lambda: complete(head, tasks["check"]))

    assert statuses(answers) == [200, 200]
    assert sorted(len(answer.json["next_tasks"]) for answer in answers) == [0, 1]
    assert len([item for item in either_house.sign_in("hxc").inbox() if item["name"] == "file"]) == 1
