"""Accountability and appeals over the API, with the demo's clock (P6d, P16, R-ACC)."""

from typing import Any

from tests.houses import House
from tests.stories.cases import RULING, Case
from tests.stories.warnings import CASE, GROUP

OTHERS = [{"person": "pzx", "responsibility": "important_leader"}]


def test_r_acc_6_a_late_appeal_is_refused_with_the_reason_by_a_person(house: House) -> None:
    """R-CAL-3: the month ends on a working day; one minute later is late."""
    case = Case(house)
    case.open_case()
    case.decide()
    last = case.party()["appeal_by"]
    case.let_month_pass()

    assert case.appeal()["late"]
    assert case.party()["appeal"]["state"] == "filed", "nothing is refused by itself"
    for maker in ("twn", "qmz", "lzy", "yhc"):
        assert not getattr(case, maker).has_task("告知不予受理"), maker
    task = case.hxc.get(f"/tasks/{case.hxc.find_task('告知不予受理')['id']}")
    reason = find(task, "reason")["value"]
    assert last in reason, "the system says why, a person confirms it"
    case.hxc.complete("告知不予受理", "send", {"reason": reason})

    appeal = case.party(who="yhc")["appeal"]
    assert (appeal["state"], appeal["late"]) == ("refused", True)
    assert last in appeal["refusal"]
    house.work_off()
    assert [each["kind"] for each in case.yhc.get("/notices")["items"]].count("appeal_refused") == 1
    assert case.party()["standing_forms"] == ["inspection", "transfer"]


def test_r_acc_5_an_appeal_in_time_is_examined_by_others_and_changes_the_form(house: House) -> None:
    """R-COI-2, R-GRP-4: re-examined by another, decided by the group; the record changes and keeps what stood."""
    case = Case(house)
    case.open_case()
    case.decide()
    filed = case.appeal()
    assert not filed["late"]
    for maker in ("twn", "qmz", "lzy", "yhc"):
        assert not getattr(case, maker).has_task("复查"), maker

    case.review(result="changed", forms=["inspection"])
    assert case.party()["appeal"]["result"] == "", "what is proposed is no decision"
    case.vote("agree", "表决申诉复查意见")
    assert not case.twn.has_task("制作申诉复查决定")
    case.wzh.complete("制作申诉复查决定", "issue", RULING)

    party = case.party(who="yhc")
    assert (party["forms"], party["standing_forms"]) == (["inspection", "transfer"], ["inspection"])
    page = case.yhc.get(f"/accountability-decisions/{party['id']}")
    assert [(each["kind"], each["forms"]) for each in page["changes"]] == [
        ("decided", ["inspection", "transfer"]),
        ("changed", ["inspection"]),
    ]
    assert page["ruling"] == RULING["ruling"]
    assert case.kinds()[-3:] == ["appeal_voted_agree", "appeal_changed", "appeal_served"]


def test_r_acc_5_nothing_gets_heavier_by_an_appeal(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.decide(forms=["inspection"])
    case.appeal()

    form = case.hxc.get(f"/tasks/{case.hxc.find_task('复查')['id']}")
    [field] = [each for each in form["form"] if each["name"] == "forms"]
    assert [each["value"] for each in field["options"]] == ["criticism", "inspection"], "heavier ones are not offered"
    case.review(result="changed", forms=["transfer"], expect=422)
    case.review(result="changed", forms=["criticism", "inspection"], expect=422)
    case.review(result="changed", forms=[], expect=422)
    case.review(result="changed", forms=["inspection"], expect=422)
    case.review(result="changed", forms=["criticism"])


def test_r_acc_5_execution_goes_on_while_an_appeal_is_examined_and_after_it_was_revoked_stands_nothing(
    house: House,
) -> None:
    case = Case(house)
    case.open_case()
    case.decide()
    case.appeal()

    case.hxc.complete("执行", "done", opinion="已经调离岗位，检查已交。")
    case.hxc.complete("按决定范围通报", "done", opinion="已在本单位范围内通报。")
    case.twn.complete("解除预警", "close", {"note": "责任追究决定已经执行并通报，予以解除。"})
    assert case.stands() == ("green", 4, "closed")
    case.review(result="revoked")
    case.vote("agree", "表决申诉复查意见")
    case.wzh.complete("制作申诉复查决定", "issue", RULING)

    party = case.party()
    assert (party["standing_forms"], party["appeal"]["result"]) == ([], "revoked")
    assert party["executed_at"]


def test_r_acc_5_the_group_sends_an_appeal_back_and_what_it_does_not_agree_to_is_not_decided(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.decide()
    case.appeal()
    case.review(result="upheld")
    case.vote("reject", "表决申诉复查意见")
    assert not case.wzh.has_task("制作申诉复查决定")
    case.review(result="upheld")
    case.vote("agree", "表决申诉复查意见", GROUP[:5])
    case.let_pass("表决申诉复查意见", who="gcy")

    assert case.gcy.has_task("表决申诉复查意见"), "five of nine are not two thirds: another round"
    assert case.party()["standing_forms"] == ["inspection", "transfer"]


def test_r_acc_5_only_the_person_concerned_appeals_and_only_once(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.appeal(expect=404)
    case.decide()

    for stranger in ("pzx", "twn", "lzy", "wym", "sysadmin"):
        case.appeal(stranger, expect=404)
    case.appeal(expect=422, reasons="太短")
    case.appeal()
    case.appeal(expect=409)
    case.wym.get(f"/accountability-decisions/{case.party()['id']}", expect=404)
    case.wym.get(f"/warnings/{case.id}/appeals", expect=404)
    assert len(case.yhc.get(f"/warnings/{case.id}/appeals")["items"]) == 1


def test_r_acc_1_two_responsible_persons_are_heard_voted_on_and_decided_each_for_himself(house: House) -> None:
    """R-ACC-2, R-ACC-3, R-ACC-4: forms by what each is; a decision, a number, an execution, a term for each."""
    case = Case(house)
    case.open_case(others=OTHERS)
    case.tell_all()
    case.hear("yhc")
    assert not case.wzh.has_task("表决"), "not before everybody was heard"
    case.pzx.complete("陈述申辩", "waive")
    case.vote()

    tasks = [each["id"] for each in case.twn.inbox() if each["name"] == "制作责任追究决定书"]
    assert len(tasks) == 2
    offered = [case.twn.get(f"/tasks/{each}") for each in tasks]
    kinds = [[option["value"] for option in find(each, "forms")["options"]] for each in offered]
    assert sorted(kinds) == [
        ["bulletin", "admonition", "adjust", "discipline"],
        ["criticism", "inspection", "admonition", "transfer"],
    ]
    staff, leader = (tasks[at] for at in (0, 1)) if "transfer" in kinds[0] else (tasks[1], tasks[0])
    case.finish_task(leader, "issue", {**CASE["decide"], "forms": ["transfer"]}, expect=422)
    case.finish_task(leader, "issue", {**CASE["decide"], "forms": ["admonition"], "bulletin": "none"})
    assert not [each for each in case.card()["notices"] if each["document"] == "T-12"], "served together"
    case.finish_task(staff, "issue", CASE["decide"])

    assert [each["number"] for each in case.card()["notices"]] == ["廉责〔2026〕1号", "廉责〔2026〕2号"]
    assert case.pzx.get(f"/warnings/{case.id}/case")["parties"][0]["standing_forms"] == ["admonition"]
    executions = [each for each in case.hxc.inbox() if each["name"] == "执行"]
    assert len(executions) == 2
    assert len([each for each in case.hxc.inbox() if each["name"] == "按决定范围通报"]) == 1, "only what says so"


def find(task: dict[str, Any], name: str) -> dict[str, Any]:
    """A field of a form."""
    [field] = [each for each in task["form"] if each["name"] == name]
    return dict(field)


def test_r_acc_4_a_decision_is_copied_to_unit_dossier_and_personnel_and_not_made_known_unless_it_says_so(
    house: House,
) -> None:
    case = Case(house)
    case.open_case()
    case.decide(bulletin="none")

    assert not case.hxc.has_task("按决定范围通报")
    party = case.party()
    page = case.pzx.get(f"/accountability-decisions/{party['id']}")
    assert {addressee for addressee, _ in page["copies"]} == {"unit", "dossier", "personnel"}
    assert page["ballots"] == [], "how each voted is for the group and the office"
    assert len(case.lzy.get(f"/accountability-decisions/{party['id']}")["ballots"]) == len(GROUP)
    execution = case.hxc.find_task("执行")
    assert execution["due_at"][:10] == "2026-08-13", "one month"
    case.hxc.complete("执行", "done", opinion="已经调离岗位，检查已交。")
    assert case.twn.has_task("解除预警")


def test_r_acc_2_a_party_is_heard_anew_after_a_further_investigation(house: House) -> None:
    case = Case(house)
    case.open_case(others=OTHERS)
    case.tell_all()
    case.hear("yhc")
    case.hear("pzx")
    case.vote("supplement")

    case.twn.complete("调查核实", "submit", CASE["investigate"])
    case.tell_all()
    assert not case.pzx.has_task("陈述申辩"), "he is not responsible any more"
    case.hear("yhc")
    case.vote()
    assert [each["name"] for each in case.twn.get(f"/warnings/{case.id}/case")["parties"]] == ["姚海澄"]


def test_r_acc_3_one_is_held_to_account_and_the_other_is_not(house: House) -> None:
    case = Case(house)
    case.open_case(others=OTHERS)
    case.tell_all()
    case.hear("yhc")
    case.hear("pzx")
    case.vote("pursue", exceptions=[{"party": case.party("彭志翾")["id"], "choice": "waive"}])
    case.twn.complete("制作责任追究决定书", "issue", CASE["decide"])

    assert (case.party("彭志翾")["outcome"], case.party("彭志翾")["served_at"]) == ("waive", None)
    assert case.party()["served_at"]


def test_r_talk_3_the_effects_of_an_admonition_are_information_for_personnel_and_discipline(house: House) -> None:
    case = Case(house)
    case.open()
    case.propose("orange", 2, reason="情节较重，需要直接诫勉谈话")
    case.wzh.complete("预警审批", "agree")
    case.record_talk()

    [effect] = case.hxc.get(f"/warnings/{case.id}/case")["effects"]
    assert (effect["assessment_year"], effect["promotion_until"]) == (2026, "2027-01-13")
    assert case.twn.get(f"/warnings/{case.id}/case")["effects"] == [effect]
    for other in ("pzx", "yhc", "fjc"):
        assert getattr(case, other).get(f"/warnings/{case.id}/case")["effects"] == [], "nobody else reads it"
    case.wym.get(f"/warnings/{case.id}/case", expect=404)


def test_r_talk_1_the_own_leader_talks_only_where_the_decision_says_so(house: House) -> None:
    case = Case(house)
    arranged = {"talker": "pzx", "recorder": "twn", "place": "三楼谈话室"}
    for delegated, status in ((False, 422), (True, 200)):
        case.open()
        case.propose("orange", 2, reason="情节较重，需要直接诫勉谈话")
        case.wzh.complete("预警审批", "agree", {"delegated": delegated})
        case.twn.complete("谈话安排", "arrange", arranged, expect=status)
        if status != 200:
            case.twn.complete("谈话安排", "arrange", {**arranged, "talker": "wzh"})
