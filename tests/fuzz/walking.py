"""A walk with today's values, which moves nothing: where a token would come by people's steps and choices alone."""

from typing import Any

from tests.fuzz.blocks import OUTCOMES, Activity, Choice, Fail, Loop, Tell, UserTask
from tests.fuzz.flows import ChoiceRun, LoopRun, RaceRun, RowRun
from tests.fuzz.tokens import Run


def walks_to(run: Run, target: str) -> bool:
    """Whether what follows a run leads to a user task past nothing but people's steps and exclusive choices."""
    seen: set[str] = set()
    at: Run = run
    while at.above is not None:
        found = _follows(at, at.above, target, seen)
        if found is not None:
            return found
        at = at.above
    return False


def _follows(at: Run, above: Run, target: str, seen: set[str]) -> bool | None:
    """What comes after a run inside the one above it; None if that one ends by it."""
    if isinstance(above, RowRun):
        return _walk_row(above.block.parts[above.at + 1 :], target, above.frame.values, seen)
    if isinstance(above, LoopRun):
        found = None if at.block is above.block.check else _walk(above.block.check, target, above.frame.values, seen)
        if found is None and above.frame.values.get(above.block.check.id) == OUTCOMES[0]:
            found = _walk_again(above.block, target, above.frame.values, seen)
        return found
    return None if isinstance(above, (ChoiceRun, RaceRun)) or isinstance(above.block, Activity) else False


def _walk_row(parts: Any, target: str, values: dict[str, str | None], seen: set[str]) -> bool | None:
    for part in parts:
        found = _walk(part, target, values, seen)
        if found is not None:
            return found
    return None


def _walk(block: Any, target: str, values: dict[str, str | None], seen: set[str]) -> bool | None:
    """Whether a walk through a block ends in it, at the target or without; None if it comes out behind."""
    if isinstance(block, UserTask):
        return True if block.id == target else None
    if isinstance(block, Choice):
        ways = [way for test, way in zip(block.tests, block.ways, strict=False) if test.holds(values)]
        return _walk_row((ways or [block.ways[-1]])[0].parts, target, values, seen)
    if isinstance(block, Loop):
        if block.id in seen:
            return False
        seen.add(block.id)
        found = _walk_row((*block.body.parts, block.check), target, values, seen)
        again = values.get(block.check.id) == OUTCOMES[0]
        return False if found is None and again else found
    return False if not isinstance(block, (Fail, Tell)) or block.when.holds(values) else None


def _walk_again(loop: Loop, target: str, values: dict[str, str | None], seen: set[str]) -> bool:
    """Another round of a loop; a third comes to nothing new."""
    seen.add(loop.id)
    return bool(_walk_row((*loop.body.parts, loop.check), target, values, seen))
