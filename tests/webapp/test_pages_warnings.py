"""Pages of warnings: the signal board, one warning, the forms of the ladder with what stands beside them."""

from tests.houses import House
from tests.stories.warnings import LETTER, Ladder
from tests.visitors import Visitor


def visit(house: House, login: str) -> Visitor:
    """Somebody who reads pages."""
    return Visitor(house.app.test_client()).sign_in(login)


def test_the_board_shows_colour_since_when_and_what_comes_next(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()

    for login, seen in (("twn", True), ("pzx", True), ("yhc", True), ("wym", False), ("sysadmin", False)):
        page = visit(house, login).get("/warnings")
        assert ("姚海澄" in page.text) == seen, login
    page = visit(house, "twn").get("/warnings?colour=yellow&shining=1")
    assert "〔2026〕1号" in page.text
    assert "签收" in page.text
    assert "〔2026〕1号" not in visit(house, "twn").get("/warnings?colour=red").text


def test_every_form_of_the_ladder_has_the_warning_beside_it(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    for login, task, shown in (("qmz", "研判", "有反映称评审专家"), ("hxc", "预警审批", "评审回避办法第八条")):
        assert shown in show_task(house, ladder, login, task)
        if task == "研判":
            ladder.propose()
    ladder.hxc.complete("预警审批", "agree")
    beside = show_task(house, ladder, "yhc", "签收")
    assert "两次评审未申报回避" in beside
    assert "有反映称" not in beside, "where it came from is not for the warned"
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.record_talk()
    assert "查阅谈话内容" in show_task(house, ladder, "yhc", "核对签字")


def show_task(house: House, ladder: Ladder, login: str, task: str) -> str:
    found = getattr(ladder, login).find_task(task)
    return visit(house, login).get(f"/tasks/{found['id']}").text


def test_a_missed_reply_is_filed_late_on_the_page(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    path = f"/warnings/{ladder.id}"

    assert "补交书面回告" not in visit(house, "pzx").get(path).text
    warned = visit(house, "yhc")
    page = warned.submit(warned.get(path), f"{path}/late-reply", **LETTER)

    assert "迟交" in page.text
    assert "补交书面回告" not in warned.get(path).text
