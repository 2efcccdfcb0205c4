"""What was sent out of the house is forgotten after a time; sets of parameters get what a new version brings."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from services.jobs.housekeeping import keep_house
from services.notices.keeping import forget_deliveries
from services.organisation.completing import complete_parameters
from services.organisation.parameters import decide_parameters, propose_parameters
from services.transaction import HOUSE, use_case
from tests.houses import House
from tests.procedures import PLAIN, begin
from tests.receivers import Mailbox
from workflows import database
from workflows.errors import AnswersRefusedError
from workflows.models import Notice, NoticeDelivery, ParameterSet
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.work import Work

Configure = Callable[..., None]


@use_case
def forget(work: Work) -> int:
    return forget_deliveries(work)


@use_case
def keep(work: Work) -> None:
    keep_house(work, {})


def count(house: House, table: type[Notice | NoticeDelivery]) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_sent_notices_are_forgotten_after_the_days_that_the_organisation_says(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    begin(house, PLAIN)
    house.work_off()
    assert (len(mailbox.mails), count(house, NoticeDelivery)) == (1, 1)
    told = count(house, Notice)

    house.travel(house.now + timedelta(days=179))
    assert forget(HOUSE) == 0
    house.travel(house.now + timedelta(days=2))
    keep(HOUSE)

    assert count(house, NoticeDelivery) == 0
    assert count(house, Notice) >= told


def test_the_first_of_a_parcel_stays_as_long_as_another_waits(
    house: House, configure: Configure, mailbox: Mailbox
) -> None:
    configure(smtp_url=mailbox.url)
    begin(house, PLAIN)
    house.work_off()
    begin(house, PLAIN)
    house.work_off()
    with database.bound().writing() as session:
        first, second = session.scalars(select(NoticeDelivery.id).order_by(NoticeDelivery.id)).all()
        session.execute(
            update(NoticeDelivery)
            .where(NoticeDelivery.id == second)
            .values(state="waiting", ended_at=None, parcel_id=first)
        )
        session.execute(
            update(NoticeDelivery).where(NoticeDelivery.id == first).values(ended_at=house.now - timedelta(days=400))
        )
        session.commit()

    assert forget(HOUSE) == 0
    with database.bound().writing() as session:
        session.execute(
            update(NoticeDelivery)
            .where(NoticeDelivery.id == second)
            .values(state="sent", ended_at=house.now - timedelta(days=300))
        )
        session.commit()
    assert forget(HOUSE) == 2


def test_the_days_are_a_parameter_with_a_least_value(house: House) -> None:
    editor = house.command("procedit")
    made = propose_parameters(editor, {"notices.kept_days": 60}, note="缩短保留")
    decide_parameters(house.command("procappr"), made.number, accept=True)

    with house.reading() as session:
        assert Parameters(load_latest_set(session, house.org_id).values).integer("notices.kept_days") == 60
    with pytest.raises(AnswersRefusedError) as refused:
        propose_parameters(editor, {"notices.kept_days": 3}, note="太短")
    assert ["notices.kept_days" in problem.field for problem in refused.value.problems] == [True]


def test_sets_of_an_earlier_version_get_what_they_lack_and_keep_what_they_have(house: House) -> None:
    """Also those that are not the latest: instances run on them."""
    with database.bound().writing() as session:
        for row in session.scalars(select(ParameterSet)):
            old = {name: entry for name, entry in row.values.items() if not name.startswith("notices.")}
            row.values = {**old, "inbox.reminder_days": {"value": [5]}}
        session.commit()

    completed = complete_parameters(HOUSE)

    with house.reading() as session:
        rows = session.scalars(select(ParameterSet).where(ParameterSet.in_force.is_not(None))).all()
        assert completed == len(rows) > 1
        for row in rows:
            assert row.values["notices.digest"]["value"] == "each"
            assert row.values["inbox.reminder_days"] == {"value": [5]}
    assert complete_parameters(HOUSE) == 0
