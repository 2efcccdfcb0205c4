"""The page of parameters: everybody reads, one proposes, another accepts (R-GOV-1); and the same over the API."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.organisation.defaults import parameter_labels
from services.organisation.parameters import FIXED
from tests.houses import House
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]

ROOT = Path(__file__).parents[2]
BALLOT = "/parameters/p2_mass_ballot"


def value_of(page: Page, label: str) -> str:
    """What stands beside a parameter's name."""
    row = page.find(f"//tr[td[normalize-space()='{label}']]")
    return " ".join(row.xpath("td[2]/strong")[0].text_content().split())


def propose(editor: Visitor, **given: str) -> Page:
    return editor.submit(editor.get(BALLOT), BALLOT, note="代表人数少", **given)


def test_values_are_said_in_words(visit: Visit) -> None:
    page = visit("yhc").get("/parameters")

    assert value_of(page, "投票期限") == "5 个工作日"
    assert value_of(page, "最低收回比例（收回/发出）") == "不低于 2/3"
    assert value_of(page, "整改后的复核方式") == "原专家组复评"
    assert value_of(page, "两档制") == "否"
    assert value_of(page, "到期前提醒") == "3 个工作日、1 个工作日"


def test_a_proposal_waits_for_somebody_else_and_then_holds(visit: Visit) -> None:
    editor, approver = visit("procedit"), visit("procappr")

    page = propose(editor, **{"p2_mass_ballot.window": "7", "p2_mass_ballot.min_issued": "9"})

    assert page.flashes == ["已提出，待审核员审核；审核前仍按现值"]
    assert value_of(page, "投票期限") == "5 个工作日"
    assert not page.has("//form[contains(@action, '/accept')]")

    page = approver.submit(approver.get("/parameters"), "/parameters/2/accept")

    assert value_of(page, "投票期限") == "7 个工作日"
    assert value_of(page, "最少发票数") == "9"
    assert value_of(page, "延长一次的期限") == "3 个工作日"
    assert "代表人数少" in page.find("//section[@aria-labelledby='decided-title']").text_content()


def test_a_proposal_that_is_turned_down_changes_nothing(visit: Visit) -> None:
    propose(visit("procedit"), **{"p2_mass_ballot.window": "7"})
    approver = visit("procappr")

    page = approver.submit(approver.get("/parameters"), "/parameters/2/reject")

    assert value_of(page, "投票期限") == "5 个工作日"
    assert "未采纳" in page.text


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("p2_mass_ballot.window", "soon"),
        ("p2_mass_ballot.min_issued", "4"),
        ("p2_mass_ballot.turnout_min", "3/2"),
        ("p2_mass_ballot.options", "认可"),
    ],
)
def test_a_value_that_cannot_be_is_marked_where_it_stands(visit: Visit, name: str, given: str) -> None:
    editor = visit("procedit")

    page = editor.submit(editor.get(BALLOT), BALLOT, note="改", expect=422, **{name: given})

    assert page.field(name).get("aria-invalid") == "true"
    assert page.field(name).get("value") == given


def test_a_form_without_a_change_says_so(visit: Visit) -> None:
    editor = visit("procedit")

    page = editor.submit(editor.get(BALLOT), BALLOT, note="无", expect=422)

    assert "没有任何修改" in page.text


def test_only_those_who_may_propose_reach_the_form(visit: Visit) -> None:
    assert not visit("yhc").get("/parameters").has(f"//a[@href='{BALLOT}']")
    visit("yhc").get(BALLOT, expect=403)
    visit("procedit").get("/parameters/p9_unheard_of", expect=404)


def test_machines_propose_and_decide_too(house: House) -> None:
    editor, approver = house.sign_in("procedit"), house.sign_in("procappr")

    made = editor.post(
        "/parameter-proposals", {"changes": {"p2_mass_ballot.window": "wd7"}, "note": "放宽"}, expect=201
    )
    editor.post(f"/parameter-proposals/{made['number']}/accept", expect=403)
    decided = approver.post(f"/parameter-proposals/{made['number']}/accept")

    assert (made["state"], decided["state"]) == ("proposed", "effective")
    values = {each["name"]: each["value"] for each in approver.get("/parameters")["items"]}
    assert values["p2_mass_ballot.window"] == "wd7"
    assert [each["number"] for each in editor.get("/parameter-proposals")["items"]] == [made["number"]]


def test_every_value_that_can_be_changed_is_read_by_something() -> None:
    sources = [*ROOT.glob("bpmn/processes/*.bpmn")]
    sources += [path for floor in ("workflows", "services") for path in ROOT.glob(f"{floor}/**/*.py")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "parameters.py")

    asked = {name for name in parameter_labels() if "." in name} - FIXED

    assert [name for name in sorted(asked) if name not in told and name.partition(".")[2] not in told] == []
