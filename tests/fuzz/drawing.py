"""Trees of blocks → diagrams as text."""

from tests.diagrams import (
    ERROR,
    MESSAGE,
    OFFICE,
    SIGNAL,
    TERMINATE,
    THROW_ERROR,
    Way,
    both,
    boundary,
    call,
    catch,
    draw,
    end,
    first,
    many,
    receive,
    some,
    start,
    subprocess,
    user,
    xor,
)
from tests.fuzz.blocks import (
    OUTCOMES,
    Activity,
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
from tests.scoped import BROKEN, ESCALATION, SLOW, TIMER, event_sub, on_border, throw, trigger

DEFINITIONS = {"timer": TIMER, "error": BROKEN, "escalation": SLOW}
"""What events say, by their kind."""

Ends = tuple[str, str]
"""The nodes by which a drawn block is entered and left."""


def draw_all(procedure: Procedure) -> list[bytes]:
    """The files of a process and of all that it calls, itself first."""
    return [draw_one(each, OFFICE if each is procedure else "") for each in procedure.family()]


def draw_one(procedure: Procedure, starters: str = "", picture: "Picture | None" = None) -> bytes:
    """The file of one process; a picture of another class draws more kinds of blocks."""
    picture = picture or Picture()
    picture.draw_scope(procedure.key, procedure.body, starters)
    picture.draw_watches(procedure.watches)
    declared = "".join(f'<lf:variable name="{name}" type="code"/>' for name in procedure.variables)
    if procedure.given:
        declared += f'<lf:variable name="{procedure.given}" type="code" given="true"/>'
    roots = ERROR + ESCALATION + MESSAGE + SIGNAL
    return draw(procedure.key, picture.nodes, picture.ways, variables=declared, roots=roots)


class Picture:
    """Nodes and ways of one scope."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.ways: list[Way] = []

    def draw_scope(self, name: str, body: Row, starters: str = "") -> None:
        """Start, body and end."""
        self.nodes += [start(f"{name}_start", starters), end(f"{name}_end")]
        entry, exit_ = self.draw_row(body, f"{name}_start")
        assert entry == f"{name}_start"
        self.ways.append((exit_, f"{name}_end"))

    def draw_watches(self, watches: tuple[Watch, ...]) -> None:
        """The event sub-processes of the scope."""
        for watch in watches:
            inside = type(self)()
            _, last = inside.draw_row(watch.body, watch.id)
            inside.ways.append((last, f"{watch.id}_end"))
            begins = trigger(watch.id, DEFINITIONS[watch.kind], interrupting=watch.interrupting)
            self.nodes.append(event_sub(watch.box, begins, [*inside.nodes, end(f"{watch.id}_end")], inside.ways))

    def draw_row(self, row: Row, after: str) -> Ends:
        """The parts of a row behind a node; that node is the entry."""
        last = after
        for part in row.parts:
            entry, exit_ = self.draw(part)
            self.ways.append((last, entry))
            last = exit_
        return after, last

    def draw_way(self, source: str, row: Row, target: str, test: Test | None = None) -> None:
        """A row between two nodes; its first flow bears the test."""
        first = len(self.ways)
        _, last = self.draw_row(row, source)
        self.ways.append((last, target))
        if test is not None:
            at = next(at for at in range(first, len(self.ways)) if self.ways[at][0] == source)
            self.ways[at] = (source, self.ways[at][1], str(test))

    def draw(self, block: Block) -> Ends:
        """Draw a block."""
        if isinstance(block, Activity):
            return self._activity(block)
        if isinstance(block, Loop):
            return self._loop(block)
        if isinstance(block, (Fail, Tell)):
            return self._throw(block)
        if isinstance(block, Crowd):
            return self._crowd(block)
        assert not isinstance(block, Row)
        return self._gateways(block)

    def _throw(self, block: Fail | Tell) -> Ends:
        """An error ends its way; behind an escalation it goes on."""
        if isinstance(block, Tell):
            return self._tell(block)
        self.nodes += [xor(block.id), end(f"{block.id}_failed", THROW_ERROR)]
        self.ways.append((block.id, f"{block.id}_failed", str(block.when)))
        return block.id, block.id

    def _tell(self, block: Tell) -> Ends:
        told, on = f"{block.id}_told", f"{block.id}_on"
        self.nodes += [xor(block.id), throw(told, SLOW), xor(on)]
        self.ways += [(block.id, told, str(block.when)), (block.id, on), (told, on)]
        return block.id, on

    def _gateways(self, block: Choice | Both | Some | Race) -> Ends:
        if isinstance(block, Race):
            return self._race(block)
        split, join = block.id, f"{block.id}_join"
        make = {Choice: xor, Both: both, Some: some}[type(block)]
        self.nodes += [make(split), make(join)]
        tests = () if isinstance(block, Both) else block.tests
        for number, way in enumerate(block.ways):
            self.draw_way(split, way, join, tests[number] if number < len(tests) else None)
        return split, join

    def _loop(self, block: Loop) -> Ends:
        merge, out = block.id, f"{block.id}_out"
        self.nodes += [xor(merge), xor(out)]
        _, last = self.draw_row(block.body, merge)
        self.draw(block.check)
        again = Test(((block.check.id, OUTCOMES[0]),))
        self.ways += [(last, block.check.id), (block.check.id, out), (out, merge, str(again))]
        return merge, out

    def _race(self, block: Race) -> Ends:
        join = f"{block.id}_join"
        self.nodes += [first(block.id), xor(join)]
        for arm in block.arms:
            kind = "timer wd:3" if arm.kind == "timer" else arm.kind
            self.nodes.append(catch(arm.id, kind, attributes=_key(arm.id) if arm.kind == "message" else ""))
            self.ways.append((block.id, arm.id))
            self.draw_way(arm.id, arm.way, join)
        return block.id, join

    def _crowd(self, block: Crowd) -> Ends:
        many_, merge, split, join = (f"{block.id}{part}" for part in ("", "_in", "_split", "_join"))
        self.nodes += [both(many_), xor(merge), both(split), both(join)]
        self.ways += [(many_, merge)] * block.tokens + [(merge, split)]
        for way in block.ways:
            self.draw_way(split, Row((way,)), join)
        return many_, self.draw_row(Row((block.after,)), join)[1]

    # -- activities --------------------------------------------------------------------------------

    def _activity(self, block: Activity) -> Ends:
        self.nodes.append(self._node(block))
        back = [each for each in block.borders if each.interrupting and each.way is not None]
        last = f"{block.id}_on" if back else block.id
        if back:
            self.nodes.append(xor(last))
            self.ways.append((block.id, last))
        for border in block.borders:
            self._border(border, block.id, last)
        return block.id, last

    def _node(self, block: Activity) -> str:
        each = _each(block.repeat)
        if isinstance(block, UserTask):
            return user(block.id, outcomes=OUTCOMES, each=each)
        if isinstance(block, Receive):
            return receive(block.id, _key(block.id), each)
        if isinstance(block, Call):
            (given, source), (taken, result) = block.given, block.taken
            bindings = f'<lf:in name="{given}" value="{source}"/><lf:out name="{taken}" value="{result}"/>'
            return call(block.id, block.called.key, bindings, each=each)
        assert isinstance(block, Sub)
        inside = type(self)()
        inside.draw_scope(block.id, block.body)
        inside.draw_watches(block.watches)
        return subprocess(block.id, inside.nodes, inside.ways, each=each)

    def _border(self, border: Border, host: str, back: str) -> None:
        if border.kind in {"timer", "message"}:
            kind = "timer wd:3" if border.kind == "timer" else border.kind
            key = _key(border.id) if kind == "message" else ""
            self.nodes.append(boundary(border.id, host, kind, interrupting=border.interrupting, attributes=key))
        else:
            self.nodes.append(on_border(border.id, host, DEFINITIONS[border.kind], interrupting=border.interrupting))
        if border.way is None or not border.interrupting:
            back = f"{border.id}_end"
            self.nodes.append(end(back, TERMINATE if border.way is None else ""))
        way = border.way or Row()
        assert isinstance(way, Row)
        self.draw_way(border.id, way, back)


def _key(node_id: str) -> str:
    """Each wait has a key of its own."""
    return f"""lf:correlation="'{node_id}'\""""


def _each(repeat: Repeat | None) -> str:
    if repeat is None:
        return ""
    if isinstance(repeat.enough, str):
        enough = f"outcome == '{repeat.enough}'"
    else:
        enough = f"nrOfCompletedInstances >= {repeat.enough}" if repeat.enough else ""
    number = f"{repeat.rare} if {repeat.when} else {repeat.usual}"
    return many(cardinality=number, condition=enough, sequential=repeat.sequential)
