"""Who would get a task of a rehearsed instance, until when: by organisation, calendar and parameters as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn.elements import Event, MultiInstance, Node, UserTask
from bpmn.extensions import Assign, Relation
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import EngineRow
from workflows.queries.calendars import load_calendar
from workflows.rules.assignment import Assignment
from workflows.rules.deadlines import add_duration, read_moment
from workflows.running.opening import due_rule
from workflows.running.owners import assign_task
from workflows.running.rehearsal.playing import Subject
from workflows.running.rehearsal.tokens import Tokens, node_of
from workflows.running.rehearsal.world import UNKNOWN
from workflows.running.relations import list_members

NOBODY = Assignment(())

Doers = Mapping[tuple[int, str], int]
"""Who is taken to have done a step, by its scope and node."""


@dataclass(frozen=True)
class Resolution:
    """Who would get a task, with the path to each; or what that depends on and no rehearsal knows."""

    assignment: Assignment
    depends: tuple[str, ...] = ()
    """Labels of the variables whose value is missing."""
    vote: str = ""
    """The kind of a vote: its seats are made when it opens."""

    @property
    def vacant(self) -> bool:
        """Whether the rule names nobody although everything is known that it asks for (R-TASK-1)."""
        return self.assignment.vacant


def context_at(subject: Subject, tokens: Tokens, row: EngineRow, at: datetime) -> NodeContext:
    """What a waiting node may know at an instant."""
    context = subject.context(row.process_key, row.node_id, tokens.variables_at(row))
    work = replace(subject.work, at=at)
    each = row.local.get("each", {})
    return replace(context, work=work, engine_id=row.engine_id, scope_id=tokens.scope_of(row), each=each)


def resolve_owner(context: NodeContext, node: UserTask, doers: Doers) -> Resolution:
    """Resolve the owner rules of a task as they would be when it opened (R-TASK-1)."""
    if node.vote is not None:
        return Resolution(NOBODY, vote=node.vote.kind)
    depends = tuple(dict.fromkeys(_list_unknown(context, node)))
    try:
        found = assign_task(context, node, lambda _context, nodes: _list_doers(context, doers, nodes))
    except UNKNOWN:
        return Resolution(NOBODY, depends or (context.process.name,))
    return Resolution(NOBODY, depends) if found.vacant and depends else Resolution(found)


def _list_doers(context: NodeContext, doers: Doers, nodes: Sequence[str]) -> set[int]:
    return {doers[context.scope_id, node] for node in nodes if (context.scope_id, node) in doers}


def _list_unknown(context: NodeContext, node: UserTask) -> Iterator[str]:
    """Labels of what owner rules ask for and a rehearsal does not know."""
    for assign in node.assign:
        drawn = _relation_of(node, assign)
        if drawn and _is_unknown(context, drawn):
            names = [text for text in drawn.arguments if not text.startswith("'")]
            yield from (_label(context, name) for name in names or [drawn.name])


def _relation_of(node: UserTask, assign: Assign) -> Relation | None:
    if assign.relation == "member":
        loop = node.loop
        return loop.each if isinstance(loop, MultiInstance) else None
    return Relation(assign.relation, (assign.of,) if assign.of else ()) if assign.relation else None


def _is_unknown(context: NodeContext, drawn: Relation) -> bool:
    if any(context.argument(text) is None for text in drawn.arguments):
        return True
    try:
        found = list_members(context, drawn)
    except UNKNOWN:
        return True
    return not found and drawn.name in registries.stand_ins.names()


def _label(context: NodeContext, name: str) -> str:
    variable = context.process.variable(name)
    return variable.label or name if variable else name


def find_due(context: NodeContext, node: Node) -> tuple[datetime | None, str]:
    """When a task or timer that begins now is due, and by which rule; None where a rehearsal cannot say."""
    if isinstance(node, Event) and node.moment:
        return _read_moment(context, node), node.moment
    drawn = getattr(node, "due", "") or _window_of(node)
    rule = due_rule(context, drawn) if drawn else ""
    if not rule or rule == str(None):
        return None, drawn
    try:
        duration = context.parameters.duration(rule)
    except (KeyError, ValueError):
        return None, rule
    calendar = load_calendar(context.work.session, context.instance.org_id)
    return add_duration(context.work.at, duration, calendar), rule


def _window_of(node: Node) -> str:
    """How long a vote is open, where its rules say so."""
    return node.vote.settings.get("window", "") if isinstance(node, UserTask) and node.vote else ""


def _read_moment(context: NodeContext, node: Event) -> datetime | None:
    try:
        return read_moment(str(context.variables.get(node.moment, node.moment)))
    except ValueError:
        return None


def list_vacancies(
    subject: Subject, waits: Mapping[tuple[str, str], tuple[Tokens, EngineRow]]
) -> Iterator[tuple[EngineRow, UserTask, Resolution]]:
    """Every user task that was met, with who would get it; the first time that it was met stands for all."""
    for tokens, row in waits.values():
        node = node_of(subject.processes, row)
        if isinstance(node, UserTask):
            yield row, node, resolve_owner(context_at(subject, tokens, row, subject.work.at), node, {})
