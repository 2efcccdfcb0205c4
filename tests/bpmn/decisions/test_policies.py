"""Hit policies as DMN 1.3 (8.2.10) has them, and the answers compared with a reference that knows nothing of ours."""

import json
import random
from typing import Any

import pytest

from bpmn.decisions.evaluation import decide
from bpmn.decisions.tables import HitPolicy
from bpmn.errors import DecisionError, ExpressionError
from tests.tables import Row, compiled

BOTH: list[Row] = [("< 10", '"a"'), ("> 5", '"b"'), ("> 20", '"c"')]
"""3 is of the first rule, 7 of the first two, 30 of the last two, 10 of the second."""
SAME: list[Row] = [("< 10", '"a"'), ("> 5", '"a"')]
RANKED = '"c","b","a"'


@pytest.mark.parametrize(
    ("policy", "rows", "more", "value", "result", "hits", "taken"),
    [
        ("UNIQUE", BOTH, {}, 3, "a", [1], [1]),
        ("UNIQUE", BOTH, {}, 10, "b", [2], [2]),
        ("FIRST", BOTH, {}, 7, "a", [1, 2], [1]),
        ("FIRST", BOTH, {}, 30, "b", [2, 3], [2]),
        ("ANY", SAME, {}, 7, "a", [1, 2], [1]),
        ("PRIORITY", BOTH, {"allowed": RANKED}, 7, "b", [1, 2], [2]),
        ("PRIORITY", BOTH, {"allowed": RANKED}, 30, "c", [2, 3], [3]),
        ("RULE ORDER", BOTH, {}, 30, ["b", "c"], [2, 3], [2, 3]),
        ("OUTPUT ORDER", BOTH, {"allowed": RANKED}, 30, ["c", "b"], [2, 3], [3, 2]),
        ("COLLECT", BOTH, {}, 7, ["a", "b"], [1, 2], [1, 2]),
        ("COLLECT", BOTH, {"aggregation": "COUNT"}, 7, 2, [1, 2], [1, 2]),
    ],
)
def test_which_rules_give_the_result(
    policy: str, rows: list[Row], more: Any, value: int, result: Any, hits: list[int], taken: list[int]
) -> None:
    answer = decide(compiled(rows, policy, **more), {"a": value})

    assert answer.results == {"result": result}
    assert (list(answer.hits), list(answer.taken)) == (hits, taken)


@pytest.mark.parametrize(
    ("aggregation", "found", "nothing"), [("SUM", 0.3, None), ("MIN", 0.1, None), ("MAX", 0.2, None), ("COUNT", 2, 0)]
)
def test_collect_sums_up_and_says_what_dmn_says_where_nothing_matches(
    aggregation: str, found: Any, nothing: Any
) -> None:
    rows = [("> 0", "0.1"), ("> 1", "0.2"), ("> 9", "7")]
    table = compiled(rows, "COLLECT", aggregation=aggregation, result="number")

    assert decide(table, {"a": 5}).results == {"result": found}
    assert decide(table, {"a": 0}).results == {"result": nothing}


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "PRIORITY"])
def test_nothing_matches_and_nothing_is_the_result_or_the_default(policy: str) -> None:
    rows = [("5", '"a"')]

    assert decide(compiled(rows, policy, allowed='"a","b"'), {"a": 6}).results == {"result": None}
    assert decide(compiled(rows, policy, allowed='"a","b"', default='"b"'), {"a": 6}).results == {"result": "b"}
    assert decide(compiled(rows, policy, allowed='"a","b"', default='"b"'), {"a": 5}).results == {"result": "a"}


@pytest.mark.parametrize("policy", ["RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_nothing_matches_and_the_list_is_empty(policy: str) -> None:
    answer = decide(compiled([("5", '"a"')], policy, allowed='"a"'), {"a": 6})

    assert (answer.results, answer.hits, answer.taken) == ({"result": []}, (), ())


@pytest.mark.parametrize(("policy", "rows"), [("UNIQUE", BOTH), ("UNIQUE", SAME), ("ANY", BOTH)])
def test_two_rules_that_may_not_match_together_are_named(policy: str, rows: list[Row]) -> None:
    with pytest.raises(DecisionError, match="规则 1 和规则 2"):
        decide(compiled(rows, policy), {"a": 7})


def test_a_value_that_is_of_no_use_is_an_error_and_no_miss() -> None:
    table = compiled([("5", '"a"')])

    for values in ({"a": "five"}, {}, {"a": [5]}):
        with pytest.raises(ExpressionError):
            decide(table, values)
    limited = compiled([('"x"', '"a"')], types=("string",))
    assert decide(limited, {"a": "y"}).results == {"result": None}


def test_results_may_be_computed() -> None:
    table = compiled([("> 0", "a * 2 + parameters.talks.limit")], result="integer")

    assert decide(table, {"a": 5, "parameters": {"talks": {"limit": 3}}}).results == {"result": 13}
    assert (table.names, table.parameters) == ({"a"}, {"talks.limit"})
    with pytest.raises(DecisionError, match="结果"):
        decide(compiled([("> 0", "a")], result="string"), {"a": 5})


# -- against a reference ---------------------------------------------------------------------------

RUNGS = ["low", "middle", "high"]


def say_number(random_: random.Random) -> tuple[str, Any]:
    """A condition on a number, and what it means."""
    low, high = sorted((random_.randint(0, 9), random_.randint(0, 9)))
    return random_.choice(
        [
            ("-", lambda _value: True),
            (f"{low}", lambda value: value == low),
            (f"< {high}", lambda value: value < high),
            (f">= {low}", lambda value: value >= low),
            (f"[{low}..{high}]", lambda value: low <= value <= high),
            (f"({low}..{high})", lambda value: low < value < high),
            (f"{low}, > {high}", lambda value: value == low or value > high),
            (f"not({low}, {high})", lambda value: value not in {low, high}),
        ]
    )


def say_rung(random_: random.Random) -> tuple[str, Any]:
    some = random_.sample(RUNGS, random_.randint(1, 3))
    listed = ", ".join(f'"{each}"' for each in some)
    return random_.choice(
        [
            ("-", lambda _value: True),
            (listed, lambda value: value in some),
            (f"not({listed})", lambda value: value not in some),
        ]
    )


def expect(policy: HitPolicy, aggregation: str, found: list[int]) -> Any:
    """The result, by the words of the standard; `found` are the results of the rules that match, in their order."""
    one = (found or [None])[0]
    summed = {"SUM": sum, "MIN": min, "MAX": max}.get(aggregation, list)
    return {
        HitPolicy.UNIQUE: "error" if len(found) > 1 else one,
        HitPolicy.ANY: "error" if len(set(found)) > 1 else one,
        HitPolicy.FIRST: one,
        HitPolicy.PRIORITY: min(found, default=None),
        HitPolicy.RULE_ORDER: found,
        HitPolicy.OUTPUT_ORDER: sorted(found),
        HitPolicy.COLLECT: len(found)
        if aggregation == "COUNT"
        else summed(found)
        if found or not aggregation
        else None,
    }[policy]


@pytest.mark.parametrize("seed", range(150))
def test_random_tables_answer_as_the_reference_does(seed: int) -> None:
    random_ = random.Random(seed)
    policy = random_.choice(list(HitPolicy))
    aggregation = random_.choice(["", "SUM", "MIN", "MAX", "COUNT"]) if policy is HitPolicy.COLLECT else ""
    said = [(say_number(random_), say_rung(random_), random_.randint(0, 3)) for _ in range(random_.randint(1, 6))]
    rows = [(number[0], rung[0], str(result)) for number, rung, result in said]
    more = {"aggregation": aggregation, "types": ("integer", "string"), "result": "integer", "allowed": "0,1,2,3"}
    table = compiled(rows, policy, **more)

    for value in range(-1, 11):
        for rung in [*RUNGS, "other"]:
            found = [result for (_, one), (_, other), result in said if one(value) and other(rung)]
            wanted = expect(policy, aggregation, found)
            try:
                got = decide(table, {"a": value, "b": rung}).results["result"]
            except DecisionError:
                got = "error"
            assert got == wanted, f"seed {seed}: {policy} {aggregation} {json.dumps(rows)} with {value}, {rung}"
