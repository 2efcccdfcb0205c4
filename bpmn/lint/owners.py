"""Who acts: every user task has an owner, every name stands for something."""

from collections.abc import Iterator
from typing import Final

from bpmn.elements import (
    Activity,
    CatchEvent,
    MultiInstance,
    Process,
    StartEvent,
    UserTask,
)
from bpmn.errors import Problem
from bpmn.extensions import Assign
from bpmn.lint.events import is_duration
from bpmn.lint.expressions import is_repeated
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

UNIT_RELATIONS: Final = frozenset({"head", "deputy", "leader", "liaison"})
"""What people are to units."""


def check_tasks(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every user task says who acts (R-TASK-1); the start says who may start."""
    for node in process.nodes.values():
        if isinstance(node, UserTask) and not node.assign and node.vote is None:
            yield fault("task-owner", node, N_("“%(name)s”没有写明由谁办理"), name=title(node))
        if isinstance(node, (UserTask, CatchEvent, StartEvent)):
            for assign in node.assign:
                yield from _check_assign(process, node, assign)
                yield from _check_unlike(process, node, assign)


def _check_assign(process: Process, node: UserTask | CatchEvent | StartEvent, assign: Assign) -> Iterator[Problem]:
    if bool(assign.role) == bool(assign.relation):
        yield fault("task-owner", node, N_("lf:assign 须写明角色或关系，且只能写一种"))
    if isinstance(node, StartEvent) and assign.relation and not _asks_unit(process, assign):
        yield fault("task-owner", node, N_("谁可发起只能写角色，或者与所发起单位（unit）的关系"))
    if assign.relation == "member" and not is_repeated(process, node):
        yield fault("task-owner", node, N_("“%(name)s”不在多实例之内，没有可指派的成员"), name=title(node))


def _asks_unit(process: Process, assign: Assign) -> bool:
    """Whether the relation is one to the unit that the process is started for: nothing else is known before."""
    unit = process.variable("unit")
    return assign.relation in UNIT_RELATIONS and assign.of == "unit" and unit is not None and unit.given


def _check_unlike(process: Process, node: UserTask | CatchEvent | StartEvent, assign: Assign) -> Iterator[Problem]:
    for other in assign.unlike:
        if not isinstance(process.nodes.get(other), UserTask):
            text = N_("“%(name)s”要求与 %(other)s 不同人，但没有这个用户任务")
            yield fault("task-owner", node, text, name=title(node), other=other)


def check_names(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Roles, relations, handlers, panels and sources are registered names."""
    for node in process.nodes.values():
        for kind, name, known in _names_of(node, vocabulary):
            if name not in known:
                yield fault("known-names", node, N_("%(kind)s %(name)s 未登记"), kind=kind, name=name)


def _names_of(node: object, known: Vocabulary) -> Iterator[tuple[str, str, frozenset[str]]]:
    if isinstance(node, (UserTask, CatchEvent, StartEvent)):
        for assign in node.assign:
            yield from _names_in(assign, known)
    if isinstance(node, (UserTask, StartEvent)) and node.writes:
        yield N_("表单处理"), node.writes, known.starters if isinstance(node, StartEvent) else known.handlers
    if isinstance(node, UserTask) and node.panel:
        yield N_("面板"), node.panel, known.panels
    loop = node.loop if isinstance(node, Activity) else None
    if isinstance(loop, MultiInstance) and loop.each:
        yield N_("关系"), loop.each.name, known.relations


def _names_in(assign: Assign, known: Vocabulary) -> Iterator[tuple[str, str, frozenset[str]]]:
    for role in assign.role.split():
        yield N_("角色"), role, known.roles
    if assign.relation:
        yield N_("关系"), assign.relation, known.relations | {"member"}
    if assign.apart:
        yield N_("关系"), assign.apart.name, known.relations


def check_deadlines(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A task's deadline is a duration, but no days of ISO 8601, a parameter with one, or a variable (R-CAL-9)."""
    for node in process.nodes.values():
        if not isinstance(node, UserTask) or not node.due or process.variable(node.due):
            continue
        if not is_duration(node.due, vocabulary):
            text = N_("“%(name)s”的期限 %(due)s 既不是 wd:5 这样的期限，也不是期限参数")
            yield fault("deadline", node, text, name=title(node), due=node.due)
