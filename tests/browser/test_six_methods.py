"""The six methods on pages: each step's page is in order for its person, and votes are cast as people cast them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Doors, Enter
from tests.browser.looking import look_at
from tests.stories.six_methods import GROUP, TALK, Procedure

pytestmark = pytest.mark.timeout(400)


class Tour:
    """Somebody who looks over everybody's shoulder, in English, on a desk and on a phone."""

    def __init__(self, doors: Doors, enter: Enter) -> None:
        self.procedure = Procedure(doors.house)
        self.enter = enter
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []

    def page(self, login: str) -> Page:
        if login not in self.pages:
            self.pages[login] = self.enter(login, language="en-GB")
        return self.pages[login]

    def look(self, login: str, path: str) -> Page:
        page = self.page(login)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            self.faults += look_at(page, path, english=True, phone=size is PHONE)
        return page

    def look_at_task(self, login: str, name: str) -> Page:
        return self.look(login, f"/tasks/{self.procedure.person(login).find_task(name)['id']}")


@pytest.fixture
def tour(doors: Doors, enter: Enter) -> Tour:
    return Tour(doors, enter)


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Something that leads to another page."""
    with page.expect_navigation():
        yield


def test_the_unit_finds_discusses_and_hands_in(tour: Tour) -> None:
    procedure = tour.procedure
    procedure.start()
    tour.look_at_task("yhc", "自己找")
    procedure.find("R044", "R045")
    tour.look_at_task("gsy", "提出意见")
    tour.look("pzx", f"/instances/{procedure.instance}")
    procedure.comment()
    procedure.raise_points("new")
    tour.look_at_task("yhc", "汇总答复")
    procedure.summarise()
    tour.look_at_task("pzx", "主要负责人确认")

    assert "\n".join(tour.faults) == ""


def test_the_ballot_is_run_from_pages(tour: Tour, doors: Doors, enter: Enter) -> None:
    procedure = tour.procedure
    procedure.run_to_ballot({"R044": "accurate"})
    ballot = procedure.task_object(procedure.hxc, "制票发票")
    tour.look_at_task("hxc", "制票发票")
    tour.look("hxc", f"/ballots/{ballot}/office")
    procedure.issue_slips(6)
    tour.look("hxc", f"/ballots/{ballot}/office")
    for code in procedure.codes:
        procedure.cast(ballot, code, procedure.approving(ballot, 1)[0])
    doors.house.work_off()
    tour.look_at_task("ryx", "开箱计票")
    procedure.count_ballot()
    tour.look("hxc", f"/ballots/{ballot}/office")
    tour.look_at_task("fjc", "审签")
    procedure.sign()
    tour.look_at_task("qmz", "受理审查")

    assert "\n".join(tour.faults) == ""


def test_experts_assess_and_the_group_determines_on_pages(tour: Tour, doors: Doors) -> None:
    procedure = tour.procedure
    grades = {"R044": "fairly", "R045": "inaccurate"}
    procedure.run_to_signature(grades)
    procedure.accept()
    panel = procedure.task_object(procedure.hxc, "抽取专家")
    tour.look_at_task("hxc", "抽取专家")
    procedure.hxc.post(f"/panels/{panel}/draw", {})
    seated = [each["code"] for each in procedure.hxc.get(f"/panels/{panel}")["members"] if each["state"] == "seated"]
    tour.look_at_task(seated[0], "独立性声明")
    for member in seated:
        procedure.person(member).post(f"/panels/{panel}/declarations", {"independent": True})
    assess_on_the_page(tour, seated[0])
    tour.look("hxc", f"/panels/{panel}")
    for member in seated[1:]:
        items = [
            {"risk_point": p, "grade": g, "reason": "须写明环节和情形，不够具体"}
            for p, g in procedure.by_point(grades).items()
        ]
        procedure.person(member).post(f"/panels/{panel}/votes", {"items": items})
    tour.look("hxc", f"/panels/{panel}")
    tour.look("yhc", f"/instances/{procedure.instance}")
    hold_the_meeting_on_pages(tour)
    follow_up_on_pages(tour)

    assert "\n".join(tour.faults) == ""


def assess_on_the_page(tour: Tour, login: str) -> None:
    """Every item has its row already: a grade, and a reason where it is not the best."""
    page = tour.look_at_task(login, "评估打分")
    rows = page.locator("#f-items [data-item]")
    expect(rows).to_have_count(2)
    for row in rows.all():
        row.get_by_label("Fairly accurate", exact=True).check()
        row.get_by_role("textbox").fill("表述不够具体，须写明环节")
    with answered(page):
        page.get_by_role("button", name="Submit the assessment").click()
    expect(page.get_by_role("status").first).to_contain_text("Submit the assessment")


def hold_the_meeting_on_pages(tour: Tour) -> None:
    """The office convenes and records, the chair opens, a member votes on the page, the chair closes."""
    procedure = tour.procedure
    meeting = procedure.task_object(procedure.hxc, "会议通知")
    tour.look_at_task("hxc", "会议通知")
    procedure.hxc.complete("会议通知", "convene", {"held_at": "2026-07-30T09:00:00+08:00", "place": "五楼会议室"})
    office = tour.look("hxc", f"/meetings/{meeting}")
    for box in office.locator("[name=present]").all():
        box.check()
    with answered(office):
        office.get_by_role("button", name="Record attendance").click()
    chair = tour.look("lzy", f"/meetings/{meeting}")
    with answered(chair):
        chair.get_by_role("button", name="Open the meeting").click()
    vote_on_the_page(tour)
    motions = procedure.lzy.get(f"/meetings/{meeting}")["motions"]
    items = [{"risk_point": m["risk_point"], "grade": m["grade"], "vote": "approve"} for m in motions]
    for login in GROUP[1:]:
        procedure.person(login).post(f"/meetings/{meeting}/votes", {"items": items})
    chair = tour.look("lzy", f"/meetings/{meeting}")
    with answered(chair):
        chair.get_by_role("button", name="Close the meeting").click()
    expect(chair.get_by_role("status").first).to_contain_text("closed")
    tour.look("lzy", f"/meetings/{meeting}")


def vote_on_the_page(tour: Tour) -> None:
    """The grade that is moved stands already; a member says for or against."""
    page = tour.look_at_task("lzy", "会议表决")
    for row in page.locator("#f-items [data-item]").all():
        row.get_by_label("For", exact=True).check()
    with answered(page):
        page.get_by_role("button", name="Submit the votes").click()


def follow_up_on_pages(tour: Tour) -> None:
    """What follows each grade, and a talk that is read on a page of its own."""
    procedure = tour.procedure
    tour.look_at_task("yhc", "及时完善")
    tour.look_at_task("fjc", "约谈")
    procedure.fjc.complete("约谈", "record", TALK)
    page = tour.look_at_task("pzx", "被谈话人核对确认")
    with answered(page):
        page.get_by_role("button", name="Read what was said").click()
    expect(page.locator("main")).to_contain_text(TALK["problems"])
    point = next(iter(procedure.points().values()))
    tour.look("hxc", f"/risk-points/{point['id']}")
