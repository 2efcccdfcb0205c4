"""The collective determination over the API, rule by rule (R-GRP-1 … R-GRP-7, R-COI-3)."""

from sqlalchemy import select

from services.voting.models import MeetingVote
from tests import voting
from tests.voting import COUNTER, GROUP, MEETING, Stage
from workflows.models import Task, VoteItem

FIVE = GROUP[:5]
"""Five of nine: more than half."""


def sit(stage: Stage, present: tuple[str, ...] = GROUP, grade: str = "accurate") -> None:
    """A sitting that is open."""
    stage.put_before_group(grade)
    stage.attend(present)
    stage.open_meeting()


def results(stage: Stage) -> dict[str, str]:
    return {each["risk_point"]: each["result"] for each in stage.minutes()["motions"]}


def state_of(stage: Stage) -> str:
    return str(stage.office.get(f"/process-instances/{stage.instance}")["state"])


# -- R-GRP-1, R-GRP-2: quorum and majority ---------------------------------------------------------


def test_r_grp_1_five_of_nine_may_sit_and_four_may_not(stage: Stage) -> None:
    stage.put_before_group()
    stage.attend(GROUP[:4])
    stage.open_meeting(expect=409)

    stage.attend(FIVE)

    assert stage.open_meeting()["state"] == "open"


def test_r_grp_1_nothing_opens_before_the_attendance_is_recorded(stage: Stage) -> None:
    stage.put_before_group()

    stage.open_meeting(expect=409)


def test_r_grp_2_five_of_nine_approvals_carry_a_motion_and_four_do_not(stage: Stage) -> None:
    sit(stage)
    for login in GROUP[:4]:
        stage.vote(login, {"R1": "approve", "R2": "approve"})
    stage.vote(GROUP[4], {"R1": "approve", "R2": "against"})

    stage.close_meeting()

    assert results(stage) == {"R1": "accurate", "R2": ""}


def test_r_grp_2_the_majority_is_of_the_base_not_of_those_present(stage: Stage) -> None:
    sit(stage, FIVE)
    for login in FIVE[:4]:
        stage.vote(login)
    stage.vote(FIVE[4], "abstain")

    stage.close_meeting()

    assert results(stage) == {"R1": "", "R2": ""}
    assert stage.minutes()["motions"][0]["counts"] == {
        "base": 9, "present": 5, "approve": 4, "against": 0, "abstain": 1,
    }  # fmt: skip


def test_absent_seats_are_never_awaited(stage: Stage) -> None:
    sit(stage, FIVE)
    for login in FIVE:
        stage.vote(login)

    stage.close_meeting()

    assert state_of(stage) == "completed"
    assert not stage(GROUP[8]).has_task("会议表决")


def test_the_last_vote_does_not_close_the_meeting(stage: Stage) -> None:
    sit(stage)
    for login in GROUP:
        stage.vote(login)

    assert stage.minutes()["state"] == "open"


# -- R-GRP-3, R-COI-3: recusal ---------------------------------------------------------------------


def test_r_grp_3_the_head_of_the_assessed_unit_has_no_vote_and_is_not_in_the_base(stage: Stage) -> None:
    stage.unit = "D03"
    sit(stage)

    motion = stage.minutes()["motions"][0]
    assert [(each["code"], each["cause"]) for each in motion["recusals"]] == [("ksq", "head")]
    assert motion["counts"]["base"] == 8
    assert not stage("ksq").has_task("会议表决")
    stage.vote("ksq", {"R1": "approve", "R2": "approve"}, expect=404)


def test_r_grp_3_the_owner_of_one_point_votes_on_the_others(stage: Stage) -> None:
    stage.own("R1", "tlq")
    sit(stage)

    stage.vote("tlq", {"R1": "approve", "R2": "approve"}, expect=422)
    stage.vote("tlq", {"R2": "approve"})

    counts = {each["risk_point"]: each["counts"] for each in stage.minutes()["motions"]}
    assert (counts["R1"]["base"], counts["R1"]["approve"]) == (8, 0)
    assert (counts["R2"]["base"], counts["R2"]["approve"]) == (9, 1)


def test_r_grp_3_a_member_without_a_tie_is_not_recused(stage: Stage) -> None:
    sit(stage)

    assert [each["recusals"] for each in stage.minutes()["motions"]] == [[], []]


def test_r_grp_3_a_member_declares_himself_and_his_vote_counts_no_more(stage: Stage) -> None:
    sit(stage)
    stage.vote("gcy")
    body = {"reason": "与该岗位责任人系姻亲", "risk_points": ["R1"]}

    stage("gcy").post(f"/meetings/{stage.meeting}/recusals", body)

    counts = {each["risk_point"]: each["counts"] for each in stage.minutes()["motions"]}
    assert (counts["R1"]["base"], counts["R1"]["approve"]) == (8, 0)
    assert (counts["R2"]["base"], counts["R2"]["approve"]) == (9, 1)
    with stage.house.reading() as session:
        assert len(session.scalars(select(MeetingVote)).all()) == 2


def test_r_grp_3_the_office_records_the_recusal_of_another_and_members_do_not(stage: Stage) -> None:
    sit(stage)
    path, body = f"/meetings/{stage.meeting}/recusals", {"person": "gcy", "reason": "组内议定回避"}

    stage("shm").post(path, body, expect=403)
    stage.office.post(path, {**body, "reason": ""}, expect=422)
    stage.office.post(path, {**body, "person": "yhc"}, expect=422)
    stage.office.post(path, {**body, "risk_points": ["R9"]}, expect=422)
    stage.office.post(path, body)

    assert not stage("gcy").has_task("会议表决")
    assert [each["counts"]["base"] for each in stage.minutes()["motions"]] == [8, 8]


def test_r_grp_4_sanctions_need_two_thirds_present(stage: Stage) -> None:
    drawn = voting.adapt("determination")
    stage.house.publish(drawn.replace(b'"group_meeting.quorum"', b'"group_meeting.quorum_sanction"'))
    stage.put_before_group()

    stage.attend(FIVE)
    stage.open_meeting(expect=409)
    stage.attend(GROUP[:6])
    stage.open_meeting()


# -- R-GRP-5: the determined grade -----------------------------------------------------------------


def test_r_grp_5_the_experts_grade_is_moved_unless_the_chair_moves_another_with_a_reason(stage: Stage) -> None:
    stage.put_before_group("fairly")
    stage.attend()
    proposal = {"risk_point": "R1", "grade": "basically"}

    stage.open_meeting([proposal], expect=422)
    stage.open_meeting([{**proposal, "reason": "措施与风险不对应", "rectify_days": 15}])
    for login in FIVE:
        stage.vote(login)
    stage.close_meeting()

    first, second = stage.minutes()["motions"]
    assert (first["expert_grade"], first["result"], first["reason"]) == ("fairly", "basically", "措施与风险不对应")
    assert (second["expert_grade"], second["result"], second["reason"]) == ("fairly", "fairly", "")
    with stage.house.reading() as session:
        kept = session.scalars(select(VoteItem.counts).where(VoteItem.result == "basically")).one()
    assert (kept["expert_grade"], kept["reason"], kept["rectify_days"]) == ("fairly", "措施与风险不对应", 15)


NOT_MOVED = (
    {"risk_point": "R9", "grade": "fairly", "reason": "没有这个事项"},
    {"risk_point": "R1", "grade": "excellent", "reason": "没有这个等次"},
    {"risk_point": "R1", "grade": "basically", "reason": "期限太短", "rectify_days": 9},
    {"risk_point": "R1", "grade": "basically", "reason": "期限太长", "rectify_days": 31},
    {"risk_point": "R1", "grade": "inaccurate", "reason": "此等次没有整改期限", "rectify_days": 20},
)


def test_r_grp_5_what_cannot_be_moved_is_refused(stage: Stage) -> None:
    stage.put_before_group()
    stage.attend()

    for proposal in NOT_MOVED:
        stage.open_meeting([proposal], expect=422)

    assert stage.minutes()["state"] == "convened"


def test_r_grp_5_a_vote_is_on_the_grade_that_was_moved(stage: Stage) -> None:
    sit(stage)
    items = [{"risk_point": ref, "grade": "inaccurate", "vote": "approve"} for ref in ("R1", "R2")]

    refused = stage("lzy").post(f"/meetings/{stage.meeting}/votes", {"items": items}, expect=422)

    assert {each["code"] for each in refused["errors"]} == {"not-moved"}


def test_every_motion_gets_one_known_vote(stage: Stage) -> None:
    sit(stage)

    for votes in ({"R1": "approve"}, {"R1": "approve", "R2": "maybe"}):
        stage.vote("lzy", votes, expect=422)

    assert stage("lzy").has_task("会议表决")


# -- R-GRP-6: absent members, postponed motions ----------------------------------------------------


def test_r_grp_6_the_written_opinion_of_an_absent_member_is_filed_and_not_counted(stage: Stage) -> None:
    stage.put_before_group()
    opinion = {"person": "ksq", "text": "同意专家评价，建议通过。"}
    stage.attend(GROUP[:8], opinions=[opinion])
    stage.open_meeting()

    stage.vote("ksq", expect=403)

    member = next(each for each in stage.minutes()["members"] if each["code"] == "ksq")
    assert (member["present"], member["opinion"]) == (False, "同意专家评价，建议通过。")
    assert stage.minutes()["motions"][0]["counts"]["approve"] == 0


def test_r_grp_6_what_does_not_pass_is_postponed_and_comes_back_within_five_days(stage: Stage) -> None:
    sit(stage)
    for login in FIVE:
        stage.vote(login, {"R1": "approve", "R2": "against"})
    stage.close_meeting()

    assert state_of(stage) == "running"
    assert stage.office.find_task("会议通知")["due_at"].startswith("2026-07-20T16:00:00")  # wd:5
    stage.convene()
    stage.attend(FIVE)
    stage.open_meeting()
    assert [each["number"] for each in stage.minutes()["sittings"]] == [1, 2]
    for login in FIVE:
        stage.vote(login, {"R2": "approve"})
    stage.close_meeting()

    assert results(stage) == {"R1": "accurate", "R2": "accurate"}
    assert state_of(stage) == "completed"


def test_r_grp_6_nothing_passes_without_votes(stage: Stage) -> None:
    sit(stage)

    stage.close_meeting()

    assert results(stage) == {"R1": "", "R2": ""}


# -- R-GRP-7: minutes ------------------------------------------------------------------------------


def test_r_grp_7_minutes_list_names_and_votes(stage: Stage) -> None:
    sit(stage, FIVE)
    stage.vote("lzy", {"R1": "approve", "R2": "against"})

    votes = {each["risk_point"]: each["votes"] for each in stage.minutes()["motions"]}

    assert votes["R1"] == [{"name": "梁知远", "sitting": 1, "vote": "approve", "reason": "", "voided": False}]
    assert votes["R2"][0]["vote"] == "against"


def test_r_grp_7_group_office_and_audit_read_the_minutes_and_others_find_none(stage: Stage) -> None:
    stage.put_before_group()

    for login in ("hxc", "qmz", "lzy", "ksq", "auditadmin"):
        stage(login).get(f"/meetings/{stage.meeting}")
    for login in ("pzx", "yhc", "twn", "sysadmin", "secadmin", "procedit"):
        stage(login).get(f"/meetings/{stage.meeting}", expect=404)
        stage(login).post(f"/meetings/{stage.meeting}/close", {}, expect=404)


def test_r_grp_7_the_history_of_the_unit_names_no_voter(stage: Stage) -> None:
    sit(stage, FIVE)
    for login in FIVE:
        stage.vote(login)
    stage.close_meeting()

    history = stage("pzx").get(f"/process-instances/{stage.instance}/history", limit=200)["items"]

    seats = [item for item in history if item["task_name"] == "会议表决"]
    assert seats
    assert {item["actor"] for item in seats} == {""}


# -- the chair, the office, the order of things ----------------------------------------------------


def test_the_chair_opens_and_closes(stage: Stage) -> None:
    stage.put_before_group()
    stage.attend()

    stage.open_meeting(by="shm", expect=403)
    stage.open_meeting(by=COUNTER, expect=403)
    stage.close_meeting(expect=409)
    stage.open_meeting()
    stage.open_meeting(expect=409)
    stage.close_meeting(by="shm", expect=403)
    stage.close_meeting()
    stage.close_meeting(expect=409)


def test_in_the_chairs_absence_a_member_who_is_there_presides(stage: Stage) -> None:
    stage.put_before_group()
    stage.attend(GROUP[1:], presiding="ksq")
    stage.attend(GROUP[1:6], presiding="ksq", expect=422)
    stage.attend(GROUP[1:6])
    stage.open_meeting(by="shm", expect=409)

    stage.attend(GROUP[1:6], presiding="shm")
    stage.open_meeting(by="lzy", expect=403)
    stage.open_meeting(by="shm")

    for login in GROUP[1:6]:
        stage.vote(login)
    stage.close_meeting(by="shm")
    assert results(stage) == {"R1": "accurate", "R2": "accurate"}


def test_nobody_votes_before_the_meeting_is_open(stage: Stage) -> None:
    stage.put_before_group()
    stage.attend()

    stage.vote("lzy", expect=409)

    assert stage("lzy").has_task("会议表决")


def test_the_office_records_the_attendance_of_members(stage: Stage) -> None:
    stage.put_before_group()
    path = f"/meetings/{stage.meeting}/attendance"

    stage("shm").post(path, {"present": ["shm"]}, expect=403)
    stage.attend(["yhc"], expect=422)
    stage.attend(["nobody"], expect=404)


def test_who_has_voted_was_there(stage: Stage) -> None:
    sit(stage)
    stage.vote("shm")

    stage.attend([login for login in GROUP if login != "shm"], expect=409)
    stage.attend(GROUP[:6])


def test_a_member_votes_once(stage: Stage) -> None:
    sit(stage)
    stage.vote("shm")

    stage.vote("shm", "against", expect=409)


def test_a_meeting_that_was_not_convened_cannot_be_held(stage: Stage) -> None:
    for login in stage.assemble(MEETING):
        stage.grade(login)
    stage.meeting = stage.find("meeting")

    stage.attend(expect=409)
    assert stage.minutes()["state"] == "prepared"


def test_an_ended_procedure_ends_its_sitting(stage: Stage) -> None:
    sit(stage)

    stage.office.post(f"/process-instances/{stage.instance}/cancel", {"reason": "处室撤并，不再审定。"})

    assert stage.minutes()["state"] == "closed"
    stage.close_meeting(expect=409)
    with stage.house.reading() as session:
        assert not session.scalars(select(Task).where(Task.state == "open")).all()
