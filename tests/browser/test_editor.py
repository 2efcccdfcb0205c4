"""The editor in a browser: what is drawn and chosen is saved by itself, checked at once, and never lost to another."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from bpmn import processes
from bpmn.elements import CallActivity, MultiInstance, UserTask
from bpmn.reader import read_process
from tests.browser.conftest import PHONE, Doors, Enter
from tests.browser.looking import FOREIGN, find_faults, look_at
from tests.services.process.test_definitions import grant
from tests.webapp.conftest import LEAVE
from workflows.queries.definitions import load_published

FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(processes.__file__).parent.glob("*.bpmn"))}
PATH = "/process-definitions"

SAVE_AGAIN = """
async (xml) => {
  const { modeler } = document.querySelector("[data-editor]");
  const { warnings } = await modeler.importXML(xml);
  return [(await modeler.saveXML({ format: true })).xml, warnings.map((each) => each.message)];
}
"""


def begin(doors: Doors, key: str = "leave_request") -> str:
    """A draft of the published version."""
    with doors.house.reading() as session:
        published = load_published(session, doors.house.org_id)[key].public_id
    draft = doors.house.sign_in("procedit").post(f"{PATH}/{published}/drafts", expect=201)
    return str(draft["id"])


def open_editor(page: Page, draft: str) -> Page:
    page.goto(f"/definitions/{draft}/edit")
    expect(page.locator("[data-editor]")).to_have_attribute("data-ready", "true")
    return page


def choose(page: Page, element: str) -> None:
    """Click an element on the canvas."""
    page.locator(f".djs-shape[data-element-id='{element}'] > .djs-hit").first.click(force=True)
    expect(page.locator("[data-panel]")).to_have_attribute("data-element", element)


def await_saved(page: Page) -> None:
    expect(page.locator("[data-editor]")).to_have_attribute("data-saving", "saved")


def stored(doors: Doors, draft: str) -> bytes:
    data: bytes = doors.house.sign_in("procedit").ask("GET", f"{PATH}/{draft}/bpmn", expect=200).data
    return data


def control(page: Page, key: str) -> Any:
    return page.locator(f"[data-panel] [data-key='{key}']")


def task_of(data: bytes, element: str) -> UserTask:
    node = read_process(data).nodes[element]
    assert isinstance(node, UserTask)
    return node


def test_a_task_is_renamed_and_given_five_working_days_and_both_are_there_after_a_reload(
    doors: Doors, enter: Enter
) -> None:
    draft = begin(doors)
    page = open_editor(enter("procedit"), draft)
    choose(page, "head_check")

    control(page, "name").fill("处室负责人审批")
    control(page, "due.kind").select_option("wd")
    control(page, "due.count").fill("5")
    control(page, "due.count").press("Tab")
    await_saved(page)
    page.reload()
    expect(page.locator("[data-editor]")).to_have_attribute("data-ready", "true")
    choose(page, "head_check")

    expect(control(page, "name")).to_have_value("处室负责人审批")
    expect(control(page, "due.count")).to_have_value("5")
    kept = task_of(stored(doors, draft), "head_check")
    assert (kept.name, kept.due) == ("处室负责人审批", "wd:5")
    assert page.evaluate("window.__violations") == []


def test_two_who_edit_at_once_are_told_of_each_other_and_both_keep_their_work(doors: Doors, enter: Enter) -> None:
    grant(doors.house, "procappr", "proc_editor")
    draft = begin(doors)
    one, two = (open_editor(enter(login), draft) for login in ("procedit", "procappr"))
    choose(one, "head_check")
    choose(two, "head_check")
    control(one, "name").fill("甲改的名称")
    control(one, "name").press("Tab")
    await_saved(one)

    control(two, "name").fill("乙改的名称")
    control(two, "name").press("Tab")
    dialog = two.get_by_role("dialog", name="草稿有两种内容")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-told]")).to_have_text(re.compile(r"流程编辑员 于 .*2026.* 保存了另外的内容。"))
    dialog.get_by_role("button", name="我的内容另存为一份草稿").click()
    two.wait_for_url(lambda url: draft not in url)

    copy = two.url.split("/")[-2]
    assert task_of(stored(doors, draft), "head_check").name == "甲改的名称"
    assert task_of(stored(doors, copy), "head_check").name == "乙改的名称"


def test_what_is_wrong_is_marked_while_one_draws_and_the_list_leads_to_it(doors: Doors, enter: Enter) -> None:
    draft = begin(doors)
    page = open_editor(enter("procedit"), draft)
    expect(page.locator("[data-count]")).to_have_text("没有发现问题")
    choose(page, "head_check")

    control(page, "own0.out").click()

    expect(page.locator(".lint-mark.error")).to_be_visible()
    line = page.locator("[data-problems] li").filter(has_text="没有写明由谁办理")
    expect(line).to_contain_text(re.compile(r"第 \d+ 行"))
    await_saved(page)
    page.locator("[data-canvas] svg").first.click(position={"x": 400, "y": 8})
    line.get_by_role("button").click()
    expect(page.locator("[data-panel]")).to_have_attribute("data-element", "head_check")
    expect(page.locator(".panel-problems")).to_contain_text("没有写明由谁办理")
    doors.house.sign_in("procedit").post(f"{PATH}/{draft}/submit", expect=422)
    page.get_by_role("button", name="撤消", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("没有发现问题")


def test_a_step_that_is_appended_is_one_that_people_do(doors: Doors, enter: Enter) -> None:
    draft = begin(doors)
    page = open_editor(enter("procedit"), draft)
    choose(page, "head_check")

    page.get_by_title("接用户任务（人办理）").click()
    await_saved(page)

    before = set(read_process(LEAVE.read_bytes()).nodes)
    (made,) = [node for each, node in read_process(stored(doors, draft)).nodes.items() if each not in before]
    assert isinstance(made, UserTask)
    assert [(each.name, each.label) for each in made.outcomes] == [("done", "办理完毕")]


def test_a_pattern_brings_its_inputs_and_a_countersign_its_people(doors: Doors, enter: Enter) -> None:
    draft = begin(doors, "risk_discovery_anhui6")
    page = open_editor(enter("procedit"), draft)
    for title in ("群众评议", "会签"):
        page.locator(".djs-palette .entry.lf-pattern").filter(has_text=title).click()
        box = page.locator(".djs-shape[data-element-id='lane_expert'] > .djs-hit").first.bounding_box()
        assert box
        at = {"群众评议": 0.3, "会签": 0.5}[title]
        page.mouse.move(box["x"] + box["width"] * at - 5, box["y"] + box["height"] / 2)
        page.mouse.move(box["x"] + box["width"] * at, box["y"] + box["height"] / 2, steps=4)
        page.mouse.click(box["x"] + box["width"] * at, box["y"] + box["height"] / 2)
    await_saved(page)

    nodes = read_process(stored(doors, draft)).nodes.values()
    (ballot,) = [each for each in nodes if isinstance(each, CallActivity) and each.name == "群众评议"]
    (sign,) = [each for each in nodes if isinstance(each, UserTask) and each.name == "会签"]
    assert [(each.name, each.value) for each in ballot.inputs] == [("submission", "submission"), ("unit", "unit")]
    assert [each.name for each in sign.outcomes] == ["agree", "return"]
    assert [str(each.relation) for each in sign.assign] == ["member"]
    assert isinstance(sign.loop, MultiInstance)
    assert str(sign.loop.each) == "holders(unit)"


def test_every_shipped_diagram_is_opened_and_saved_without_another_meaning(doors: Doors, enter: Enter) -> None:
    page = open_editor(enter("procedit"), begin(doors))

    for key, xml in FILES.items():
        again, warnings = page.evaluate(SAVE_AGAIN, xml)

        assert warnings == [], key
        assert meaning(again) == meaning(xml), key


def meaning(xml: str) -> dict[str, Any]:
    """What a file says, whatever the order in which it says it."""
    read = read_process(xml.encode())
    parts = {
        each.id: (type(each).__name__, without_lines(asdict(each))) for each in (*read.nodes.values(), *read.flows)
    }
    lanes = {each.id: (each.name, each.nodes) for each in read.lanes}
    rest = (read.id, read.name, read.variables, read.documentation, read.executable, read.drawn)
    return {**parts, **lanes, "process": rest}


def without_lines(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: without_lines(value) for name, value in said.items() if name != "line"}
    return [without_lines(each) for each in said] if isinstance(said, (list, tuple)) else said


def test_attributes_of_other_tools_survive(doors: Doors, enter: Enter) -> None:
    page = open_editor(enter("procedit"), begin(doors))
    xml = FILES["signoff"].replace("<bpmn:userTask ", '<bpmn:userTask xmlns:x="urn:other" x:kept="yes" ', 1)

    again, _ = page.evaluate(SAVE_AGAIN, xml)

    assert re.search(r'\w+:kept="yes"', again)


def test_the_pages_of_the_editor_are_in_order_in_english_on_desk_and_phone(doors: Doors, enter: Enter) -> None:
    draft = begin(doors)
    page = enter("procedit", language="en-GB")

    faults = list(look_at(page, f"/definitions/{draft}/edit", english=True, phone=False))
    expect(page.locator("[data-editor]")).to_have_attribute("data-ready", "true")
    choose(page, "head_check")
    faults += [*find_faults(page), *page.evaluate(FOREIGN)]
    for path in ("steps", "steps/insert?flow=f3"):
        faults += look_at(page, f"/definitions/{draft}/{path}", english=True, phone=False)
    page.set_viewport_size(PHONE)
    for path in ("edit", "steps/head_check"):
        faults += look_at(page, f"/definitions/{draft}/{path}", english=True, phone=True)

    assert "\n".join(faults) == ""
