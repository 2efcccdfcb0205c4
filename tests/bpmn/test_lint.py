"""Every rule of the lint, on a sample that keeps it and on one that breaks it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn.elements import Process
from bpmn.errors import Severity
from bpmn.lint import RULES, ActionShape, Vocabulary, check_process, has_errors
from bpmn.reader import read_process
from tests.diagrams import OFFICE, action, both, call, draw, end, many, start, subprocess, user, xor

SAMPLES = Path(__file__).parents[1] / "processes" / "lint"

SIGNOFF = read_process(
    draw(
        "signoff",
        [start(), user("sign"), end()],
        [("start", "sign"), ("sign", "end")],
        variables='<lf:variable name="unit" type="code" given="true"/>',
    )
)

KNOWN = Vocabulary(
    roles=frozenset({"office_head", "office_staff"}),
    relations=frozenset({"head", "leader", "liaison", "holders"}),
    durations=frozenset({"p2_discovery.self", "p2_expert.window"}),
    parameters=frozenset({"p2_discovery.self", "p2_expert.window"}),
    actions={"count_points": ActionShape(frozenset({"unit"}), frozenset({"count"}))},
    handlers=frozenset({"save_points"}),
    panels=frozenset({"points"}),
    sources=frozenset({"powers"}),
    items=frozenset({"points"}),
    votes={"panel": frozenset({"window"})},
    processes={"signoff": SIGNOFF},
)


def read_sample(rule: str, kind: str) -> Process:
    return read_process((SAMPLES / f"{rule}.{kind}.bpmn").read_bytes())


def faults(process: Process, known: Vocabulary = KNOWN) -> set[tuple[str, str | None]]:
    """Rule and element of every problem that forbids publication."""
    found = check_process(process, known)
    return {(problem.rule, problem.element_id) for problem in found if problem.severity is Severity.ERROR}


@pytest.mark.parametrize("rule", RULES)
def test_a_correct_sample_may_be_published(rule: str) -> None:
    process = read_sample(rule, "correct")

    problems = check_process(process, KNOWN)

    assert not has_errors(problems), [str(problem) for problem in problems]
    assert rule not in {problem.rule for problem in problems}


@pytest.mark.parametrize("rule", RULES)
def test_an_incorrect_sample_breaks_this_rule_and_no_other(rule: str) -> None:
    problems = check_process(read_sample(rule, "incorrect"), KNOWN)

    assert {problem.rule for problem in problems if problem.severity is Severity.ERROR} == {rule}
    assert all(problem.element_id and problem.line for problem in problems if problem.rule == rule)
