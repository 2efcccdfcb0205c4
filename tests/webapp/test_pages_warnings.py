"""Pages of warnings: the signal board, one warning, the forms of the ladder with what stands beside them."""

import re
from pathlib import Path

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


COLOURED = re.compile(r"\.tag\.(\w+) \{[^}]*background: (#\w+|var\([\w-]+\)); color: (#\w+|var\([\w-]+\))")
STYLES = Path(__file__).parents[2] / "webapp" / "frontend" / "src" / "styles" / "base.css"


def read_tones() -> dict[str, tuple[str, str]]:
    """Ground and ink of the tags by their tone."""
    css = STYLES.read_text(encoding="utf-8")
    named = dict(re.findall(r"(--lf-[\w-]+): (#\w{6})", css))
    return {
        tone: tuple(named.get(colour.removeprefix("var(").removesuffix(")"), colour) for colour in pair)  # type: ignore[misc]
        for tone, *pair in COLOURED.findall(css)
    }


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_four_colours_are_tones_and_shapes_of_their_own_and_can_be_read(house: House) -> None:
    """R-WARN-1, WCAG 1.4.1 and 1.4.3: not by colour alone, and with a contrast of 4.5 at the least."""
    tones = {tone: read_tones()[tone] for tone in ("good", "yellow", "orange", "late")}
    for ground, ink in tones.values():
        dark, light = sorted((luminance(ground), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert len(set(tones.values())) == 4

    ladder = Ladder(house)
    ladder.remind()
    tags = visit(house, "twn").get(f"/warnings/{ladder.id}").tree.xpath("//span[contains(@class, 'signal')]")
    shapes = {each.get("class").split()[-1]: each.find("svg/path").get("d") for each in tags}
    assert shapes.keys() == {"good", "yellow"}
    assert len(set(shapes.values())) == 2


def test_whoever_reads_a_paper_finds_its_files_on_the_warning(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.record_talk()

    for login, numbers in (("twn", ["廉警〔2026〕1号", "廉诫〔2026〕1号"]), ("pzx", ["廉警〔2026〕1号"])):
        page = visit(house, login).get(f"/warnings/{ladder.id}").tree
        labels = page.xpath("//button[starts-with(., 'PDF')]")
        assert [each.text_content().partition(" ")[2] for each in labels] == numbers, login
