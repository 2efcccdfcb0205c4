"""Pages of accountability: a decision with the right to appeal, the case on the warning's page, forms and panels."""

from tests.houses import House
from tests.stories.cases import REASONS, Case
from tests.visitors import Visitor


def visit(house: House, login: str) -> Visitor:
    """Somebody who reads pages."""
    return Visitor(house.app.test_client()).sign_in(login)


def beside(house: House, case: Case, login: str, task: str) -> str:
    """The page of a task."""
    found = getattr(case, login).find_task(task)
    return visit(house, login).get(f"/tasks/{found['id']}").text


def test_r_acc_3_the_decision_says_facts_grounds_forms_organ_date_and_how_long_one_may_appeal(house: House) -> None:
    case = Case(house)
    case.open_case()
    assert "拟给予责令检查" not in beside(house, case, "twn", "告知拟处理意见")
    case.decide()
    party = case.party()
    path = f"/warnings/decisions/{party['id']}"

    warned = visit(house, "yhc")
    house.work_off()
    notices = warned.get("/notices")
    assert notices.link("责任追究决定书已送达，可在规定期限内申诉") == path
    page = warned.get(path)
    for said in (
        "两次整改检查验收均不合格",
        "问责条例第七条",
        "责令检查、调离岗位",
        "2026-08-13",
        "示范省教育厅",
        "〔2026〕1号",
    ):
        assert said in page.text, said
    assert "记名表决" not in page.text
    assert "记名表决" in visit(house, "lzy").get(path).text
    visit(house, "wym").get(path, expect=404)
    assert "可申诉至 2026-08-13" in warned.get(f"/warnings/{case.id}").text

    page = warned.submit(page, f"{path}/appeal", **REASONS)
    assert "申诉已提出" in page.text
    assert not page.has("//textarea[@name='reasons']"), "there is one appeal"
    assert REASONS["reasons"] in beside(house, case, "hxc", "复查")
    case.review(result="upheld")
    assert "情节较轻" in beside(house, case, "lzy", "表决申诉复查意见")


def test_r_acc_6_after_the_last_day_the_page_says_what_will_come_of_an_appeal(house: House) -> None:
    case = Case(house)
    case.open_case()
    case.decide()
    path = f"/warnings/decisions/{case.party()['id']}"
    case.let_month_pass()

    warned = visit(house, "yhc")
    page = warned.get(path)
    assert "申诉期限已于 2026-08-13 届满" in page.text
    page = warned.submit(page, f"{path}/appeal", **REASONS)
    assert "逾期" in page.text
    assert "不予受理" in beside(house, case, "hxc", "告知不予受理")


def test_r_coi_1_a_party_asks_on_the_page_and_the_head_sees_why(house: House) -> None:
    case = Case(house)
    case.open_case()
    warned = visit(house, "yhc")

    page = warned.get(f"/warnings/{case.id}")
    wanted = {"person": "shm", "cause": "kinship", "reason": "与举报人是表兄弟，可能影响公正。"}
    page = warned.submit(page, f"/warnings/{case.id}/recusals", **wanted)

    assert "回避申请已提交" in page.text
    assert "待决定" in page.text
    assert wanted["reason"] not in page.text
    assert wanted["reason"] in beside(house, case, "lzy", "决定是否回避")
    assert "提出回避申请" in visit(house, "twn").get(f"/warnings/{case.id}").text, "an investigator may for himself"
