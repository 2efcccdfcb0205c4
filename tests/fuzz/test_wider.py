"""Late results and crowds of tokens against the token game; `make fuzz` runs these schedules too."""

import ast
from pathlib import Path

import pytest

from tests.fuzz import planting, wider_blocks, wider_oracle
from tests.fuzz.driving import DifferenceError
from tests.fuzz.wider_drawing import draw_all
from tests.fuzz.wider_driving import check_all_wider
from tests.fuzz.wider_generating import generate_wider
from workflows.engine.compiler import ActionSpec
from workflows.engine.stepping import Stepper

SCHEDULES = 200
BATCH = 50
FOUND_WITHIN = 100


def forget_results(patch: pytest.MonkeyPatch) -> None:
    """What an action gives back is not kept."""
    patch.setattr(ActionSpec, "take_results", lambda *_args: None)


def stay_at_work(patch: pytest.MonkeyPatch) -> None:
    """A late result is taken, but the token does not go on."""
    plain = Stepper.resume

    def resume(self: Stepper, window: object, engine_id: int, results: object) -> object:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr("workflows.engine.stepping.Task.complete", lambda _task: True)
            return plain(self, window, engine_id, results)

    patch.setattr(Stepper, "resume", resume)


@pytest.mark.parametrize("first", range(0, SCHEDULES, BATCH))
def test_the_engine_does_what_tokens_do(first: int) -> None:
    check_all_wider(range(first, first + BATCH))


@pytest.mark.parametrize("plant", [*planting.JOINS, forget_results, stay_at_work], ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: planting.Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)

    with pytest.raises(DifferenceError, match="seed"):
        check_all_wider(range(FOUND_WITHIN))


def test_both_kinds_are_drawn_often() -> None:
    text = b"".join(file for seed in range(SCHEDULES) for file in draw_all(generate_wider(seed))).decode()

    assert text.count('name="later"') > SCHEDULES / 2
    assert text.count('name="echo"') > SCHEDULES / 2
    assert text.count("_0_g") > SCHEDULES / 2


def test_the_wider_oracle_imports_nothing_of_what_it_judges() -> None:
    for module in (wider_oracle, wider_blocks):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert names <= {"collections", "dataclasses", "tests.fuzz.blocks", "tests.fuzz.oracle", wider_blocks.__name__}
