"""What must never be false of a warning is refused by the database."""

from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from services.documents.models import Document
from services.warnings.models import (
    AdmonitionTalk,
    CaseRecusal,
    CorrectionOrder,
    DecisionAppeal,
    DecisionChange,
    ResponsibleParty,
    RiskWarning,
    WarningEvent,
    WarningNotice,
)
from tests.houses import House
from tests.stories.cases import Case
from tests.stories.warnings import Ladder
from workflows.models import RestrictedAccess


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
        assert list(session.scalars(select(Document.seq).order_by(Document.id))) == [1, 2]
        assert list(session.scalars(select(RiskWarning.number).order_by(RiskWarning.id))) == [1, 2]
        refuse(session, Document, seq=1)
        refuse(session, WarningNotice, document_id=1)
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
    case = Case(house)
    case.open_case()

    with Session(house.engine) as session:
        refuse(session, ResponsibleParty, outcome="pursue")
        refuse(session, ResponsibleParty, decided_at=house.now)
        refuse(session, ResponsibleParty, heard_at=house.now, waived=True)
        refuse(session, ResponsibleParty, kind="unit")


def test_r_acc_5_an_appeal_is_one_in_time_or_refused_and_never_makes_it_heavier(house: House) -> None:
    """R-ACC-6: what came late is refused or waits for that; what came in time is not refused."""
    case = Case(house)
    case.open_case()
    case.decide()
    case.appeal()
    case.review(result="upheld")

    with Session(house.engine) as session:
        party, appeal = session.scalars(select(ResponsibleParty)).one(), session.scalars(select(DecisionAppeal)).one()
        heavier, makers = party.weight + 1, (appeal.investigator_id, appeal.second_id, appeal.issuer_id)
        refuse(session, ResponsibleParty, standing_weight=heavier)
        refuse(session, ResponsibleParty, decider_id=party.person_id)
        refuse(session, ResponsibleParty, appeal_by=None)
        refuse(session, ResponsibleParty, basis="")
        refuse(session, DecisionAppeal, weight_after=heavier, result="changed")
        refuse(session, DecisionAppeal, weight_after=heavier)
        refuse(session, DecisionAppeal, result="revoked")
        refuse(session, DecisionAppeal, state="refused", refused_at=house.now, refused_by_id=makers[0])
        refuse(session, DecisionAppeal, late=True)
        refuse(session, DecisionAppeal, state="decided", decided_at=house.now)
        for maker in (*makers, appeal.filed_by_id):
            refuse(session, DecisionAppeal, reviewer_id=maker)
        second = {
            column.name: getattr(appeal, column.name)
            for column in DecisionAppeal.__table__.columns
            if column.name not in {"id", "public_id"}
        }
        session.add(DecisionAppeal(**second))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("table", [DecisionChange, WarningEvent, RestrictedAccess])
def test_r_acc_5_what_stood_what_happened_and_who_read_it_is_only_added(house: House, table: Any) -> None:
    case = Case(house)
    case.open_case()
    case.decide()

    case.yhc.get(f"/accountability-decisions/{case.party()['id']}")

    with Session(house.engine) as session:
        assert session.scalar(select(func.count()).select_from(table))
        for statement in (update(table).values(kind="upheld"), delete(table)):
            with pytest.raises(DBAPIError, match="append only"):
                session.execute(statement)
            session.rollback()


def test_r_coi_1_nobody_decides_on_his_own_recusal_and_a_live_one_is_not_asked_for_twice(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.recuse("ksq")

    with Session(house.engine) as session:
        recusal = session.scalars(select(CaseRecusal)).one()
        refuse(session, CaseRecusal, state="granted")
        refuse(session, CaseRecusal, state="granted", decided_at=house.now, judge_id=recusal.person_id)
        refuse(session, CaseRecusal, substitute_id=recusal.person_id)
