"""审签、受理: who may, and what exactly was signed."""

from services.organisation.posts import hand_over_post
from services.registry.models import Acceptance, RiskPointVersion, Signature, SignedItem
from services.transaction import HOUSE
from tests.services.registry.rounds import Round, a_point, grant_role, hold_post


def test_the_signature_keeps_versions_removals_and_tallies_as_they_stood(d07: Round) -> None:
    d07.reach_ballot(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.ballot()
    d07.fjc.complete("审签", "return", opinion="表现形式过于笼统，请修改后再报。")
    removal = {"point": d07.refs()["R045"], "reason": "与学位点评议请托说情重复，合并表述。"}
    d07.summarise(removals=[removal])
    d07.confirm()
    d07.ballot()
    d07.fjc.complete("审签", "agree")

    with d07.house.reading() as session:
        returned, agreed = session.query(Signature).order_by(Signature.id)
        assert (returned.outcome, agreed.outcome) == ("return", "agree")
        assert returned.list_digest != agreed.list_digest
        rows = session.query(SignedItem).filter_by(signature_id=agreed.id).all()
        assert [row.removal_id is not None for row in rows] == [False, True]
        assert all(row.tally_id for row in rows)
        assert {session.get_one(RiskPointVersion, row.version_id).number for row in rows} == {1}


def test_a_leader_who_owns_a_listed_point_does_not_sign_it_r_coi_2(d07: Round) -> None:
    hold_post("fjc")
    d07.start()
    for person in (d07.yhc, d07.fjc):
        person.complete("自己找", "found", {"points": [a_point(f"{person.login}的风险点")]})
    for person in (d07.pzx, d07.gsy):
        person.complete(
            "自己找", "no_risk", {"no_risk_reason": "本岗位只作综合协调，事项均经集体研究决定，未发现风险点。"}
        )
    for person in (d07.yhc, d07.pzx, d07.gsy, d07.fjc, d07.pzx, d07.fjc):
        if person.has_task("提出意见"):
            person.complete("提出意见", "done")
    d07.summarise()
    d07.confirm()
    d07.ballot()

    assert not d07.fjc.has_task("审签")
    assert d07.lzy.has_task("审签"), "one level up: the chair of the group"


def test_a_leader_without_a_point_signs_r_coi_2(d07: Round) -> None:
    d07.reach_signing(a_point())

    assert d07.fjc.has_task("审签")
    assert not d07.lzy.has_task("审签")


def test_somebody_of_the_office_who_owns_a_point_does_not_accept_r_coi_2(d07: Round) -> None:
    d07.reach_signing(a_point())
    hold_post("qmz")
    d07.fjc.complete("审签", "agree")

    assert d07.hxc.has_task("受理审查")
    assert not d07.qmz.has_task("受理审查")


def test_who_has_left_the_post_still_does_not_decide_about_the_point_r_coi_2(d07: Round) -> None:
    d07.reach_signing(a_point())
    grant_role("yhc", "office_staff")
    hand_over_post(HOUSE, d07.house.org_id, "P14", "gsy")
    d07.fjc.complete("审签", "agree")

    assert d07.qmz.has_task("受理审查")
    assert not d07.yhc.has_task("受理审查")


def test_the_office_sees_the_list_when_it_is_handed_in_and_not_before(d07: Round) -> None:
    d07.reach_signing(a_point())
    signing = d07.fjc.find_task("审签")["id"]
    assert d07.qmz.get(f"/tasks/{signing}")["panel"]["points"] == []

    d07.fjc.complete("审签", "agree")
    assert [each["number"] for each in d07.page(d07.qmz, "受理审查")["panel"]["points"]] == ["R044"]


def test_the_acceptance_is_kept(d07: Round) -> None:
    d07.reach_acceptance(a_point())
    d07.qmz.complete("受理审查", "return", opinion="风险点与工作差距混同，请修改。")

    with d07.house.reading() as session:
        assert [row.accepted for row in session.query(Acceptance)] == [False]
