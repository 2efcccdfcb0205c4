"""The history on the database: it tells everything, it cannot be changed, and a change past its triggers is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.houses import House
from tests.procedures import LOOP, begin, finish
from workflows import database
from workflows.models import HistoryEntry, HistorySalt, ProcessInstance
from workflows.queries.history import check_chain
from workflows.rules.history import Break, commit_to, find_break


def told(house: House) -> None:
    """Write, return, write again, agree."""
    liaison, head = house.sign_in("yhc"), house.sign_in("pzx")
    begin(house, LOOP)
    for outcome in ("return", "agree"):
        finish(liaison, liaison.find_task("write")["id"], opinion="请领导审阅")
        finish(head, head.find_task("check")["id"], outcome, opinion="请写明前往何处、由谁代管")


def test_everything_that_happened_is_told_in_order(house: House) -> None:
    told(house)

    with house.reading() as session:
        instance = session.query(ProcessInstance).one()
        entries = session.query(HistoryEntry).order_by(HistoryEntry.seq).all()
        assert [entry.kind for entry in entries] == [
            "instance_started",
            *["task_opened", "task_completed"] * 4,
            "instance_completed",
        ]
        assert [entry.seq for entry in entries] == list(range(1, 11))
        assert (instance.history_seq, instance.history_hash) == (10, entries[-1].hash)
        assert check_chain(session, instance) is None


def test_names_and_texts_stand_in_it_as_commitments_that_can_be_proved(house: House) -> None:
    told(house)

    with house.reading() as session:
        bodies = "".join(entry.body for entry in session.query(HistoryEntry))
        assert not [word for word in ("姚海澄", "彭志翾", "审阅", "代管") if word in bodies]
        entry = session.query(HistoryEntry).filter_by(kind="task_completed").order_by(HistoryEntry.seq).first()
        assert entry is not None
        salt = session.get_one(HistorySalt, (entry.instance_id, entry.seq)).salt
        assert commit_to("请领导审阅", salt) in entry.body
        assert commit_to(f"person:{entry.actor_id}", salt) in entry.body


@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_entry SET kind = 'task_returned' WHERE seq = 3", "DELETE FROM history_entry WHERE seq = 10"],
)
def test_the_database_itself_refuses_to_change_the_history(house: House, statement: str) -> None:
    told(house)

    with database.bound().writing() as session, pytest.raises(DBAPIError):
        session.execute(text(statement))


def test_a_change_by_somebody_who_took_the_triggers_away_is_found(house: House) -> None:
    told(house)

    with house.reading() as session:
        instance = session.query(ProcessInstance).one()
        entries = session.query(HistoryEntry).order_by(HistoryEntry.seq).all()
    rows = [(each.seq, each.body, each.hash) for each in entries]
    changed = rows[2][1].replace('"outcome":"done"', '"outcome":"drop"')
    assert changed != rows[2][1]

    found = find_break([*rows[:2], (3, changed, rows[2][2]), *rows[3:]], (instance.history_seq, instance.history_hash))

    assert found == Break(3, "changed")
