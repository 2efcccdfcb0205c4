"""Approval operations on the pages: what is offered to whom, and what a click does."""

from collections.abc import Callable

from tests.approvals import REASON, THREE, open_tasks, signed
from tests.houses import House
from tests.procedures import begin, finish
from tests.visitors import Visitor

Visit = Callable[..., Visitor]


def at_filing(house: House) -> dict[str, str]:
    """Written and checked; the office has to file."""
    tasks = begin(house, THREE)
    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("pzx"), house.sign_in("pzx").find_task("check")["id"])
    return tasks


def test_a_task_is_returned_from_its_page(house: House, visit: Visit) -> None:
    tasks = at_filing(house)
    office = visit("qmz")
    page = office.open_task("file")
    assert [each.get("value") for each in page.tree.xpath("//input[@name='to']")] == ["check", "write"]
    assert "姚海澄" in page.form("/return").text_content()

    after = office.submit(page, "/return", to="write", opinion=REASON, then="straight_back")

    assert after.flashes[0] == "已退回"
    assert list(open_tasks(house, tasks["instance"])) == ["write"]
    assert "退回" in after.text


def test_a_return_without_an_opinion_says_so_where_one_stands(house: House, visit: Visit) -> None:
    tasks = at_filing(house)
    office = visit("qmz")

    after = office.submit(office.open_task("file"), "/return", opinion="")

    assert "至少 10 个字" in after.flashes[0]
    assert list(open_tasks(house, tasks["instance"])) == ["file"]


def test_what_the_diagram_does_not_permit_is_not_offered(house: House, visit: Visit) -> None:
    begin(house, THREE)
    page = visit("yhc").open_task("write")

    assert not page.has("//details[@id='return']")
    assert not page.has("//details[@id='take-back']")


def test_who_has_decided_takes_it_back_from_the_page_of_the_task(house: House, visit: Visit) -> None:
    tasks = begin(house, THREE)
    finish(house.sign_in("yhc"), tasks["write"])
    liaison = visit("yhc")

    after = liaison.submit(liaison.get(f"/tasks/{tasks['write']}"), "/take-back")

    assert "已撤回" in after.flashes[0]
    assert list(open_tasks(house, tasks["instance"])) == ["write"]
    assert not visit("pzx").get(f"/tasks/{tasks['write']}").has("//details[@id='take-back']")


def test_signers_come_and_go_and_the_office_ends_it(house: House, visit: Visit) -> None:
    tasks = begin(house, signed())
    finish(house.sign_in("yhc"), tasks["write"])
    head, office = visit("pzx"), visit("hxc")
    page = head.open_task("sign")
    assert not page.has("//details[@id='remove-signer']")
    assert not page.has("//details[@id='finish-early']")
    page = head.submit(page, "/add-signer", to="wym")
    assert page.flashes[0] == "已加签"
    assert [each.get("value") for each in page.tree.xpath("//select[@id='signer']/option")] == ["wym"]
    assert head.submit(page, "/remove-signer", person="wym", reason="误加").flashes[0] == "已减签"
    finish(house.sign_in("yhc"), house.sign_in("yhc").find_task("sign")["id"], "agree")

    page = office.submit(office.get(page.path), "/finish-early", reason="时间紧")

    assert page.flashes[0] == "会签已提前结束"
    assert list(open_tasks(house, tasks["instance"])) == ["file"]


def test_the_office_moves_a_task_from_the_page_of_the_instance(house: House, visit: Visit) -> None:
    tasks = begin(house, THREE)
    office, address = visit("hxc"), f"/instances/{tasks['instance']}"

    after = office.submit(office.get(address), "/move", move=f"{tasks['write']} file", reason="经办人已调离")

    assert after.flashes[0] == "已移动"
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    assert not visit("pzx").get(address).has("//select[@id='move-to']")
