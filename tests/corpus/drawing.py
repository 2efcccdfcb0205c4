"""A model of the corpus → files of BPMN, to be read by our own reader."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from tests import diagrams
from tests.corpus.notation import Case, Node, Scope
from tests.diagrams import OFFICE, wrap
from tests.scoped import undone_by

KEY: Final = "corpus"
"""The key of the process of a case."""

TYPES: Final = {bool: "boolean", int: "integer", str: "code"}
FIELDS: Final = {**TYPES, str: "choice"}
GATEWAYS: Final = {
    "exclusive": diagrams.xor,
    "parallel": diagrams.both,
    "inclusive": diagrams.some,
    "race": diagrams.first,
}


def draw_case(case: Case) -> list[bytes]:
    """The files of a case, the process itself first."""
    scopes = {KEY: case.main, **case.calls}
    return [_Picture(case, key).draw(scope) for key, scope in scopes.items()]


def names_of(case: Case) -> dict[str, Any]:
    """Variables of a case: what is given, answered, bound or read somewhere, with an example of its value."""
    found: dict[str, Any] = {}
    for trace in case.traces:
        for values in (*(step.values for step in trace.steps), trace.values):
            found.update({name: value for name, value in values.items() if value is not None})
    for scope in (case.main, *case.calls.values()):
        for node in scope.everything():
            for name, sign, value in bindings(node):
                found.setdefault(name, found.get(value, ""))
                if sign == "<-" and value.isidentifier():
                    found.setdefault(value, "")
    tasks = {node.name for scope in (case.main, *case.calls.values()) for node in scope.everything()}
    return {name: value for name, value in found.items() if name not in tasks}


def bindings(node: Node) -> Iterator[tuple[str, str, str]]:
    """What goes into a call or an action (`=`) and what comes back (`<-`)."""
    inside = re.search(r"\((.*)\)", node.words) if node.kind in {"call", "action"} else None
    for part in inside[1].split(",") if inside else ():
        name, sign, value = part.strip().split(" ", 2)
        yield name, sign, value


class _Picture:
    """The drawing of one process."""

    def __init__(self, case: Case, key: str) -> None:
        self.case = case
        self.key = key
        self.names = names_of(case)
        self.roots: dict[tuple[str, str], str] = {}
        self.count = 0

    def draw(self, scope: Scope) -> bytes:
        variables = "".join(
            f'<lf:variable name="{name}" type="{TYPES[type(value)]}" given="{str(name in self.given()).lower()}"/>'
            for name, value in sorted(self.names.items())
        )
        inner = self._scope(scope)
        extended = f"<extensionElements>{variables}</extensionElements>" if variables else ""
        roots = "".join(self.roots.values())
        return wrap(f'<process id="{self.key}" name="语料" isExecutable="true">{extended}{inner}</process>', roots)

    def given(self) -> set[str]:
        """Variables that calls of this process hand over, or its start."""
        scopes = (self.case.main, *self.case.calls.values())
        nodes = (node for scope in scopes for node in scope.everything() if node.kind == "call")
        calls = [node for node in nodes if node.words.partition("(")[0].strip() == self.key]
        handed = {name for node in calls for name, sign, _ in bindings(node) if sign == "="}
        starts = [step for trace in self.case.traces for step in trace.steps if step.verb == "start"]
        return handed | {name for step in starts for name in step.values if self.key == KEY}

    def _scope(self, scope: Scope) -> str:
        nodes = "".join(self._node(node) for node in scope.nodes.values())
        flows, plain = "", {}
        for way in scope.ways:
            self.count += 1
            flow = f"f{self.count}"
            text = f"<conditionExpression>{escape(way.condition)}</conditionExpression>" if way.condition else ""
            ends = f'sourceRef="{way.source}" targetRef="{way.target}"'
            flows += f'<sequenceFlow id="{flow}" name="{flow}" {ends}>{text}</sequenceFlow>'
            if way.default or (scope.nodes[way.source].kind in {"exclusive", "inclusive"} and not way.condition):
                plain[way.source] = flow
        for source, flow in plain.items():
            if sum(way.source == source for way in scope.ways) > 1:
                nodes = nodes.replace(f' id="{source}"', f' id="{source}" default="{flow}"', 1)
        return nodes + flows

    def _node(self, node: Node) -> str:
        if node.kind in GATEWAYS:
            return GATEWAYS[node.kind](node.name)
        return DRAWERS[node.kind](self, node)

    def root(self, kind: str, name: str) -> str:
        """The id of a message or an error of the file."""
        identifier = f"{kind}_{name}"
        self.roots[kind, name] = f'<{kind} id="{identifier}" name="{name}"/>'
        return identifier

    def event(self, node: Node) -> str:
        """What an event waits for, and its attributes before it."""
        words = node.words
        if node.kind == "timer":
            inner = f"<timeDuration>{words}</timeDuration>" if words.startswith("P") else ""
            due = "" if inner else f' lf:due="{words or "wd:3"}"'
            return f"{due}><timerEventDefinition>{inner}</timerEventDefinition>"
        added = f'{OFFICE}<lf:trigger label="{node.name}"/>' if node.kind == "message" else ""
        return f">{diagrams.extend(added)}{self.definition(node.kind, words, node.name)}"

    def definition(self, kind: str, words: str, name: str = "") -> str:
        """What an event catches or throws, a timer apart."""
        if kind == "condition":
            condition = f"<condition>{escape(words)}</condition>"
            return f"<conditionalEventDefinition>{condition}</conditionalEventDefinition>"
        if kind == "compensation":
            activity = f' activityRef="{words}"' if words else ""
            return f"<compensateEventDefinition{activity}/>"
        if kind in {"error", "escalation"} and not words:
            return f"<{kind}EventDefinition/>"
        return f'<{kind}EventDefinition {kind}Ref="{self.root(kind, words or name)}"/>'

    def outcomes(self, node: Node) -> list[str]:
        """How a task may end: as its traces say."""
        steps = [step for trace in self.case.traces for step in trace.steps]
        return sorted({step.outcome for step in steps if step.node == node.name and step.outcome} | {"done"})

    def form(self, node: Node) -> str:
        """Fields for what traces answer at a task."""
        steps = [step for trace in self.case.traces for step in trace.steps if step.node == node.name]
        answered: dict[str, set[Any]] = {}
        for step in steps:
            for name, value in step.values.items():
                answered.setdefault(name, set()).add(value)
        fields = "".join(_field(name, values) for name, values in answered.items())
        return f"<lf:form>{fields}</lf:form>" if fields else ""


def _field(name: str, values: set[Any]) -> str:
    kind = FIELDS[type(next(iter(values)))]
    options = "".join(f'<lf:option value="{value}" label="{value}"/>' for value in sorted(values))
    inner = options if kind == "choice" else ""
    return f'<lf:field name="{name}" type="{kind}" label="{name}" variable="{name}">{inner}</lf:field>'


def _each(node: Node) -> str:
    if not node.times:
        return ""
    return diagrams.many(cardinality=escape(node.times), condition=escape(node.until), sequential=node.in_turn)


def _bound(node: Node) -> str:
    tags = {"=": "in", "<-": "out"}
    return "".join(
        f"<lf:{tags[sign]} name={quoteattr(name)} value={quoteattr(value)}/>" for name, sign, value in bindings(node)
    )


def _task(picture: _Picture, node: Node) -> str:
    if node.host:
        return _border(picture, node)
    return diagrams.user(node.name, OFFICE + picture.form(node), outcomes=picture.outcomes(node), each=_each(node))


def _border(picture: _Picture, node: Node) -> str:
    cancels = f'attachedToRef="{node.host}" cancelActivity="{str(node.interrupting).lower()}"'
    return f'<boundaryEvent id="{node.name}" name="{node.name}" {cancels}{picture.event(node)}</boundaryEvent>'


def _event(picture: _Picture, node: Node) -> str:
    if node.host:
        return _border(picture, node)
    tag = "intermediateCatchEvent"
    return f'<{tag} id="{node.name}" name="{node.name}"{picture.event(node)}</{tag}>'


def _end(picture: _Picture, node: Node) -> str:
    """What ends by throwing; on a border, what catches it."""
    if node.host:
        return _border(picture, node)
    return diagrams.end(node.name, picture.definition(node.kind, node.words))


def _throw(picture: _Picture, node: Node) -> str:
    kind, _, words = node.words.partition(" ")
    definition = picture.definition(kind, words) if kind else ""
    return f'<intermediateThrowEvent id="{node.name}" name="{node.name}">{definition}</intermediateThrowEvent>'


def _event_sub(picture: _Picture, node: Node) -> str:
    inner = picture._scope(node.inner) if node.inner else ""
    return f'<subProcess id="{node.name}" name="{node.name}" triggeredByEvent="true">{inner}</subProcess>'


def _trigger(picture: _Picture, node: Node) -> str:
    """The start of an event sub-process: `timer`, `message`, …; with `beside` it does not interrupt."""
    words = node.words.removeprefix("beside ")
    kind, _, more = words.partition(" ")
    event = picture.event(Node(node.name, kind, more))
    interrupting = str(words == node.words).lower()
    return f'<startEvent id="{node.name}" name="{node.name}" isInterrupting="{interrupting}"{event}</startEvent>'


def _exchange(picture: _Picture, node: Node) -> str:
    """A send or receive task."""
    reference = picture.root("message", node.words)
    tag = f"{node.kind}Task"
    return f'<{tag} id="{node.name}" name="{node.name}" messageRef="{reference}">{_each(node)}</{tag}>'


def _signal(picture: _Picture, node: Node) -> str:
    """A signal is caught on borders and where a way leads on, else thrown at an end."""
    return _event(picture, node) if node.host or not node.words.startswith("end ") else _end_signal(picture, node)


def _end_signal(picture: _Picture, node: Node) -> str:
    return diagrams.end(node.name, picture.definition("signal", node.words.removeprefix("end ")))


def _handler(_picture: _Picture, node: Node) -> str:
    """A user task that undoes another activity."""
    task = diagrams.user(node.name, OFFICE, attributes='isForCompensation="true"')
    return task + undone_by(node.words, node.name)


def _link(_picture: _Picture, node: Node) -> str:
    side, name = node.words.split()
    return (diagrams.throw_link if side == "throw" else diagrams.catch_link)(node.name, name)


def _sub(picture: _Picture, node: Node) -> str:
    inner = picture._scope(node.inner) if node.inner else ""
    return f'<subProcess id="{node.name}" name="{node.name}">{inner}{_each(node)}</subProcess>'


def _call(_picture: _Picture, node: Node) -> str:
    called = node.words.partition("(")[0].strip()
    return diagrams.call(node.name, called, _bound(node), each=_each(node))


DRAWERS: Final[dict[str, Callable[[_Picture, Node], str]]] = {
    "start": lambda _picture, node: diagrams.start(node.name, OFFICE),
    "end": lambda _picture, node: diagrams.end(node.name),
    "terminate": lambda _picture, node: diagrams.end(node.name, diagrams.TERMINATE),
    "throw": _throw,
    "task": _task,
    "timer": _event,
    "message": _event,
    "condition": _event,
    "error": _end,
    "escalation": _end,
    "compensation": _end,
    "signal": _signal,
    "send": _exchange,
    "receive": _exchange,
    "event": _event_sub,
    "trigger": _trigger,
    "handler": _handler,
    "link": _link,
    "sub": _sub,
    "call": _call,
    "action": lambda _picture, node: diagrams.action(node.name, node.words.partition("(")[0].strip(), _bound(node)),
}
"""Who draws a node of a kind that is no gateway."""
