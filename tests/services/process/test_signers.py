"""Adding people to a countersign, taking some out, ending it early: in business words, with the peers' failures."""

from typing import Any

import pytest

from services.process.signers import AddRequest, add_signers
from tests.approvals import history, open_tasks, operate, said, signed
from tests.diagrams import UNIT, draw, end, many, user
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import STARTER, begin, finish, messages, substitute
from workflows.models import Person, Task

ALL = ["姚海澄", "彭志翾", "顾疏影"]


def signing(house: House, **drawn: Any) -> dict[str, str]:
    """The three post holders have to sign; `sign` is the head's task."""
    tasks = begin(house, signed(**drawn))
    finish(house.sign_in("yhc"), tasks["write"])
    first = {"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy"}[open_tasks(house, tasks["instance"])["sign"][0]]
    login = first if drawn.get("sequential") else "pzx"
    return tasks | {"login": login, "sign": house.sign_in(login).find_task("sign")["id"]}


def sign(house: House, *logins: str, outcome: str = "agree") -> None:
    for login in logins:
        who = house.sign_in(login)
        finish(who, who.find_task("sign")["id"], outcome)


def add(house: House, tasks: dict[str, str], *people: str, login: str = "pzx", **more: Any) -> Any:
    return operate(house.sign_in(login), tasks["sign"], "add-signer", people=list(people), **more)


def remove(house: House, tasks: dict[str, str], person: str, login: str = "hxc", **more: Any) -> Any:
    body = {"person": person, "reason": "不涉及其职责", **more}
    return operate(house.sign_in(login), tasks["sign"], "remove-signer", **body)


# -- adding ----------------------------------------------------------------------------------------


def test_a_signer_adds_somebody_who_is_waited_for(house: House) -> None:
    tasks = signing(house)
    house.work_off()
    add(house, tasks, "wym", reason="涉及其处室")
    house.work_off()

    assert open_tasks(house, tasks["instance"])["sign"] == sorted([*ALL, "韦一鸣"])
    assert [card["actor"] for card in history(house, tasks["instance"], "signer_added")] == ["彭志翾"]
    assert [message.kind for message in messages(house, "wym")] == ["task_opened"]
    assert house.sign_in("wym").find_task("sign")["why"] == "由彭志翾加签给您"
    sign(house, "yhc", "pzx", "gsy")
    assert list(open_tasks(house, tasks["instance"])) == ["sign"]
    sign(house, "wym")
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_an_added_signers_refusal_counts_as_any(house: House) -> None:
    """Failure 9 of the peers."""
    tasks = signing(house, condition="outcome == 'no'")
    add(house, tasks, "wym")
    sign(house, "wym", outcome="no")

    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_where_one_signs_after_another_the_added_come_last(house: House) -> None:
    tasks = signing(house, sequential=True)
    add(house, tasks, "wym", login=tasks["login"])
    logins = {"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy", "韦一鸣": "wym"}
    order = []
    while "sign" in (waiting := open_tasks(house, tasks["instance"])):
        order += waiting["sign"]
        sign(house, logins[waiting["sign"][0]])

    assert (sorted(order[:3]), order[3:]) == (sorted(ALL), ["韦一鸣"])


def test_the_office_adds_and_so_does_a_substitute_for_his_principal(house: House) -> None:
    tasks = signing(house)
    add(house, tasks, "wym", login="hxc")
    substitute(house, "yhc", "fjc")
    mine = {"sign": house.sign_in("yhc").find_task("sign")["id"]}

    add(house, mine, "qmz", login="fjc")
    with house.reading() as session:
        assert session.query(Task).filter_by(name="sign", state="open").count() == 5


def test_who_is_on_it_is_not_added_twice(house: House) -> None:
    tasks = signing(house)
    sign(house, "yhc")

    assert "已在会签之列" in said(add(house, tasks, "gsy", expect=409))
    assert "已在会签之列" in said(add(house, tasks, "yhc", expect=409))


def test_nor_is_one_whose_turn_has_yet_to_come(house: House) -> None:
    later = signing(house, sequential=True)
    waiting = [code for code in ("yhc", "pzx", "gsy") if code != later["login"]]
    assert "已在会签之列" in said(add(house, later, waiting[0], login=later["login"], expect=409))


def test_who_must_not_decide_is_not_added(house: House) -> None:
    """The one who wrote it may not sign it (R-COI-2)."""
    tasks = begin(
        house,
        draw(
            "apart",
            [
                STARTER,
                user("write", '<lf:assign role="office_staff"/>'),
                user(
                    "sign",
                    '<lf:assign relation="member" unlike="write"/>',
                    each=many("holders(unit)"),
                    attributes='lf:permits="add_signer"',
                ),
                end(),
            ],
            [("start", "write"), ("write", "sign"), ("sign", "end")],
            variables=UNIT,
        ),
    )
    finish(house.sign_in("qmz"), tasks["write"])
    task = {"sign": house.sign_in("pzx").find_task("sign")["id"]}

    assert "应当回避" in said(add(house, task, "qmz", expect=403))
    add(house, task, "ryx")


@pytest.mark.parametrize("people", [["nobody"], [], ["wym", "nobody"], [f"p{number}" for number in range(51)]])
def test_who_is_not_there_or_too_many(house: House, people: list[str]) -> None:
    tasks = signing(house)
    add(house, tasks, *people, expect=422)

    assert open_tasks(house, tasks["instance"])["sign"] == ALL


def test_who_is_not_active_any_more(house: House) -> None:
    tasks = signing(house)
    with house.engine.begin() as connection:
        connection.execute(Person.__table__.update().where(Person.code == "wym").values(active=False))

    assert "已停用" in said(add(house, tasks, "wym", expect=422))


def test_strangers_and_other_kinds(house: House) -> None:
    tasks = signing(house)

    add(house, tasks, "qmz", login="wym", expect=404)
    add(house, tasks, "qmz", login="fjc", expect=403)
    assert "parallel" in said(add(house, tasks, "wym", kind="before", expect=422))


def test_a_plain_step_and_one_that_does_not_permit_it(house: House) -> None:
    tasks = begin(house, signed())
    for verb, body in (
        ("add-signer", {"people": ["wym"]}),
        ("remove-signer", {"person": "yhc", "reason": "x"}),
        ("finish-early", {"reason": "x"}),
    ):
        assert "没有允许" in said(operate(house.sign_in("hxc"), tasks["write"], verb, expect=403, **body))


# -- removing --------------------------------------------------------------------------------------


def test_who_added_somebody_takes_him_out_again(house: House) -> None:
    """Failure 10 of the peers: with the added gone, the others are waited for as before."""
    tasks = signing(house)
    add(house, tasks, "wym")
    house.work_off()
    remove(house, tasks, "wym", login="pzx")
    house.work_off()

    assert open_tasks(house, tasks["instance"])["sign"] == ALL
    assert [message.kind for message in messages(house, "wym")] == ["task_opened", "task_withdrawn"]
    assert len(history(house, tasks["instance"], "signer_removed")) == 1
    sign(house, "yhc", "pzx", "gsy")
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_whom_the_procedure_named_only_the_office_takes_out(house: House) -> None:
    tasks = signing(house)

    assert "只能减去自己加签的人" in said(remove(house, tasks, "gsy", login="pzx", expect=403))
    remove(house, tasks, "gsy")
    assert open_tasks(house, tasks["instance"])["sign"] == ALL[:2]


def test_one_whose_turn_has_yet_to_come(house: House) -> None:
    tasks = signing(house, sequential=True)
    add(house, tasks, "wym", login=tasks["login"])
    remove(house, tasks, "wym", login=tasks["login"])
    for _ in range(3):
        name = open_tasks(house, tasks["instance"])["sign"][0]
        sign(house, {"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy"}[name])

    assert list(open_tasks(house, tasks["instance"])) == ["file"]


def test_a_removal_that_ends_the_step_wants_to_be_confirmed(house: House) -> None:
    tasks = signing(house)
    sign(house, "yhc", "gsy")

    answer = remove(house, tasks, "pzx", expect=409)
    assert answer["type"].endswith("confirmation-needed")
    assert "“sign”随即结束" in said(answer)
    assert "2 份" in said(answer)
    assert open_tasks(house, tasks["instance"])["sign"] == ["彭志翾"]
    remove(house, tasks, "pzx", confirm=True)
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_a_removal_never_makes_a_share_by_the_way(house: House) -> None:
    tasks = signing(house, condition="nrOfCompletedInstances * 2 >= nrOfInstances")
    sign(house, "yhc")

    remove(house, tasks, "gsy", expect=409)
    remove(house, tasks, "gsy", confirm=True)
    assert list(open_tasks(house, tasks["instance"])) == ["file"]


def test_never_who_has_signed_or_is_not_on_it(house: House) -> None:
    tasks = signing(house)
    sign(house, "yhc")
    assert "已经办结" in said(remove(house, tasks, "yhc", expect=409))
    assert "不在会签之列" in said(remove(house, tasks, "wym", expect=422))
    remove(house, tasks, "nobody", expect=422)
    remove(house, tasks, "gsy", reason=" ", expect=422)


def test_never_the_last(house: House) -> None:
    alone = signing(house)
    remove(house, alone, "gsy")
    remove(house, alone, "yhc")

    assert "只剩一人" in said(remove(house, alone, "pzx", confirm=True, expect=409))


# -- finishing early -------------------------------------------------------------------------------


def early(house: House, tasks: dict[str, str], login: str = "hxc", **more: Any) -> Any:
    return operate(house.sign_in(login), tasks["sign"], "finish-early", **{"reason": "已过半数，时间紧", **more})


def test_the_office_ends_it_with_what_was_said(house: House) -> None:
    tasks = signing(house)
    sign(house, "yhc")
    house.work_off()
    early(house, tasks)
    house.work_off()

    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    assert [card["actor"] for card in history(house, tasks["instance"], "step_finished_early")] == ["侯星驰"]
    assert "task_withdrawn" in [message.kind for message in messages(house, "gsy")]
    with house.reading() as session:
        assert not session.query(Task).filter_by(name="sign", state="completed").one().voided
    check_invariants(house)


def test_not_before_anybody_has_signed_not_by_anybody_not_without_a_reason(house: House) -> None:
    tasks = signing(house)
    assert "还没有人办结" in said(early(house, tasks, expect=409))
    sign(house, "yhc")

    early(house, tasks, login="pzx", expect=403)
    early(house, tasks, reason="", expect=422)
    early(house, tasks, login="lzy")


# -- what it costs ---------------------------------------------------------------------------------

COST = 19
"""Statements of adding one signer; its key not counted."""


def test_adding_costs_the_same_however_many_sign(house: House) -> None:
    tasks = signing(house)
    with house.reading() as session:
        people = session.query(Person).filter(Person.active, Person.org_id == house.org_id, ~Person.expert).limit(70)
        codes = [each.code for each in people if each.code not in {"yhc", "pzx", "gsy"}]
    command, counted = house.command("pzx"), []
    for wanted in (codes[:1], codes[1:2], codes[2:40], codes[40:41]):
        with house.counting() as statements:
            add_signers(command, tasks["sign"], AddRequest(wanted))
        counted.append(len(statements))

    assert counted[1:] == [COST, COST, COST]
