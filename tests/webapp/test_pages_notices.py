"""Notices on pages and over the API: what is unread, what is read, and how somebody wants to be told."""

from collections.abc import Callable, Iterator

import pytest

from services.notices.outbound import Outbound, bind_outbound
from tests.houses import House
from tests.procedures import PLAIN, begin
from tests.receivers import Hook, open_hook
from tests.visitors import Visitor
from workflows import database
from workflows.models import Account, DueWork, RoleGrant

Visit = Callable[..., Visitor]
Told = dict[str, str]


@pytest.fixture
def told(open_house: House) -> Told:
    """The liaison has got a task, was urged, and got another task."""
    first = begin(open_house, PLAIN)
    open_house.sign_in("hxc").post(f"/tasks/{first['write']}/urge")
    begin(open_house, PLAIN)
    open_house.work_off()
    return first


@pytest.fixture
def configured() -> Iterator[None]:
    """An installation with mail and a webhook."""
    bind_outbound(Outbound(smtp_url="smtp://127.0.0.1:1", mail_from="a@example.cn", webhook_url="http://127.0.0.1:1"))
    yield
    bind_outbound(Outbound())


def rows(page: object) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.tree.xpath("//tr[@data-row]")]  # type: ignore[attr-defined]


def test_one_notice_is_marked_and_the_reader_stays_where_he_was(visit: Visit, told: Told) -> None:
    visitor = visit("yhc")
    page = visitor.get("/notices?state=unread")
    assert len(rows(page)) == 3

    form = page.find("//tr[@data-row]//form")
    page = visitor.submit(page, form.get("action"))

    assert page.path == "/notices?state=unread"
    assert len(rows(page)) == 2
    assert len(rows(visitor.get("/notices"))) == 3


def test_notices_are_found_by_what_they_are_about(visit: Visit, told: Told) -> None:
    page = visit("yhc").get("/notices?topic=urged")

    assert len(rows(page)) == 1
    assert "催办" in rows(page)[0]
    assert "没有符合条件的通知" in visit("yhc").get("/notices?topic=copied").text
    assert len(rows(visit("yhc").get("/notices?topic=nonsense"))) == 3


def test_the_api_lists_marks_and_counts(open_house: House, told: Told) -> None:
    yhc = open_house.sign_in("yhc")
    first = yhc.get("/notices", limit=2)
    assert (len(first["items"]), first["unread"]) == (2, 3)
    rest = yhc.get("/notices", limit=2, cursor=first["next_cursor"])
    assert (len(rest["items"]), rest["next_cursor"]) == (1, None)
    assert rest["items"][0]["task_id"] == told["write"]

    one = first["items"][0]["id"]
    assert yhc.post(f"/notices/{one}/read") == {"marked": 1, "unread": 2}
    assert yhc.post(f"/notices/{one}/read") == {"marked": 0, "unread": 2}
    assert [each["topic"] for each in yhc.get("/notices", state="unread", topic="urged")["items"]] == ["urged"]
    assert yhc.post("/notices/read-all") == {"marked": 2, "unread": 0}
    assert yhc.get("/notices")["unread"] == 0


def test_a_strangers_notice_is_not_there(open_house: House, told: Told) -> None:
    mine = open_house.sign_in("yhc").get("/notices")["items"][0]["id"]

    open_house.sign_in("pzx").post(f"/notices/{mine}/read", expect=404)
    assert open_house.sign_in("yhc").get("/notices")["unread"] == 3


def test_counting_unread_costs_the_same_however_many_there_are(open_house: House, told: Told) -> None:
    yhc = open_house.sign_in("yhc")
    with open_house.counting() as few:
        yhc.get("/notices")
    for _time in range(5):
        begin(open_house, PLAIN)
    open_house.work_off()
    with open_house.counting() as many:
        yhc.get("/notices")

    assert len(few) == len(many)


def test_preferences_begin_with_the_organisations(open_house: House, visit: Visit, configured: None) -> None:
    yhc = open_house.sign_in("yhc")
    given = yhc.get("/me/notice-preferences")

    assert (given["own"], given["digest"], given["quiet_from"], given["quiet_until"]) == (
        False,
        "each",
        "22:00",
        "07:00",
    )
    assert given["available"] == ["email", "webhook"]
    assert given["channels"]["urged"] == ["email", "webhook"]
    assert "现在按单位缺省设置" in visit("yhc").get("/notices/preferences").text


def test_somebody_chooses_on_the_page_and_goes_back_to_the_organisations(
    open_house: House, visit: Visit, configured: None
) -> None:
    visitor, yhc = visit("yhc"), open_house.sign_in("yhc")
    page = visitor.get("/notices/preferences")
    wanted = {"channels.opened": [], "channels.urged": ["webhook"], "digest": "daily", "quiet_from": "20:30"}

    page = visitor.submit(page, "/notices/preferences", **wanted)

    assert page.flashes == ["通知设置已保存"]
    kept = yhc.get("/me/notice-preferences")
    assert (kept["own"], kept["digest"], kept["quiet_from"]) == (True, "daily", "20:30")
    assert kept["channels"]["opened"] == []
    assert kept["channels"]["urged"] == ["webhook"]
    assert kept["channels"]["due"] == ["email", "webhook"]
    visitor.submit(page, "/notices/preferences/reset")
    assert not yhc.get("/me/notice-preferences")["own"]


def test_what_the_page_does_not_offer_is_kept(open_house: House, visit: Visit, configured: None) -> None:
    """An administrator takes a channel away for a week: nobody's choice is lost by saving something else."""
    yhc = open_house.sign_in("yhc")
    chosen = yhc.get("/me/notice-preferences")
    body = {name: chosen[name] for name in ("digest", "quiet_from", "quiet_until", "language")}
    yhc.put("/me/notice-preferences", {**body, "channels": {"urged": ["wecom", "email"]}})

    visitor = visit("yhc")
    visitor.submit(visitor.get("/notices/preferences"), "/notices/preferences", **{"channels.urged": []})

    assert yhc.get("/me/notice-preferences")["channels"]["urged"] == ["wecom"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", "weekly"),
        ("quiet_from", "25:00"),
        ("quiet_until", "7"),
        ("quiet_until", "07:00:00"),
        ("language", "fr"),
        ("channels", {"opened": ["pigeon"]}),
        ("channels", {"weather": ["email"]}),
    ],
)
def test_what_there_is_not_to_choose_is_refused_with_its_place(open_house: House, field: str, value: object) -> None:
    yhc = open_house.sign_in("yhc")
    body = {"channels": {}, "digest": "each", "quiet_from": "22:00", "quiet_until": "07:00", "language": "zh"}

    refused = yhc.put("/me/notice-preferences", {**body, field: value}, expect=422)

    assert [each["field"] for each in refused["errors"]] == [field]
    assert not yhc.get("/me/notice-preferences")["own"]


def test_a_wrong_time_on_the_page_is_said(visit: Visit, configured: None) -> None:
    visitor = visit("yhc")

    page = visitor.submit(visitor.get("/notices/preferences"), "/notices/preferences", quiet_from="late")

    assert page.flashes == ["表单有 1 处需要修改"]


def test_an_account_without_a_person_has_no_notices(open_house: House, visit: Visit) -> None:
    with open_house.reading() as session:
        login = session.query(Account).filter(Account.person_id.is_(None)).order_by(Account.id).first().login

    assert "此账号不对应人员" in visit(login).get("/notices/preferences").text
    open_house.sign_in(login).get("/me/notice-preferences", expect=403)


@pytest.fixture
def failing(open_house: House) -> Iterator[Hook]:
    """A webhook that answers 500; the liaison's notice has been tried five times."""
    with open_hook() as hook:
        bind_outbound(Outbound(webhook_url=hook.url, webhook_secret="x" * 16, private=True))
        hook.status = 500
        begin(open_house, PLAIN)
        for _time in range(6):
            with database.bound().writing() as session:
                session.query(DueWork).filter_by(kind="send_notices", state="pending").update({"free_at": None})
                session.commit()
            open_house.work_off()
        yield hook
    bind_outbound(Outbound())


def administrator(house: House) -> str:
    with house.reading() as session:
        grants = session.query(RoleGrant).filter_by(role="sys_admin", org_id=house.org_id)
        return session.get_one(Account, grants.first().account_id).login


def test_what_cannot_be_handed_over_is_seen_by_those_who_can_mend_it(
    open_house: House, visit: Visit, failing: Hook
) -> None:
    """And by nobody else; they see channel, reader and cause, and no task (R-SEC-2)."""
    for login in (administrator(open_house), "hxc"):
        page = visit(login).get("/notices/channels")
        assert "answered 500" in page.text
        assert "姚海澄" in page.text
        assert "write" not in page.text
    visit("yhc").get("/notices/channels", expect=404)


def test_the_administrator_sets_it_going_again(open_house: House, visit: Visit, failing: Hook) -> None:
    visitor = visit(administrator(open_house))
    page = visitor.get("/notices/channels")
    failing.status = 200

    page = visitor.submit(page, page.find("//form[contains(@action, '/retry')]").get("action"))
    open_house.work_off()

    assert page.flashes == ["已交系统重试"]
    assert "没有故障事项" in visitor.get("/notices/channels").text
    assert len(failing.posts) == 6
