"""The words of every rung by profile, as domain §1.6.4 has them, and the talk below the ladder (rung 0)."""

import pytest

from bpmn.decisions.evaluation import compile_table, decide
from bpmn.decisions.reader import read_decision
from bpmn.processes import read_shipped
from services.warnings.rules.states import RUNGS
from tests.houses import House
from tests.services.warnings.papers import list_papers, read_form
from tests.stories.warnings import Ladder

GENERAL = ("", "警示提醒", "诫勉纠错", "责令整改", "责任追究")
WORDS = {
    ("suizhou_platform", "person"): GENERAL,
    ("suizhou_platform", "unit"): GENERAL,
    ("anhui_six", "person"): ("谈话函询", "警示", "诫勉", "责令纠错", "责任追究"),
    ("anhui_six", "unit"): ("谈话函询", "警示", "诫勉", "责令纠错", "责任追究"),
    ("damuwan_five", "person"): ("打招呼提醒", "打招呼提醒、督导", "诫勉谈话", "纠错", "责任追究"),
    ("damuwan_five", "unit"): ("打招呼提醒", "打招呼提醒、督导", "诫勉谈话", "纠错", "责任追究"),
    ("grid_expert3d", "person"): ("", "诫勉提醒", "诫勉督导", "诫勉纠错", "责任追究"),
    ("grid_expert3d", "unit"): ("", "诫勉提醒", "诫勉督导", "诫勉纠错", "责任追究"),
    ("central_base", "person"): ("", "风险提示", "诫勉谈话", "责令纠错", "责任追究"),
    ("central_base", "unit"): ("", "风险提示", "诫勉谈话", "责令纠错", "责任追究"),
    ("xinhui_three_scope", "person"): (
        "谈心疏导、批评教育、信访约谈", "批评教育", "诫勉谈话", "责令整改", "纪律追究",
    ),
    ("xinhui_three_scope", "unit"): (
        "", "警示提醒", "对责任领导诫勉谈话", "限期整改、纪检监察建议书", "追究主要领导和相关人员责任",
    ),
    ("township_basic", "person"): GENERAL,
}  # fmt: skip
"""Rungs 0 to 4. Where a seed has no word for a rung, the general one of seed 003 stands; not every one has a rung 0."""

DOCUMENTS = ("T-22", "T-08", "T-09", "T-10", "T-12")
TABLE = compile_table(read_decision(read_shipped("disposal_ladder")))
NOTE = "谈话后由本人写出说明，不需要发出预警。"


@pytest.mark.parametrize(("profile", "kind"), WORDS)
def test_every_rung_is_called_as_the_profile_calls_it(profile: str, kind: str) -> None:
    for rung in (0, *RUNGS):
        said = decide(TABLE, {"profile": profile, "subject_kind": kind, "rung": rung}).results
        word = WORDS[profile, kind][rung]
        assert said["measure"] == word, rung
        assert said["document"] == (DOCUMENTS[rung] if word else "")
        assert bool(said["term"]) == (rung > 0)


def counsel(ladder: Ladder, expect: int = 200) -> None:
    """研判: to be talked to, no warning."""
    ladder.qmz.complete("研判", "counsel", {"counsel": "谈话函询"}, NOTE, expect=expect)


def test_a_talk_below_the_ladder_leaves_a_short_record_and_no_colour(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    counsel(ladder)
    said = {
        "held_on": "2026-07-13",
        "place": "三楼谈话室",
        "content": "提醒其按规定申报回避事项。",
        "response": "虚心接受",
    }
    ladder.twn.complete("谈心提醒", "record", said)

    assert ladder.stands() == ("green", None, "counselled")
    assert ladder.card()["number"] == ""
    record = read_form(house, "T-22")
    assert (record["谈话内容"], record["本人态度"]) == (said["content"], "虚心接受")
    assert "有反映称" not in "".join(record.values()), "where it came from is not for the talked-to"
    [document] = list_papers(house)
    for login, status in (("yhc", 200), ("twn", 200), ("pzx", 404), ("fjc", 404), ("sysadmin", 404)):
        assert getattr(ladder, login).ask("get", f"/documents/{document.public_id}").status_code == status, login


def test_a_talk_is_not_recorded_before_it_was_held(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    counsel(ladder)
    said = {"held_on": "2026-07-14", "place": "三楼谈话室", "content": "提醒其按规定申报回避事项。"}

    ladder.twn.complete("谈心提醒", "record", said, expect=422)


def test_only_what_the_profile_has_below_the_ladder_can_be_chosen(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()

    ladder.qmz.complete("研判", "counsel", {"counsel": "谈心疏导"}, NOTE, expect=422)
    ladder.qmz.complete("研判", "counsel", {}, NOTE, expect=422)


def test_while_the_signal_shines_nobody_gets_away_with_a_talk(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "refuse", opinion="请重新研判，补充核实有关事实。")

    counsel(ladder, expect=409)
