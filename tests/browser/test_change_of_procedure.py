"""A change of procedure from the first click to the moved instances, by people who know rules, not programming.

合法性审核 comes between 分管领导审签 and 受理审查 of the six methods; another account publishes; what runs moves.
"""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Doors, Enter
from tests.browser.looking import find_faults
from tests.browser.people import People, Person
from tests.browser.six_methods import PROCEDURE
from tests.clients import Client
from tests.houses import House
from tests.stories.six_methods import NO_RISK, Procedure, a_point

pytestmark = pytest.mark.timeout(240)

KEY = "risk_discovery_anhui6"
STEP = "合法性审核"
REASON = {"修改理由": "报送受理前须经合法性审核", "依据文号": "教政法〔2026〕12号"}
AROUND = b"""<bpmn:sequenceFlow id="around" name="Urgent" sourceRef="ballot_again" targetRef="to_sign">
<bpmn:conditionExpression>head_no_risk</bpmn:conditionExpression></bpmn:sequenceFlow>
"""
DRAWN = b"""<bpmndi:BPMNEdge id="around_di" bpmnElement="around">
<di:waypoint x="2100" y="900"/><di:waypoint x="2500" y="1100"/></bpmndi:BPMNEdge>
"""
REFRESHED: Final = 20_000
"""Milliseconds in which a page that renews itself every five seconds has done so."""

MISSED = f"必经环节“{STEP}”在当前环节之前，尚未办理"


class HigherEducation(Procedure):
    """D06 高等教育处, which has the same leader in charge as D07."""

    unit = "D06"
    POSTS: Final = {"pzx": "dyf", "gsy": "sqh", "yhc": "xlw"}
    """Its head, deputy and liaison, by those of D07."""

    def __getattr__(self, login: str) -> Client:
        found: Client = super().__getattr__(self.POSTS.get(login, login))
        return found

    def find(self, *names: str) -> None:
        """自己找, with powers and steps of this unit."""
        power, step = (self.options(self.yhc, "自己找", f"points.{name}")[0] for name in ("power", "flow_step"))
        points = [a_point(name, power=power, flow_step=step) for name in names]
        self.yhc.complete("自己找", "found", {"points": points})
        for login in ("pzx", "gsy"):
            self.person(login).complete("自己找", "no_risk", {"no_risk_reason": NO_RISK})

    def raise_points(self, *names: str) -> None:
        """领导提: nobody has anything to add."""
        assert not names
        for login in ("pzx", "fjc"):
            self.person(login).complete("提出意见", "done")


def stand_in_d06_behind_the_new_step(house: House) -> Procedure:
    """A round of D06 that waits for 受理审查."""
    behind = HigherEducation(house)
    behind.run_to_signature({"R044": "accurate"})
    assert behind.qmz.has_task("受理审查")
    return behind


def stand_in_d07_inside_a_call(house: House) -> Procedure:
    """A round of D07 in 同事点, which is a process of its own."""
    inside = Procedure(house)
    inside.start()
    inside.find("R044", "R045")
    assert inside.gsy.has_task("提出意见")
    return inside


def stand_in_d08_at_its_first_step(house: House) -> str:
    """A round of D08 that has just begun."""
    return str(house.sign_in("hxc").start(KEY, "D08")["id"])


@pytest.fixture
def people(doors: Doors, enter: Enter) -> People:
    return People(enter)


@pytest.fixture
def editor(people: People) -> Person:
    """Whoever edits procedures, with a draft of the six methods before him as a table."""
    editor = people["procedit"].open("流程定义").follow(PROCEDURE)
    return editor.press("从此版本新建草稿").hears("已从此版本新建草稿").follow("用表格编辑")


def insert_review(editor: Person) -> None:
    """合法性审核 behind 分管领导审签: by the head of 政策法规处, within five working days, mandatory."""
    editor.follow("在此插入 分管领导审签 → 受理审查")
    wish = {"名称": STEP, "由谁办理": "主要负责人", "哪个单位的（按关系确定时）": "政策法规处"}
    editor.fill(wish | {"泳道": "新加一条泳道", "新泳道的名称": "政策法规处"})
    editor.page.get_by_label("时限", exact=True).fill("5")
    editor.page.get_by_label("时限的单位").select_option("wd")
    editor.page.get_by_label("必经环节", exact=True).check()
    assert find_faults(editor.page) == []
    editor.press("插入").hears("已插入环节").reads("没有发现问题")
    assert row_of(editor, STEP)[0] == f"{STEP} 必经"


def row_of(person: Person, step: str) -> list[str]:
    """The cells of the line of a step."""
    names = person.page.locator("td.main-cell", has_text=re.compile(rf"^\s*{step}"))
    cells = person.part.locator("tr").filter(has=names).locator("td").all_inner_texts()
    return [" ".join(each.split()) for each in cells]


def read_what_it_means(editor: Person) -> None:
    """改动说明 and 试运行, from the page of the draft."""
    editor.follow("查看与提交").follow("改动说明")
    (said,) = editor.page.locator(".changes li", has_text=STEP).all_inner_texts()
    assert re.search(rf"新增.*{STEP}.*政策法规处.*5 个工作日，必经环节", said, re.DOTALL), said
    editor.page.go_back()
    editor.follow("试运行").fill({"单位": "学位管理与研究生处"}).press("自动走到底")
    assert "章秉法" in " ".join(row_of(editor, STEP))
    editor.page.go_back()
    editor.page.go_back()


def publish(people: People, editor: Person) -> None:
    """One hands the draft in, another finds it in the inbox and lets it be in force."""
    editor.fill(REASON).press("提交审核").hears("已提交审核")
    approver = people["procappr"].task("审核").reads(*REASON.values(), STEP)
    approver.finish("同意发布")
    editor.page.reload()
    editor.reads("已发布")


def verdicts(person: Person, column: str) -> dict[str, list[str]]:
    """What a table of instances says of each: the verdict and why, by the name of the unit."""
    rows = person.part.locator("tr[data-row]").all()
    return {cell(row, "单位"): [cell(row, column), cell(row, "说明")] for row in rows}


def cell(row: Any, label: str) -> str:
    return " ".join(row.locator(f"td[data-label='{label}']").inner_text().split())


def migrate(people: People, editor: Person, house: House) -> None:
    """Choose, look, propose; another approves; the page says by itself when all had their turn."""
    editor.page.locator("main summary", has_text="更多").first.click()
    editor.follow("迁移运行中的流程").press("预览")
    found = verdicts(editor, "结论")
    assert {unit: verdict for unit, (verdict, _) in found.items()} == {
        "学位管理与研究生处": "可以迁移",
        "高校学生处": "可以迁移",
        "高等教育处": "不能迁移",
    }
    assert MISSED in found["高等教育处"][1]
    editor.fill({"迁移理由": "未到受理的报送一律先作合法性审核"}).press("提出迁移").hears("已提出")
    editor.does_not_offer("批准迁移")
    approver = people["procappr"]
    approver.visit(editor.address)
    approver.press("批准迁移").hears("已批准").reads("正在逐件迁移")
    house.work_off()
    expect(approver.part).not_to_contain_text("正在逐件迁移", timeout=REFRESHED)
    done = verdicts(approver, "结果")
    assert done["学位管理与研究生处"][0] == done["高校学生处"][0] == "已迁移"
    assert (done["高等教育处"][0], MISSED in done["高等教育处"][1]) == ("保持原版本", True)


def test_a_legal_review_is_inserted_published_and_reached_by_what_ran(
    doors: Doors, people: People, request: pytest.FixtureRequest
) -> None:
    house = doors.house
    behind = stand_in_d06_behind_the_new_step(house)
    inside = stand_in_d07_inside_a_call(house)
    first = stand_in_d08_at_its_first_step(house)
    editor: Person = request.getfixturevalue("editor")

    insert_review(editor)
    read_what_it_means(editor)
    publish(people, editor)
    migrate(people, editor, house)

    versions = [behind.hxc.get(f"/process-instances/{each}")["version"] for each in (first, inside.instance)]
    assert versions == [2, 2]
    assert behind.hxc.get(f"/process-instances/{behind.instance}")["version"] == 1
    behind.accept()
    go_on_to_the_review(inside)
    assert people.faults == []


def go_on_to_the_review(inside: Procedure) -> None:
    """What was moved inside the opinion round comes to 合法性审核, and past it to 受理审查."""
    inside.comment()
    inside.raise_points()
    inside.discuss()
    inside.hold_ballot()
    inside.sign()
    reviewer = inside.person("zzf")
    assert reviewer.find_task(STEP)["due_at"]
    reviewer.complete(STEP, "agree")


def test_r_gov_2_taking_the_ballot_out_is_refused_with_the_way_around(editor: Person) -> None:
    editor.follow("修改 群众帮").press("删除这个环节").hears("已删除环节")

    missing = "不经该环节即可办结：启动排查 → 自己找 →"
    editor.reads("缺少必经环节“群众评议”", missing).follow("查看与提交").fill(REASON).press("提交审核")

    editor.hears("流程文件有 1 处问题").reads("草稿", missing)


def put_before(data: bytes, mark: bytes, part: bytes) -> bytes:
    assert data.count(mark) == 1
    return data.replace(mark, part + mark)


def test_r_gov_2_drawing_a_way_around_the_ballot_is_refused_with_that_way(doors: Doors, editor: Person) -> None:
    draft = editor.address.split("/")[-2]
    path = f"/process-definitions/{draft}/bpmn"
    client = doors.house.sign_in("procedit")
    kept = client.ask("GET", path, expect=200)
    drawn = put_before(put_before(kept.data, b'<bpmn:sequenceFlow id="f20"', AROUND), b"</bpmndi:BPMNPlane>", DRAWN)
    match = {"If-Match": kept.headers["ETag"]}
    client.ask("PUT", path, expect=200, data=drawn, content_type="application/xml", headers=match)

    editor.follow("查看与提交").fill(REASON).press("提交审核")

    editor.hears("流程文件有 1 处问题").reads("有路径绕过必经环节“群众评议”", "清单有变动，需评议？ → 分管领导审签")
    around = editor.page.locator("[data-drawing] .djs-connection.lf-around")
    expect(around.and_(editor.page.locator("[data-element-id=around]"))).to_have_count(1)
    expect(around.and_(editor.page.locator("[data-element-id=f21]"))).to_have_count(0)
