"""Decision tables in the editor of the browser: opened and saved without loss, changed, checked and kept as a draft."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from bpmn import processes
from bpmn.decisions.reader import read_decision
from bpmn.decisions.tables import DecisionTable
from tests.browser.conftest import Doors, Enter
from tests.browser.looking import find_faults
from workflows.queries.definitions import list_definitions, load_version
from workflows.rules.states import DefinitionKind

FOLDER = Path(processes.__file__).parent
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.dmn"))}

SAVE_AGAIN = """
async (xml) => {
  const { editor } = document.querySelector("[data-table]");
  await editor.importXML(xml);
  return (await editor.saveXML({ format: true })).xml;
}
"""


def open_table(doors: Doors, page: Page, key: str) -> Page:
    with doors.house.reading() as session:
        (card,) = list_definitions(session, doors.house.org_id, key=key)
    page.goto(f"/decisions/{card.id}/draw")
    expect(page.locator("[data-table]")).to_have_attribute("data-ready", "true")
    return page


def plain(table: DecisionTable) -> DecisionTable:
    """Without the lines of the file."""
    columns = {
        "inputs": tuple(replace(each, line=0) for each in table.inputs),
        "outputs": tuple(replace(each, line=0) for each in table.outputs),
        "rules": tuple(replace(each, line=0) for each in table.rules),
    }
    return replace(table, line=0, **columns)


def test_every_shipped_table_is_opened_and_saved_without_another_meaning(doors: Doors, enter: Enter) -> None:
    page = open_table(doors, enter("procedit"), "warning_approver")

    for key, xml in FILES.items():
        again = page.evaluate(SAVE_AGAIN, xml)

        assert plain(read_decision(again.encode())) == plain(read_decision(xml.encode())), key


def test_a_cell_is_changed_checked_and_kept_as_the_next_version(doors: Doors, enter: Enter) -> None:
    page = open_table(doors, enter("procedit"), "disposal_ladder")
    assert find_faults(page) == []
    cell = page.locator("td.output-cell [contenteditable]").first

    cell.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("警示")
    expect(page.locator("[data-problems] li").first).to_be_visible()
    cell.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type('"提醒谈话"')
    expect(page.locator("[data-state]")).to_have_text("没有发现问题")
    assert page.evaluate("window.__violations") == []
    page.get_by_role("button", name="检查并存为草稿").click()
    page.wait_for_url(lambda url: "/draw" not in url)

    with doors.house.reading() as session:
        draft = load_version(session, doors.house.org_id, "disposal_ladder", 2)
        assert draft is not None
        assert (draft.kind, draft.state) == (DefinitionKind.DECISION, "draft")
        assert "提醒谈话" in draft.xml.decode()
