"""Link events: where a way breaks off, and where it goes on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bpmn.elements import CatchEvent, Event, EventKind, Process, ThrowEvent
from bpmn.errors import Problem
from bpmn.lint.problems import fault
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

Place = tuple[str, str]


def check_links(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A link has a name; in its scope one event catches it, without a flow in, and others throw it, without one out."""
    for (_, name), events in _linked_events(process).items():
        caught = [event for event in events if isinstance(event, CatchEvent)]
        for event in events:
            if not name:
                yield fault("link-events", event, N_("链接事件没有链接名称"))
            elif isinstance(event, ThrowEvent):
                yield from _check_throw(process, event, len(caught))
            else:
                yield from _check_catch(process, event, caught, len(events))


def _linked_events(process: Process) -> Mapping[Place, list[Event]]:
    """The link events by scope and name of their links."""
    found: dict[Place, list[Event]] = defaultdict(list)
    for node in process.nodes.values():
        if isinstance(node, (CatchEvent, ThrowEvent)) and node.definition.kind is EventKind.LINK:
            found[node.scope, node.definition.name].append(node)
    return found


def _check_throw(process: Process, event: Event, count: int) -> Iterator[Problem]:
    if count == 0:
        text = N_("链接 %(name)s 在同一层没有捕获事件")
        yield fault("link-events", event, text, name=event.definition.name)
    if process.outgoing[event.id]:
        yield fault("link-events", event, N_("抛出链接的事件之后不能再有连线，流程从捕获事件继续"))


def _check_catch(process: Process, event: Event, caught: list[CatchEvent], count: int) -> Iterator[Problem]:
    if event is not caught[0]:
        text = N_("链接 %(name)s 在同一层只能有一个捕获事件")
        yield fault("link-events", event, text, name=event.definition.name)
    if count == len(caught):
        text = N_("链接 %(name)s 在同一层没有抛出事件")
        yield fault("link-events", event, text, name=event.definition.name)
    if process.incoming[event.id]:
        yield fault("link-events", event, N_("连线不能指向捕获链接的事件，流程从抛出事件过来"))
