"""Pages of inquiries and advice: lists, one of them, what was written, and the forms with what stands beside them."""

from tests.houses import House
from tests.stories.inquiries import ADVICE, AGREED, CONCLUSION, REPORT, TOLD, Advised, Asked
from tests.visitors import Visitor


def visit(house: House, login: str) -> Visitor:
    """Somebody who reads pages."""
    return Visitor(house.app.test_client()).sign_in(login)


def show_task(house: House, asked: Asked | Advised, login: str, task: str) -> str:
    """The page of somebody's task."""
    found = getattr(asked, login).find_task(task)["id"]
    return visit(house, login).get(f"/tasks/{found}").text


def test_each_finds_his_inquiries_and_nobody_elses(house: House) -> None:
    asked = Asked(house)
    asked.send()

    for login, seen in (
        ("twn", True),
        ("yhc", True),
        ("pzx", True),
        ("ryx", False),
        ("lzy", False),
        ("sysadmin", False),
    ):
        page = visit(house, login).get("/inquiries")
        assert ("姚海澄" in page.text) == seen, login
    assert "我的函询" in visit(house, "yhc").get("/inquiries").text
    assert "无此记录" in visit(house, "ryx").get(f"/inquiries/{asked.id}", expect=404).text


def test_forms_of_an_inquiry_show_what_their_doers_need(house: House) -> None:
    """The person and the head see their own task, without who else has to do with it."""
    asked = Asked(house)
    asked.draft()
    assert "评审评估" in show_task(house, asked, "wzh", "函询审批")
    asked.wzh.complete("函询审批", "agree")
    own = show_task(house, asked, "yhc", "书面说明")
    assert "评审评估" in own
    assert "田未宁" not in own.split('name="_')[0].split("<select")[0], "who drafted it is not told"
    assert "流程全貌" not in own
    asked.reply()
    assert TOLD in show_task(house, asked, "pzx", "签署意见")
    asked.sign()
    assert AGREED in show_task(house, asked, "twn", "情况报告")
    asked.report("believed")
    assert "了结结论" in show_task(house, asked, "twn", "反馈澄清")


def test_what_was_written_is_read_by_a_verb_and_discipline_sees_who_did(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.sign()
    asked.report("believed")
    asked.twn.complete("反馈澄清", "send", {"conclusion": CONCLUSION})

    twn, yhc = visit(house, "twn"), visit(house, "yhc")
    assert "已了结" in yhc.get(f"/inquiries/{asked.id}").text
    path = f"/inquiries/{asked.id}"
    read = yhc.submit(yhc.get(path), f"{path}/texts").text
    assert CONCLUSION in read
    assert REPORT not in read
    page = twn.get(f"/inquiries/{asked.id}").text
    assert "查阅记录" in page
    assert "了结结论" in page
    assert "查阅记录" not in yhc.get(f"/inquiries/{asked.id}").text


def test_a_missed_reply_is_filed_late_on_the_page(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.miss()
    asked.miss()
    yhc, path = visit(house, "yhc"), f"/inquiries/{asked.id}"

    page = yhc.submit(yhc.get(path), f"{path}/late-reply", explanation=TOLD)

    assert "迟交" in page.text
    assert "补交书面说明" not in yhc.get(path).text.replace("已补交书面说明", "")


def test_pages_of_advice(house: House) -> None:
    advised = Advised(house)
    advised.serve()
    assert ADVICE.splitlines()[0] in show_task(house, advised, "pzx", "回告采纳情况")
    advised.object()
    assert "该事项不属于本处室职责范围" in show_task(house, advised, "twn", "核查采纳落实")

    pzx = visit(house, "pzx")
    assert "已回告" in pzx.get("/supervision-advice").text
    assert "有异议" in pzx.get(f"/supervision-advice/{advised.id}").text
    path = f"/supervision-advice/{advised.id}"
    assert ADVICE.splitlines()[0] in pzx.submit(pzx.get(path), f"{path}/texts").text
    assert "没有您可以查看的建议书" in visit(house, "yhc").get("/supervision-advice").text
