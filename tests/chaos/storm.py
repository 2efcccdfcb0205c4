"""The storm: timers fall due while workers are killed and the broker forgets; each still has its one effect."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.faults import Broker, Crew
from tests.chaos.scene import Outcome, Scene
from tests.houses import House


@dataclass(frozen=True)
class Plan:
    """How hard it blows. `patience` seconds at most; where leases are `hurried`, their minute is made to pass."""

    timers: int = 200
    kills: int = 20
    every: float = 1.0
    seconds: float = 0.5
    """How long one effect takes."""
    patience: float = 400
    hurried: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Report:
    """What was done to them, and what came of it."""

    outcome: Outcome
    kills: int
    emptied: int = 0
    restarts: int = 0
    seconds: float = 0


def storm_workers(house: House, plan: Plan) -> Report:
    """Three workers on a database and a broker of their own: one killed every second, the broker emptied and killed."""
    scene = Scene(house, plan.timers, seconds=plan.seconds)
    began = time.monotonic()
    with Broker() as broker:
        settings = _settings(house) | {"BROKER_URL": broker.url, "THREADS": "2"}
        with Crew(3, "worker", settings, seed=plan.seed) as crew:
            scene.fall_due()
            _await(lambda: broker.count_messages() > 0, plan)
            broker.empty()
            for number in range(plan.kills):
                time.sleep(plan.every)
                crew.kill_one()
                if number == plan.kills // 2:
                    broker.restart()
            _let_finish(scene, plan)
            return Report(scene.check(), crew.kills, broker.emptied, broker.restarts, time.monotonic() - began)


def storm_embedded(house: House, plan: Plan) -> Report:
    """The one process of the embedded mode, killed again and again in the middle of its work."""
    scene = Scene(house, plan.timers, seconds=plan.seconds)
    began = time.monotonic()
    with Crew(1, "run", _settings(house) | {"PORT": "0", "DEMO": "1"}, seed=plan.seed) as crew:
        scene.fall_due()
        for _ in range(plan.kills):
            left = scene.count_left()
            _await(lambda left=left: scene.count_left() < left, plan)
            time.sleep(plan.every * crew.dice.random())
            crew.kill_one()
            if plan.hurried:
                scene.end_leases()
        _let_finish(scene, plan)
        return Report(scene.check(), crew.kills, seconds=time.monotonic() - began)


def _settings(house: House) -> dict[str, str]:
    url = house.engine.url.render_as_string(hide_password=False)
    return {"HOME": str(house.settings.home), "DATABASE_URL": url}


def _let_finish(scene: Scene, plan: Plan) -> None:
    """Let the survivors finish; what died with its bearer is free again when its lease is over."""

    def is_calm() -> bool:
        if plan.hurried:
            scene.end_leases()
        return not scene.count_left()

    _await(is_calm, plan, pause=5.0 if plan.hurried else 0.5)


def _await(holds: Callable[[], bool], plan: Plan, *, pause: float = 0.1) -> None:
    """Look until it holds."""
    until = time.monotonic() + plan.patience
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(pause)
