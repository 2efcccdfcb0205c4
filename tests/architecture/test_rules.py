"""Every numbered rule of the requirements that this procedure runs on is borne by a test."""

import re
from functools import cache

import pytest

from tests.architecture.reading import ROOT

FAMILIES = {
    "CAL": 9,
    "TASK": 6,
    "RET": 2,
    "SELF": 2,
    "OPN": 2,
    "GATE": 2,
    "MASS": 10,
    "EXP": 11,
    "GRP": 7,
    "DSP": 8,
    "COI": 3,
    "WARN": 11,
    "TALK": 4,
    "ACC": 6,
    "INQ": 2,
    "ADV": 1,
}
"""How many rules each family has."""

NUMBER = re.compile(r"\bR[-_]([A-Z]+)[-_](\d+)", re.IGNORECASE)
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
ELSEWHERE = re.compile(r"_r_([a-z]+)_(\d+)", re.IGNORECASE)

RULES = [f"R-{family}-{number}" for family, count in FAMILIES.items() for number in range(1, count + 1)]


@cache
def borne() -> frozenset[str]:
    """Rules whose number stands in the name of a test, or in the docstring of one."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        for part in re.split(r"(?=^def )", text, flags=re.MULTILINE):
            named = TEST.match(part)
            if named:
                said = re.search(r'\)[^:]*:\n    """(.*?)"""', part, re.DOTALL)
                numbers = [*ELSEWHERE.findall(f"_{named[1]}"), *NUMBER.findall(said[1] if said else "")]
                found |= {f"R-{family.upper()}-{number}" for family, number in numbers}
    return frozenset(found)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_test_that_bears_its_number(rule: str) -> None:
    assert rule in borne()


def test_no_test_bears_the_number_of_a_rule_that_there_is_not() -> None:
    known = {rule for rule in borne() if rule.split("-")[1] in FAMILIES}

    assert known <= set(RULES)
