"""The diagram decides: what is changed in the BPMN file and published is what people then meet, with no other change.

Each story takes a shipped file, changes one thing in it, lets two persons publish it, and shows that behaviour follows.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from bpmn import processes
from tests.houses import House
from tests.stories.six_methods import Procedure

FOLDER = Path(processes.__file__).parent

Change = tuple[str, str]
"""A text of the file, and what stands there instead."""


RECHECK = '<lf:outcome name="recheck" label="不认可无风险点，重新自查" opinion="10" tone="negative"/>'


@pytest.fixture
def publish(house: House) -> Callable[..., None]:
    """Let the editor upload a changed shipped file, and the approver publish it."""

    def change_and_publish(key: str, *changes: Change) -> None:
        xml = (FOLDER / f"{key}.bpmn").read_text(encoding="utf-8")
        for before, after in changes:
            assert xml.count(before) == 1, f"{before} stands {xml.count(before)} times in {key}"
            xml = xml.replace(before, after)
        editor, approver = house.sign_in("procedit"), house.sign_in("procappr")
        body = {"data": xml.encode(), "content_type": "application/xml"}
        stored = editor.ask("POST", "/process-definitions", expect=201, **body).json
        editor.post(f"/process-definitions/{stored['id']}/submit")
        approver.post(f"/process-definitions/{stored['id']}/approve")

    return change_and_publish


def test_two_steps_change_places(house: House, publish: Callable[..., None]) -> None:
    """领导提 before 同事点: leaders raise their points first."""
    publish(
        "risk_discovery_anhui6",
        ('id="f3" sourceRef="self_check" targetRef="colleague"', 'id="f3" sourceRef="self_check" targetRef="leader"'),
        ('id="f4" sourceRef="colleague" targetRef="leader"', 'id="f4" sourceRef="leader" targetRef="colleague"'),
        (
            'id="f5" sourceRef="leader" targetRef="discuss_again"',
            'id="f5" sourceRef="colleague" targetRef="discuss_again"',
        ),
    )
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044")

    assert procedure.fjc.has_task("提出意见"), "the leader in charge is asked at once"
    assert not procedure.gsy.has_task("提出意见"), "colleagues wait for the leaders"
    procedure.raise_points()
    assert procedure.gsy.has_task("提出意见")


def test_a_step_passes_to_another_role(house: House, publish: Callable[..., None]) -> None:
    """受理审查 by the discipline office instead of the leading group's office."""
    publish(
        "risk_discovery_anhui6",
        (
            '<lf:assign role="office_head office_staff" apart="point_owners(submission)"/>',
            '<lf:assign role="discipline"/>',
        ),
    )
    procedure = Procedure(house)
    procedure.run_to_signature({"R044": "accurate"})

    assert not procedure.ryx.has_task("受理审查"), "the office staff without that role"
    assert procedure.twn.has_task("受理审查")
    procedure.twn.complete("受理审查", "accept", {"complete": True, "distinct": True, "no_gap": True})


def test_a_step_has_another_deadline(house: House, publish: Callable[..., None]) -> None:
    """自己找 within one working day instead of what the parameter says."""
    before, after = Procedure(house), Procedure(house)
    before.start()
    usual = before.yhc.find_task("自己找")["due_at"]
    before.hxc.post(f"/process-instances/{before.instance}/cancel", {"reason": "改用修订后的程序，重新启动。"})

    publish("risk_discovery_anhui6", ('name="自己找" lf:due="p2_discovery.self"', 'name="自己找" lf:due="wd:1"'))
    after.start()

    assert usual == "2026-07-20T16:00:00Z"
    assert after.yhc.find_task("自己找")["due_at"] == "2026-07-14T16:00:00Z"


def test_a_step_has_another_outcome(house: House, publish: Callable[..., None]) -> None:
    """主要负责人确认 may send the list back to everybody: a fourth button, and a way that leads to 同事点 again."""
    publish(
        "risk_discovery_anhui6",
        (RECHECK, f'{RECHECK}<lf:outcome name="reopen" label="重新征求意见" opinion="10"/>'),
        ("head_confirm == 'return'", "head_confirm == 'return' or head_confirm == 'reopen'"),
    )
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044")
    procedure.comment()
    procedure.raise_points()
    procedure.summarise()

    task = procedure.pzx.get(f"/tasks/{procedure.pzx.find_task('主要负责人确认')['id']}")
    assert "重新征求意见" in [outcome["label"] for outcome in task["outcomes"]]
    procedure.pzx.complete("主要负责人确认", "reopen", opinion="请就回避情形再听取一次意见。")
    assert procedure.yhc.has_task("汇总答复")


def test_a_ballot_has_other_options(house: House, publish: Callable[..., None]) -> None:
    """群众帮 asks 同意 or 反对 instead of the four options of the parameters."""
    publish(
        "mass_ballot",
        (
            'options="p2_mass_ballot.options" abstain="p2_mass_ballot.abstain_options"',
            'options="同意 反对 说不清" abstain="说不清"',
        ),
    )
    procedure = Procedure(house)
    procedure.run_to_ballot({"R044": "accurate"})
    ballot = procedure.issue_slips(6)
    paper = house.stranger().get(f"/ballots/{ballot}")
    item = paper["items"][0]["id"]

    assert paper["options"] == ["同意", "反对", "说不清"]
    refused = procedure.cast(ballot, procedure.codes[0], {item: "认可"}, expect=422)
    assert refused["errors"]
    for code, choice in zip(procedure.codes, ("同意", "同意", "同意", "反对", "反对", "说不清"), strict=True):
        procedure.cast(ballot, code, {item: choice})
    house.work_off()
    procedure.count_ballot()
    assert procedure.fjc.has_task("审签"), "three of five valid papers are more than half"
