"""Starting, following, cancelling; definitions and their way to publication."""

from collections.abc import Callable

from bpmn.processes import read_shipped
from tests import diagrams
from tests.houses import House
from tests.visitors import Visitor
from tests.webapp.conftest import LEAVE
from workflows import database
from workflows.models import DueWork, Incident, ProcessInstance
from workflows.running.due_work import make_row

Visit = Callable[..., Visitor]


# -- starting ----------------------------------------------------------------------------------------


def test_only_processes_of_ones_roles_are_offered(visit: Visit) -> None:
    assert "请假审批" in visit("hxc").get("/start").text
    assert "没有您可以发起的流程" in visit("yhc").get("/start").text
    visit("yhc").get("/start/leave_request", expect=404)


def test_a_start_leads_to_the_instance(visit: Visit) -> None:
    office = visit("hxc")

    page = office.submit(office.get("/start/leave_request"), "/start/leave_request", unit="D07")

    assert page.path.startswith("/instances/")
    assert page.flashes == ["已发起：请假审批"]


def test_a_unit_must_be_chosen(visit: Visit) -> None:
    office = visit("hxc")

    page = office.submit(office.get("/start/leave_request"), "/start/leave_request", expect=422)

    assert page.problems == {"f-unit": "请选择单位"}


def test_a_unit_that_cannot_be_started_says_why(visit: Visit) -> None:
    office = visit("hxc")
    key = "/start/risk_discovery_anhui6"

    office.submit(office.get(key), key, unit="D07")
    page = office.submit(office.get(key), key, unit="D07", expect=422)

    assert "排查已经启动" in page.problems["f-unit"]
    assert page.find("//select[@name='unit']//option[@selected]").get("value") == "D07"


def test_the_drawn_steps_are_told_in_words(visit: Visit) -> None:
    page = visit("hxc").get("/definitions")
    steps = visit("hxc").get(page.link("廉政风险点查找与确定")).find("//section[@aria-labelledby='steps-title']")

    told = " ".join(steps.text_content().split())
    assert "自己找期限" in told
    assert "主要负责人" in told
    assert "p2_discovery" not in told


# -- following ---------------------------------------------------------------------------------------


def test_an_instance_shows_who_is_at_it_and_what_happened(visit: Visit, leave: str) -> None:
    page = visit("hxc").get(f"/instances/{leave}")

    assert "姚海澄" in page.text
    assert [each.text_content().strip() for each in page.tree.xpath("//section[@id='history']//tbody/tr/td[1]")] == [
        "1",
        "2",
    ]


def test_an_instance_shows_what_it_waits_for_from_outside(open_house: House, visit: Visit) -> None:
    roots = diagrams.MESSAGE + diagrams.SIGNAL
    nodes = [diagrams.start(added=diagrams.OFFICE), diagrams.first("g"), diagrams.catch("reply", "message")]
    nodes += [diagrams.catch("freed", "signal"), diagrams.end("e1"), diagrams.end("e2")]
    ways = [("start", "g"), ("g", "reply"), ("g", "freed"), ("reply", "e1"), ("freed", "e2")]
    stored = open_house.publish(diagrams.draw("asking", nodes, ways, roots=roots))
    body = {"definition_key": stored.key, "business_key": "2026-117"}
    started = open_house.sign_in("hxc").post("/process-instances", body, expect=201)

    page = visit("hxc").get(f"/instances/{started['id']}")

    assert "等待消息：stop" in page.text
    assert "等待信号：alarm" in page.text
    assert "对应编号 2026-117" in page.text
    assert "没有正在办理的环节" not in page.text


def test_the_list_shows_what_one_may_see(visit: Visit, leave: str) -> None:
    assert visit("hxc").get("/instances").has("//tr[@data-row]")
    assert not visit("hxc").get("/instances?state=completed").has("//tr[@data-row]")
    assert "没有符合条件的流程" in visit("wym").get("/instances").text


def test_a_drawing_comes_byte_for_byte_with_its_states(visit: Visit, leave: str) -> None:
    client = visit("hxc").client

    answer = client.get(f"/instances/{leave}/drawing", headers={"Accept-Language": "zh"}).json
    drawn = answer["processes"][0]

    assert drawn["states"]["apply"] == "active"
    assert drawn["states"]["start"] == "done"
    assert drawn["names"] == {}
    assert client.get(drawn["xml"]).data == LEAVE.read_bytes()


def test_english_readers_get_english_names_of_shipped_nodes(open_house: House, visit: Visit) -> None:
    started = open_house.sign_in("hxc").start("risk_discovery_anhui6", "D07")
    visitor = visit("hxc", "en")

    names = visitor.client.get(f"/instances/{started['id']}/drawing", headers=visitor.headers).json["processes"][0][
        "names"
    ]

    assert names["self_check"] == "Self-check"
    assert "Self-check" in visitor.get(f"/instances/{started['id']}").text


def test_cancelling_needs_a_reason(visit: Visit, leave: str) -> None:
    office = visit("hxc")

    page = office.submit(office.get(f"/instances/{leave}"), "/cancel")
    assert page.flashes == ["请写明撤销理由"]

    page = office.submit(page, "/cancel", reason="重复发起")
    assert page.flashes == ["流程已撤销"]
    assert "重复发起" in page.text


def test_an_instance_is_suspended_and_resumed_on_its_page(open_house: House, visit: Visit, leave: str) -> None:
    office = visit("hxc")

    page = office.submit(office.get(f"/instances/{leave}"), "/suspend")
    assert page.flashes == ["请写明暂停理由"]
    page = office.submit(page, "/suspend", reason="等待上级批复")
    assert page.flashes == ["流程已暂停"]
    assert "已暂停" in page.text
    waiting = visit("yhc")
    open_house.work_off()
    assert "理由：等待上级批复" in waiting.get("/notices").text
    task = waiting.get(waiting.get("/inbox").find("//tr[@data-row]//a").get("href"))
    assert "流程已暂停" in task.text
    assert not task.has("//button[@name='outcome']")

    page = office.submit(page, "/resume", reason="批复已到")
    assert page.flashes == ["流程已恢复"]
    assert waiting.get(task.path).has("//button[@name='outcome']")


def test_others_are_not_offered_to_suspend(visit: Visit, leave: str) -> None:
    page = visit("yhc").get(f"/instances/{leave}")

    assert not page.has("//form[contains(@action, '/suspend')]")


def test_failed_work_is_set_going_again_on_the_page_of_its_instance(
    open_house: House, visit: Visit, leave: str
) -> None:
    with database.bound().writing() as session:
        instance = session.query(ProcessInstance).filter_by(public_id=leave).one()
        row = make_row(instance.org_id, "remind", open_house.now, "broken", instance_id=instance.id, task=0)
        failed = DueWork(**row | {"state": "dead", "attempts": 5})
        session.add(failed)
        session.flush()
        session.add(
            Incident(
                org_id=instance.org_id,
                instance_id=instance.id,
                due_work_id=failed.id,
                cause="KeyError workflows.running.inboxes:1",
                happened_at=open_house.now,
            )
        )
        session.commit()
    office = visit("hxc")
    page = office.get(f"/instances/{leave}")
    assert "到期提醒" in page.find("//section[@id='incidents']").text_content()
    assert not visit("yhc").get(f"/instances/{leave}").has("//section[@id='incidents']")

    page = office.submit(page, "/retry")

    assert page.flashes == ["已交系统重试"]
    assert not page.has("//section[@id='incidents']")


WAITS = diagrams.draw(
    "waits",
    [
        diagrams.start(added=diagrams.OFFICE),
        diagrams.user("write", diagrams.LIAISON),
        diagrams.boundary(
            "stop", "write", "message", '<lf:assign role="office_head"/><lf:trigger label="提前结束" opinion="5"/>'
        ),
        diagrams.end(),
    ],
    [("start", "write"), ("write", "end"), ("stop", "end")],
    variables=diagrams.UNIT,
    roots=diagrams.MESSAGE,
)


def test_a_message_is_sent_from_the_page_with_its_reason(open_house: House, visit: Visit) -> None:
    open_house.publish(WAITS)
    started = open_house.sign_in("hxc").start("waits", "D07")
    office = visit("hxc")

    page = office.submit(office.get(f"/instances/{started['id']}"), "/messages", reason="够了")
    assert page.flashes == ["理由至少 5 个字"]

    page = office.submit(page, "/messages", reason="意见已经充分")
    assert page.flashes == ["已发出"]
    assert "已办结" in page.text


# -- definitions -------------------------------------------------------------------------------------


def test_a_file_is_checked_with_every_problem_and_its_line(visit: Visit) -> None:
    visitor = visit("yhc")
    broken = diagrams.draw("broken", [diagrams.start(), diagrams.user("a", ""), diagrams.end()], [("start", "end")])

    page = visitor.submit(
        visitor.get("/definitions"), "/definitions", press=("do", "check"), expect=422, file=(broken, "broken.bpmn")
    )

    assert "不能发布" in page.text
    rows = [
        " ".join(row.text_content().split()) for row in page.tree.xpath("//section[.//h2[@id='check-title']]//tbody/tr")
    ]
    assert any("没有写明由谁办理" in row for row in rows)


def test_what_is_no_diagram_is_said_so(visit: Visit) -> None:
    visitor = visit("yhc")

    page = visitor.submit(
        visitor.get("/definitions"), "/definitions", press=("do", "check"), expect=422, file=(b"hello", "a.bpmn")
    )

    assert "不是良构的 XML" in page.text


def test_two_people_publish_a_version(visit: Visit) -> None:
    editor, approver = visit("procedit"), visit("procappr")
    file = (read_shipped("signoff").replace(b"</bpmn:definitions>", b"<!-- v2 --></bpmn:definitions>"), "signoff.bpmn")

    draft = editor.submit(editor.get("/definitions"), "/definitions", press=("do", "store"), file=file)
    assert draft.flashes == ["已存为草稿"]
    sent = editor.submit(draft, "/submit")
    assert sent.flashes == ["已提交审核"]
    assert not sent.has("//form[contains(@action, '/approve')]")

    done = approver.submit(approver.get(draft.path), "/approve")

    assert done.flashes == ["已发布；正在办理的流程仍按原版本"]
    assert "v2" in done.text


def test_readers_may_not_store_a_file(visit: Visit) -> None:
    visitor = visit("yhc")
    page = visitor.get("/definitions")

    refused = visitor.submit(
        page, "/definitions", press=("do", "store"), file=(read_shipped("signoff") + b"\n", "signoff.bpmn"), expect=403
    )

    assert refused.title == "无权操作"
