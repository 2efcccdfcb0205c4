"""Business rule tasks: a table is asked inside the step, and its rules decide as DMN says."""

import pytest

from bpmn.lint import Vocabulary, check_process
from bpmn.reader import read_process
from tests.diagrams import decision, draw, end, many, start, subprocess, user, xor
from tests.engines import Running
from tests.tables import compiled
from workflows.engine.progress import DecisionMade, EngineError
from workflows.errors import ProcessStuckError

LADDER = [("< 3", '"talk"'), ("[3..5]", '"letter"'), ("> 5", '"order"')]
VARIABLES = '<lf:variable name="a" type="integer" given="true"/><lf:variable name="measure" type="code"/>'
OUT = '<lf:out name="measure" value="result"/>'


def line(rule: str, variables: str = VARIABLES) -> bytes:
    """start → a first task → the rule → one of two tasks."""
    nodes = [start(), user("first"), rule, xor("x"), user("order"), user("other"), end()]
    ways = [("start", "first"), ("first", "rule"), ("rule", "x"), ("x", "order", "measure == 'order'")]
    return draw("p", nodes, [*ways, ("x", "other"), ("order", "end"), ("other", "end")], variables=variables)


@pytest.mark.parametrize(("value", "ready", "rule"), [(9, "order", 3), (4, "other", 2)])
def test_a_table_decides_where_the_token_goes(value: int, ready: str, rule: int) -> None:
    running = Running(line(decision("rule", "sample", OUT)), tables=[compiled(LADDER)]).start(a=value)

    assert running.complete("first").ready() == [ready]
    assert running.world.decisions == [DecisionMade("sample", "p", "rule", (rule,), (rule,))]


def test_a_table_may_be_told_what_is_no_variable() -> None:
    told = decision("rule", "sample", f'<lf:in name="a" value="a + parameters.talks.limit"/>{OUT}')
    running = Running(line(told), tables=[compiled(LADDER)]).start(a=3)

    assert running.complete("first").variables["measure"] == "order"
    assert running.variables["a"] == 3


def test_two_rules_under_unique_refuse_the_command_and_change_nothing() -> None:
    running = Running(line(decision("rule", "sample", OUT)), tables=[compiled([*LADDER, ("4", '"x"')])]).start(a=4)
    before = dict(running.stored)

    with pytest.raises(ProcessStuckError, match="规则 2 和规则 4"):
        running.complete("first")

    assert running.stored == before
    assert running.world.decisions == []


def test_a_value_of_the_wrong_type_refuses_the_command() -> None:
    running = Running(line(decision("rule", "sample", OUT)), tables=[compiled(LADDER)]).start(a="nine")

    with pytest.raises(ProcessStuckError, match="A"):
        running.complete("first")


def test_a_set_without_the_table_cannot_run() -> None:
    running = Running(line(decision("rule", "sample", OUT))).start(a=1)

    with pytest.raises(EngineError):
        running.complete("first")


def test_several_results_are_a_list_of_codes() -> None:
    rows = [("< 5", '"talk"'), ("< 9", '"letter"')]
    variables = VARIABLES.replace('measure" type="code"', 'measure" type="codes"')
    file = line(decision("rule", "sample", OUT), variables).replace(b"measure == 'order'", b"'letter' in measure")

    found = [Running(file, tables=[compiled(rows, "COLLECT")]).start(a=a).complete("first") for a in (3, 7, 20)]

    assert [each.variables["measure"] for each in found] == [["talk", "letter"], ["letter"], []]
    assert [each.ready() for each in found] == [["order"], ["order"], ["other"]]


def test_a_table_is_asked_for_each_of_several() -> None:
    inner = subprocess(
        "k", [start("s"), decision("rule", "sample", OUT), user("u"), end("e")],
        [("s", "rule"), ("rule", "u"), ("u", "e")], each=many(cardinality="3"),
    )  # fmt: skip
    file = draw("p", [start(), inner, end()], [("start", "k"), ("k", "end")], variables=VARIABLES)

    running = Running(file, tables=[compiled(LADDER)]).start(a=1)

    assert running.ready() == ["u"] * 3
    assert len(running.world.decisions) == 3


def problems(rule: str, variables: str = VARIABLES, policy: str = "UNIQUE", **more: str) -> set[str]:
    known = Vocabulary(
        roles=frozenset({"office_head", "office_staff"}), decisions={"sample": compiled(LADDER, policy, **more)}
    )
    found = check_process(read_process(line(rule, variables)), known)
    return {problem.rule for problem in found if problem.element_id == "rule"} - {"drawn"}


@pytest.mark.parametrize(
    ("rule", "variables"),
    [
        (decision("rule", "nothing", OUT), VARIABLES),
        (decision("rule", "sample"), VARIABLES),
        (decision("rule", "sample", '<lf:out name="measure" value="nothing"/>'), VARIABLES),
        (decision("rule", "sample", f'<lf:in name="b" value="a"/>{OUT}'), VARIABLES),
        (decision("rule", "sample", OUT), VARIABLES.replace('"a"', '"b"')),
        (decision("rule", "sample", OUT), VARIABLES.replace("integer", "date")),
        (decision("rule", "sample", OUT), VARIABLES.replace('"code"', '"integer"')),
    ],
)
def test_what_does_not_fit_is_refused_at_publication(rule: str, variables: str) -> None:
    assert problems(decision("rule", "sample", OUT)) == set()
    assert problems(rule, variables) == {"decision"}


@pytest.mark.parametrize(
    ("kind", "policy", "aggregation", "fits"),
    [
        ("codes", "COLLECT", "", True),
        ("codes", "RULE ORDER", "", True),
        ("code", "COLLECT", "", False),
        ("codes", "FIRST", "", False),
        ("integer", "COLLECT", "COUNT", True),
        ("code", "COLLECT", "COUNT", False),
    ],
)
def test_lists_and_counts_have_variables_of_their_own(kind: str, policy: str, aggregation: str, *, fits: bool) -> None:
    variables = VARIABLES.replace('measure" type="code"', f'measure" type="{kind}"')

    found = problems(decision("rule", "sample", OUT), variables, policy, aggregation=aggregation)

    assert found == (set() if fits else {"decision"})


def test_a_repeated_business_rule_task_is_refused() -> None:
    repeated = decision("rule", "sample", OUT, each=many(cardinality="3"))

    assert problems(repeated) == {"unsupported-loop"}


def test_a_number_that_is_not_whole_has_no_variable() -> None:
    known = Vocabulary(decisions={"sample": compiled([("1", "0.5")], result="number")})
    variables = VARIABLES.replace('"code"', '"integer"')

    found = check_process(read_process(line(decision("rule", "sample", OUT), variables)), known)

    assert "decision" in {problem.rule for problem in found}
