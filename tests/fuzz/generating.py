"""Random block-structured processes, each from one seed."""

from collections.abc import Callable
from random import Random

from tests.fuzz.blocks import (
    OUTCOMES,
    Arm,
    Block,
    Border,
    Both,
    Call,
    Choice,
    Crowd,
    Fail,
    Loop,
    Procedure,
    Race,
    Receive,
    Repeat,
    Row,
    Some,
    Sub,
    Tell,
    Test,
    UserTask,
    Watch,
)

MAX_DEPTH = 4
MAX_TASKS = 24
PREFIXES = {"timer": "tm", "message": "ms", "signal": "ms", "error": "er", "escalation": "es"}
"""How the ids of events begin, by what they wait for."""


def generate(seed: int, prefix: str = "p") -> Procedure:
    """The process of a seed; keys begin with the prefix."""
    return _Maker(Random(seed), prefix).make_procedure(depth=0, fails=False)


class _Maker:
    """Makes blocks; numbers everything, and knows which names the process at hand may ask for."""

    def __init__(self, random: Random, prefix: str) -> None:
        self.random = random
        self.prefix = prefix
        self.count = 0
        self.tasks = 0
        self.names: list[str] = []
        self.variables: list[str] = []
        self.calls: list[Procedure] = []

    def make_procedure(self, depth: int, *, fails: bool, given: str = "") -> Procedure:
        """A process; the names of the one around it are not its names."""
        around = self.names, self.variables, self.calls
        self.names, self.variables, self.calls = ([given], [], []) if given else ([], [], [])
        key = self._name(self.prefix)
        kinds = self._watch_kinds(depth)
        body = self._scope(depth, fails=fails or "error" in kinds)
        watches = self._watches(kinds, depth, fails=fails)
        made = Procedure(key, body, given, tuple(self.variables), tuple(self.calls), watches)
        self.names, self.variables, self.calls = around
        return made

    def _name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _test(self) -> Test:
        """Something about names that were given lately, so that it often holds."""
        count = self.random.randint(1, 4)
        recent = self.names[-4:]
        return Test(tuple((self.random.choice(recent), self.random.choice(OUTCOMES)) for _ in range(count)))

    def _tests(self, count: int) -> tuple[Test, ...]:
        return tuple(self._test() for _ in range(count))

    # -- rows of blocks ----------------------------------------------------------------------------

    def _scope(self, depth: int, *, fails: bool) -> Row:
        """What stands between start and end: begins with a task, may end with a crowd."""
        first = self._plain_task()
        row = self._row(depth, fails=fails, least=1)
        crowd = (self._crowd(),) if self.random.random() < 0.15 else ()
        return Row((first, *row.parts, *crowd))

    def _row(self, depth: int, *, fails: bool, least: int = 0) -> Row:
        parts: list[Block] = []
        for _ in range(self.random.choice((least, 1, 1, 2, 2, 3))):
            if self.random.random() < 0.12:
                # Behind a task of its own, so that of two things thrown in one step it is known which is the first.
                parts += [self._plain_task(), Tell(self._name("y"), self._test())]
            else:
                parts.append(self._block(depth, fails=fails))
        return Row(tuple(parts))

    def _watch_kinds(self, depth: int) -> list[str]:
        """What begins the event sub-processes of a scope: at most one of each kind."""
        if depth >= MAX_DEPTH or self.tasks >= MAX_TASKS:
            return []
        return [kind for kind in ("timer", "error", "escalation") if self.random.random() < 0.25]

    def _watches(self, kinds: list[str], depth: int, *, fails: bool) -> tuple[Watch, ...]:
        """Event sub-processes of these kinds; one may fail where another of the scope, or one around, catches it."""
        found = []
        for kind in kinds:
            interrupting = kind == "error" or self.random.random() < 0.5
            caught = fails or ("error" in kinds and not interrupting)
            body = Row((self._plain_task(), *self._row(depth + 1, fails=caught).parts))
            name = self._name(PREFIXES[kind])
            found.append(Watch(name, kind, interrupting, body))
        return tuple(found)

    def _block(self, depth: int, *, fails: bool) -> Block:
        if depth >= MAX_DEPTH or self.tasks >= MAX_TASKS:
            return self._plain_task()
        if fails and self.random.random() < 0.15:
            return Fail(self._name("x"), self._test())
        makers: tuple[Callable[..., Block], ...] = (
            self._task,
            self._task,
            self._choice,
            self._both,
            self._both,
            self._some,
            self._some,
            self._loop,
            self._loop,
            self._race,
            self._receive,
            self._sub,
            self._call,
        )
        return self.random.choice(makers)(depth + 1, fails=fails)

    # -- blocks ------------------------------------------------------------------------------------

    def _plain_task(self) -> UserTask:
        task = UserTask(self._name("t"))
        self.tasks += 1
        self.names.append(task.id)
        return task

    def _task(self, depth: int, *, fails: bool) -> UserTask:
        repeat = self._repeat(*OUTCOMES) if self.random.random() < 0.4 else None
        borders = self._borders(depth, fails=fails)
        plain = self._plain_task()
        return UserTask(plain.id, repeat=repeat, borders=borders)

    def _receive(self, depth: int, *, fails: bool) -> Receive:
        repeat = self._repeat() if self.random.random() < 0.4 else None
        return Receive(self._name("ms"), repeat=repeat, borders=self._borders(depth, fails=fails))

    def _race(self, depth: int, *, fails: bool) -> Race:
        kinds = self.random.choice((("message", "timer"), ("message", "message"), ("signal", "message", "timer")))
        arms = (Arm(self._name(PREFIXES[kind]), kind, self._row(depth, fails=fails)) for kind in kinds)
        return Race(self._name("e"), tuple(arms))

    def _repeat(self, *outcomes: str) -> Repeat:
        enough = self.random.choice((0, 0, 1, 2, *outcomes))
        usual, rare = self.random.randint(1, 4), self.random.choice((0, 1, 2))
        return Repeat(usual, rare, self._test(), self.random.random() < 0.5, enough)

    def _borders(self, depth: int, *, fails: bool) -> tuple[Border, ...]:
        found = []
        if self.random.random() < 0.3:
            found.append(self._interrupting("timer", depth, fails=fails))
        if self.random.random() < 0.25:
            side = Row(tuple(self._plain_task() for _ in range(self.random.randint(0, 2))))
            found.append(Border(self._name("tm"), "timer", interrupting=False, way=side))
        if self.random.random() < 0.15:
            found.append(self._interrupting("message", depth, fails=fails))
        if self.random.random() < 0.1:
            side = Row(tuple(self._plain_task() for _ in range(self.random.randint(0, 1))))
            found.append(Border(self._name("ms"), "message", interrupting=False, way=side))
        return tuple(found)

    def _interrupting(self, kind: str, depth: int, *, fails: bool) -> Border:
        way = None if self.random.random() < 0.15 else self._row(depth + 1, fails=fails)
        return Border(self._name(PREFIXES[kind]), kind, interrupting=True, way=way)

    def _told(self, depth: int, *, fails: bool) -> tuple[Border, ...]:
        """Sometimes a border that catches escalations."""
        if self.random.random() >= 0.25:
            return ()
        if self.random.random() < 0.5:
            return (self._interrupting("escalation", depth, fails=fails),)
        side = Row(tuple(self._plain_task() for _ in range(self.random.randint(0, 2))))
        return (Border(self._name("es"), "escalation", interrupting=False, way=side),)

    def _choice(self, depth: int, *, fails: bool) -> Choice:
        tests = self._tests(self.random.choice((1, 1, 2)))
        ways = tuple(self._row(depth, fails=fails) for _ in range(len(tests) + 1))
        return Choice(self._name("x"), tests, ways)

    def _both(self, depth: int, *, fails: bool) -> Both:
        ways = tuple(self._row(depth, fails=fails) for _ in range(self.random.choice((2, 2, 3))))
        return Both(self._name("g"), ways)

    def _some(self, depth: int, *, fails: bool) -> Some:
        tests = self._tests(self.random.choice((1, 2, 3)))
        ways = tuple(self._row(depth, fails=fails) for _ in range(len(tests) + 1))
        return Some(self._name("o"), tests, ways)

    def _loop(self, depth: int, *, fails: bool) -> Loop:
        return Loop(self._name("m"), self._row(depth, fails=fails, least=1), self._plain_task())

    def _sub(self, depth: int, *, fails: bool) -> Sub:
        borders = self._borders(depth, fails=fails)
        caught = self.random.random() < 0.4
        if caught:
            borders = (*borders, self._interrupting("error", depth, fails=fails))
        borders = (*borders, *self._told(depth, fails=fails))
        repeat = self._repeat() if self.random.random() < 0.3 else None
        kinds = self._watch_kinds(depth)
        body = self._scope(depth, fails=fails or caught or "error" in kinds)
        watches = self._watches(kinds, depth, fails=fails or caught)
        return Sub(self._name("s"), body, repeat=repeat, borders=borders, watches=watches)

    def _call(self, depth: int, *, fails: bool) -> Call:
        borders = self._borders(depth, fails=fails)
        caught = self.random.random() < 0.4
        if caught:
            borders = (*borders, self._interrupting("error", depth, fails=fails))
        borders = (*borders, *self._told(depth, fails=fails))
        repeat = self._repeat() if self.random.random() < 0.3 else None
        given, source = self._name("v"), self.random.choice(self.names)
        called = self.make_procedure(depth, fails=fails or caught, given=given)
        self.calls.append(called)
        taken = self._name("v")
        self.variables.append(taken)
        self.names.append(taken)
        first = called.body.parts[0]
        assert isinstance(first, UserTask)
        return Call(
            self._name("k"),
            called,
            given=(given, source),
            taken=(taken, first.id),
            repeat=repeat,
            borders=borders,
        )

    def _crowd(self) -> Crowd:
        ways = tuple(self._plain_task() for _ in range(self.random.choice((2, 2, 3))))
        return Crowd(self._name("w"), self.random.randint(2, 3), ways, self._plain_task())
