"""Other things that are done at once: starting, uploading, claiming work, guessing passwords."""

from datetime import timedelta

import pytest

from services.jobs.performing import claim_due, perform
from services.transaction import HOUSE
from tests.houses import START, House
from tests.procedures import PLAIN, begin, messages
from tests.races.crossing import take_locks_out
from tests.races.racing import Race
from webapp.house import DEMO_PASSWORD
from workflows import database
from workflows.models import Account, DefinitionSet, DueWork, Notice


def test_the_first_two_starts_of_a_version_share_what_they_run_on(either_house: House) -> None:
    """Both would make the set of definitions; the second finds what the first has made."""
    either_house.publish(PLAIN)
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")
    mark = "INSERT INTO definition_set" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
    body = {"definition_key": "plain", "unit": "D07"}

    with Race(either_house.engine, 2, mark) as race:
        answers = race.run(
            lambda: one.ask("POST", "/process-instances", json=body),
            lambda: two.ask("POST", "/process-instances", json=body),
        )

    assert [answer.status_code for answer in answers] == [201, 201]
    with either_house.reading() as session:
        assert session.query(DefinitionSet).count() == 1


def test_two_uploads_at_once_become_two_versions(either_house: House) -> None:
    one, two = either_house.sign_in("procedit"), either_house.sign_in("procedit")
    mark = "INSERT INTO process_definition" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
    other = PLAIN.replace("测试流程".encode(), "另一流程".encode())

    with Race(either_house.engine, 2, mark) as race:
        answers = race.run(
            lambda: one.ask("POST", "/process-definitions", data=PLAIN, content_type="application/xml"),
            lambda: two.ask("POST", "/process-definitions", data=other, content_type="application/xml"),
        )

    assert [answer.status_code for answer in answers] == [201, 201]
    assert sorted(answer.json["version"] for answer in answers) == [1, 2]


def test_two_dispatchers_claim_no_work_twice(either_house: House, lock: str) -> None:
    for _ in range(3):
        begin(either_house, PLAIN)

    with Race(either_house.engine, 2, lock) as race:
        first, second = race.run(lambda: claim_due(HOUSE), lambda: claim_due(HOUSE))

    ids = [work_id for work_id, _ in (*first, *second)]
    assert len(ids) == len(set(ids)) == 3
    assert race.collisions == []


def test_without_the_lock_both_would_claim_the_same(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(either_house, PLAIN)
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, "SELECT due_work.id", together=True) as race:
        first, second = race.run(lambda: claim_due(HOUSE), lambda: claim_due(HOUSE))

    doubled = {work_id for work_id, _ in first} & {work_id for work_id, _ in second}
    assert doubled or race.collisions


def test_two_workers_at_one_message_deliver_it_once(either_house: House) -> None:
    begin(either_house, PLAIN)
    ((work_id, lease),) = claim_due(HOUSE)
    mark = "UPDATE due_work" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"

    with Race(either_house.engine, 2, mark) as race:
        done = race.run(lambda: perform(work_id, lease), lambda: perform(work_id, lease))

    assert sorted(done) == [False, True]
    assert len(messages(either_house, "yhc")) == 1
    with either_house.reading() as session:
        assert session.query(Notice).count() == 1


def test_a_timer_and_the_person_it_waits_for(either_house: House, lock: str) -> None:
    """The deadline falls in the instant in which the work is done: one of the two happens, never both."""
    from tests.procedures import TIMED, facts

    tasks = begin(either_house, TIMED)
    yhc = either_house.sign_in("yhc")
    with database.bound().writing() as session:
        timer = session.query(DueWork).filter_by(kind="timer").order_by(DueWork.due_at.desc()).limit(1).one()
        timer.due_at, timer.lease, work_id = START - timedelta(days=1), "mine", timer.id
        session.commit()

    with Race(either_house.engine, 2, lock) as race:
        answer, fired = race.run(
            lambda: yhc.ask("POST", f"/tasks/{tasks['write']}/complete", json={"outcome": "done"}),
            lambda: perform(work_id, "mine"),
        )

    assert race.collisions == []
    happened = facts(either_house, tasks["instance"], "task_completed", "timer_fired")
    assert len(happened) == 1
    assert (answer.status_code == 200) == (happened[0][0] == "task_completed") == (not fired)


def guess(either_house: House, count: int, mark: str, *, together: bool = False) -> tuple[int, list[str]]:
    """So many wrong passwords at once; how many were counted, and what collided."""
    with database.bound().writing() as session:
        session.query(Account).filter_by(login="yhc").update({"demo": False})
        session.commit()

    def attempt() -> int:
        body = {"username": "yhc", "password": "wrong"}
        return either_house.stranger().ask("POST", "/session", json=body).status_code

    with Race(either_house.engine, count, mark, together=together) as race:
        assert set(race.run(*[attempt] * count)) == {401}
    with either_house.reading() as session:
        return session.query(Account).filter_by(login="yhc").one().failures, race.collisions


def test_r_sec_4_guesses_at_once_are_all_counted(either_house: House, lock: str) -> None:
    assert guess(either_house, 3, lock) == (3, [])

    body = {"username": "yhc", "password": DEMO_PASSWORD}
    assert either_house.stranger().ask("POST", "/session", json=body).status_code == 201


def test_without_the_lock_guesses_would_be_lost(either_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    take_locks_out(monkeypatch)

    counted, collisions = guess(either_house, 3, "FROM account", together=True)

    assert counted < 3 or collisions
