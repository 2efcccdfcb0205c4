"""What the rules refuse even where an organisation has drawn the procedure differently."""

from sqlalchemy import select

from tests.voting import AGAIN, MEETING, WITNESS, Stage, adapt, agenda
from workflows.models import DueWork


def redraw(stage: Stage, key: str, *changes: tuple[str, str]) -> None:
    """Publish a pattern with changes."""
    text = adapt(key).decode()
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    stage.house.publish(text)


def test_r_mass_2_the_same_person_does_not_countersign_even_if_the_diagram_lets_him(stage: Stage) -> None:
    redraw(stage, "mass_ballot", (' unlike="issue"', ""))
    stage.prepare_ballot()
    stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})

    stage.office.post(f"/ballots/{stage.ballot}/open", {}, expect=403)
    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})


def test_r_mass_9_one_person_alone_counts_no_box_even_if_the_diagram_lets_him(stage: Stage) -> None:
    redraw(stage, "mass_ballot", (' unlike="open_box"', ""))
    for code in stage.open_ballot():
        stage.cast(code)
    stage.house.work_off()
    stage.office.complete("开箱计票", "opened")

    stage.office.complete("监票确认", "confirm", expect=422)

    assert stage.state() == "closed"
    stage(WITNESS).complete("监票确认", "confirm")
    assert stage.state() == "counted"


def test_r_mass_2_a_box_is_not_countersigned_before_its_slips_were_drawn(stage: Stage) -> None:
    redraw(stage, "mass_ballot", (' lf:writes="issue_slips"', ""))
    stage.prepare_ballot()
    stage.office.complete("制票发票", "issued", {"drawn": 6})

    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {}, expect=409)


def test_r_mass_3_a_second_extension_is_refused_even_if_it_is_drawn(stage: Stage) -> None:
    redraw(stage, "mass_ballot", ("vote == 'short' and not extended", "vote != 'closed'"))
    stage.open_ballot()

    stage.house.travel("2026-07-24T00:00:00+08:00")

    with stage.house.reading() as session:
        errors = session.scalars(select(DueWork.last_error).where(DueWork.last_error != "")).all()
    assert [error.split()[0] for error in errors] == ["RefusedError"]


def test_a_ballot_about_nothing_does_not_open(stage: Stage) -> None:
    stage.prepare_ballot()
    agenda.clear()
    stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})

    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {}, expect=422)

    assert stage.state() == "prepared"


def test_a_panel_about_nothing_does_not_vote(stage: Stage) -> None:
    *members, last = stage.draw()
    agenda.clear()
    for login in members:
        stage.declare(login)

    stage.declare(last, expect=422)


def test_a_meeting_about_nothing_is_not_convened(stage: Stage) -> None:
    for login in stage.assemble(MEETING):
        stage.grade(login)
    agenda.clear()

    held = {"held_at": "2026-08-03T09:00:00+08:00", "place": "三楼会议室"}
    stage.office.complete("会议通知", "convene", held, expect=422)


def test_a_meeting_without_a_panel_asks_the_chair_for_grades(stage: Stage) -> None:
    stage.start(MEETING.replace('value="panel"', "value=\"''\""))
    stage.meeting = stage.find("meeting")
    stage.convene()
    stage.attend()

    stage.open_meeting(expect=409)
    stage.open_meeting([{"risk_point": ref, "grade": "fairly", "reason": "未经专家评估"} for ref in ("R1", "R2")])

    assert {each["grade"] for each in stage.minutes()["motions"]} == {"fairly"}


def test_a_previous_panel_that_has_fallen_apart_is_not_used_again(stage: Stage) -> None:
    members = stage.assemble(AGAIN)
    spare = stage.members("alternate")
    for login in (*members[:2], members[2]):
        stage.office.post(f"/panels/{stage.panel}/recusals", {"member": login, "reason": "利害关系"})
    for login in (*members[3:], *spare):
        stage.grade(login)

    assert stage.office.has_task("抽取专家")
    assert stage.find("panel") != stage.panel
