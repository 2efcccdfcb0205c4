"""A calendar that changes while a vote is open: it closes later, and so do its seats (R-CAL-6)."""

from services.organisation.calendars import import_calendar
from tests.services.organisation.test_calendars import notice
from tests.voting import Stage
from workflows.models import DueWork, Task, Vote
from workflows.rules.deadlines import ZONE
from workflows.rules.states import DueState

HOLIDAY = notice("2026-07-15,holiday,临时放假")


def closings(stage: Stage) -> dict[str, str]:
    """When the open vote closes: as it says itself, in due work, and in the inboxes of its seats."""
    with stage.house.reading() as session:
        vote = session.query(Vote).filter_by(state="open").one()
        work = session.query(DueWork).filter_by(kind="close_vote", state=DueState.PENDING).one()
        seats = session.query(Task).filter(Task.seat > 0, Task.state == "open", Task.engine_id == vote.engine_id)
        found = {"vote": vote.closes_at, "work": work.due_at} | {f"seat {each.seat}": each.due_at for each in seats}
    return {name: at.astimezone(ZONE).isoformat()[:10] for name, at in found.items() if at}


def change_calendar(stage: Stage) -> int:
    done = import_calendar(stage.house.command("sysadmin"), HOLIDAY, source="临时通知")
    stage.house.work_off()
    return done.moved


def test_r_cal_6_a_box_closes_later(stage: Stage) -> None:
    stage.open_ballot(12, 10)
    before = closings(stage)

    assert change_calendar(stage) >= 1

    after = closings(stage)
    assert set(before) == {"vote", "work"}
    assert after["vote"] == after["work"] > before["vote"]


def test_r_cal_6_a_vote_with_seats_closes_later_and_they_with_it(stage: Stage) -> None:
    stage.assemble()
    before = closings(stage)
    assert len(before) > 5
    assert set(before.values()) == {"2026-07-23"}

    change_calendar(stage)

    assert set(closings(stage).values()) == {"2026-07-24"}
