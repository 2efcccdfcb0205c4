"""Conditions and values parse, and use known names only."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.elements import (
    Activity,
    BusinessRuleTask,
    CallActivity,
    CatchEvent,
    Event,
    EventKind,
    Flow,
    MessageTask,
    MultiInstance,
    Node,
    Process,
    ServiceTask,
    StartEvent,
    UserTask,
)
from bpmn.errors import ExpressionError, Problem
from bpmn.expressions import PARAMETERS, parse_expression
from bpmn.extensions import Field, Relation
from bpmn.lint.problems import fault
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
COUNTERS: Final = frozenset({"nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances", "outcome"})
MEMBER: Final = frozenset({"each"})
RESERVED: Final = MEMBER | COUNTERS | {PARAMETERS}
NOTHING: Final[frozenset[str]] = frozenset()


def check_expressions(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every expression is on the whitelist and reads variables, outcomes, parameters or counters there are."""
    known = process.names
    for place, text, extra in _texts(process):
        try:
            parsed = parse_expression(text)
        except ExpressionError as error:
            yield fault("expression", place, N_("表达式不被允许：%(cause)s"), cause=str(error))
            continue
        for name in sorted(parsed.names - known - extra):
            yield fault("expression", place, N_("表达式用到未声明的变量 %(name)s"), name=name)
        for name in sorted(parsed.parameters - vocabulary.parameters.keys()):
            yield fault("expression", place, N_("表达式用到的参数 %(name)s 不存在"), name=name)
    for node in process.nodes.values():
        for name in sorted(_arguments(node) - known):
            yield fault("expression", node, N_("关系或来源用到未声明的变量 %(name)s"), name=name)


def _texts(process: Process) -> Iterator[tuple[Node | Flow, str, frozenset[str]]]:
    """Every expression, where it stands, and the local names it may use there."""
    for flow in process.flows:
        if flow.condition:
            yield flow, flow.condition, _locals(process, process.nodes[flow.source].scope)
    for node in process.nodes.values():
        around = _locals(process, node.scope)
        loop = node.loop if isinstance(node, Activity) else None
        inside = around | MEMBER if isinstance(loop, MultiInstance) else around
        if isinstance(loop, MultiInstance):
            yield from ((node, text, inside | COUNTERS) for text in (loop.condition, loop.cardinality) if text)
        yield from ((node, text, inside) for text in _given(node))


def is_repeated(process: Process, node: Node) -> bool:
    """Whether the node, or a sub-process around it, is done once for each of several."""
    own = isinstance(node, Activity) and isinstance(node.loop, MultiInstance)
    return own or bool(_locals(process, node.scope))


def _locals(process: Process, scope: str) -> frozenset[str]:
    """`each` inside a repeated sub-process, else nothing."""
    while scope:
        owner = process.nodes[scope]
        if isinstance(owner, Activity) and isinstance(owner.loop, MultiInstance):
            return MEMBER
        scope = owner.scope
    return NOTHING


def _given(node: Node) -> Iterator[str]:
    """Expressions handed to actions, tables and called processes, and what events and messages wait for."""
    if isinstance(node, (Event, MessageTask)) and node.correlation:
        yield node.correlation
    if isinstance(node, (CallActivity, BusinessRuleTask)):
        yield from (binding.value for binding in node.inputs)
    if isinstance(node, ServiceTask) and node.action:
        yield from (binding.value for binding in node.action.inputs)
    if isinstance(node, Event) and node.definition.kind is EventKind.CONDITIONAL and node.definition.text:
        yield node.definition.text
    if isinstance(node, (UserTask, CatchEvent)):
        yield from (assign.of for assign in node.assign if assign.computed)


def _arguments(node: Node) -> set[str]:
    """Names of variables that relations and sources of the node are applied to; quoted words are none."""
    relations: list[Relation | None] = []
    names: set[str] = set()
    if isinstance(node, Activity) and isinstance(node.loop, MultiInstance):
        relations.append(node.loop.each)
    if isinstance(node, (UserTask, StartEvent)):
        relations += _sources(node.form.fields)
    if isinstance(node, (UserTask, StartEvent, CatchEvent)):
        relations += [assign.apart for assign in node.assign]
        names = {assign.of for assign in node.assign if assign.of and not assign.computed}
    read = {text for relation in relations if relation for text in relation.arguments}
    return {text for text in names | read if not text.startswith("'")}


def _sources(fields: tuple[Field, ...]) -> Iterator[Relation | None]:
    for each in fields:
        yield each.source
        yield from _sources(each.fields)


def check_variables(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Variables have plain names of their own, and what comes back from calls and actions has a declared place."""
    names = [variable.name for variable in process.variables]
    for name in sorted(set(names)):
        if not NAME.fullmatch(name) or name in RESERVED:
            yield fault("variables", process, N_("变量名 %(name)s 无效或为保留名称"), name=name)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield fault("variables", process, N_("变量 %(name)s 重复声明"), name=name)
    for name in sorted(set(names) & set(process.nodes)):
        yield fault("variables", process, N_("变量 %(name)s 与节点编号相同"), name=name)
    for node in process.nodes.values():
        for name in _received(node):
            if name not in names:
                yield fault("variables", node, N_("结果写入的变量 %(name)s 未声明"), name=name)


def _received(node: Node) -> Iterator[str]:
    if isinstance(node, (CallActivity, BusinessRuleTask)):
        yield from (binding.name for binding in node.outputs)
    if isinstance(node, ServiceTask) and node.action:
        yield from (binding.name for binding in node.action.outputs)
    if isinstance(node, UserTask) and node.vote:
        yield from (binding.name for binding in node.vote.outputs)
