"""R-CAL through the ladder: what is served before 国庆 and 春节 2026 is due as the law counts, and happens then."""

from datetime import datetime
from typing import Any

from tests.clients import Client
from tests.houses import House
from tests.stories.warnings import Ladder
from workflows.rules.deadlines import ZONE


def due_day(client: Client, task: str) -> str:
    """The instant at which a task is late, in Shanghai."""
    return in_shanghai(client.find_task(task)["due_at"])


def in_shanghai(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def happened(ladder: Ladder, kind: str) -> str:
    [event] = [each for each in ladder.events() if each["kind"] == kind]
    return in_shanghai(event["at"])


def warn(ladder: Ladder, **more: Any) -> None:
    """A yellow warning for yhc, issued at once."""
    ladder.open()
    ladder.propose(**more)
    ladder.hxc.complete("预警审批", "agree")


def test_r_cal_a_reminder_served_before_the_national_holidays(house: House) -> None:
    """Issued on 30 September and never acknowledged: each term skips 1 to 7 October and counts Saturday the 10th."""
    house.travel("2026-09-30T10:00:00+08:00")
    ladder = Ladder(house)
    warn(ladder)
    assert due_day(ladder.yhc, "签收") == "2026-10-10T00:00", "wd:2: the 8th and the 9th"

    house.travel("2026-10-09T23:59:00+08:00")
    assert ladder.stands() == ("yellow", 1, "issued"), "the last minute of the 9th is in time"
    house.travel("2026-10-10T08:00:00+08:00")
    assert happened(ladder, "deemed_served") == "2026-10-10T00:00"
    assert due_day(ladder.yhc, "书面回告") == "2026-10-17T00:00", "wd:5 from the 10th: 12 to 16 October"

    house.travel("2026-10-20T23:59:00+08:00")
    assert happened(ladder, "overdue") == "2026-10-17T00:00"
    assert ladder.stands() == ("yellow", 1, "served"), "wd:2 of grace: the 19th and the 20th"
    house.travel("2026-10-21T00:00:00+08:00")
    assert ladder.stands() == ("orange", 1, "escalated")


def test_r_cal_an_order_whose_term_ends_in_the_national_holidays(house: House) -> None:
    """cd:20 from 11 September ends on 1 October, therefore on the 8th; the extension counts from there."""
    house.travel("2026-09-11T10:00:00+08:00")
    ladder = Ladder(house)
    ladder.open(subject="unit", warned_unit="D07")
    ladder.propose("red", 3, line_crossed=True)
    ladder.wzh.complete("预警审批", "agree")
    ladder.pzx.complete("签收", "received")
    assert due_day(ladder.pzx, "书面回告") == "2026-10-09T00:00"

    ladder.ask_extension(ladder.pzx)
    ladder.wzh.complete("审批延期", "grant", {"days": 2})
    assert due_day(ladder.pzx, "书面回告") == "2026-10-11T00:00", "two days more: Saturday the 10th, which is worked"


def test_r_cal_a_reminder_served_before_the_spring_festival(house: House) -> None:
    """Issued on Friday 13 February, acknowledged on the worked Saturday: the reply is due on the next worked one."""
    house.begin(datetime.fromisoformat("2026-02-13T10:00:00+08:00"))
    ladder = Ladder(house)
    warn(ladder)
    assert due_day(ladder.yhc, "签收") == "2026-02-25T00:00", "wd:2: Saturday the 14th and Tuesday the 24th"

    house.travel("2026-02-14T09:00:00+08:00")
    ladder.yhc.complete("签收", "received")
    assert due_day(ladder.yhc, "书面回告") == "2026-03-01T00:00", "wd:5: 24, 25, 26, 27 and Saturday the 28th"
    house.travel("2026-03-04T00:00:00+08:00")
    assert happened(ladder, "overdue") == "2026-03-01T00:00"
    assert ladder.stands() == ("orange", 1, "escalated"), "wd:2 of grace: 2 and 3 March"
