"""Changing a procedure as a table, without scripts and without drawing; drafts on pages."""

from collections.abc import Callable

from bpmn.elements import UserTask
from bpmn.extensions import Assign
from bpmn.reader import read_process
from tests.houses import House
from tests.visitors import Page, Visitor
from tests.webapp.editor_texts import list_texts, read_english

Visit = Callable[..., Visitor]


def begin(visitor: Visitor, name: str = "廉政风险点查找与确定（六种办法）") -> tuple[Page, str]:
    """Begin a draft from the published version; its page of steps, and its address."""
    shown = visitor.get(visitor.get("/definitions").link(name))
    page = visitor.submit(shown, "/begin")
    assert page.flashes == ["已从此版本新建草稿"]
    address = page.path.removesuffix("/edit")
    return visitor.get(f"{address}/steps"), address


def place(page: Page, step: str, behind: str) -> str:
    """Where the link leads that inserts between two steps."""
    return page.link(f"在此插入 {step} → {behind}")


def content(house: House, address: str) -> bytes:
    draft = address.rpartition("/")[2]
    data: bytes = house.sign_in("procedit").ask("GET", f"/process-definitions/{draft}/bpmn", expect=200).data
    return data


def find_task(data: bytes, name: str) -> UserTask:
    (found,) = [node for node in read_process(data).nodes.values() if node.name == name]
    assert isinstance(found, UserTask)
    return found


def test_a_legal_review_is_inserted_given_to_a_role_with_five_working_days_and_submitted(
    house: House, visit: Visit
) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    form = editor.get(place(page, "分管领导审签", "受理审查"))
    assert "分管领导审签 → 新环节 → 受理审查" in form.text

    wish = {"name": "合法性审核", "owner": "role:legal_reviewer", "lane": "new", "new_lane": "政策法规处"}
    page = editor.submit(form, "/insert", **wish)

    assert page.flashes == ["已插入环节"]
    assert "没有发现问题" in page.text
    row = " ".join(page.find("//tr[contains(., '合法性审核') and contains(., '政策法规处')]").text_content().split())
    assert "合法性审核人员" in row
    assert "5 个工作日" in row
    made = find_task(content(house, address), "合法性审核")
    assert (made.due, made.assign, made.permits) == ("wd:5", (Assign(role="legal_reviewer"),), ("return",))
    submitted = editor.submit(editor.get(address), "/submit")
    assert submitted.flashes == ["已提交审核"]


def test_the_head_of_a_certain_unit_may_be_named_and_a_way_back_drawn(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    form = editor.get(place(page, "分管领导审签", "受理审查"))

    wish = {"name": "合法性审核", "owner": "relation:head", "of": "'D12'", "back": "summarise"}
    page = editor.submit(form, "/insert", **wish)

    assert "没有发现问题" in page.text
    made = find_task(content(house, address), "合法性审核")
    assert made.assign == (Assign(relation="head", of="'D12'"),)
    assert [outcome.name for outcome in made.outcomes] == ["agree", "return"]


def test_name_deadline_and_owner_of_a_step_are_changed(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    form = editor.get(page.link("修改 受理审查"))
    assert form.field("due_parameter").value == "p2_discovery.office_check"

    page = editor.submit(
        form, "/accept", name="受理", due_kind="wd", due_count="3", owner="role:office_head", do="save"
    )

    assert page.flashes == ["环节已修改"]
    made = find_task(content(house, address), "受理")
    assert (made.due, made.assign[0].role, str(made.assign[0].apart)) == (
        "wd:3",
        "office_head",
        "point_owners(submission)",
    )


def test_a_step_is_removed_again(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    before = content(house, address)
    form = editor.get(place(page, "分管领导审签", "受理审查"))
    page = editor.submit(form, "/insert", name="合法性审核", owner="role:legal_reviewer")

    page = editor.submit(editor.get(page.link("修改 合法性审核")), "/step_1", do="remove")

    assert page.flashes == ["已删除环节"]
    assert set(read_process(content(house, address)).nodes) == set(read_process(before).nodes)


REVIEW = {"name": "合法性审核", "owner": "role:legal_reviewer"}
REFUSED = (
    (REVIEW | {"name": " "}, "请填写名称"),
    (REVIEW | {"owner": ""}, "请选择由谁办理"),
    (REVIEW | {"owner": "relation:head"}, "请选择是哪个单位的"),
    (REVIEW | {"due_count": "五"}, "时限须是 1 至 9999 的整数"),
    (REVIEW | {"lane": "nowhere"}, "没有元素 nowhere"),
)


def test_what_does_not_fit_is_said_and_what_was_typed_stays(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    before = content(house, address)
    form = editor.get(place(page, "分管领导审签", "受理审查"))

    for wish, said in REFUSED:
        refused = editor.submit(form, "/insert", expect=422, **wish)

        assert said in refused.text
        assert refused.field("name").value == wish["name"]
    assert content(house, address) == before


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    page, address = begin(editor)
    form = editor.get(page.link("修改 受理审查"))
    editor.submit(editor.get(page.link("修改 受理审查")), "/accept", name="先改的", do="save")

    page = editor.submit(form, "/accept", name="后改的", do="save")

    assert page.flashes == ["内容已在别处修改，请刷新后再保存"]
    assert find_task(content(house, address), "先改的")


def test_what_is_published_is_read_as_a_table_and_not_changed(house: House, visit: Visit) -> None:
    editor, approver = visit("procedit"), visit("procappr")
    shown = editor.get("/definitions").link("廉政风险点查找与确定（六种办法）")

    page = editor.get(f"{shown}/steps")

    assert "在此插入" not in page.text
    assert editor.get(f"{shown}/edit").path == shown
    _, address = begin(editor)
    assert "在此插入" not in approver.get(f"{address}/steps").text
    approver.get(f"{address}/steps/accept", expect=403)
    approver.get(f"{address}/edit", expect=403)
    editor.get(f"{address}/steps/nowhere", expect=404)
    editor.get(f"{address}/steps/insert?flow=nowhere", expect=404)


def test_a_draft_is_deleted_from_its_page(visit: Visit) -> None:
    editor = visit("procedit")
    _, address = begin(editor)

    page = editor.submit(editor.get(address), "/discard")

    assert page.flashes == ["草稿已删除"]
    editor.get(address, expect=404)


def test_what_the_editor_offers_is_what_is_registered(house: House, visit: Visit) -> None:
    editor = visit("procedit")
    _, address = begin(editor)

    names = editor.client.get(f"{address}/names", headers=editor.headers).json

    offered = {kind: {each["name"] for each in names[kind]} for kind in ("roles", "relations", "parameters", "permits")}
    assert "legal_reviewer" in offered["roles"]
    assert {"leader", "member", "holders"} <= offered["relations"]
    assert "p2_discovery.leader_sign" in offered["parameters"]
    assert {"return", "add_signer"} <= offered["permits"]
    assert names["checkpoints"]
    assert names["key"] not in {each["key"] for each in names["processes"]}
    assert [each["code"] for each in names["patterns"]] == [
        "countersign",
        "sequence",
        "signoff",
        "mass",
        "expert",
        "determination",
        "reply",
    ]
    (said,) = [each["said"] for each in names["parameters"] if each["name"] == "p2_discovery.leader_sign"]
    assert said.endswith("个工作日")


def test_every_text_of_the_editor_has_its_english() -> None:
    assert sorted(list_texts() - read_english()) == []
    assert sorted(read_english() - list_texts()) == []
