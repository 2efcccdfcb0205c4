"""Parts of small diagrams: event sub-processes, escalation, compensation and conditions."""

from collections.abc import Iterable

from tests.diagrams import Way, extend, subprocess

ESCALATION = '<escalation id="S" name="slow"/><escalation id="S2" name="other"/>'
SLOW = '<escalationEventDefinition escalationRef="S"/>'
OTHER = '<escalationEventDefinition escalationRef="S2"/>'
ANY_ESCALATION = "<escalationEventDefinition/>"
ANY_ERROR = "<errorEventDefinition/>"
BROKEN = '<errorEventDefinition errorRef="E"/>'
STOP = '<messageEventDefinition messageRef="M"/>'
TIMER = "<timerEventDefinition/>"
UNDO = "<compensateEventDefinition/>"


def undo_only(activity: str) -> str:
    return f'<compensateEventDefinition activityRef="{activity}"/>'


def when(condition: str) -> str:
    return f"<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>"


def trigger(node_id: str, definition: str, added: str = "", *, interrupting: bool = True) -> str:
    """The start event of an event sub-process; a timer happens after three working days."""
    due = ' lf:due="wd:3"' if definition == TIMER else ""
    attributes = f'isInterrupting="{str(interrupting).lower()}"{due}'
    return f'<startEvent id="{node_id}" name="{node_id}" {attributes}>{extend(added)}{definition}</startEvent>'


def event_sub(node_id: str, begins: str, nodes: Iterable[str], ways: Iterable[Way]) -> str:
    """An event sub-process: what begins it, and the nodes and ways inside."""
    made = subprocess(node_id, [begins, *nodes], ways)
    return made.replace(f'<subProcess id="{node_id}"', f'<subProcess id="{node_id}" triggeredByEvent="true"')


def on_border(node_id: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    attributes = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
    return f'<boundaryEvent id="{node_id}" name="{node_id}" {attributes}>{definition}</boundaryEvent>'


def throw(node_id: str, definition: str) -> str:
    return f'<intermediateThrowEvent id="{node_id}" name="{node_id}">{definition}</intermediateThrowEvent>'


def wait_for(node_id: str, definition: str) -> str:
    return f'<intermediateCatchEvent id="{node_id}" name="{node_id}">{definition}</intermediateCatchEvent>'


def undone_by(host: str, handler: str) -> str:
    """An activity's compensation event, and the dotted line from there to an activity."""
    line = f'<association id="{host}_line" sourceRef="{host}_undo" targetRef="{handler}" associationDirection="One"/>'
    return on_border(f"{host}_undo", host, UNDO) + line


def compensating(activity: str) -> str:
    """The same activity as one that compensates."""
    tag = activity[1:].partition(" ")[0]
    return activity.replace(f"<{tag} ", f'<{tag} isForCompensation="true" ', 1)
