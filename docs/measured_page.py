"""Draw the pages of docs/explanation/documents.md: a 责令整改通知书 beside the standard's measures.

The order is one that the ladder itself has issued: a demo is opened, a warning assessed and approved over its API, and the
PDF asked for as its readers ask for it. `make screenshots` writes docs/images/correction-1.png and correction-2.png.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

import typst

sys.path.insert(0, str(Path(__file__).parent))
from screenshots import open_house, others

from services.documents.fonts import find_fonts

IMAGES: Final = Path(__file__).parent / "images"

WARNING: Final = {
    "subject": "unit",
    "warned_unit": "D07",
    "source": "inspection",
    "clue": "检查发现学位论文抽检专家由经办人直接指定。",
}
ASSESSMENT: Final = {
    "colour": "red",
    "rung": 3,
    "line_crossed": True,
    "facts": "2026年上半年学位论文抽检中，评审专家遴选未执行随机抽取程序，有3批次由经办人直接指定专家，已超越警戒线",
    "basis": "《廉政风险防控管理办法》第十二条、《学位论文抽检工作规程》第六条",
    "items": "立即停止由经办人指定评审专家的做法\n"
    "补建专家随机抽取台账，抽取过程由两人以上在场\n"
    "对已指定专家的3批次重新组织评审",
    "standard": "抽取台账完整、可追溯，重新评审结果备案",
}

GUIDES: Final = """
#set page(width: 252mm, height: 297mm, margin: 0pt)
#set text(font: sys.inputs.font, size: 8pt, fill: rgb("#0b4ea2"))
#place(top + left, dx: 42mm, image("order.pdf", page: int(sys.inputs.page), width: 210mm))
#let across(y, label) = {
  place(top + left, dx: 2mm, dy: y * 1mm, line(length: 248mm, stroke: (paint: rgb("#0b4ea2"), thickness: 0.4pt, dash: "dashed")))
  place(top + left, dx: 2mm, dy: y * 1mm + 1mm, label)
}
#let down(x) = place(top + left, dx: (42 + x) * 1mm, line(length: 297mm, angle: 90deg, stroke: (paint: rgb("#0b4ea2"), thickness: 0.4pt, dash: "dashed")))
#down(28)
#down(184)
#across(37, [天头 37 mm])
#across(262, [版心下边缘 262 mm])
#across(269, [页码 版心下 7 mm])
"""

FIRST: Final = """
#across(72, [发文机关标志 版心下 35 mm])
#place(top + left, dx: 44mm, dy: 4mm, [订口 28 mm])
#place(top + left, dx: 228mm, dy: 4mm, [版心右 184 mm])
"""


def issue_order(house: str) -> bytes:
    """Warn a unit, order it to put things right, and take the order's file."""
    office, head = others.Person(house, "qmz"), others.Person(house, "wzh")
    started = office.post(
        "/process-instances", {"definition_key": "warning_disposal", "unit": "", "variables": WARNING}
    )
    complete(office, "研判", {"outcome": "propose", "values": ASSESSMENT, "opinion": ""})
    complete(head, "预警审批", {"outcome": "agree", "values": {}, "opinion": ""})
    [notice] = head.get(f"/warnings/{started['business_key']}")["notices"]
    address = f"{house}/api/v1/documents/{notice['file']['id']}/content?format=pdf"
    with urlopen(Request(address, headers=head.headers)) as answer:
        found: bytes = answer.read()
    return found


def complete(person: Any, name: str, answer: dict[str, Any]) -> None:
    """Complete the task of that name."""
    [task] = [each for each in person.get("/tasks?box=todo")["items"] if each["name"] == name]
    person.post(f"/tasks/{task['id']}/complete", answer)


def measure(order: bytes, page: int) -> bytes:
    """A page with the standard's measures drawn over it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "order.pdf").write_bytes(order)
        guides = Path(folder) / "guides.typ"
        guides.write_text(GUIDES + (FIRST if page == 1 else ""), encoding="utf-8")
        inputs = {"font": find_fonts().chosen["hei"].families[0], "page": str(page)}
        drawn = typst.compile(str(guides), format="png", ppi=80, sys_inputs=inputs)
    return drawn if isinstance(drawn, bytes) else b""


def main() -> None:
    with open_house() as house:
        order = issue_order(house)
    for page in (1, 2):
        (IMAGES / f"correction-{page}.png").write_bytes(measure(order, page))


if __name__ == "__main__":
    main()
