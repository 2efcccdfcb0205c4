"""The date of a correction order moves with the calendar, with its extension (R-CAL-6, R-WARN-8)."""

from datetime import date, datetime

from sqlalchemy import select

from services.organisation.calendars import import_calendar
from services.warnings.models import CorrectionOrder
from tests.houses import House
from tests.services.organisation.test_calendars import notice
from tests.stories.warnings import LETTER, Ladder
from workflows.rules.deadlines import deadline_day


def order(house: House) -> CorrectionOrder:
    """The order that there is."""
    with house.reading() as session:
        return session.scalars(select(CorrectionOrder)).one()


def due(house: House) -> date:
    """The day on which it ends."""
    due_at = order(house).due_at
    assert due_at is not None
    return deadline_day(due_at)


def bring(house: House, *days: date) -> None:
    """Bring a notice in which these days are holidays, and do what follows from it."""
    data = notice(*(f"{day},holiday,临时放假" for day in days))
    import_calendar(house.command("sysadmin"), data, source="国办发明电〔2026〕9号")
    house.work_off()


def serve_order(house: House) -> Ladder:
    """责令整改, served."""
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 3, line_crossed=True)
    ladder.wzh.complete("预警审批", "agree")
    ladder.yhc.complete("签收", "received")
    return ladder


def test_r_cal_6_the_term_of_an_order_moves_with_its_task(house: House) -> None:
    ladder = serve_order(house)
    before = due(house)

    bring(house, before)

    assert due(house) > before
    assert datetime.fromisoformat(ladder.yhc.find_task("书面回告")["due_at"]) == order(house).due_at
    told = [each["text"] for each in ladder.yhc.get("/notices")["items"] if each["kind"] == "date_extended"]
    assert [text.split("：")[0] for text in told] == [f"责令整改通知书期限已顺延至 {due(house)}"]


def test_r_cal_6_an_extension_is_counted_anew_and_ends_with_the_order(house: House) -> None:
    ladder = serve_order(house)
    first = due(house)
    ladder.ask_extension(ladder.yhc)
    ladder.wzh.complete("审批延期", "grant", {"days": 7})
    extended = due(house)
    assert extended > first

    bring(house, extended)
    moved = due(house)
    assert moved > extended
    assert (order(house).extended_by, order(house).due_rule) == ("cd:7", "p6_warning.correction_order")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("检查验收", "pass", opinion="已经逐项核对，确已整改。")

    bring(house, extended, moved)
    assert due(house) == moved, "what is over stays as it was"
