"""Notices: each message reaches its reader exactly once, whatever happens to the work that delivers it."""

from services.jobs.performing import claim_due, perform
from services.transaction import HOUSE
from tests.houses import House
from tests.procedures import PLAIN, begin, finish, messages
from workflows import database
from workflows.clock import wall_now
from workflows.models import DueWork, Notice, OutboxMessage


def test_nothing_is_delivered_before_it_is_committed_and_everything_after(house: House) -> None:
    begin(house, PLAIN)
    assert messages(house, "yhc") == []

    house.work_off()

    assert [message.kind for message in messages(house, "yhc")] == ["task_opened"]


def test_a_delivery_that_is_done_again_delivers_nothing_twice(house: House) -> None:
    """Its row says pending again, as after a restored backup."""
    begin(house, PLAIN)
    house.work_off()
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(kind="deliver").update({"state": "pending", "free_at": None, "done_at": None})
        session.commit()

    house.work_off()

    assert len(messages(house, "yhc")) == 1


def test_a_delivery_that_was_interrupted_is_taken_up(house: House) -> None:
    begin(house, PLAIN)
    (lost,) = [each for each in claim_due(HOUSE) if each]
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(id=lost[0]).update({"free_at": wall_now()})
        session.commit()

    house.work_off()
    assert not perform(*lost)

    assert len(messages(house, "yhc")) == 1


def test_overlapping_deliveries_share_what_there_is(house: House) -> None:
    """On PostgreSQL the ids of two commands may interleave: a delivery takes what it finds, the other the rest."""
    tasks = begin(house, PLAIN)
    finish(house.sign_in("yhc"), tasks["write"])
    with database.bound().writing() as session:
        for work in session.query(DueWork).filter_by(kind="deliver"):
            work.payload = {"first": 1, "last": 10**6}
        session.commit()

    house.work_off()

    with house.reading() as session:
        assert session.query(Notice).count() == session.query(OutboxMessage).count() == 2


def test_nobody_is_told_of_what_he_has_just_done_himself(house: House) -> None:
    tasks = begin(house, PLAIN)
    house.work_off()
    finish(house.sign_in("yhc"), tasks["write"])
    house.work_off()

    assert [message.kind for message in messages(house, "yhc")] == ["task_opened"]
    assert [message.kind for message in messages(house, "pzx")] == ["task_opened"]
    assert messages(house, "hxc") == []


def test_notices_are_read(house: House) -> None:
    from services.notices.reading import count_unread, list_notices, read_notices
    from workflows.queries.paging import Window

    begin(house, PLAIN)
    house.work_off()
    command = house.command("yhc")
    assert command.actor is not None
    person_id = command.actor.person_id
    assert person_id is not None

    with house.reading() as session:
        page = list_notices(session, person_id, Window())
        assert [(str(card.text), card.read) for card in page.items] == [("新到待办：write", False)]
        assert count_unread(session, person_id) == 1
    read_notices(command)
    with house.reading() as session:
        assert count_unread(session, person_id) == 0
