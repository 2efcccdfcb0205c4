"""P15: a change is proposed by one person, approved by another, and in force from its day (R-GOV-1 … R-GOV-5)."""

import pytest

from services.changes import trials
from services.changes.queries import find_change
from services.changes.trials import Trial
from tests.clients import Client
from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, call, draw, end, start, user, xor
from tests.houses import House
from tests.procedures import PLAIN, STARTER
from workflows.models import HistoryEntry, ProcessDefinition
from workflows.work import Work

SECOND = draw(
    "plain",
    [STARTER, user("write", LIAISON), user("file"), end()],
    [("start", "write"), ("write", "file"), ("file", "end")],
    variables=UNIT,
)
INNER = draw(
    "inner", [start(), user("check", HEAD_OF_UNIT), end()], [("start", "check"), ("check", "end")], variables=UNIT
)
OUTER = draw(
    "outer",
    [STARTER, call("inside", "inner", '<lf:in name="unit" value="unit"/>'), end()],
    [("start", "inside"), ("inside", "end")],
    variables=UNIT,
)
REASON = {"reason": "精简办理环节", "document_number": "教纪〔2026〕5号"}


def draft(house: House, xml: bytes = PLAIN) -> str:
    editor = house.sign_in("procedit")
    stored = editor.ask("POST", "/process-definitions", data=xml, content_type="application/xml", expect=201).json
    return str(stored["id"])


def submit(house: House, definition: str, expect: int = 200, **note: str) -> dict[str, str]:
    body = {**REASON, **note}
    return house.sign_in("procedit").post(f"/process-definitions/{definition}/submit", body, expect=expect)  # type: ignore[no-any-return]


def state(house: House, definition: str) -> str:
    return str(house.sign_in("procappr").get(f"/process-definitions/{definition}")["state"])


def decide(house: House, outcome: str, opinion: str = "", expect: int = 200) -> None:
    house.sign_in("procappr").complete("审核", outcome, opinion=opinion, expect=expect)


def facts(house: House, kind: str) -> list[str]:
    with house.reading() as session:
        return [row.body for row in session.query(HistoryEntry).filter_by(kind=kind)]


def test_r_gov_1_the_approver_finds_the_change_in_his_inbox_and_publishes_it(house: House) -> None:
    definition = draft(house)
    assert submit(house, definition)["state"] == "submitted"
    assert not house.sign_in("procedit").has_task("审核")

    decide(house, "approve")

    assert state(house, definition) == "published"
    house.sign_in("hxc").start("plain", "D07")


def test_r_gov_5_the_history_bears_the_digest_of_what_was_published(house: House) -> None:
    definition = draft(house)
    submit(house, definition)
    decide(house, "approve")

    digest = house.sign_in("procappr").get(f"/process-definitions/{definition}")["digest"]

    assert [digest in body for body in facts(house, "definition_published")] == [True]


def test_r_gov_1_a_change_is_in_force_from_its_day(house: House) -> None:
    definition = draft(house)
    submit(house, definition, effective_on="2026-08-01")
    decide(house, "approve")
    assert state(house, definition) == "approved"
    house.sign_in("hxc").start("plain", "D07", expect=404)

    house.travel("2026-07-31T23:59:59+08:00")
    assert state(house, definition) == "approved"
    house.travel("2026-08-01T00:00:00+08:00")

    assert state(house, definition) == "published"


def test_r_gov_1_no_change_is_in_force_from_a_day_that_is_over(house: House) -> None:
    refused = submit(house, draft(house), effective_on="2026-07-12", expect=422)

    assert [each["field"] for each in refused["errors"]] == ["effective_on"]  # type: ignore[index]


def test_a_returned_change_is_edited_and_handed_in_again_by_its_editor(house: House) -> None:
    definition = draft(house)
    submit(house, definition)
    decide(house, "return", "请补充办理期限")
    assert state(house, definition) == "draft"

    house.sign_in("procedit").complete("修改草稿", "resubmit")

    assert state(house, definition) == "submitted"
    decide(house, "approve")
    assert state(house, definition) == "published"


def test_the_short_way_hands_a_returned_draft_in_again(house: House) -> None:
    definition = draft(house)
    submit(house, definition)
    house.sign_in("procappr").post(f"/process-definitions/{definition}/reject")

    assert submit(house, definition)["state"] == "submitted"
    assert len(house.sign_in("procappr").inbox()) == 1


@pytest.mark.parametrize("outcome", ["refuse", "withdraw"])
def test_a_change_that_comes_to_nothing_gives_the_draft_back(house: House, outcome: str) -> None:
    definition = draft(house)
    submit(house, definition)
    if outcome == "refuse":
        decide(house, "refuse", "与上位规定不一致，不予发布")
    else:
        decide(house, "return")
        house.sign_in("procedit").complete("修改草稿", "withdraw")

    assert state(house, definition) == "draft"
    assert submit(house, definition)["state"] == "submitted"


def test_a_refusal_says_why(house: House) -> None:
    submit(house, draft(house))

    decide(house, "refuse", expect=422)


def test_the_office_may_cancel_a_change(house: House) -> None:
    definition = draft(house)
    submit(house, definition)
    office = house.sign_in("hxc")
    instance = office.get("/process-instances", definition_key="procedure_change")["items"][0]["id"]

    office.post(f"/process-instances/{instance}/cancel", {"reason": "重复提交"})

    assert state(house, definition) == "draft"
    assert submit(house, definition)["state"] == "submitted"


def test_r_gov_2_what_fits_no_more_on_its_day_goes_back_to_the_editor(house: House) -> None:
    """A newer version was published while the older one waited for its day."""
    first = draft(house)
    submit(house, first, effective_on="2026-08-01")
    decide(house, "approve")
    second = draft(house, SECOND)
    submit(house, second)
    decide(house, "approve")

    house.travel("2026-08-01T00:00:00+08:00")

    assert (state(house, first), state(house, second)) == ("draft", "published")
    assert house.sign_in("procedit").has_task("修改草稿")


def test_drafts_that_need_each_other_are_published_together(house: House) -> None:
    house.publish(INNER)
    inner = draft(house, INNER.replace(b'id="check"', b'id="look"').replace(b'Ref="check"', b'Ref="look"'))
    outer = draft(house, OUTER)
    editor: Client = house.sign_in("procedit")

    editor.start("procedure_change", variables={"drafts": [inner, outer], **REASON})
    decide(house, "approve")

    assert (state(house, inner), state(house, outer)) == ("published", "published")


def test_a_draft_is_part_of_one_change_at_most(house: House) -> None:
    definition = draft(house)
    submit(house, definition)

    submit(house, definition, expect=409)
    start = {"drafts": [definition], **REASON}
    house.sign_in("procedit").start("procedure_change", variables=start, expect=422)


@pytest.mark.parametrize("login", ["hxc", "procappr", "sysadmin", "yhc"])
def test_nobody_else_hands_drafts_in(house: House, login: str) -> None:
    definition = draft(house)

    house.sign_in(login).post(f"/process-definitions/{definition}/submit", REASON, expect=403)
    house.sign_in(login).start("procedure_change", variables={"drafts": [definition], **REASON}, expect=403)


# -- the dry run that the approver finds beside the change (P15) --------------------------------------

FAULTY = draw(
    "faulty",
    [
        STARTER,
        user("write", LIAISON),
        user("judge", '<lf:assign role="legal_reviewer"/>'),
        xor("x"),
        user("more"),
        end(),
    ],
    [
        ("start", "write"),
        ("write", "judge"),
        ("judge", "x"),
        ("x", "more", "10 / n > 1 and n == 0"),
        ("x", "end"),
        ("more", "end"),
    ],
    variables=UNIT + '<lf:variable name="n" type="integer" given="true"/>',
)
"""A condition divides by what may be nothing, so `more` is never come to."""


def rehearsal(house: House, definition: str) -> list[Trial]:
    with house.reading() as session:
        row = session.query(ProcessDefinition).filter_by(public_id=definition).one()
        change = find_change(session, row)
    assert change is not None
    return list(change.rehearsal)


def test_the_approver_is_told_that_every_way_comes_to_an_end(house: House) -> None:
    definition = draft(house)
    submit(house, definition)

    (trial,) = rehearsal(house, definition)

    assert trial.clean
    assert (trial.definition, trial.ways, trial.reached, trial.total) == (definition, 1, 4, 4)
    assert trial.unit


def test_the_approver_is_told_of_dead_ends_and_decides_all_the_same(house: House) -> None:
    definition = draft(house, FAULTY)
    submit(house, definition)

    (trial,) = rehearsal(house, definition)

    assert not trial.clean
    assert trial.dead_ends == ["测试流程：judge"]
    assert "测试流程：more" in trial.missed
    decide(house, "approve")
    assert state(house, definition) == "published"


def test_the_approver_is_told_of_a_step_that_nobody_holds(house: House) -> None:
    lonely = draw(
        "lonely",
        [STARTER, user("judge", '<lf:assign role="integrator"/>'), end()],
        [("start", "judge"), ("judge", "end")],
        variables=UNIT,
    )
    definition = draft(house, lonely)
    submit(house, definition)

    assert rehearsal(house, definition)[0].vacancies == ["测试流程：judge"]


def test_drafts_are_rehearsed_beside_each_other(house: House) -> None:
    """The outer one calls what the inner draft will be, with a step that the published version does not have."""
    house.publish(INNER)
    inner = draft(house, INNER.replace(b'id="check"', b'id="look"').replace(b'Ref="check"', b'Ref="look"'))
    outer = draft(house, OUTER.replace(b'id="inside"', b'id="deeper"').replace(b'Ref="inside"', b'Ref="deeper"'))
    house.sign_in("procedit").start("procedure_change", variables={"drafts": [inner, outer], **REASON})

    found = {trial.definition: trial for trial in rehearsal(house, outer)}

    assert found.keys() == {inner, outer}
    assert (found[outer].reached, found[outer].clean) == (6, True)


def test_r_gov_1_what_the_dry_run_has_no_steps_left_for_is_said_and_stops_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MAX_STEPS", 0)
    definition = draft(house)
    submit(house, definition)

    assert [trial.state for trial in rehearsal(house, definition)] == ["left"]
    decide(house, "approve")
    assert state(house, definition) == "published"


def test_a_dry_run_that_fails_is_said_and_not_raised(house: House) -> None:
    """The draft is gone by the time that it is to be tried."""
    lost = ProcessDefinition(
        public_id="0" * 26, org_id=house.org_id, kind="process", key="lost", name="失落", version=1
    )
    with house.reading() as session:
        work = Work(session, house.now, house.command("procedit").actor)

        assert [trial.state for trial in trials.try_drafts(work, [lost])] == ["failed"]
