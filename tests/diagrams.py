"""Small diagrams as text, for tests that need one of their own."""

from collections.abc import Iterable
from itertools import count

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lf="urn:lianflow:bpmn:1"'
    ' targetNamespace="urn:lianflow:tests">'
)
TAIL = "</definitions>"

OFFICE = '<lf:assign role="office_head office_staff"/>'
HEAD_OF_UNIT = '<lf:assign relation="head" of="unit"/>'
LIAISON = '<lf:assign relation="liaison" of="unit"/>'
MEMBER = '<lf:assign relation="member"/>'
UNIT = '<lf:variable name="unit" type="code" given="true"/>'

Way = tuple[str, str] | tuple[str, str, str]
"""A sequence flow: source, target, and a condition where it has one."""


def wrap(content: str, roots: str = "") -> bytes:
    """A file with this content; `roots` are messages and errors."""
    return f"{HEAD}{roots}{content}{TAIL}".encode()


def draw(key: str, nodes: Iterable[str], ways: Iterable[Way], *, variables: str = "", roots: str = "") -> bytes:
    """A process of these nodes; a deciding gateway's one way without a condition is its default."""
    inner = connect("".join(nodes), ways, "f")
    extended = f"<extensionElements>{variables}</extensionElements>" if variables else ""
    return wrap(f'<process id="{key}" name="测试流程" isExecutable="true">{extended}{inner}</process>', roots)


def connect(nodes: str, ways: Iterable[Way], prefix: str) -> str:
    """Nodes and the sequence flows between them, numbered."""
    flows, exits = "", {}
    for number, (source, target, *condition) in zip(count(1), ways, strict=False):
        flow = f"{prefix}{number}"
        exits.setdefault(source, []).append((flow, bool(condition)))
        text = f"<conditionExpression>{condition[0]}</conditionExpression>" if condition else ""
        flows += (
            f'<sequenceFlow id="{flow}" name="{flow}" sourceRef="{source}" targetRef="{target}">{text}</sequenceFlow>'
        )
    for source, found in exits.items():
        plain = [flow for flow, conditional in found if not conditional]
        if len(found) > 1 and len(plain) == 1:
            nodes = nodes.replace(f'Gateway id="{source}"', f'Gateway id="{source}" default="{plain[0]}"')
    return nodes + flows


def extend(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""


def start(node_id: str = "start", added: str = "") -> str:
    return f'<startEvent id="{node_id}">{extend(added)}</startEvent>'


def end(node_id: str = "end", inner: str = "") -> str:
    return f'<endEvent id="{node_id}">{inner}</endEvent>'


def user(
    node_id: str, added: str = OFFICE, *, outcomes: Iterable[str] = ("done",), each: str = "", attributes: str = ""
) -> str:
    """A user task; `each` makes it a multi-instance."""
    named = "".join(f'<lf:outcome name="{outcome}" label="{outcome}"/>' for outcome in outcomes)
    return f'<userTask id="{node_id}" name="{node_id}" {attributes}>{extend(added + named)}{each}</userTask>'


def action(node_id: str, name: str, inner: str = "") -> str:
    added = extend(f'<lf:action name="{name}">{inner}</lf:action>')
    return f'<serviceTask id="{node_id}" name="{node_id}">{added}</serviceTask>'


def call(node_id: str, called: str, bindings: str = "", *, each: str = "") -> str:
    added = extend(bindings)
    return f'<callActivity id="{node_id}" name="{node_id}" calledElement="{called}">{added}{each}</callActivity>'


def decision(node_id: str, key: str, bindings: str = "", *, each: str = "") -> str:
    """A business rule task that asks a table."""
    named = f'id="{node_id}" name="{node_id}" lf:decision="{key}"'
    return f"<businessRuleTask {named}>{extend(bindings)}{each}</businessRuleTask>"


def subprocess(node_id: str, nodes: Iterable[str], ways: Iterable[Way], *, each: str = "") -> str:
    inner = connect("".join(nodes), ways, f"{node_id}_f")
    return f'<subProcess id="{node_id}" name="{node_id}">{inner}{each}</subProcess>'


def xor(node_id: str) -> str:
    return f'<exclusiveGateway id="{node_id}" name="{node_id}"/>'


def both(node_id: str) -> str:
    return f'<parallelGateway id="{node_id}"/>'


def some(node_id: str) -> str:
    return f'<inclusiveGateway id="{node_id}"/>'


def first(node_id: str) -> str:
    return f'<eventBasedGateway id="{node_id}"/>'


def many(relation: str = "", *, condition: str = "", sequential: bool = False, cardinality: str = "") -> str:
    """What makes an activity a multi-instance."""
    each = f' lf:each="{relation}"' if relation else ""
    inner = f"<loopCardinality>{cardinality}</loopCardinality>" if cardinality else ""
    inner += f"<completionCondition>{condition}</completionCondition>" if condition else ""
    order = str(sequential).lower()
    return f'<multiInstanceLoopCharacteristics isSequential="{order}"{each}>{inner}</multiInstanceLoopCharacteristics>'


def boundary(
    node_id: str, host: str, kind: str, added: str = "", *, interrupting: bool = True, attributes: str = ""
) -> str:
    """An event on a border; `kind` as in `timer`, `message`, `error`."""
    cancels = str(interrupting).lower()
    attributes += f' attachedToRef="{host}" cancelActivity="{cancels}"'
    return f'<boundaryEvent id="{node_id}" name="{node_id}" {attributes}{_event(kind, added)}</boundaryEvent>'


def catch(node_id: str, kind: str, added: str = "", attributes: str = "") -> str:
    return (
        f'<intermediateCatchEvent id="{node_id}" name="{node_id}" {attributes}{_event(kind, added)}'
        "</intermediateCatchEvent>"
    )


def throw(node_id: str, kind: str, added: str = "", attributes: str = "") -> str:
    """An intermediate event that sends the message or the signal."""
    return (
        f'<intermediateThrowEvent id="{node_id}" name="{node_id}" {attributes}{_event(kind, added)}'
        "</intermediateThrowEvent>"
    )


def send(node_id: str, attributes: str = "", each: str = "") -> str:
    """A send task."""
    return f'<sendTask id="{node_id}" name="{node_id}" messageRef="M" {attributes}>{each}</sendTask>'


def receive(node_id: str, attributes: str = "", each: str = "") -> str:
    """A receive task."""
    return f'<receiveTask id="{node_id}" name="{node_id}" messageRef="M" {attributes}>{each}</receiveTask>'


def throw_link(node_id: str, link: str) -> str:
    definition = f'<linkEventDefinition name="{link}"/>'
    return f'<intermediateThrowEvent id="{node_id}" name="{node_id}">{definition}</intermediateThrowEvent>'


def catch_link(node_id: str, link: str) -> str:
    definition = f'<linkEventDefinition name="{link}"/>'
    return f'<intermediateCatchEvent id="{node_id}" name="{node_id}">{definition}</intermediateCatchEvent>'


MESSAGE = '<message id="M" name="stop"/>'
ERROR = '<error id="E" name="broken"/>'
SIGNAL = '<signal id="S" name="alarm"/>'
BY_CASE = 'lf:correlation="case"'
CASE = '<lf:variable name="case" type="code" given="true"/>'

THROW_MESSAGE = '<messageEventDefinition messageRef="M"/>'
THROW_SIGNAL = '<signalEventDefinition signalRef="S"/>'
THROW_ERROR = '<errorEventDefinition errorRef="E"/>'
TERMINATE = "<terminateEventDefinition/>"


def _event(kind: str, added: str) -> str:
    """The rest of an event's tag and its content; a timer is written `timer wd:3`."""
    if kind.startswith("timer"):
        due = kind.partition(" ")[2]
        return f' lf:due="{due}">{extend(added)}<timerEventDefinition/>'
    reference = {"message": "M", "error": "E", "signal": "S"}[kind]
    return f'>{extend(added)}<{kind}EventDefinition {kind}Ref="{reference}"/>'
