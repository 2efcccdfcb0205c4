"""Messages and signals between instances: what they are called, and which wait a message means."""

from collections.abc import Iterator
from typing import Final

from bpmn.elements import DELIVERED, Event, EventDefinition, EventKind, MessageTask, Node, Process
from bpmn.errors import Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

MAX_NAME: Final = 200
"""How long the name of a message or signal may be: it is kept with everything that waits for it."""


def check_names(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Whoever waits for or sends a message or signal names it, in at most 200 characters."""
    for node in process.nodes.values():
        definition = _definition(node)
        if definition is None:
            continue
        if not definition.name.strip():
            text = (
                N_("“%(name)s”没有指明消息") if definition.kind is EventKind.MESSAGE else N_("“%(name)s”没有指明信号")
            )
            yield fault("message-names", node, text, name=title(node))
        elif len(definition.name) > MAX_NAME:
            yield fault("message-names", node, N_("消息或信号的名称不能超过 %(limit)d 个字"), limit=MAX_NAME)


def check_correlation(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Only messages correlate (`lf:correlation`): a signal reaches everyone who waits for it."""
    for node in process.nodes.values():
        definition = _definition(node)
        if not isinstance(node, (Event, MessageTask)) or not node.correlation:
            continue
        if definition is None or definition.kind is not EventKind.MESSAGE:
            text = N_("“%(name)s”：只有消息才能写 lf:correlation，信号送达所有等待者")
            yield fault("correlation", node, text, name=title(node))


def _definition(node: Node) -> EventDefinition | None:
    """The message or signal of a node, whoever sends it."""
    found = node.definition if isinstance(node, (Event, MessageTask)) else None
    return found if found and found.kind in DELIVERED else None
