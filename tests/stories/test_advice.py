"""纪检监察建议 over the API: adopted, declined for a good reason, refused without one, never answered (R-ADV-1)."""

import pytest

from tests.houses import House
from tests.stories.inquiries import PROBLEMS, Advised


def test_r_adv_1_a_unit_adopts_and_discipline_checks(house: House) -> None:
    advised = Advised(house)
    advised.serve()
    assert advised.card("pzx")["number"].endswith("〔2026〕1号")
    advised.adopt()
    advised.check("adopted")

    card = advised.card()
    assert (card["state"], card["stance"], card["verdict"]) == ("adopted", "adopt", "adopted")
    assert [each["kind"] for each in advised.card("pzx")["documents"]] == ["T-21", "T-21R"]


def test_r_adv_1_a_good_reason_is_recorded(house: House) -> None:
    advised = Advised(house)
    advised.serve()
    advised.object()
    advised.twn.complete("核查采纳落实", "adopted", {"finding": "现场核查台账和抽取记录。"}, expect=409)
    advised.check("declined")
    advised.twn.complete("记录不采纳的理由", "file", {"record": "该事项职责在另一处室，理由成立。"})

    assert advised.card()["state"] == "declined"
    assert advised.twn.get("/warnings")["items"] == []


@pytest.mark.parametrize("how", ["refused", "undone", "missed"])
def test_r_adv_1_refusal_without_reason_is_told_to_the_superior_and_proposed(house: House, how: str) -> None:
    """R-WARN-5, R-WARN-6, R-WARN-7: refused, not done, or never answered; rung 3 is proposed, people decide."""
    advised = Advised(house)
    advised.serve()
    if how == "missed":
        advised.let_pass("回告采纳情况", "pzx")
        advised.let_grace_pass()
    else:
        advised.object() if how == "refused" else advised.adopt()
        advised.check(how)

    assert (advised.card()["state"], advised.card()["verdict"]) == ("refused", how)
    house.work_off()
    [told] = [each for each in advised.fjc.get("/notices")["items"] if each["kind"] == "advice_refused"]
    advised.fjc.get(f"/process-instances/{told['instance_id']}")
    assert advised.card("fjc")["verdict"] == how
    [warning] = advised.twn.get("/warnings")["items"]
    assert (warning["subject_kind"], warning["state"], warning["colour"]) == ("unit", "researched", "green")
    task = advised.twn.get(f"/tasks/{advised.twn.find_task('研判')['id']}")
    filled = {each["name"]: each["value"] for each in task["form"]}
    assert (filled["colour"], filled["rung"]) == ("red", 3)


def test_domain_7_1_who_sees_advice(house: House) -> None:
    """The unit's head, office, group and discipline; not its staff, not administrators; readings are noted."""
    advised = Advised(house)
    advised.begin("supervision_advice", advised="D07")
    advised.pzx.get(f"/supervision-advice/{advised.id}", expect=404)
    advised.twn.complete("起草建议书", "submit", {"problems": PROBLEMS, "advice": PROBLEMS})
    advised.wzh.complete("审签建议书", "agree")

    for login in ("pzx", "ryx", "lzy", "twn"):
        client = getattr(advised, login)
        assert client.get(f"/supervision-advice/{advised.id}/texts")["problems"] == PROBLEMS
    for login in ("yhc", "wym", "sysadmin", "secadmin", "auditadmin"):
        client = getattr(advised, login)
        client.get(f"/supervision-advice/{advised.id}", expect=404)
        client.get(f"/supervision-advice/{advised.id}/texts", expect=404)
        assert client.get("/supervision-advice")["items"] == []

    kinds = [each["kind"] for each in advised.card()["readings"]]
    assert kinds.count("refused") == 11
    assert kinds.count("read") >= 4
