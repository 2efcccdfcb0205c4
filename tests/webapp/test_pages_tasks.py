"""A task on its page: filling, being refused, deciding, and everything beside it."""

from collections.abc import Callable

from tests.houses import House
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]

FILLED = {
    "f.title": "购置图书",
    "f.urgent": "false",
    "f.rows.0.item": "图书",
    "f.rows.0.count": "3",
}


def fill(visitor: Visitor, outcome: str = "full", expect: int = 200, **given: object) -> Page:
    page = visitor.open_task("填写一切")
    return visitor.submit(page, page.path, press=("outcome", outcome), expect=expect, **given)


# -- the page ----------------------------------------------------------------------------------------


def test_a_task_shows_what_is_asked_why_and_until_when(visit: Visit, leave: str) -> None:
    page = visit("yhc").open_task("填写请假单")

    assert "您是学位管理与研究生处的联络员" in page.text
    assert "2026-07-16" in page.text
    assert [each.text_content() for each in page.tree.xpath("//button[@name='outcome']")] == ["提交"]
    assert page.has("//*[@data-drawing]")


def test_whoever_may_only_look_gets_no_form(visit: Visit, leave: str) -> None:
    task = visit("yhc").open_task("填写请假单").path

    page = visit("hxc").get(task)

    assert not page.has("//*[@id='task-form']")
    assert "您不是此事项的办理人" in page.text


def test_a_stranger_finds_nothing(visit: Visit, leave: str) -> None:
    task = visit("yhc").open_task("填写请假单").path

    visit("wym").get(task, expect=404)


def test_the_next_one_sees_what_the_one_before_has_said(visit: Visit, leave: str) -> None:
    liaison = visit("yhc")
    page = liaison.open_task("填写请假单")
    liaison.submit(page, page.path, press=("outcome", "submit"), **{"f.reason": "赴京探亲", "f.days": "3"})

    assert "赴京探亲" in visit("pzx").open_task("处长审批").text


# -- filling -----------------------------------------------------------------------------------------


def test_every_type_of_field_is_read_as_its_type(open_house: House, visit: Visit, everything: str) -> None:
    visitor = visit("yhc")

    page = fill(
        visitor,
        **FILLED,
        **{
            "f.story": "第一行\r\n第二行",
            "f.days": "3",
            "f.sum": "12.5",
            "f.on": "2026-07-15",
            "f.at": "2026-07-15T14:30",
            "f.kind": "b",
            "f.marks": ["x", "y"],
            "f.who": "pzx",
            "f.where": "D02",
            "f.proof": (b"%PDF-1.4 proof", "证明.pdf"),
            "files": (b"%PDF-1.4 more", "附件.pdf"),
        },
    )

    assert page.flashes == ["已办理“填写一切”：提交明细"]
    said = visit("pzx").open_task("check").text
    for word in (
        "购置图书",
        "第一行 第二行",
        "12.5",
        "2026-07-15T14:30:00+08:00",
        "乙",
        "子、丑",
        "彭志翾",
        "人事处",
        "证明.pdf",
        "附件.pdf",
    ):
        assert word in said, word


def test_a_refused_form_keeps_what_was_typed_and_leads_to_each_place(visit: Visit, everything: str) -> None:
    page = fill(visit("yhc"), expect=422, **{"f.title": "书", "f.days": "很多", "f.rows.0.item": "图书", "f.sum": "x"})

    assert page.problems == {
        "f-title": "标题：至少 2 个字",
        "f-days": "天数：应为整数",
        "f-sum": "金额：应为数字",
        "f-urgent": "是否紧急：请填写此项",
        "f-rows-0-count": "明细 1 数量：请填写此项",
    }
    assert page.field("f.days").get("value") == "很多"
    assert page.field("f.rows.0.item").get("value") == "图书"
    assert page.field("f.days").get("aria-invalid") == "true"
    for place in page.problems:
        assert page.has(f"//*[@id='{place}']"), place


def test_files_of_a_refused_form_need_not_be_chosen_again(visit: Visit, everything: str) -> None:
    visitor = visit("yhc")

    refused = fill(visitor, expect=422, **{**FILLED, "f.title": "", "files": (b"%PDF-1.4 more", "附件.pdf")})
    page = visitor.submit(refused, refused.path, press=("outcome", "full"), **{"f.title": "购置图书"})

    assert page.flashes
    assert "附件.pdf" in visit("pzx").open_task("check").text


def test_a_file_of_a_kind_that_is_not_taken_is_refused_at_its_field(visit: Visit, everything: str) -> None:
    page = fill(visit("yhc"), expect=422, **{**FILLED, "f.proof": (b"MZ\x00", "virus.exe")})

    assert "f-proof" in page.problems


def test_what_belongs_to_another_outcome_is_refused(visit: Visit, everything: str) -> None:
    page = fill(visit("yhc"), "none", 422, **{**FILLED, "f.why": "本次没有明细", "opinion": "没有明细可填"})

    assert page.problems == {"f-rows": "明细：此办理结果不填写这一项"}


def test_an_opinion_that_is_too_short_is_said_at_its_box(visit: Visit, everything: str) -> None:
    given = {"f.title": "购置图书", "f.urgent": "true", "f.why": "本次没有明细", "opinion": "无"}

    page = fill(visit("yhc"), "none", 422, **given)

    assert page.problems == {"opinion": "意见至少 5 个字"}
    assert page.field("opinion").text.strip() == "无"


def test_empty_rows_are_not_sent(visit: Visit, everything: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写一切")
    page = visitor.submit(page, page.path, press=("do", "add:rows"))
    assert len(page.tree.xpath("//fieldset[@id='f-rows']//div[@data-body]/fieldset")) == 2

    done = visitor.submit(page, page.path, press=("outcome", "full"), **FILLED)

    assert done.flashes


def test_rows_come_and_go_without_scripts(visit: Visit, everything: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写一切")

    page = visitor.submit(page, page.path, press=("do", "add:rows"), **{"f.rows.0.item": "甲"})
    page = visitor.submit(page, page.path, press=("do", "remove:rows.0"), **{"f.rows.1.item": "乙"})

    assert [each.get("value") for each in page.tree.xpath("//div[@data-body]//input[contains(@name, '.item')]")] == [
        "乙"
    ]


def test_drafts_are_kept_and_shown_to_nobody_else(visit: Visit, leave: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写请假单")

    page = visitor.submit(page, page.path, press=("do", "draft"), **{"f.reason": "探亲访友"})

    assert page.flashes == ["草稿已保存，只有您能看到"]
    assert page.field("f.reason").get("value") == "探亲访友"
    assert "探亲访友" not in visit("hxc").get(page.path).text


def test_the_page_keeps_a_draft_while_one_types(visit: Visit, everything: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写一切")
    token = page.field("csrf_token").get("value")

    answer = visitor.client.post(
        f"{page.path}/draft", data={"csrf_token": token, "f.title": "购置", "opinion": "想好了", "chosen": "none"}
    )

    assert answer.status_code == 200
    assert answer.json["saved_at"].startswith("2026-07-13 09:")
    page = visitor.get(page.path)
    assert page.field("f.title").get("value") == "购置"
    assert page.field("opinion").text.strip() == "想好了"
    assert page.find("//input[@name='chosen'][@checked]").get("value") == "none"


# -- deciding ----------------------------------------------------------------------------------------


def test_after_a_decision_the_next_task_opens(visit: Visit, leave: str, everything: str) -> None:
    visitor = visit("yhc")

    page = fill(visitor, **FILLED)

    assert page.flashes == ["已办理“填写一切”：提交明细。下一件："]
    assert "填写请假单" in page.text
    assert page.path.startswith("/tasks/")


def test_a_double_click_decides_once(open_house: House, visit: Visit, leave: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写请假单")
    given = {"f.reason": "探亲", "f.days": "3"}

    first = visitor.submit(page, page.path, press=("outcome", "submit"), **given)
    second = visitor.submit(page, page.path, press=("outcome", "submit"), **given)

    assert first.flashes == second.flashes
    facts = open_house.sign_in("hxc").get(f"/process-instances/{leave}/history")["items"]
    assert [fact["kind"] for fact in facts].count("task_completed") == 1


def test_whoever_comes_second_is_told_who_was_first(open_house: House, visit: Visit, leave: str) -> None:
    visitor = visit("yhc")
    page = visitor.open_task("填写请假单")
    open_house.sign_in("yhc").complete("填写请假单", "submit", {"reason": "探亲", "days": 3})

    given = {"f.reason": "另一份", "f.days": "9"}
    late = visitor.submit(page, page.path, press=("outcome", "submit"), expect=409, **given)

    assert late.title == "情况已变化"
    assert "姚海澄" in late.text


def test_a_done_task_shows_its_outcome_and_opinion(open_house: House, visit: Visit, leave: str) -> None:
    open_house.sign_in("yhc").complete("填写请假单", "submit", {"reason": "探亲", "days": 3})
    head = visit("pzx")
    page = head.open_task("处长审批")
    head.submit(page, page.path, press=("outcome", "return"), opinion="请写明前往何处、由谁代管。")

    done = head.get(page.path)

    assert "退回修改" in done.text
    assert "请写明前往何处、由谁代管。" in done.text
    assert not done.has("//*[@id='task-form']")


# -- beside the decision -----------------------------------------------------------------------------


def test_a_remark_stands_on_the_page(visit: Visit, leave: str) -> None:
    visitor = visit("yhc")

    page = visitor.submit(visitor.open_task("填写请假单"), "/comment", text="请尽快。<b>急</b>")

    assert page.flashes == ["已留言"]
    assert "请尽快。<b>急</b>" in page.text


def test_urging_twice_is_refused_on_the_page(visit: Visit, leave: str) -> None:
    task = visit("yhc").open_task("填写请假单").path
    office = visit("hxc")

    assert office.submit(office.get(task), "/urge").flashes[0] == "已催办"
    page = office.submit(office.get(task), "/urge")

    assert page.flashes[0] == "四小时内已催办过，请稍后再试"


def test_a_transfer_needs_a_reason_and_leaves_the_inbox(open_house: House, visit: Visit, leave: str) -> None:
    open_house.sign_in("yhc").complete("填写请假单", "submit", {"reason": "探亲", "days": 3})
    head = visit("pzx")

    page = head.submit(head.open_task("处长审批"), "/transfer", to="gsy")
    assert page.flashes == ["请写明转办理由"]

    page = head.submit(head.open_task("处长审批"), "/transfer", to="gsy", reason="出差")
    assert page.flashes == ["已转办"]
    assert "由彭志翾转办给您" in visit("gsy").get("/inbox").text
