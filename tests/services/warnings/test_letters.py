"""Rules of inquiries and advice as pure functions, each under its number; and what the database refuses."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from services.warnings.models import Inquiry, InquiryLetter, SupervisionAdvice
from services.warnings.rules import advice
from services.warnings.rules.advice import AdviceReader, AdviceState, AdviceSubject
from services.warnings.rules.inquiries import (
    DISPOSITIONS,
    FIELDS,
    OWN,
    InquiryState,
    Part,
    Parties,
    after_miss,
    check_again,
    check_way,
    needs_signature,
    parts_of,
    readable_texts,
    sign_term,
)
from tests.houses import House
from tests.services.warnings.test_tables import refuse
from tests.stories.inquiries import Advised, Asked
from workflows.errors import ConflictError
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import end_of_day, parse_duration

CALENDAR = WorkCalendar(years=frozenset({2026}))
PERSON, HEAD, APPROVER, OTHER = 1, 2, 3, 4


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("head", "concerned", "signs"),
    [(HEAD, False, True), (HEAD, True, False), (PERSON, False, False), (None, False, False)],
)
def test_r_inq_1_the_head_signs_unless_it_is_him_or_concerns_him(
    head: int | None, concerned: bool, signs: bool
) -> None:
    assert needs_signature(PERSON, head, concerned=concerned) is signs


def test_r_inq_1_a_missing_reply_leads_to_a_second_letter_once() -> None:
    assert [after_miss(letters) for letters in (1, 2)] == ["missed", "missed_twice"]


def test_r_inq_2_another_letter_is_possible_once_and_all_else_always() -> None:
    check_again("again", 1)
    for disposition in DISPOSITIONS.keys() - {"again"}:
        check_again(disposition, 2)
    with pytest.raises(ConflictError):
        check_again("again", 2)


def test_r_inq_1_the_head_has_the_rest_of_the_term_and_two_working_days_at_least() -> None:
    due, least = end_of_day(at("2026-07-31T00:00").date()), parse_duration("wd:2")

    assert sign_term(due, at("2026-07-20T09:00"), least, CALENDAR) == "cd:11"
    assert sign_term(due, at("2026-07-31T09:00"), least, CALENDAR) == "wd:2"
    assert sign_term(due, at("2026-08-05T09:00"), least, CALENDAR) == "wd:2", "a late reply is signed too"


def test_r_cmp_6_a_letter_names_a_field_of_a_list() -> None:
    assert len(FIELDS) == len(set(FIELDS.values())) == 12
    assert all(len(name) <= 15 for name in FIELDS.values()), "a field, not a story"


def test_domain_7_1_each_has_his_part_and_reads_what_goes_with_it() -> None:
    before = Parties(PERSON, APPROVER, HEAD, issued=False)
    after = Parties(PERSON, APPROVER, HEAD, issued=True)

    def find(parties: Parties, who: int | None, *, discipline: bool = False) -> frozenset[Part]:
        return parts_of(parties, who, discipline=discipline)

    assert find(after, None, discipline=True) == frozenset(), "an account without a person"
    assert find(before, PERSON) == find(before, HEAD) == find(after, OTHER) == frozenset()
    assert find(before, PERSON, discipline=True) == frozenset(), "his role tells him nothing about himself"
    assert find(after, PERSON, discipline=True) == {Part.SUBJECT}
    assert find(after, HEAD) == {Part.SIGNER}
    assert find(before, OTHER, discipline=True) == {Part.DISCIPLINE}
    assert readable_texts([]) == frozenset()
    assert readable_texts([Part.SUBJECT]) == OWN
    assert "report" not in readable_texts([Part.SUBJECT, Part.SIGNER])
    assert "report" in readable_texts([Part.APPROVER])


def test_r_inq_2_what_is_over_is_not_taken_up_again() -> None:
    check_way(InquiryState.DRAFTED, InquiryState.ISSUED)
    for over in (InquiryState.CLOSED, InquiryState.TRANSFERRED, InquiryState.WARNED):
        with pytest.raises(ConflictError):
            check_way(over, InquiryState.ISSUED)


@pytest.mark.parametrize(
    ("stance", "verdict", "possible"),
    [
        ("adopt", "adopted", True),
        ("adopt", "undone", True),
        ("adopt", "refused", False),
        ("adopt", "declined", False),
        ("object", "declined", True),
        ("object", "refused", True),
        ("object", "adopted", False),
        ("object", "undone", False),
    ],
)
def test_r_adv_1_a_verdict_fits_the_answer(stance: str, verdict: str, possible: bool) -> None:
    if possible:
        advice.check_verdict(stance, verdict)
    else:
        with pytest.raises(ConflictError):
            advice.check_verdict(stance, verdict)


def test_r_adv_1_refused_undone_and_missed_are_told_upwards() -> None:
    assert {verdict: advice.state_after(verdict) for verdict in advice.VERDICTS} == {
        "adopted": AdviceState.ADOPTED,
        "declined": AdviceState.DECLINED,
        "refused": AdviceState.REFUSED,
        "undone": AdviceState.REFUSED,
        "missed": AdviceState.REFUSED,
    }


def test_domain_7_1_advice_is_seen_by_the_head_it_was_served_on_and_the_leader_it_was_told_to() -> None:
    head, leader = AdviceReader(HEAD, headed=frozenset({7})), AdviceReader(OTHER, led=frozenset({7}))

    def seen(reader: AdviceReader, *, served: bool = True, told: bool = False) -> bool:
        return advice.may_see(reader, AdviceSubject(7, APPROVER, served, told))

    assert (seen(head, served=False), seen(head)) == (False, True)
    assert (seen(leader), seen(leader, told=True)) == (False, True)
    assert not seen(AdviceReader(OTHER, headed=frozenset({8}), led=frozenset({8})), told=True)
    assert seen(AdviceReader(OTHER, oversees=True), served=False)
    assert seen(AdviceReader(APPROVER), served=False)
    assert not seen(AdviceReader(None, oversees=True))


def test_the_database_refuses_what_must_never_be_true_of_an_inquiry(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()

    with Session(house.engine) as session:
        person = session.query(Inquiry.person_id).scalar()
        for values in (
            {"approver_id": person},
            {"drafted_by_id": person},
            {"approver_id": None},
            {"field": "anything else"},
            {"disposition": "believed"},
            {"state": "closed"},
            {"closed_at": asked.house.now},
        ):
            refuse(session, Inquiry, **values)
        for values in ({"round": 3}, {"explanation_id": None}, {"signed_by_id": person}, {"late_days": -1}):
            refuse(session, InquiryLetter, **values)


def test_the_database_refuses_what_must_never_be_true_of_advice(house: House) -> None:
    advised = Advised(house)
    advised.serve()
    advised.object()

    with Session(house.engine) as session:
        replied_by = session.query(SupervisionAdvice.replied_by_id).scalar()
        for values in (
            {"number": ""},
            {"approver_id": None},
            {"problems_id": None},
            {"stance": ""},
            {"checked_by_id": replied_by},
            {"verdict": "refused"},
            {"state": "refused"},
            {"closed_at": advised.house.now},
        ):
            refuse(session, SupervisionAdvice, **values)
