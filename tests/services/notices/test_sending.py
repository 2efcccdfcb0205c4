"""Notices leave the house: each once, whatever the receivers do, and nothing waits for them."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from services.jobs.performing import claim_due, perform
from services.notices.letters import say_what
from services.notices.outbound import Line, Parcel
from services.transaction import HOUSE
from tests.houses import House
from tests.procedures import PLAIN, begin, finish, messages
from tests.receivers import Hook, Mailbox
from tests.services.notices.conftest import SECRET
from workflows import database
from workflows.clock import wall_now
from workflows.models import DueWork, Incident, Notice, NoticeDelivery, ProcessInstance

Configure = Callable[..., None]


def states(house: House, channel: str = "email") -> list[str]:
    with house.reading() as session:
        rows = session.query(NoticeDelivery).filter_by(channel=channel).order_by(NoticeDelivery.id)
        return [row.state for row in rows]


def try_again(house: House, times: int = 1) -> None:
    """Let the pause after a failure be over, again and again."""
    for _time in range(times):
        with database.bound().writing() as session:
            session.query(DueWork).filter_by(kind="send_notices", state="pending").update({"free_at": None})
            session.commit()
        house.work_off()


def incidents(house: House) -> list[tuple[str, str]]:
    with house.reading() as session:
        query = session.query(Incident.cause, DueWork.kind).join(DueWork, DueWork.id == Incident.due_work_id)
        return [(cause, kind) for cause, kind in query]


def test_a_new_task_is_told_by_mail_with_process_step_deadline_and_link(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    tasks = begin(house, PLAIN)
    house.work_off()

    (mail,) = mailbox.mails
    text = mail.get_content()
    assert mailbox.recipients == ["yhc@example.gov.cn"]
    assert mail["Subject"] == "【廉流】新到待办：write（测试流程）"
    assert f"https://lian.example.gov.cn/tasks/{tasks['write']}" in text
    assert text.startswith("姚海澄：您好！")
    assert states(house) == ["sent"]


def test_no_title_and_no_form_value_leaves_the_house(
    house: House, configure: Configure, mailbox: Mailbox, hook: Hook
) -> None:
    """§7.1: what the matter is about is behind the link; reasons of a suspension are typed by people."""
    configure(smtp_url=mailbox.url, webhook_url=hook.url, wecom_url=hook.url)
    started = begin(house, PLAIN)["instance"]
    with database.bound().writing() as session:
        session.query(ProcessInstance).update({"title": "关于张三的线索"})
        session.commit()
    house.sign_in("hxc").post(f"/process-instances/{started}/suspend", {"reason": "涉及某人的举报"})
    house.work_off()

    sent = "".join(mail.get_content() + mail["Subject"] for mail in mailbox.mails)
    sent += "".join(body.decode() for _path, _headers, body in hook.posts)
    assert "流程暂停" in sent
    assert "张三" not in sent
    assert "举报" not in sent


def test_without_a_configured_channel_delivery_costs_what_it_always_did(house: House) -> None:
    begin(house, PLAIN)
    with house.counting() as statements:
        house.work_off()

    assert not [each for each in statements if "notice_delivery" in each or "notice_preference" in each]


def test_a_webhook_can_prove_who_sent_it(house: House, configure: Configure, hook: Hook) -> None:
    configure(webhook_url=hook.url)
    tasks = begin(house, PLAIN)
    house.work_off()

    ((_path, headers, body),) = hook.posts
    signed = headers["X-LianFlow-Timestamp"].encode() + b"." + body
    assert headers["X-LianFlow-Signature"] == f"sha256={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"
    assert headers["Idempotency-Key"] == headers["X-LianFlow-Delivery"] == hook.bodies[0]["id"]
    assert hook.bodies[0]["person"] == "yhc"
    (told,) = hook.bodies[0]["notices"]
    assert (told["kind"], told["step"], told["process_key"]) == ("task_opened", "write", "plain")
    assert told["url"] == f"https://lian.example.gov.cn/tasks/{tasks['write']}"


def choose(house: House, login: str, **wishes: object) -> None:
    """Let somebody choose every channel for everything, and whatever else."""
    everything = ["email", "webhook", "wecom", "dingtalk"]
    topics = ("opened", "due", "overdue", "urged", "copied", "process")
    body = {"channels": dict.fromkeys(topics, everything), "digest": "each", "language": "zh"}
    house.sign_in(login).put(
        "/me/notice-preferences", {**body, "quiet_from": "00:00", "quiet_until": "00:00", **wishes}
    )


def test_robots_say_who_is_meant_and_nothing_of_the_matter(house: House, configure: Configure, hook: Hook) -> None:
    configure(wecom_url=hook.url, dingtalk_url=hook.url, dingtalk_secret="SEC0")
    choose(house, "yhc")
    begin(house, PLAIN)
    house.work_off()

    bodies = {body["msgtype"]: body for body in hook.bodies}
    assert bodies["text"]["text"]["mentioned_list"] == ["yhc"]
    assert "姚海澄：您有 1 条通知（新到待办）" in bodies["text"]["text"]["content"]
    assert bodies["markdown"]["at"]["atUserIds"] == ["yhc"]
    assert "write" not in str(bodies)
    assert "测试流程" not in str(bodies)


def test_a_dingtalk_address_is_signed_as_its_robots_ask(house: House, configure: Configure, hook: Hook) -> None:
    configure(dingtalk_url=hook.url, dingtalk_secret="SEC0")
    choose(house, "yhc")
    begin(house, PLAIN)
    house.work_off()

    ((path, _headers, _body),) = hook.posts
    query = parse_qs(urlsplit(path).query)
    (stamp,), (sign,) = query["timestamp"], query["sign"]
    wanted = hmac.new(b"SEC0", f"{stamp}\nSEC0".encode(), hashlib.sha256).digest()
    assert base64.b64decode(sign) == wanted
    assert query["key"] == ["secret-of-the-address"]


@pytest.mark.parametrize(
    "answer", [b'{"errcode": 310000, "errmsg": "sign not match"}', b"<html>", b"[]", b'{"errcode":null}']
)
def test_a_robot_that_refuses_with_200_has_refused(
    house: House, configure: Configure, hook: Hook, answer: bytes
) -> None:
    configure(wecom_url=hook.url)
    choose(house, "yhc")
    hook.answer = answer
    begin(house, PLAIN)
    house.work_off()

    assert states(house, "wecom") == ["waiting"]


# -- receivers that fail ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 429, 404, 301, 302, 307])
def test_what_a_receiver_does_not_take_is_tried_five_times_and_then_a_person_is_called(
    house: House, configure: Configure, hook: Hook, status: int
) -> None:
    configure(webhook_url=hook.url)
    hook.status, hook.location = status, f"http://127.0.0.1:{hook.port}/elsewhere" if 300 < status < 400 else ""
    begin(house, PLAIN)
    house.work_off()
    assert [message.kind for message in messages(house, "yhc")] == ["task_opened"]
    assert states(house, "webhook") == ["waiting"]

    try_again(house, 6)

    assert [path.partition("?")[0] for path, _headers, _body in hook.posts] == ["/hook"] * 5
    assert len({headers["Idempotency-Key"] for _path, headers, _body in hook.posts}) == 1
    assert incidents(house) == [(f"answered {status}", "send_notices")]


def test_a_receiver_that_is_not_there_stops_nobody_else(
    house: House, configure: Configure, hook: Hook, mailbox: Mailbox
) -> None:
    configure(smtp_url="smtp://127.0.0.1:1", webhook_url=hook.url)
    begin(house, PLAIN)
    house.work_off()

    assert (states(house, "email"), states(house, "webhook")) == (["waiting"], ["sent"])
    configure(smtp_url=mailbox.url, webhook_url=hook.url)
    try_again(house)
    assert states(house, "email") == ["sent"]
    assert (len(mailbox.mails), len(hook.posts)) == (1, 1)


def test_a_receiver_that_hangs_is_left_after_a_while(
    house: House, configure: Configure, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notices.channels.posting.SILENCE", 0.2)
    configure(webhook_url=hook.url)
    hook.hangs = True
    begin(house, PLAIN)
    house.work_off()
    assert states(house, "webhook") == ["waiting"]

    hook.hangs = False
    try_again(house)
    assert states(house, "webhook") == ["sent"]


def test_a_receiver_that_answers_byte_by_byte_is_cut_off(
    house: House, configure: Configure, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notices.channels.limits.WHOLE", 0.5)
    configure(webhook_url=hook.url)
    hook.drips = True
    begin(house, PLAIN)
    began = wall_now()
    house.work_off()

    assert (wall_now() - began).total_seconds() < 10
    assert states(house, "webhook") == ["waiting"]


def test_a_mail_server_that_does_not_greet_is_left_after_a_while(
    house: House, configure: Configure, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notices.channels.mail.SILENCE", 0.2)
    configure(smtp_url=mailbox.url)
    mailbox.greets = False
    begin(house, PLAIN)
    house.work_off()

    assert (mailbox.visits, states(house)) == (1, ["waiting"])


def test_an_address_that_is_refused_for_good_calls_a_person_at_once(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    mailbox.refuses = "550 no such user"
    begin(house, PLAIN)
    house.work_off()

    assert incidents(house) == [("the mail server refused the recipient (550)", "send_notices")]
    assert mailbox.visits == 1


def test_an_address_that_is_refused_for_now_is_tried_again(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    mailbox.refuses = "451 greylisted"
    begin(house, PLAIN)
    house.work_off()
    mailbox.refuses = ""
    try_again(house)

    assert (states(house), incidents(house), len(mailbox.mails)) == (["sent"], [], 1)


def test_private_addresses_are_refused_unless_they_are_allowed(house: House, configure: Configure, hook: Hook) -> None:
    configure(webhook_url=hook.url, private=False)
    begin(house, PLAIN)
    house.work_off()

    with house.reading() as session:
        assert session.query(DueWork).filter_by(kind="send_notices").one().last_error == "the address is private"
    assert hook.posts == []


def test_no_address_and_no_secret_stands_in_a_row(house: House, configure: Configure, hook: Hook) -> None:
    configure(webhook_url=hook.url)
    hook.status = 500
    begin(house, PLAIN)
    house.work_off()
    try_again(house, 5)

    with house.reading() as session:
        written = [f"{row.last_error} {row.payload}" for row in session.query(DueWork)]
        written += [row.cause for row in session.query(Incident)]
    assert not [each for each in written if "secret" in each or "127.0.0.1" in each]


# -- doubles ---------------------------------------------------------------------------------------


def test_a_lost_answer_sends_the_same_mail_under_the_same_name(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    mailbox.loses_answer = True
    begin(house, PLAIN)
    house.work_off()
    mailbox.loses_answer = False
    try_again(house)

    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()
    assert states(house) == ["sent"]


def test_an_errand_that_is_executed_twice_is_sent_once(house: House, configure: Configure, mailbox: Mailbox) -> None:
    """As a broker that delivers doubly, or a restored backup, would have it."""
    configure(smtp_url=mailbox.url)
    begin(house, PLAIN)
    for work in claim_due(HOUSE):
        assert perform(*work)
    (errand,) = claim_due(HOUSE)
    assert perform(*errand)
    assert not perform(*errand)
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(kind="send_notices").update(
            {"state": "pending", "free_at": None, "done_at": None}
        )
        session.commit()
    house.work_off()

    assert len(mailbox.mails) == 1


def test_nothing_is_locked_while_a_receiver_is_waited_for(house: House, configure: Configure, hook: Hook) -> None:
    """SQLite has one writer: somebody who completes a task meanwhile would wait for it."""
    import threading

    configure(webhook_url=hook.url)
    hook.hangs = True
    tasks = begin(house, PLAIN)
    worker = threading.Thread(target=house.work_off)
    worker.start()
    while not hook.posts:
        worker.join(timeout=0.02)
        assert worker.is_alive()

    finish(house.sign_in("yhc"), tasks["write"])

    hook.leaving.set()
    worker.join(timeout=20)
    assert not worker.is_alive()


# -- what goes together ----------------------------------------------------------------------------


def test_a_daily_digest_holds_what_is_still_to_be_told(house: House, configure: Configure, mailbox: Mailbox) -> None:
    """Three tasks on a Monday; one is done, one was read: one is left for Tuesday at nine."""
    configure(smtp_url=mailbox.url)
    choose(house, "yhc", digest="daily")
    first, second, third = (begin(house, PLAIN) for _time in range(3))
    house.travel("2026-07-13T15:00:00+08:00")
    finish(house.sign_in("yhc"), first["write"])
    with database.bound().writing() as session:
        oldest = session.query(Notice).order_by(Notice.id).offset(1).first()
        oldest.read_at = wall_now()
        session.commit()
    mailbox.mails.clear()

    house.travel("2026-07-14T09:00:01+08:00")

    (mail,) = [mail for mail in mailbox.mails if "yhc@" in mail["To"]]
    assert third["write"] in mail.get_content()
    assert first["write"] not in mail.get_content()
    assert second["write"] not in mail.get_content()
    with house.reading() as session:
        person = session.query(Notice).order_by(Notice.id).first().person_id
        rows = session.query(NoticeDelivery).filter_by(person_id=person).order_by(NoticeDelivery.id)
        assert [row.state for row in rows] == ["dropped", "dropped", "sent"]


def test_a_digest_is_one_mail_for_several_notices(house: House, configure: Configure, mailbox: Mailbox) -> None:
    configure(smtp_url=mailbox.url)
    choose(house, "yhc", digest="hourly")
    started = [begin(house, PLAIN) for _time in range(3)]
    house.travel("2026-07-13T10:00:01+08:00")

    (mail,) = mailbox.mails
    assert mail["Subject"] == "【廉流】您有 3 条通知"
    assert all(each["write"] in mail.get_content() for each in started)
    assert states(house) == ["sent"] * 3


def test_what_is_said_at_night_is_told_in_the_morning(house: House, configure: Configure, mailbox: Mailbox) -> None:
    configure(smtp_url=mailbox.url)
    choose(house, "yhc", quiet_from="08:00", quiet_until="12:00")
    begin(house, PLAIN)
    house.work_off()
    assert mailbox.mails == []

    house.travel("2026-07-13T12:00:01+08:00")
    assert len(mailbox.mails) == 1


def test_a_topic_that_is_off_goes_nowhere_but_into_the_house(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    choose(house, "yhc", channels={"urged": ["email"]})
    tasks = begin(house, PLAIN)
    house.work_off()
    assert (mailbox.mails, len(messages(house, "yhc"))) == ([], 1)

    house.sign_in("hxc").post(f"/tasks/{tasks['write']}/urge")
    house.work_off()
    assert [mail["Subject"] for mail in mailbox.mails] == ["【廉流】有人催办：write（测试流程）"]


def test_letters_are_in_the_readers_language(house: House, configure: Configure) -> None:
    configure()
    node = ("risk_discovery_anhui6", "self_check", "自己找")
    due = datetime.fromisoformat("2026-07-21T00:00:00+08:00")
    line = Line("task_overdue", "overdue", node[0], "", node[1], node[2], due, "/tasks/x", due)
    said = {
        language: say_what(Parcel("1", "email", "EDU", "yhc", "姚海澄", "", language, (line,)), line)
        for language in ("zh", "en")
    }

    assert said["zh"].startswith("已逾期：自己找")
    assert said["en"].startswith("Overdue")
    assert "自己找" not in said["en"]


def test_planning_costs_the_same_for_one_notice_and_for_many(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    from services.notices.planning import plan_deliveries
    from workflows.work import Work

    configure(smtp_url=mailbox.url)
    for _time in range(5):
        begin(house, PLAIN)
    configure()
    house.work_off()
    counts = []
    configure(smtp_url=mailbox.url)
    with house.reading() as session:
        ids = [row.id for row in session.query(Notice).order_by(Notice.id)]
    for wanted in (ids[:1], ids[1:]):
        with database.bound().writing() as session, house.counting() as statements:
            plan_deliveries(Work(session, house.now), wanted)
            session.commit()
        counts.append(len([each for each in statements if "installation" not in each]))

    assert counts[0] == counts[1] <= 8
