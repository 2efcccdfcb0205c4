"""What must never be false is refused by the database, whatever the code does."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.registry.models import (
    Acceptance,
    Determination,
    Disposition,
    Opinion,
    OpinionAnswer,
    Removal,
    RiskPoint,
    RiskPointVersion,
    SelfCheck,
    Submission,
    SubmissionItem,
    Talk,
)
from tests.services.registry.rounds import TALK, Round, a_point
from workflows import database
from workflows.models import Person

Break = Callable[[Session], object]


def set_point(**values: object) -> Break:
    return lambda session: session.execute(update(RiskPoint).where(RiskPoint.number == 44).values(**values))


def copy_row(table: type, **changes: object) -> Break:
    """Insert a row like the first, with some columns changed."""

    def run(session: Session) -> object:
        row = session.query(table).first()
        assert row is not None
        columns = {column.name: getattr(row, column.key) for column in table.__table__.columns}
        columns = {name: value for name, value in columns.items() if name not in {"id", "public_id"}}
        return session.execute(insert(table).values(**{**columns, **changes}))

    return run


def change(table: type, **values: object) -> Break:
    return lambda session: session.execute(update(table).values(**values))


def confirm_own(session: Session) -> object:
    check = session.query(SelfCheck).filter_by(state="declared").first()
    assert check is not None
    return session.execute(
        update(SelfCheck).where(SelfCheck.id == check.id).values(state="confirmed", decided_by_id=check.person_id)
    )


def foreign_step(session: Session) -> object:
    """A step of another power."""
    first = session.query(RiskPointVersion).join(RiskPoint, RiskPoint.id == RiskPointVersion.point_id)
    version = first.filter(RiskPoint.number == 44).one()
    other = session.query(RiskPointVersion.step_id).filter(RiskPointVersion.power_id != version.power_id).first()
    assert other is not None
    return session.execute(update(RiskPointVersion).where(RiskPointVersion.id == version.id).values(step_id=other[0]))


def answer_twice(session: Session) -> object:
    opinion = session.query(Opinion).first()
    assert opinion is not None
    row = {"opinion_id": opinion.id, "response": "adopt", "reason": "", "responder_id": opinion.author_id}
    rows = [{**row, "answered_at": opinion.given_at}] * 2
    return session.execute(insert(OpinionAnswer), rows)


def decline_without_reason(session: Session) -> object:
    opinion = session.query(Opinion).first()
    assert opinion is not None
    values = {"opinion_id": opinion.id, "response": "decline", "reason": "", "responder_id": opinion.author_id}
    return session.execute(insert(OpinionAnswer).values(**values, answered_at=opinion.given_at))


def remove_without_reason(session: Session) -> object:
    item = session.query(SubmissionItem).first()
    person = session.query(Person).first()
    assert item is not None
    assert person is not None
    assert item.shared_at is not None
    values = {"item_id": item.id, "reason": "", "removed_by_id": person.id, "removed_at": item.shared_at}
    return session.execute(insert(Removal).values(**values))


EARLY: list[tuple[str, Break, str]] = [
    ("a number is given once", set_point(number=1), "risk_point number"),
    ("a state is one that the rules know", set_point(state="open", determined_grade="accurate"), "ck_risk_point_state"),
    ("nothing is determined without a grade (R-DSP-8)", set_point(state="determined"), "ck_risk_point_determined"),
    ("no level before the determination (R-DSP-8)", set_point(level=2), "ck_risk_point_level"),
    (
        "nothing is published without a level (R-DSP-8)",
        set_point(state="published", determined_grade="accurate"),
        "ck_risk_point_rated",
    ),
    ("what is settled was written", set_point(settled_version=9), "ck_risk_point_settled"),
    ("a point stands on a list once", copy_row(SubmissionItem), "submission_item point_id"),
    ("a unit is searched once in a cycle", copy_row(Submission, public_id="x" * 32), "submission cycle"),
    ("a round after the first has a parent", change(Submission, round=2), "ck_submission_round"),
    ("a version has its number", copy_row(RiskPointVersion), "risk_point_version number"),
    ("a step belongs to its power (R-SELF-2)", foreign_step, "foreign key"),
    ("nobody confirms his own 无风险点 (R-COI-2)", confirm_own, "ck_self_check_two_people"),
    ("无风险点 has a reason (R-SELF-1)", change(SelfCheck, reason=""), "ck_self_check_reason"),
    ("an opinion is answered once (R-OPN-1)", answer_twice, "opinion_answer opinion_id"),
    ("declining has a reason (R-OPN-1)", decline_without_reason, "ck_opinion_answer_reason"),
    ("no removal without a reason (R-RET-2)", remove_without_reason, "ck_removal_reason"),
]


def why_refused(break_it: Break) -> str:
    """What the database says; nothing if it takes it."""
    with database.bound().writing() as session:
        try:
            break_it(session)
        except IntegrityError as error:
            return str(error.orig).lower()
    return ""


def not_refused(breaks: list[tuple[str, Break, str]]) -> list[tuple[str, str]]:
    """What was taken, or refused for another reason than the one meant."""
    said = [(what, why_refused(break_it), words) for what, break_it, words in breaks]
    return [(what, why) for what, why, words in said if not all(word in why for word in words.split())]


@pytest.fixture
def early(d07: Round) -> Round:
    """A list with an opinion that waits for its answer."""
    d07.start()
    d07.find(a_point())
    d07.give(opinions=[{"point": d07.refs()["R044"], "kind": "modify", "text": "请写明方式"}])
    return d07


def test_illegal_states_of_a_list_are_refused(early: Round) -> None:
    assert not_refused(EARLY) == []


LATE: list[tuple[str, Break, str]] = [
    ("one open set for each grade (R-DSP-7)", copy_row(Disposition, public_id="x" * 32), "disposition grade"),
    ("a set that is over has its time", change(Disposition, state="passed"), "ck_disposition_closed"),
    ("one determination of a point in a meeting", copy_row(Determination), "determination meeting_ref"),
    ("both grades, or a reason (R-GRP-5)", change(Determination, expert_grade="accurate"), "ck_determination_reason"),
    ("ten to thirty days (R-DSP-3)", change(Determination, rectify_days=31), "ck_determination_rectify_days"),
    ("accepted only if all three hold", change(Acceptance, without_gaps=False), "ck_acceptance_all_three"),
    ("one standing talk (R-DSP-4)", copy_row(Talk, public_id="x" * 32), "talk disposition_id"),
    ("a confirmed talk has its time (R-DSP-4)", change(Talk, state="confirmed"), "ck_talk_confirmed"),
    ("an objection says what is wrong", change(Talk, state="objected"), "ck_talk_objected"),
    ("nobody talks with himself", change(Talk, talked_id=Talk.talker_id), "ck_talk_two_people"),
]


def test_illegal_states_of_a_disposition_are_refused(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    d07.fjc.complete("约谈", "record", TALK)

    assert not_refused(LATE) == []
