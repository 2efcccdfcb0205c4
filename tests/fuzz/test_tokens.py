"""The engine against the token game: random processes, random legal paths, stopped and loaded again at every step.

A failure names its seed; `FUZZ_SEED=<seed> FUZZ_SECONDS=1 python -m tests.fuzz` shows it again.
"""

import ast
from pathlib import Path

import pytest

from bpmn.elements import Process
from bpmn.lint import Vocabulary, check_process, has_errors
from bpmn.reader import read_process
from tests.fuzz import activities, approving, blocks, flows, oracle, planting, tokens, walking
from tests.fuzz.drawing import draw_all
from tests.fuzz.driving import DifferenceError, check_all
from tests.fuzz.generating import generate

SCOPED = ('triggeredByEvent="true"', 'isInterrupting="true"', 'isInterrupting="false"', "escalationRef")
ORACLE = [oracle, blocks, tokens, flows, activities, walking, approving]
SCHEDULES = 300
BATCH = 50
FOUND_WITHIN = 400
"""How many seeds a planted bug may survive."""


@pytest.mark.parametrize("first", range(0, SCHEDULES, BATCH))
def test_the_engine_does_what_tokens_do(first: int) -> None:
    check_all(range(first, first + BATCH))


@pytest.mark.parametrize("plant", [*planting.JOINS, *planting.OTHERS], ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: planting.Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)

    with pytest.raises(DifferenceError, match="seed"):
        check_all(range(FOUND_WITHIN))


@pytest.mark.parametrize("module", ORACLE)
def test_the_oracle_imports_nothing_of_what_it_judges(module: object) -> None:
    source = Path(str(vars(module)["__file__"])).read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]

    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports}

    assert names <= {
        "collections",
        "collections.abc",
        "dataclasses",
        "typing",
        *(module.__name__ for module in ORACLE),
    }


def test_every_kind_of_block_is_drawn() -> None:
    """What is never generated is never tested."""
    text = b"".join(file for seed in range(SCHEDULES) for file in draw_all(generate(seed))).decode()

    tags = "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway subProcess callActivity receiveTask"
    more = "multiInstanceLoopCharacteristics terminateEventDefinition signalEventDefinition"
    assert [tag for tag in f"{tags} {more}".split() if text.count(f"<{tag}") < SCHEDULES / 10] == []
    for word in (
        'cancelActivity="true"',
        'cancelActivity="false"',
        'isSequential="true"',
        "outcome ==",
        "errorRef",
        *SCOPED,
    ):
        assert text.count(word) > SCHEDULES / 10, word


def test_what_is_drawn_may_be_published() -> None:
    for seed in range(30):
        processes = {each.id: each for each in map(read_process, draw_all(generate(seed)))}
        assert [problem for each in processes.values() for problem in _faults(each, processes)] == [], f"seed {seed}"


def _faults(process: Process, others: dict[str, Process]) -> list[str]:
    known = Vocabulary(
        roles=frozenset({"office_head", "office_staff"}),
        relations=frozenset(),
        parameters={},
        actions={},
        handlers=frozenset(),
        panels=frozenset(),
        sources=frozenset(),
        items=frozenset(),
        votes={},
        processes=others,
        checkpoints=(),
    )
    return [str(problem) for problem in check_process(process, known) if has_errors([problem])]
