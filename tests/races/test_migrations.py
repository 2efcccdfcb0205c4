"""A task is completed while its instance moves to another version: one after the other, whichever comes first (R3)."""

from tests.clients import Client
from tests.houses import House
from tests.races.racing import Race
from tests.services.process.test_migrations import Moving, plain


def test_a_completion_and_a_move_come_one_after_the_other(either_house: House, lock: str) -> None:
    moving = Moving(either_house, plain("write", "check"), plain("write", "look", "check"))
    (instance,) = moving.begin()
    task = moving.liaison.find_task("write")["id"]
    moving.release()
    batch = moving.propose()
    moving.approver.post(f"/migrations/{batch}/approve")

    with Race(either_house.engine, 2, lock) as race:
        answer, _ = race.run(lambda: complete(moving.liaison, task), either_house.work_off)

    assert answer == 200
    assert moving.outcomes(batch) == {instance: "migrated"}
    followed = moving.office.get(f"/process-instances/{instance}")
    assert followed["version"] == 2
    assert [each["node_id"] for each in followed["open_tasks"]] in (["look"], ["check"])


def complete(who: Client, task: str) -> int:
    return who.ask("POST", f"/tasks/{task}/complete", json={"outcome": "done"}).status_code
