"""What was said in a talk: sealed at rest, read by few, and every reading written down."""

import pytest

from services.registry.models import Talk
from tests.services.registry.rounds import TALK, Round, a_point
from workflows import database
from workflows.models import HistoryEntry, Person, RestrictedAccess, RestrictedText, Task, TaskDraft

OBJECTION = "会上没有谈到第二个问题，请更正。"


def hold_talk(d07: Round) -> str:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    d07.fjc.complete("约谈", "record", {**TALK, "statement": "诚恳接受，十日内重新查找。"})
    shown: str = d07.page(d07.pzx, "被谈话人核对确认")["panel"]["talk"]["id"]
    return shown


def test_talker_and_talked_to_read_what_was_said(d07: Round) -> None:
    talk = hold_talk(d07)

    for person in (d07.fjc, d07.pzx):
        said = person.get(f"/talks/{talk}")
        assert (said["problems"], said["demands"], said["statement"]) == (
            TALK["problems"], TALK["demands"], "诚恳接受，十日内重新查找。",
        )  # fmt: skip


@pytest.mark.parametrize("reader", ["twn", "hxc"])
def test_discipline_reads_it(d07: Round, reader: str) -> None:
    talk = hold_talk(d07)

    assert getattr(d07, reader).get(f"/talks/{talk}")["problems"] == TALK["problems"]


@pytest.mark.parametrize("stranger", ["yhc", "gsy", "lzy", "wym", "sysadmin"])
def test_for_everybody_else_there_is_no_such_talk_r_sec_3(d07: Round, stranger: str) -> None:
    talk = hold_talk(d07)

    getattr(d07, stranger).get(f"/talks/{talk}", expect=404)
    with d07.house.reading() as session:
        rows = session.query(RestrictedAccess).filter_by(object_ref=talk).all()
        assert [(row.kind, row.texts) for row in rows] == [("refused", "")]


def test_every_reading_is_written_down(d07: Round) -> None:
    talk = hold_talk(d07)
    d07.pzx.get(f"/talks/{talk}")
    d07.twn.get(f"/talks/{talk}")

    with d07.house.reading() as session:
        rows = session.query(RestrictedAccess).filter_by(object_ref=talk).order_by(RestrictedAccess.id)
        assert [(session.get_one(Person, row.person_id).code, row.kind) for row in rows] == [
            ("pzx", "read"),
            ("twn", "read"),
        ]
        assert {row.texts for row in rows} == {"talk.problems talk.demands talk.statement"}


def test_the_panel_shows_the_talk_without_its_text_and_only_to_its_readers(d07: Round) -> None:
    hold_talk(d07)
    task = d07.pzx.find_task("被谈话人核对确认")["id"]
    panel = d07.pzx.get(f"/tasks/{task}")["panel"]

    assert (panel["talk"]["talker"], panel["talk"]["talked"], panel["talk"]["state"]) == (
        "范敬川",
        "彭志翾",
        "recorded",
    )
    assert panel["points"] == ["R044 学位点评议请托说情"]
    assert TALK["problems"] not in str(panel)
    assert d07.lzy.get(f"/tasks/{task}")["panel"] is None


def test_nothing_of_it_lies_open_in_the_database(d07: Round) -> None:
    hold_talk(d07)
    d07.pzx.complete("被谈话人核对确认", "object", opinion=OBJECTION)

    with d07.house.reading() as session:
        texts = session.query(RestrictedText).all()
        assert len(texts) == 4
        secret = (TALK["problems"], TALK["demands"], OBJECTION)
        assert not any(text.encode() in row.sealed for row in texts for text in secret)
        kept = [str(row.answers) + row.opinion for row in session.query(Task)]
        kept += [row.body for row in session.query(HistoryEntry)]
        assert not any(text in row for row in kept for text in secret)


def test_an_objection_is_read_with_the_talk(d07: Round) -> None:
    talk = hold_talk(d07)
    d07.pzx.complete("被谈话人核对确认", "object", opinion=OBJECTION)

    assert d07.fjc.get(f"/talks/{talk}")["remark"] == OBJECTION
    with d07.house.reading() as session:
        assert [row.state for row in session.query(Talk)] == ["objected"]


def test_a_sealed_text_cannot_be_moved_to_another_row(d07: Round) -> None:
    talk = hold_talk(d07)
    with database.bound().writing() as session:
        problems, demands, *_ = session.query(RestrictedText).order_by(RestrictedText.id)
        problems.sealed, demands.sealed = demands.sealed, problems.sealed
        session.commit()

    d07.fjc.get(f"/talks/{talk}", expect=404)


def test_what_is_typed_and_not_sent_does_not_lie_open_either(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    task = d07.fjc.find_task("约谈")["id"]
    d07.fjc.put(f"/tasks/{task}/draft", {"values": {"problems": TALK["problems"]}})

    assert d07.form(d07.fjc, "约谈")["problems"]["value"] == TALK["problems"]
    with d07.house.reading() as session:
        [draft] = session.query(TaskDraft)
        assert TALK["problems"] not in str(draft.values)
