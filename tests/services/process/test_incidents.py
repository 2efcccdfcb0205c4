"""Incidents: who sees what failed, and how it is set going again."""

import pytest

from services.jobs.performing import MAX_ATTEMPTS, perform_all_due
from tests.houses import House
from tests.procedures import TIMED, begin, facts
from workflows import database, registries
from workflows.models import DueWork, Incident
from workflows.rules.states import DueState

FIRED = "2026-07-15T00:00:00+08:00"


def fail(_work: object, _payload: object) -> None:
    raise ZeroDivisionError


def wear_out(house: House) -> None:
    """Let what is due fail until it is dead."""
    for _ in range(MAX_ATTEMPTS):
        perform_all_due()
        with database.bound().writing() as session:
            session.query(DueWork).filter_by(state=DueState.PENDING, kind="timer").update({"free_at": None})
            session.commit()


def fail_timer(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """An instance whose first timer is dead; its public id."""
    instance = begin(house, TIMED)["instance"]
    monkeypatch.setitem(registries.due_kinds._things, "timer", fail)
    house.travel(FIRED)
    wear_out(house)
    return instance


def test_the_office_head_sets_dead_work_going_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = fail_timer(house, monkeypatch)
    office = house.sign_in("hxc")
    (shown,) = office.get(f"/process-instances/{instance}")["incidents"]
    assert (shown["kind"], shown["cause"].split()[0]) == ("timer", "ZeroDivisionError")
    assert not house.sign_in("qmz").has_task("help")
    monkeypatch.undo()

    answer = office.post(f"/incidents/{shown['id']}/retry")

    assert answer == {"id": shown["id"], "state": "resolved"}
    house.work_off()
    assert house.sign_in("qmz").has_task("help")
    assert office.get(f"/process-instances/{instance}")["incidents"] == []
    ((_kind, actor),) = facts(house, instance, "work_retried")
    assert actor
    office.post(f"/incidents/{shown['id']}/retry", expect=409)


def test_what_fails_again_opens_its_incident_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = fail_timer(house, monkeypatch)
    office = house.sign_in("lzy")
    (shown,) = office.get(f"/process-instances/{instance}")["incidents"]

    office.post(f"/incidents/{shown['id']}/retry")
    with house.reading() as session:
        row = session.query(DueWork).filter_by(kind="timer", attempts=0, state=DueState.PENDING)
        assert row.count() >= 1
    wear_out(house)

    assert [each["id"] for each in office.get(f"/process-instances/{instance}")["incidents"]] == [shown["id"]]


def test_others_see_no_incidents_and_retry_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = fail_timer(house, monkeypatch)
    with house.reading() as session:
        incident = session.query(Incident).one().public_id

    for login in ("qmz", "pzx"):
        client = house.sign_in(login)
        assert client.get(f"/process-instances/{instance}")["incidents"] == []
        client.post(f"/incidents/{incident}/retry", expect=403)
    house.sign_in("wym").post(f"/incidents/{incident}/retry", expect=404)
    house.sign_in("hxc").post("/incidents/unknown/retry", expect=404)


def test_work_of_no_instance_is_retried_over_the_api(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_timer(house, monkeypatch)
    with database.bound().writing() as session:
        incident = session.query(Incident).one()
        incident.instance_id, public_id = None, incident.public_id
        session.commit()

    house.sign_in("qmz").post(f"/incidents/{public_id}/retry", expect=403)

    assert house.sign_in("hxc").post(f"/incidents/{public_id}/retry")["state"] == "resolved"
