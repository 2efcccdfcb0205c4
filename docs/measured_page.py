"""Draw the pages of docs/explanation/documents.md: a 责令整改通知书 as the product draws it, beside the standard's measures.

`make screenshots` writes docs/images/correction-1.png and correction-2.png.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import typst

from services.documents.codes import check_sign
from services.documents.contents import digest_version, freeze_content
from services.documents.fonts import find_fonts
from services.documents.kinds import KINDS
from services.documents.pdf import draw_pages
from services.documents.sheets import Imprint, Sheet
from services.documents.templates.notices import CorrectionRecord, write_correction
from services.documents.templates.offices import Office

IMAGES: Final = Path(__file__).parent / "images"
BODY: Final = "7K2M9QX4T0B"

OFFICE: Final = Office(
    "示范省教育厅（虚构）",
    "省教育廉政风险防控工作指导协调小组办公室",
    date(2026, 7, 13),
    "侯星驰",
    "0000-12388",
    ("分管领导", "驻厅纪检监察组"),
)

RECORD: Final = CorrectionRecord(
    OFFICE,
    "学位管理与研究生处",
    "2026年上半年学位论文抽检中，评审专家遴选未执行随机抽取程序，有3批次由经办人直接指定专家，已超越警戒线",
    "《廉政风险防控管理办法》第十二条、《学位论文抽检工作规程》第六条",
    (
        "立即停止由经办人指定评审专家的做法",
        "补建专家随机抽取台账，抽取过程由两人以上在场",
        "对已指定专家的3批次重新组织评审",
    ),
    date(2026, 8, 3),
    "抽取台账完整、可追溯，重新评审结果备案",
    "办公室侯星驰",
)

GUIDES: Final = """
#set page(width: 252mm, height: 297mm, margin: 0pt)
#set text(font: sys.inputs.font, size: 8pt, fill: rgb("#0b4ea2"))
#place(top + left, dx: 42mm, image(bytes(read("page.png", encoding: none)), width: 210mm))
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


def draw() -> list[bytes]:
    """The pages as the product draws them."""
    content = write_correction(RECORD)
    number = "廉改〔2026〕3号"
    digest = digest_version("T-10", number, 1, freeze_content(content))
    imprint = Imprint(number, 1, BODY + check_sign(BODY), digest, datetime.fromisoformat("2026-07-13T09:00:00+08:00"))
    return draw_pages(
        Sheet("T-10", KINDS["T-10"].layout, imprint, content), f"https://lianflow.example/verify/{imprint.code}", "png"
    )


def measure(page: bytes, folder: Path, *, first: bool) -> bytes:
    """A page with the standard's measures drawn over it."""
    (folder / "page.png").write_bytes(page)
    (folder / "guides.typ").write_text(GUIDES + (FIRST if first else ""), encoding="utf-8")
    family = find_fonts().chosen["hei"].families[0]
    drawn = typst.compile(str(folder / "guides.typ"), format="png", ppi=80, sys_inputs={"font": family})
    return drawn if isinstance(drawn, bytes) else b""


def main() -> None:
    import tempfile

    for place, page in enumerate(draw(), start=1):
        with tempfile.TemporaryDirectory() as folder:
            (IMAGES / f"correction-{place}.png").write_bytes(measure(page, Path(folder), first=place == 1))


if __name__ == "__main__":
    main()
