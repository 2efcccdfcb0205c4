"""One command is one transaction: keys that give the first answer again, and the cost of a step (decision 33)."""

from services.process.instances import StartRequest, start_process
from services.process.tasks import TaskAnswer, complete_task
from tests.diagrams import UNIT, draw, end, many, user
from tests.houses import House
from tests.procedures import LOOP, PLAIN, STARTER, begin, facts, finish
from workflows.models import CommandRecord, ProcessInstance, Task

# -- keys ------------------------------------------------------------------------------------------


def test_the_same_key_gets_the_first_answer_again(house: House) -> None:
    tasks = begin(house, PLAIN)
    yhc = house.sign_in("yhc")

    answers = [finish(yhc, tasks["write"], key="one-click") for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["next_tasks"][0]["name"] == "check"
    assert facts(house, tasks["instance"], "task_completed") == [("task_completed", "姚海澄")]


def test_the_same_key_with_another_content_is_refused(house: House) -> None:
    tasks = begin(house, PLAIN)
    yhc = house.sign_in("yhc")
    finish(yhc, tasks["write"], key="k")

    for path, body in (
        (f"/tasks/{tasks['write']}/complete", {"outcome": "done", "opinion": "改了"}),
        (f"/tasks/{tasks['write']}/claim", None),
        (f"/tasks/{'0' * 32}/complete", {"outcome": "done"}),
    ):
        refused = yhc.post(path, body, key="k", expect=422)
        assert refused["type"] == "urn:lianflow:problem:idempotency-key-reused"


def test_a_key_is_its_accounts_own(house: House) -> None:
    tasks = begin(house, PLAIN)
    finish(house.sign_in("yhc"), tasks["write"], key="k")
    head = house.sign_in("pzx")

    finish(head, head.find_task("check")["id"], key="k")

    assert len(facts(house, tasks["instance"], "task_completed")) == 2


def test_a_refused_command_does_not_use_up_its_key(house: House) -> None:
    tasks = begin(house, PLAIN)
    yhc = house.sign_in("yhc")

    finish(yhc, tasks["write"], "unknown", key="k", expect=422)
    finish(yhc, tasks["write"], "done", key="k")


def test_starting_twice_with_one_key_starts_once(house: House) -> None:
    house.publish(PLAIN)
    office = house.sign_in("hxc")
    body = {"definition_key": "plain", "unit": "D07"}

    first, second = (office.post("/process-instances", body, key="s", expect=201) for _ in range(2))

    assert first == second
    with house.reading() as session:
        assert session.query(ProcessInstance).count() == 1


def test_a_key_has_a_longest_length(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    yhc = house.sign_in("yhc")

    finish(yhc, task, key="k" * 65, expect=422)
    finish(yhc, task, key="k" * 64)


def test_a_command_without_a_key_leaves_no_record(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    with house.reading() as session:
        before = session.query(CommandRecord).count()

    complete_task(house.command("yhc"), task, TaskAnswer("done"))

    with house.reading() as session:
        assert session.query(CommandRecord).count() == before


# -- what a step costs -----------------------------------------------------------------------------

STEP = 15
"""Statements of a plain user task → user task step, the clock of a demo among them: 14 where there is none."""


def count_step(house: House, who: str, task_id: str, outcome: str = "done") -> int:
    command = house.command(who)
    with house.counting() as statements:
        complete_task(command, task_id, TaskAnswer(outcome))
    return len(statements)


def test_a_plain_step_costs_as_many_statements_as_at_present(house: House) -> None:
    tasks = begin(house, PLAIN)
    # What is compiled for a first start is kept only when it is committed: another start takes it up.
    house.sign_in("hxc").start("plain", "D05")

    assert count_step(house, "yhc", tasks["write"]) <= STEP


START = 13
"""Statements of starting a process of plain user tasks, the clock of a demo among them: 12 where there is none."""


def count_start(house: House, key: str) -> int:
    """What a start costs that is not the first on its versions, nor the one that takes up what was compiled."""
    command = house.command("hxc")
    for unit in ("D05", "D09"):
        start_process(command, StartRequest(key, unit))
    with house.counting() as statements:
        start_process(command, StartRequest(key, "D07"))
    return len(statements)


def test_a_start_costs_as_many_statements_as_at_present(house: House) -> None:
    assert count_start(house, house.publish(PLAIN).key) <= START


def test_opening_thirty_tasks_costs_as_many_statements_as_opening_three(house: House) -> None:
    few, many_more = (count_start(house, publish_wide(house, size)) for size in (3, 30))

    assert few == many_more


def test_a_step_costs_the_same_after_fifty_rounds_as_after_five(house: House) -> None:
    begin(house, LOOP)
    costs: dict[int, int] = {}
    yhc, pzx = house.command("yhc"), house.command("pzx")

    for number in range(1, 51):
        for command, node, outcome in ((yhc, "write", "done"), (pzx, "check", "return")):
            with house.reading() as session:
                task = session.query(Task.public_id).filter_by(node_id=node, state="open").one()[0]
            with house.counting() as statements:
                complete_task(command, task, TaskAnswer(outcome))
            if node == "write":
                costs[number] = len(statements)

    assert costs[5] == costs[50] <= STEP


def test_a_step_costs_the_same_beside_three_hundred_others_as_beside_ten(house: House) -> None:
    few, many_more = _cost_beside(house, 10), _cost_beside(house, 300)

    assert few == many_more


def publish_wide(house: House, size: int) -> str:
    """A process whose first step is repeated so many times side by side."""
    node = user("opine", each=many(cardinality=str(size)))
    wide = draw(f"wide{size}", [STARTER, node, end()], [("start", "opine"), ("opine", "end")], variables=UNIT)
    key: str = house.publish(wide).key
    return key


def _cost_beside(house: House, size: int) -> int:
    """Statements of completing one of so many tasks that are open side by side."""
    started = house.sign_in("hxc").start(publish_wide(house, size), "D07")
    return count_step(house, "hxc", started["next_tasks"][size // 2]["id"])
