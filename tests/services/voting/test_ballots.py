"""The mass ballot over the API, rule by rule (R-MASS-1 … R-MASS-9)."""

import pytest
from sqlalchemy import func, select

from services.voting.models import Ballot, BallotCode, BallotPaper, SealedPaper
from tests.houses import House
from tests.voting import COUNTER, OPPOSE, REVISE, SUPPORT, UNKNOWN, WITNESS, Stage
from workflows.models import CommandRecord, HistoryEntry, VoteItem

END_OF_WINDOW = "2026-07-21T00:00:00+08:00"
"""wd:5 from Monday 13 July: Monday 20 July 24:00."""

END_OF_EXTENSION = "2026-07-24T00:00:00+08:00"
"""wd:3 after it."""


def count_rows(house: House, table: type) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# -- R-MASS-1: anonymous ---------------------------------------------------------------------------


def test_r_mass_1_a_code_is_the_right_to_vote_without_signing_in(stage: Stage) -> None:
    code = stage.open_ballot()[0]

    answer = stage.public.ask(
        "POST",
        f"/ballots/{stage.ballot}/papers",
        json={"token": code, "choices": {"R1": SUPPORT, "R2": OPPOSE}},
        expect=201,
    )

    assert set(answer.json) == {"receipt"}
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("wrong", ["0000-0000-0000-0000-0000-0000-0000", "ABC", "", "码" * 28])
def test_r_mass_1_a_wrong_code_is_refused_without_telling_more(stage: Stage, wrong: str) -> None:
    stage.open_ballot()

    refused = stage.cast(wrong, expect=422)

    assert refused["type"] == "urn:lianflow:problem:code-refused"
    assert count_rows(stage.house, BallotPaper) == 0


def test_r_mass_1_a_code_of_another_ballot_opens_nothing(stage: Stage) -> None:
    foreign = stage.open_ballot()[0]
    stage.open_ballot()

    stage.cast(foreign, expect=422)


def test_r_mass_1_the_same_code_and_choices_get_the_same_receipt_without_a_second_effect(stage: Stage) -> None:
    code = stage.open_ballot()[0]

    first = stage.cast(code, {"R1": SUPPORT, "R2": REVISE}, comment="  写得  具体些 ")
    again = stage.cast(code.lower(), {"R2": [REVISE], "R1": SUPPORT}, comment="写得 具体些")

    assert first == again
    assert count_rows(stage.house, BallotPaper) == 1


def test_r_mass_1_the_same_code_with_other_choices_is_refused(stage: Stage) -> None:
    code = stage.open_ballot()[0]
    stage.cast(code, SUPPORT)

    refused = stage.cast(code, OPPOSE, expect=409)

    assert refused["type"] == "urn:lianflow:problem:paper-already-cast"
    assert count_rows(stage.house, BallotPaper) == 1


def test_r_mass_1_wrong_codes_are_braked_and_right_ones_are_not(stage: Stage) -> None:
    codes = stage.open_ballot(40, 40)
    for code in codes[:35]:
        stage.cast(code)
    for _ in range(30):
        stage.cast("ABC", expect=422)

    stage.cast("ABC", expect=429)


def test_r_mass_1_the_roster_knows_who_signed_for_a_slip_and_nothing_else(stage: Stage) -> None:
    stage.prepare_ballot()
    seats = stage.office.get(f"/ballots/{stage.ballot}/roster")["items"]
    assert len(seats) == 15
    assert seats[0] == {"code": "ms01", "label": "群众代表甲", "category": "机关干部", "collected": False}

    signed = [{**seat, "collected": number < 6} for number, seat in enumerate(seats)]
    stage.office.put(f"/ballots/{stage.ballot}/roster", {"seats": signed})
    stage.print_slips(8)

    refused = stage.office.complete("制票发票", "issued", {"drawn": 7}, expect=422)
    assert refused["errors"][0]["code"] == "roster"
    stage.office.complete("制票发票", "issued", {"drawn": 6})


def test_r_mass_1_strangers_to_the_office_see_no_roster_and_no_numbers(stage: Stage) -> None:
    stage.open_ballot()

    assert stage("yhc").get(f"/ballots/{stage.ballot}")["figures"] is None
    stage("pzx").get(f"/ballots/{stage.ballot}/roster", expect=404)
    stage("sysadmin").get(f"/ballots/{stage.ballot}/roster", expect=404)


# -- R-MASS-2: at least five -----------------------------------------------------------------------


def test_r_mass_2_fewer_than_five_slips_are_not_printed(stage: Stage) -> None:
    stage.prepare_ballot()

    stage.office.post(f"/ballots/{stage.ballot}/slips", {"count": 4}, expect=422)
    assert len(stage.print_slips(5)) == 5


@pytest.mark.parametrize("drawn", [4, 9])
def test_r_mass_2_fewer_than_five_or_more_than_printed_cannot_be_issued(stage: Stage, drawn: int) -> None:
    stage.prepare_ballot()
    stage.print_slips(8)

    stage.office.complete("制票发票", "issued", {"drawn": drawn}, expect=422)

    assert stage.state() == "prepared"


def test_r_mass_2_nothing_is_issued_before_slips_were_printed(stage: Stage) -> None:
    stage.prepare_ballot()

    stage.office.complete("制票发票", "issued", {"drawn": 6}, expect=409)


def test_r_mass_2_another_person_countersigns(stage: Stage) -> None:
    stage.prepare_ballot()
    stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})

    stage.office.post(f"/ballots/{stage.ballot}/open", {}, expect=403)
    assert stage.state() == "prepared"
    opened = stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})

    assert opened["state"] == "open"
    assert (opened["figures"]["issued"], opened["figures"]["destroyed"]) == (6, 2)


def test_r_mass_2_numbers_that_do_not_agree_go_back(stage: Stage) -> None:
    stage.prepare_ballot()
    stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})

    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {"agreed": False, "opinion": "签到册上只有五个签名。"})

    assert stage.state() == "prepared"
    assert stage.office.has_task("制票发票")


def test_codes_are_given_exactly_once(stage: Stage) -> None:
    stage.prepare_ballot()
    body = {"count": 6}
    path = f"/ballots/{stage.ballot}/slips"
    codes = stage.office.post(path, body, expect=201, key="the-same-key")["codes"]

    stage.office.post(path, body, expect=409)
    stage.office.post(path, body, expect=409, key="the-same-key")

    with stage.house.reading() as session:
        kept = {row.hash for row in session.scalars(select(BallotCode))}
        answers = session.scalars(select(CommandRecord.answer)).all()
    assert len(kept) == 6
    assert not any(code.replace("-", "") in str((kept, answers)) or code in str(answers) for code in codes)


def test_a_second_printing_needs_a_reason_and_makes_the_first_worthless(stage: Stage) -> None:
    stage.prepare_ballot()
    lost = stage.print_slips(6)

    body = {"count": 6, "reason": "打印机卡纸，票面不清"}
    codes = stage.office.post(f"/ballots/{stage.ballot}/slips", body, expect=201)["codes"]
    stage.office.complete("制票发票", "issued", {"drawn": 6})
    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})

    stage.cast(lost[0], expect=422)
    stage.cast(codes[0])
    stage.office.post(f"/ballots/{stage.ballot}/slips", body, expect=409)


def test_only_the_office_prints_slips(stage: Stage) -> None:
    stage.prepare_ballot()

    stage("pzx").post(f"/ballots/{stage.ballot}/slips", {"count": 6}, expect=403)
    stage("sbr").post(f"/ballots/{stage.ballot}/slips", {"count": 6}, expect=404)
    stage.public.get(f"/ballots/{stage.ballot}/roster", expect=401)


# -- R-MASS-3: turnout, extension, re-issue --------------------------------------------------------


def test_r_mass_3_two_thirds_returned_are_enough(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes[:4]:
        stage.cast(code, {})  # invalid papers came back too

    stage.house.travel(END_OF_WINDOW)

    assert stage.state() == "closed"
    assert stage.office.has_task("开箱计票")


def test_r_mass_3_fewer_extend_the_time_once(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes[:3]:
        stage.cast(code)

    stage.house.travel(END_OF_WINDOW)
    assert stage.state() == "open"
    assert stage.public.get(f"/ballots/{stage.ballot}")["closes_at"].startswith("2026-07-23T16:00:00")
    stage.cast(codes[3])
    stage.house.travel(END_OF_EXTENSION)

    assert stage.state() == "closed"
    assert {each["result"] for each in stage.count()["items"]} == {"passed"}


def test_r_mass_3_still_fewer_void_the_round_and_new_codes_are_issued_once(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    stage.cast(codes[0])
    stage.house.travel(END_OF_EXTENSION)
    assert stage.state() == "prepared"
    assert count_rows(stage.house, BallotPaper) == count_rows(stage.house, SealedPaper) == 0

    new = stage.issue(8, 6)

    stage.cast(codes[0], expect=422)
    stage.cast(new[0])
    assert not set(codes) & set(new)


def test_r_mass_3_fewer_again_go_to_the_group_and_nothing_passes_by_itself(stage: Stage) -> None:
    stage.open_ballot(8, 6)
    stage.house.travel(END_OF_EXTENSION)
    codes = stage.issue(8, 6)
    stage.cast(codes[0])

    stage.house.travel("2026-08-10T00:00:00+08:00")

    assert stage.state() == "void"
    stage("lzy").complete("报小组决定", "again", opinion="请办公室重新组织一次群众评议。")
    assert stage.office.has_task("制票发票")
    with stage.house.reading() as session:
        assert not [item.result for item in session.scalars(select(VoteItem)) if item.result]


def test_r_mass_3_the_office_may_extend_once_while_the_box_is_open(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    path = f"/ballots/{stage.ballot}/extend"
    assert stage.office.post(path)["extended"] is True

    stage.office.post(path, expect=409)
    stage.house.travel("2026-07-23T12:00:00+08:00")
    stage.cast(codes[0])
    stage.house.travel(END_OF_EXTENSION)

    assert stage.state() == "prepared"  # the one extension is used up: the round is void, slips are issued anew


def test_r_mass_3_the_office_may_void_and_issue_anew_once_with_a_reason(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    stage.cast(codes[0])
    path = f"/ballots/{stage.ballot}/reissue"

    stage.office.post(path, {"reason": " "}, expect=422)
    stage.office.post(path, {"reason": "两张票在发放前被拍照"})
    assert stage.state() == "prepared"
    stage.issue(8, 6)

    stage.office.post(path, {"reason": "又一次泄露"}, expect=409)


@pytest.mark.parametrize("verb", ["extend", "close"])
def test_a_box_that_is_not_open_is_neither_extended_nor_closed(stage: Stage, verb: str) -> None:
    stage.prepare_ballot()

    stage.office.post(f"/ballots/{stage.ballot}/{verb}", expect=409)
    stage("pzx").post(f"/ballots/{stage.ballot}/{verb}", expect=403)


def test_a_box_is_closed_by_hand_only_when_all_is_back_or_its_time_is_over(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes[:5]:
        stage.cast(code)
    stage.office.post(f"/ballots/{stage.ballot}/close", expect=409)

    stage.cast(codes[5])

    assert stage.office.post(f"/ballots/{stage.ballot}/close")["state"] == "closed"


def test_a_paper_after_the_time_is_not_taken(stage: Stage) -> None:
    """The closing itself may be late: the instant decides, not the worker."""
    codes = stage.open_ballot(8, 6)
    for code in codes[:4]:
        stage.cast(code)
    stage.house.travel(END_OF_WINDOW)

    stage.cast(codes[4], expect=409)


def test_the_last_paper_lets_the_process_go_on(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes:
        stage.cast(code)

    stage.house.work_off()

    assert stage.state() == "closed"
    assert stage.office.has_task("开箱计票")


# -- R-MASS-4, R-MASS-5, R-MASS-6: counting --------------------------------------------------------


def test_r_mass_4_and_5_blank_and_double_marks_are_invalid_and_half_is_not_enough(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    papers = [
        {"R1": SUPPORT, "R2": SUPPORT},
        {"R1": SUPPORT, "R2": SUPPORT},
        {"R1": SUPPORT, "R2": OPPOSE},
        {"R1": REVISE, "R2": REVISE},
        {"R1": [SUPPORT, OPPOSE], "R2": UNKNOWN},
        {"R1": None},
    ]
    for code, paper in zip(codes, papers, strict=True):
        stage.cast(code, paper)

    first, second = stage.count()["items"]

    assert first["counts"] == {SUPPORT: 3, REVISE: 1, OPPOSE: 0, UNKNOWN: 0, "invalid": 2, "valid": 4}
    assert second["counts"] == {SUPPORT: 2, REVISE: 1, OPPOSE: 1, UNKNOWN: 1, "invalid": 1, "valid": 4}
    assert (first["result"], second["result"]) == ("passed", "failed")


def test_r_mass_6_a_failed_item_is_counted_and_ends_nothing(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes:
        stage.cast(code, {"R1": OPPOSE, "R2": SUPPORT})
    stage.count()

    instance = stage.office.get(f"/process-instances/{stage.instance}")
    assert (instance["state"], instance["variables"]["failed_count"]) == ("completed", 1)


@pytest.mark.parametrize("choices", [{"R9": SUPPORT}, {"R1": "同意"}])
def test_a_paper_with_a_foreign_mark_is_refused_and_the_code_stays_unused(
    stage: Stage, choices: dict[str, str]
) -> None:
    code = stage.open_ballot()[0]

    refused = stage.cast(code, choices, expect=422)

    assert refused["errors"][0]["code"] == "unknown"
    stage.cast(code)


# -- R-MASS-7: more papers than slips --------------------------------------------------------------


def test_r_mass_7_more_papers_than_slips_void_the_round(stage: Stage) -> None:
    stage.prepare_ballot()
    codes = stage.print_slips(8)
    stage.office.complete("制票发票", "issued", {"drawn": 6})
    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})
    for code in codes[:7]:  # somebody kept a slip back
        stage.cast(code)

    stage.house.work_off()

    assert stage.state() == "prepared"
    assert stage.office.get(f"/ballots/{stage.ballot}")["figures"]["reissued"] is True
    assert count_rows(stage.house, SealedPaper) == 0


# -- R-MASS-8, R-MASS-9: what is shown -------------------------------------------------------------


def test_r_mass_8_of_fewer_than_five_papers_no_numbers_are_shown(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes[:4]:
        stage.cast(code, comment="我是某某处的")
    stage.house.travel(END_OF_WINDOW)

    tally = stage.count()

    assert tally["shown"] is False
    assert [each["counts"] for each in tally["items"]] == [None, None]
    assert [each["result"] for each in tally["items"]] == ["passed", "passed"]
    assert tally["comments"] is None
    with stage.house.reading() as session:
        assert [item.counts for item in session.scalars(select(VoteItem))] == [{}, {}]


def test_r_mass_8_comments_of_a_large_box_are_shown_without_author(stage: Stage) -> None:
    codes = stage.open_ballot(12, 10)
    for number, code in enumerate(codes):
        stage.cast(code, comment=f"意见{number}" if number % 2 else "")

    tally = stage.count()

    assert sorted(tally["comments"]) == ["意见1", "意见3", "意见5", "意见7", "意见9"]


def test_r_mass_9_nobody_sees_anything_before_two_people_have_opened_the_box(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    for code in codes[:5]:
        stage.cast(code)
    path = f"/ballots/{stage.ballot}"

    for login in ("hxc", "lzy", "wzh", "pzx", "fjc", "sysadmin", "auditadmin", "procedit"):
        stage(login).get(f"{path}/tally", expect=404)
    assert stage.office.get(path)["figures"]["returned"] is None
    stage.cast(codes[5])
    stage.house.work_off()
    stage.office.complete("开箱计票", "opened")
    stage.office.get(f"{path}/tally", expect=404)
    assert not stage.office.has_task("监票确认")
    stage(WITNESS).complete("监票确认", "confirm")

    assert stage("pzx").get(f"{path}/tally")["figures"]["returned"] == 6
    stage("sysadmin").get(f"{path}/tally", expect=404)
    stage("sbr").get(f"{path}/tally", expect=404)


def test_the_receipts_of_the_papers_counted_are_listed_after_the_close(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    receipts = {stage.cast(code)["receipt"] for code in codes}
    assert stage.public.get(f"/ballots/{stage.ballot}")["receipts"] == []

    stage.house.work_off()

    assert set(stage.public.get(f"/ballots/{stage.ballot}")["receipts"]) == receipts


def test_casting_leaves_no_event(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    facts, commands = count_rows(stage.house, HistoryEntry), count_rows(stage.house, CommandRecord)

    for code in codes[:5]:
        stage.cast(code)

    assert (count_rows(stage.house, HistoryEntry), count_rows(stage.house, CommandRecord)) == (facts, commands)


def test_an_ended_procedure_takes_its_box_with_it(stage: Stage) -> None:
    codes = stage.open_ballot(8, 6)
    stage.cast(codes[0])

    stage.office.post(f"/process-instances/{stage.instance}/cancel", {"reason": "处室撤并，重新组织。"})

    assert stage.state() == "void"
    stage.cast(codes[1], expect=409)
    assert count_rows(stage.house, BallotPaper) == count_rows(stage.house, BallotCode) == 0


def test_a_ballot_that_does_not_exist_is_not_found(stage: Stage) -> None:
    stage.ballot = "0" * 32

    stage.public.get(f"/ballots/{stage.ballot}", expect=404)
    stage.cast("ABC", expect=404)
    stage.office.post(f"/ballots/{stage.ballot}/close", expect=404)


def test_the_ballot_counts_what_was_put_into_it(stage: Stage) -> None:
    """I9: codes used = papers = sum of the tally."""
    codes = stage.open_ballot(8, 6)
    for code, word in zip(codes, [SUPPORT, SUPPORT, OPPOSE, REVISE, UNKNOWN, ""], strict=True):
        stage.cast(code, {"R1": word, "R2": word})
    tally = stage.count()

    for item in tally["items"]:
        counts = item["counts"]
        assert sum(counts[word] for word in (SUPPORT, REVISE, OPPOSE, UNKNOWN)) + counts["invalid"] == 6
    with stage.house.reading() as session:
        assert session.scalars(select(Ballot.returned)).one() == 6
    assert count_rows(stage.house, SealedPaper) == 6
    assert count_rows(stage.house, BallotCode) == 0
    assert COUNTER != WITNESS


# -- a suspended procedure ---------------------------------------------------------------------------


def test_a_suspended_box_takes_no_papers_and_closes_later_by_the_working_days_that_were_lost(stage: Stage) -> None:
    codes = stage.open_ballot()
    path = f"/process-instances/{stage.instance}"
    stage.office.post(f"{path}/suspend", {"reason": "核对人数"})

    stage.cast(codes[0], expect=423)
    stage.house.travel("2026-07-22T09:00:00+08:00")
    stage.office.post(f"{path}/resume", {"reason": "已核对"})

    for code in codes[:4]:
        stage.cast(code)
    stage.house.travel("2026-07-29T23:59:59+08:00")
    assert stage.state() == "open"
    stage.house.travel("2026-07-30T00:00:00+08:00")
    assert stage.state() == "closed"


def test_a_box_that_was_full_when_its_procedure_was_suspended_is_seen_when_it_goes_on(stage: Stage) -> None:
    for code in stage.open_ballot():
        stage.cast(code)
    path = f"/process-instances/{stage.instance}"
    stage.office.post(f"{path}/suspend", {"reason": "核对人数"})
    stage.house.work_off()
    assert stage.state() == "open"

    stage.office.post(f"{path}/resume", {"reason": "已核对"})
    stage.house.work_off()

    assert stage.state() == "closed"
