"""What must never be false of a warning is refused by the database."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.warnings.models import AccountabilityCase, AdmonitionTalk, CorrectionOrder, RiskWarning, WarningNotice
from tests.houses import House
from tests.stories.warnings import Ladder


def refuse(session: Session, table: Any, **values: Any) -> None:
    """The database takes no such change."""
    with pytest.raises(IntegrityError):
        session.execute(update(table).values(**values))
    session.rollback()


def test_a_signal_shines_with_number_rung_and_approver_or_not_at_all(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()

    with Session(house.engine) as session:
        warned = session.scalars(select(RiskWarning.person_id)).one()
        for values in (
            {"colour": "green"},
            {"colour": "blue"},
            {"number": None},
            {"rung": 5},
            {"rung": None},
            {"approver_id": None},
            {"approver_id": warned},
            {"state": "closed"},
            {"state": "researched"},
            {"rank": "unit"},
        ):
            refuse(session, RiskWarning, **values)


def test_a_number_of_a_notice_is_given_once(house: House) -> None:
    ladder = Ladder(house)
    for _ in range(2):
        ladder.remind()

    with Session(house.engine) as session:
        assert list(session.scalars(select(WarningNotice.number).order_by(WarningNotice.id))) == [1, 2]
        assert list(session.scalars(select(RiskWarning.number).order_by(RiskWarning.id))) == [1, 2]
        refuse(session, WarningNotice, number=1)
        refuse(session, RiskWarning, number=1)


def test_a_talk_has_two_talkers_and_a_record_before_a_signature(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("orange", 2, reason="情节较重，需要直接诫勉谈话")
    ladder.wzh.complete("预警审批", "agree")
    ladder.twn.complete("谈话安排", "arrange", {"talker": "wzh", "recorder": "twn", "place": "三楼谈话室"})

    with Session(house.engine) as session:
        talk = session.scalars(select(AdmonitionTalk)).one()
        refuse(session, AdmonitionTalk, recorder_id=talk.talker_id)
        refuse(session, AdmonitionTalk, talker_id=talk.talked_id)
        refuse(session, AdmonitionTalk, state="signed")


def test_an_order_is_inspected_by_somebody_else_and_fails_twice_only_after_once(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 3, line_crossed=True)
    ladder.wzh.complete("预警审批", "agree")
    ladder.yhc.complete("签收", "received")

    with Session(house.engine) as session:
        order = session.scalars(select(CorrectionOrder)).one()
        refuse(session, CorrectionOrder, inspector_id=order.author_id)
        refuse(session, CorrectionOrder, state="failed_twice")
        refuse(session, CorrectionOrder, redo_no=2)
        refuse(session, CorrectionOrder, extended_at=order.due_at, first_due_at=order.due_at)


def test_r_acc_2_no_outcome_without_the_statement(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 4, conditions=["concealment"])
    ladder.lzy.complete("预警审批", "agree")
    ladder.twn.complete("追究建议", "submit", {"condition": "concealment", "evidence": "隐瞒利害关系的材料两份。"})

    with Session(house.engine) as session:
        refuse(session, AccountabilityCase, outcome="pursue")
        refuse(session, AccountabilityCase, decided_at=house.now)
        refuse(session, AccountabilityCase, heard_at=house.now)
