"""Recusals from a case of accountability over the API: who asks, who decides, what follows at once (R-COI-1)."""

from sqlalchemy import select

from services.warnings.models import AccountabilityCase
from tests.houses import House
from tests.stories.cases import KIN, Case
from tests.stories.warnings import CASE, GROUP


def test_r_coi_1_a_member_asks_for_himself_a_party_for_others_and_only_the_head_reads_why(house: House) -> None:
    case = Case(house)
    case.open_case()

    case.recuse("wym", person="shm", expect=404)
    case.recuse("qyl", person="shm", expect=403)
    case.recuse("yhc", person="wym", expect=422)
    case.recuse("yhc", person="shm", reason="太短", expect=422)
    case.recuse("yhc", person="shm")
    case.recuse("yhc", person="shm", expect=409)
    for other in ("shm", "qyl", "wzh", "yhc"):
        assert not getattr(case, other).has_task("决定是否回避"), other
    shown = case.lzy.get(f"/tasks/{case.lzy.find_task('决定是否回避')['id']}")
    assert (shown["panel"]["person"], shown["panel"]["reason"]) == ("沈怀岷", KIN["reason"])
    assert KIN["reason"] not in case.twn.ask("GET", f"/warnings/{case.id}/case").text


def test_r_coi_1_a_recused_member_loses_his_seat_at_once_and_the_quorum_is_counted_on_those_left(house: House) -> None:
    """R-GRP-1, R-GRP-4: the chair decides; what the member had said counts no more."""
    case = Case(house)
    case.open_case()
    case.tell_all()
    case.hear("yhc")
    case.shm.complete("表决", "waive")
    case.recuse("yhc", person="shm")
    case.lzy.complete("决定是否回避", "grant")
    case.recuse("ksq")
    case.lzy.complete("决定是否回避", "grant")

    for gone in ("shm", "ksq"):
        assert not getattr(case, gone).has_task("表决")
        getattr(case, gone).get(f"/process-instances/{case.instance}", expect=404)
        getattr(case, gone).get(f"/warnings/{case.id}/case", expect=404)
    case.vote(people=("lzy", "qyl", "fjc", "hsn", "wzh", "tlq", "gcy"))
    party = case.party()
    assert (party["outcome"], party["base"], party["voted"], party["approved"]) == ("pursue", 7, 7, 7)
    case.twn.complete("制作责任追究决定书", "issue", CASE["decide"])
    ballots = case.qyl.get(f"/accountability-decisions/{party['id']}")["ballots"]
    assert [each["voided"] for each in ballots].count(True) == 1
    case.shm.get(f"/accountability-decisions/{party['id']}", expect=404)


def test_r_coi_1_the_last_voice_awaited_is_recused_and_the_vote_is_over(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.tell_all()
    case.hear("yhc")
    case.vote(people=tuple(each for each in GROUP if each != "ksq"))
    assert case.party()["outcome"] == ""

    case.recuse("ksq")
    case.lzy.complete("决定是否回避", "grant")

    assert (case.party()["outcome"], case.party()["base"]) == ("pursue", 8)


def test_r_coi_1_a_recused_investigator_is_replaced_and_a_head_is_decided_on_by_the_next_higher(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.recuse("yhc", person="twn")
    case.wzh.complete("决定是否回避", "grant", expect=409)
    case.wzh.complete("决定是否回避", "grant", {"substitute": "qmz"}, expect=409)
    assert case.twn.has_task("告知拟处理意见")
    case.wzh.complete("决定是否回避", "grant", {"substitute": "hxc"})

    assert not case.twn.has_task("告知拟处理意见")
    case.twn.get(f"/warnings/{case.id}", expect=404)
    assert case.hxc.has_task("告知拟处理意见")
    with house.reading() as session:
        kept = session.scalars(select(AccountabilityCase)).one()
        assert kept.investigator_id != kept.proposer_id
    case.recuse("yhc", person="wzh")
    assert not case.wzh.has_task("决定是否回避")
    case.lzy.complete("决定是否回避", "refuse", opinion="经查不存在所述亲属关系。")
    assert case.wzh.get(f"/warnings/{case.id}")["id"] == case.id


def test_r_coi_1_who_was_recused_takes_no_part_in_the_appeal_either(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.tell_all()
    case.hear("yhc")
    case.recuse("ksq")
    case.lzy.complete("决定是否回避", "grant")
    case.vote(people=tuple(each for each in GROUP if each != "ksq"))
    case.twn.complete("制作责任追究决定书", "issue", CASE["decide"])
    case.appeal()
    case.review(result="upheld")

    assert not case.ksq.has_task("表决申诉复查意见")
    case.vote("agree", "表决申诉复查意见", tuple(each for each in GROUP if each != "ksq"))
    assert case.wzh.has_task("制作申诉复查决定")
