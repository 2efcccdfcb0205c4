"""The product's use cases: start and complete."""

from collections.abc import Iterator
from functools import partial

from services.process.instances import StartedInstance, StartRequest, start_process
from services.process.tasks import TaskAnswer, complete_task
from services.transaction import Command
from tests.bench.drawings import ROUNDS, draw_long, draw_wide
from tests.bench.figures import Figure, Plan, Run, measure, measure_by_turns
from tests.bench.places import Place

UNIT = "D07"
WRITER, CHECKER, OFFICE = "yhc", "pzx", "hxc"


def measure_start(place: Place, plan: Plan) -> Iterator[Figure]:
    """Start the procedure of 23 nodes."""
    request = StartRequest(place.house.publish(draw_long()).key, UNIT)
    office = place.house.command(OFFICE)
    yield measure(place, "start", 23, [partial(start_process, office, request)] * plan.runs)


class Round:
    """One instance that goes round: written, returned, written."""

    def __init__(self, place: Place) -> None:
        key = place.house.publish(ROUNDS).key
        self.writer, self.checker = place.house.command(WRITER), place.house.command(CHECKER)
        started = start_process(place.house.command(OFFICE), StartRequest(key, UNIT))
        self.task = started.next_tasks[0]["id"]
        self.done = 0

    def write(self) -> None:
        self._complete(self.writer, "done")

    def give_back(self) -> None:
        self._complete(self.checker, "return")

    def _complete(self, who: Command, outcome: str) -> None:
        self.task = complete_task(who, self.task, TaskAnswer(outcome)).next_tasks[0]["id"]
        self.done += 1

    def reach(self, done: int) -> None:
        """Go on until so many steps are done and the writer has his turn."""
        while self.done < done:
            self.write()
            self.give_back()

    def writings(self, count: int) -> Iterator[Run]:
        """Steps of the writer; those of the checker between them are not measured."""
        for _ in range(count):
            yield self.write
            self.give_back()


def measure_linear(place: Place, plan: Plan) -> Iterator[Figure]:
    """Complete a task after so many steps of the same instance."""
    reached: dict[int, Iterator[Run]] = {}
    for number in plan.steps:
        going = Round(place)
        going.reach(number)
        reached[number] = going.writings(min(plan.runs, number))
    place.refresh()
    yield from measure_by_turns(place, "complete, linear", reached)


class Breadth:
    """Instances with so many tasks side by side; started as they are needed."""

    def __init__(self, place: Place, size: int) -> None:
        self.size = size
        self.request = StartRequest(place.house.publish(draw_wide(size)).key, UNIT)
        self.office = place.house.command(OFFICE)
        self.started: StartedInstance | None = None

    def start(self) -> None:
        self.started = start_process(self.office, self.request)

    def completions(self, count: int) -> Iterator[Run]:
        for task in self.tasks(count):
            yield partial(complete_task, self.office, task, TaskAnswer("done"))

    def tasks(self, count: int) -> Iterator[str]:
        """Tasks of which at least nine in ten are still open beside them."""
        share = max(1, self.size // 10)
        while count > 0:
            if self.started is None:
                self.start()
            opened = self.started.next_tasks if self.started else []
            for each in opened[self.size // 2 :][: min(share, count)]:
                yield each["id"]
                count -= 1
            self.started = None


def measure_parallel(place: Place, plan: Plan) -> Iterator[Figure]:
    """Start so many tasks side by side, and complete one of them."""
    opened: dict[int, Iterator[Run]] = {}
    for number in plan.tasks:
        wide = Breadth(place, number)
        if number <= 100:
            wide.start()  # the first start of a version compiles it
        starts = 3 if number <= 100 else 1
        yield measure(place, "start, parallel", number, [wide.start] * starts)
        opened[number] = wide.completions(plan.runs)
    place.refresh()
    yield from measure_by_turns(place, "complete, parallel", opened)


def warm_up(place: Place) -> None:
    """Run both once, so that nothing measured is a first time."""
    Round(place).reach(10)
