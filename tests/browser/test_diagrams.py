"""Every shipped diagram in the product's own viewer: drawn whole, and the viewer has nothing to complain about."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bpmn import processes
from bpmn.reader import read_process
from tests.browser.conftest import Doors, Enter
from tests.conftest import CHOSEN
from tests.webapp.conftest import LEAVE

pytestmark = pytest.mark.skipif(
    os.environ.get(CHOSEN) == "postgresql", reason="looks at pages; which database lies below makes no difference"
)

FILES = sorted(Path(processes.__file__).parent.glob("*.bpmn"))

DRAWN = """
() => [...document.querySelectorAll("[data-canvas] .djs-element[data-element-id]")]
  .filter((each) => each.getBBox().width + each.getBBox().height > 0)
  .map((each) => each.dataset.elementId)
"""


def open_definition(page: Page, name: str, key: str) -> list[str]:
    """Open a definition from the list, and wait until it is drawn; returns what the viewer complained about."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"warning", "error"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/definitions")
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("[data-drawing]")).to_have_attribute("data-shown", key)
    expect(page.locator("[data-failed]")).to_be_hidden()
    return complaints


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_diagram_is_drawn_whole(doors: Doors, enter: Enter, path: Path) -> None:
    process = read_process(path.read_bytes())

    page = enter("hxc")
    complaints = open_definition(page, process.name, path.stem)

    drawn = set(page.evaluate(DRAWN))
    assert complaints == []
    assert set(process.nodes) - drawn == set()
    assert {flow.id for flow in process.flows} - drawn == set()
    assert {lane.id for lane in process.lanes} - drawn == set()


def test_what_the_viewer_cannot_draw_is_told_on_the_console(doors: Doors, enter: Enter) -> None:
    xml = LEAVE.read_text(encoding="utf-8")
    end = "</bpmndi:BPMNPlane>"
    assert end in xml
    doors.house.publish(xml.replace(end, f'<bpmndi:BPMNShape id="stray" bpmnElement="nobody"/>{end}'))

    page = enter("hxc")
    complaints = open_definition(page, "请假审批", "leave_request")

    assert "nobody" in "".join(complaints)
