"""Statistics and bulletins over the API: what a ladder leaves in the figures, who looks behind them, what is said."""

import csv
from io import StringIO
from typing import Any

from services.documents.contents import thaw_content
from services.documents.issuing import read_content
from services.documents.models import Document
from services.statistics.models import Bulletin
from tests.clients import Client
from tests.houses import House
from tests.stories.warnings import LETTER, Ladder

WORDS = {
    "situation": "本月预警处置总体平稳，个别人员回告不及时。",
    "problems": "个别人员对回避规定不重视，逾期不回告。",
    "demands": "各处室要对照通报自查，按期书面回告。",
}


def figures(client: Client, period: str = "") -> dict[str, Any]:
    """Values of the indicators by code: a count, or of a share its two numbers."""
    rows = client.get("/statistics", period=period)["indicators"]
    return {
        row["code"]: (row["now"]["count"], row["now"]["base"]) if row["measure"] == "%" else row["now"]["count"]
        for row in rows
    }


def correct(ladder: Ladder) -> None:
    """A warning that is answered in time and closed."""
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("核查回告", "verified")
    ladder.twn.complete("解除预警", "close", {"note": "已补报回避事项，核查属实，予以解除。"})


def climb(ladder: Ladder) -> None:
    """One that is missed, admonished, ordered, failed twice, accounted for, closed: August to the end."""
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.talk()
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("核查是否纠正", "not_corrected", opinion="仍在参与应当回避的评审活动。")
    ladder.wzh.complete("升级审批", "agree")
    ladder.yhc.complete("签收", "received")
    ladder.report_and_fail()
    ladder.report_and_fail()
    ladder.hxc.complete("通报整改结果", "publish", {"text": "两次检查均不合格，予以通报。"})
    ladder.lzy.complete("升级审批", "agree")
    ladder.hold_to_account()
    ladder.twn.complete("解除预警", "close", {"note": "责任追究决定已经执行并通报，予以解除。"})


def test_the_indicators_of_a_year_are_what_its_ladders_have_left(house: House) -> None:
    """I-05, I-07, I-08, I-09, I-10, I-11: one corrected, one climbed to the end."""
    first, second = Ladder(house), Ladder(house)
    correct(first)
    climb(second)

    assert figures(first.hxc) == {
        "I-06": 0,
        "I-07": 1,  # the other was closed at rung 4
        "I-08": 1,
        "I-09": 1,
        "I-10": (4, 5),  # two replies, of which one was missed; examination and two reports in time
        "I-11": (0, 1),
        "I-05-1": 4,
        "I-05-2": 4,
        "I-05-3": 4,
    }
    assert figures(first.hxc, "2025")["I-07"] == 0


def test_i_10_a_duty_counts_in_the_month_in_which_its_deadline_day_lies(house: House) -> None:
    """Due on Friday 31 July, noted overdue in the first instant of August: July has it."""
    house.travel("2026-07-24T10:00:00+08:00")
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    assert ladder.yhc.find_task("书面回告")["due_at"].startswith("2026-07-31T16:00"), "the end of the 31st in Shanghai"
    house.travel("2026-08-01T00:00:00+08:00")

    assert figures(ladder.hxc, "2026-07")["I-10"] == (0, 1)
    assert figures(ladder.hxc, "2026-08")["I-10"] == (0, 0)
    assert figures(ladder.hxc, "2026-Q3")["I-10"] == (0, 1)


def test_each_number_opens_the_list_behind_it_as_far_as_one_may_look(house: House) -> None:
    """Domain §7.1: the number is everybody's, what is behind it is not."""
    ladder = Ladder(house)
    correct(ladder)

    def behind(login: str, code: str = "I-07", **more: Any) -> list[str]:
        listed = getattr(ladder, login).get(f"/statistics/{code}", **more)
        return [each["warning"] for each in listed["facts"]]

    for login in ("hxc", "twn", "pzx", "fjc", "yhc"):
        assert behind(login) == [ladder.id]
    for login in ("wym", "gsy", "lzy"):
        assert figures(getattr(ladder, login))["I-07"] == 1
        assert behind(login) == []
    assert behind("hxc", unit="D07") == [ladder.id]
    assert behind("hxc", unit="D03") == []
    assert behind("hxc", "I-10") == [ladder.id]
    assert behind("hxc", period="2025") == []
    assert len(ladder.wym.get("/statistics/I-05-1")["regulations"]) == 4
    for login in ("sysadmin", "auditadmin"):
        getattr(ladder, login).get("/statistics", expect=404)
        getattr(ladder, login).get("/statistics/I-07", expect=404)
        getattr(ladder, login).get("/bulletins", expect=404)
    ladder.hxc.get("/statistics/I-99", expect=404)
    ladder.hxc.get("/statistics", period="2026-13", expect=422)


def test_domain_7_2_units_of_fewer_than_five_are_shown_together(house: House) -> None:
    ladder = Ladder(house)
    correct(ladder)

    rows = ladder.hxc.get("/statistics")["units"]

    assert all(row["persons"] >= 5 for row in rows)
    assert [row["code"] for row in rows][-1] == "", "the small ones stand in one sum"
    assert all(len(row["units"]) == 1 for row in rows[:-1])
    assert sum(each["count"] for row in rows for each in row["figures"] if each["code"] == "I-07") == 1


def test_the_statistics_cost_the_same_however_long_the_history_is(house: House) -> None:
    ladder = Ladder(house)
    correct(ladder)
    with house.counting() as first:
        ladder.hxc.get("/statistics", period="2026-07")
    for _ in range(2):
        correct(ladder)
    with house.counting() as second:
        ladder.hxc.get("/statistics", period="2026-07")
    with house.counting() as year:
        ladder.hxc.get("/statistics", period="2026")

    assert len(first) == len(second) == len(year)
    assert sum("FROM" in each and "warning" in each for each in second) <= 2, "one count for the trend, one for before"


def test_the_statistics_as_a_file(house: House) -> None:
    ladder = Ladder(house)
    correct(ladder)

    answer = ladder.hxc.ask("GET", "/statistics", expect=200, headers={"Accept": "text/csv"})

    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["代码"] for row in rows if row["单位"] == "合计"][:2] == ["I-06", "I-07"]
    assert [row["数值"] for row in rows if row["单位"] == "合计" and row["代码"] == "I-10"] == ["100"]
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert ladder.hxc.ask("GET", "/statistics", expect=200, headers={"Accept": xlsx}).data.startswith(b"PK")


# -- bulletins -------------------------------------------------------------------------------------


def draft(ladder: Ladder, who: Client, **more: Any) -> str:
    """起草、送审; the public id of the bulletin."""
    days = {"first_on": "2026-07-01", "last_on": house_day(ladder)}
    started: str = who.start("warning_bulletin", variables=days)["business_key"]
    who.complete("起草通报", "submit", {**WORDS, **more})
    return started


def house_day(ladder: Ladder) -> str:
    return ladder.house.now.date().isoformat()


def said(house: House, bulletin: str) -> str:
    """Everything that the issued document says."""
    with house.reading() as session:
        document = session.query(Document).filter_by(kind="T-13", object_ref=bulletin).one()
        return str(thaw_content(read_content(session, document)))


def test_i_06_a_bulletin_is_drafted_from_the_record_approved_and_numbered(house: House) -> None:
    """T-13: the office drafts, another approves, everybody reads; nobody is named (domain §7.1)."""
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()

    bulletin = draft(ladder, ladder.qmz)
    assert ladder.pzx.get("/bulletins")["items"] == [], "a draft is for office and discipline"
    assert figures(ladder.hxc)["I-06"] == 0
    ladder.wzh.complete("审批通报", "agree")

    [listed] = ladder.pzx.get("/bulletins")["items"]
    assert (listed["number"], listed["state"]) == ("〔2026〕1号", "published")
    assert (listed["issued"], listed["overdue"]) == (1, 1)
    assert ladder.pzx.get(f"/documents/{listed['document']}")["kind"] == "T-13"
    text = said(house, bulletin)
    assert "学位管理与研究生处1名工作人员" in text
    assert "未回告1次" in text
    assert WORDS["problems"] in text
    assert "姚海澄" not in text
    assert figures(ladder.hxc)["I-06"] == 1
    assert [each["number"] for each in ladder.hxc.get("/statistics/I-06")["bulletins"]] == ["〔2026〕1号"]


def test_domain_7_1_people_are_named_only_with_a_reason_and_approval(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    started = ladder.qmz.start("warning_bulletin", variables={"first_on": "2026-07-01", "last_on": house_day(ladder)})
    ladder.qmz.complete("起草通报", "submit", {**WORDS, "named": True}, expect=422)
    reason = {"named": True, "naming_reason": "多次提醒不改，须在本单位范围内点名警示。"}
    ladder.qmz.complete("起草通报", "submit", {**WORDS, **reason})
    ladder.wzh.complete("审批通报", "agree_unnamed")
    second = draft(ladder, ladder.qmz, **reason)
    ladder.wzh.complete("审批通报", "agree")

    assert "姚海澄" not in said(house, started["business_key"])
    assert "姚海澄" in said(house, second)


def test_what_is_returned_is_written_again_and_numbers_have_no_gaps(house: House) -> None:
    ladder = Ladder(house)
    returned = draft(ladder, ladder.qmz)
    ladder.wzh.complete("审批通报", "return", opinion="问题部分写得太笼统，请补充。")
    cancelled = ladder.hxc.start("warning_bulletin", variables={"first_on": "2026-07-01", "last_on": house_day(ladder)})
    ladder.hxc.post(f"/process-instances/{cancelled['id']}/cancel", {"reason": "与另一期重复，撤销本期。"})
    ladder.qmz.complete("起草通报", "submit", {**WORDS, "problems": "两名人员逾期不回告，对提醒不重视。"})
    ladder.wzh.complete("审批通报", "agree")
    draft(ladder, ladder.hxc)
    ladder.wzh.complete("审批通报", "agree")

    assert [each["number"] for each in ladder.wym.get("/bulletins")["items"]] == ["〔2026〕2号", "〔2026〕1号"]
    assert "两名人员逾期不回告" in said(house, returned)
    with house.reading() as session:
        assert session.query(Bulletin).filter_by(state="cancelled").count() == 1


def test_the_drafter_does_not_approve_and_a_period_has_begun(house: House) -> None:
    """In PRO one person heads both office and discipline: the chair of the group approves what he has drafted."""
    both, chair = house.sign_in("pro04"), house.sign_in("pro01")
    both.start("warning_bulletin", variables={"first_on": "2026-08-01", "last_on": "2026-08-31"}, expect=422)
    both.start("warning_bulletin", variables={"first_on": "2026-07-01", "last_on": "2026-07-13"})
    both.complete("起草通报", "submit", WORDS)

    assert not both.has_task("审批通报")
    chair.complete("审批通报", "agree")
    assert [each["number"] for each in both.get("/bulletins")["items"]] == ["〔2026〕1号"]
    assert house.sign_in("hxc").get("/bulletins")["items"] == [], "another organisation has its own"
