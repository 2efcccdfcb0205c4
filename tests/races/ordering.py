"""Two commands at one thing, in an order that is chosen: who is to win gets the lock while the other asks for it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from tests.races.racing import PATIENCE, Race


class OrderedRace(Race):
    """A race of two, decided beforehand; that the second asks while the first holds the lock is still no luck."""

    def __init__(self, engine: Engine, *marks: str) -> None:
        super().__init__(engine, 2, *marks)

    def run(self, *doings: Callable[[], Any]) -> list[Any]:
        """Let the first begin, and the second as soon as the first has got what they race for."""
        first, second = doings

        def follow() -> Any:
            with self.changed:
                assert self.changed.wait_for(lambda: self.held, PATIENCE), "the first never got the lock"
            return second()

        return super().run(first, follow)
