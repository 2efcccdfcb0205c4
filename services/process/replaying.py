"""Last year's finished instances through another version: where they would have gone differently.

Nothing is written. What an asker may not see of an instance is left out: then it has no name here, and no people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from bpmn.elements import Process, UserTask
from bpmn.texts import N_, Text
from services.process.dry_subjects import DryStart, Rehearsed, rehearse
from workflows.context import NodeContext
from workflows.errors import WorkflowError
from workflows.models import ProcessDefinition, ProcessInstance, Task, Unit
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import load_names
from workflows.queries.paging import Page, Window, page_of
from workflows.queries.visibility import visible_to
from workflows.rules.deadlines import add_duration, deadline_day
from workflows.rules.rehearsal.records import Parting, Step
from workflows.rules.states import InstanceState
from workflows.running.library import BoundSet, load_set
from workflows.running.opening import due_rule
from workflows.running.owners import assign_task
from workflows.running.rehearsal.playing import Player
from workflows.running.rehearsal.recalling import recall_instance
from workflows.running.rehearsal.replaying import Replayer
from workflows.running.steps import Step as RunningStep
from workflows.work import Work

MOST: Final = 200
"""How many instances are replayed, the newest first."""
YEAR: Final = timedelta(days=366)


@dataclass(frozen=True)
class Difference:
    """One thing that would be different: at which step, what was then, and what would be now."""

    kind: str
    """`path`, `timer`, `stuck`, `operation`; `people`, `deadline`, `answer`."""
    process: str
    process_name: str
    node: str
    name: str
    at: datetime
    then: list[str]
    now: list[str]
    text: Text


@dataclass(frozen=True)
class ReplayedCard:
    """One instance, and where it would have gone differently."""

    id: str
    """'' where the asker may not see the instance; then it has no business key, unit or people either."""
    business_key: str
    unit: str
    version: int
    started_at: datetime
    ended_at: datetime | None
    steps: int
    agreed: int
    """How many of its steps lie before the ways part."""
    differences: list[Difference]
    bounded: bool


@dataclass(frozen=True)
class ReplayPage:
    """A page of replayed instances; `total` counts those of the last year, at most 200."""

    items: list[ReplayedCard]
    next_cursor: str | None
    total: int


def replay(work: Work, definition_id: str, window: Window) -> ReplayPage:
    """Replay a page of the instances of the last year through a version, the newest first."""
    with rehearse(work, definition_id, DryStart()) as rehearsed:
        looking = rehearsed.work
        newest = _newest(looking, rehearsed.row.key)
        total = looking.session.scalar(select(func.count()).select_from(newest.subquery())) or 0
        statement = (
            select(ProcessInstance, Unit.name.label("unit_name"), _may_see(looking).label("seen"))
            .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
            .where(ProcessInstance.id.in_(newest))
        )
        page: Page[ReplayedCard] = page_of(
            looking.session,
            statement,
            [ProcessInstance.id],
            window,
            lambda row: _replay_one(rehearsed, row),
            descending=True,
        )
        return ReplayPage(list(page.items), page.next_cursor, total)


def _newest(work: Work, key: str) -> Select[Any]:
    return (
        select(ProcessInstance.id)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(
            ProcessInstance.org_id == work.asker.org_id,
            ProcessInstance.state == InstanceState.COMPLETED,
            ProcessInstance.ended_at > work.at - YEAR,
            ProcessDefinition.key == key,
        )
        .order_by(ProcessInstance.id.desc())
        .limit(MOST)
    )


def _may_see(work: Work) -> Any:
    return visible_to(work.asker, work.at)


def _replay_one(rehearsed: Rehearsed, row: Any) -> ReplayedCard:
    instance: ProcessInstance = row.ProcessInstance
    work, seen = rehearsed.work, bool(row.seen)
    before = load_set(work.session, instance.set_id)
    record = recall_instance(work.session, instance, before)
    subject = replace(rehearsed.subject, instance=_shadow(instance), given=record.given)
    player = Player(subject, repeats=None)
    found = Replayer(player, record, before).run()
    comparison = _Comparison(rehearsed, instance, before, seen=seen)
    until = None if found.parting is None else found.parting.at
    differences = [*comparison.list_changes(until), *comparison.show_parting(found.parting)]
    return ReplayedCard(
        id=instance.public_id if seen else "",
        business_key=instance.business_key if seen else "",
        unit=(row.unit_name or "") if seen else "",
        version=before.versions[before.root_key],
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        steps=len(record.happenings),
        agreed=found.agreed,
        differences=sorted(differences, key=lambda each: each.at),
        bounded=found.bounded,
    )


def _shadow(instance: ProcessInstance) -> ProcessInstance:
    """As much of an instance as relations ask for, outside the session."""
    return ProcessInstance(
        id=0,
        org_id=instance.org_id,
        public_id="",
        business_key=instance.business_key,
        unit_id=instance.unit_id,
        started_by_id=instance.started_by_id,
        variables={},
    )


PARTINGS: Final[Mapping[str, str]] = {
    "path": N_("之后到达的环节不同"),
    "missing": N_("当时办理的环节，现在不会到达"),
    "timer": N_("现在会先到时触发"),
    "stuck": N_("现在无法继续：%(cause)s"),
    "end": N_("当时流程已办结，现在还有环节"),
    "operation": N_("办理中有退回、移动等操作，此后不能比较"),
}
"""How ways part."""


class _Comparison:
    """One instance beside a version: its tasks as they were, and as they would be."""

    def __init__(self, rehearsed: Rehearsed, instance: ProcessInstance, before: BoundSet, *, seen: bool) -> None:
        self.work = rehearsed.work
        self.after = rehearsed.subject.processes
        self.before = before.processes
        self.instance = instance
        self.seen = seen
        self.step = RunningStep(self.work, instance)

    def show_parting(self, parting: Parting | None) -> Iterator[Difference]:
        """Where the ways part."""
        if parting is None:
            return
        process, node = parting.behind or (next(iter(self.after)), "")
        then = [self._name(self.before, each) for each in parting.then]
        now = [self._name(self.after, each) for each in parting.now]
        text = Text(PARTINGS[parting.kind], {"cause": parting.cause} if parting.cause else {})
        kind = "path" if parting.kind in {"missing", "end"} else parting.kind
        yield self._make(kind, (process, node), parting.at, (then, now), text)

    def list_changes(self, until: datetime | None) -> Iterator[Difference]:
        """Other people, deadlines and questions at the steps that were done before the ways part."""
        mine = (Task.instance_id == self.instance.id) & (Task.state == "completed") & (Task.seat == 0)
        statement = select(Task).where(mine).order_by(Task.completed_at, Task.id)
        for task in self.work.session.scalars(statement):
            pair = self._nodes(task)
            if pair and (until is None or (task.completed_at or until) <= until):
                yield from self._compare(task, *pair)

    def _nodes(self, task: Task) -> tuple[UserTask, UserTask] | None:
        """A task's step then and now; None where one of them has none, or nothing of it has changed."""
        old = self.before[task.process_key].nodes.get(task.node_id)
        after = self.after.get(task.process_key)
        new = after.nodes.get(task.node_id) if after else None
        both = isinstance(old, UserTask) and isinstance(new, UserTask)
        return (old, new) if both and old != new else None  # type: ignore[return-value] # `both` says it

    def _compare(self, task: Task, old: UserTask, new: UserTask) -> Iterator[Difference]:
        place = (task.process_key, task.node_id)
        context = self._context(task)
        then, now = (self._people(replace(context, node=node), node) for node in (old, new))
        if old.assign != new.assign and then != now:
            names = load_names(self.work.session, then | now) if self.seen else {}
            lists = [[names.get(each, "—") for each in sorted(people)] for people in (then, now)]
            yield self._make("people", place, task.opened_at, lists, Text(N_("办理人不同")))
        yield from self._compare_due(task, context, new)
        yield from self._compare_answers(task, old, new)

    def _context(self, task: Task) -> NodeContext:
        """What the task's node could know when it was opened."""
        return replace(self.step.task_context(task), work=replace(self.work, at=task.opened_at))

    def _people(self, context: NodeContext, node: UserTask) -> set[int]:
        try:
            return {each.person_id for each in assign_task(context, node).assignees}
        except (LookupError, WorkflowError):
            return set()

    def _compare_due(self, task: Task, context: NodeContext, new: UserTask) -> Iterator[Difference]:
        rule = due_rule(context, new.due)
        if rule == task.due_rule:
            return
        try:
            calendar = load_calendar(self.work.session, task.org_id)
            due = add_duration(task.opened_at, context.parameters.duration(rule), calendar) if rule else None
        except (KeyError, ValueError):
            return
        if due != task.due_at:
            days = [[deadline_day(each).isoformat()] if each else [] for each in (task.due_at, due)]
            yield self._make("deadline", (task.process_key, task.node_id), task.opened_at, days, Text(N_("期限不同")))

    def _compare_answers(self, task: Task, old: UserTask, new: UserTask) -> Iterator[Difference]:
        """What the form would ask besides, and what was decided and could not be any more."""
        place, at = (task.process_key, task.node_id), task.completed_at or task.opened_at
        outcomes = {each.name: each for each in new.outcomes}
        if task.outcome and outcomes and task.outcome not in outcomes:
            said = Text(N_("当时的结果现在不能选"))
            yield self._make("answer", place, at, ([task.outcome_label], [each.label for each in new.outcomes]), said)
        known = {each.name for each in old.form.fields if each.required}
        asked = [
            each.label or each.name
            for each in new.form.fields
            if each.required and each.name not in known and (not each.outcomes or task.outcome in each.outcomes)
        ]
        if asked:
            yield self._make("answer", place, at, ([], asked), Text(N_("现在还须填写")))

    def _make(self, kind: str, place: Step, at: datetime, sides: Sequence[list[str]], text: Text) -> Difference:
        """A difference; the sides are what was then, and what would be now."""
        then, now = sides
        process, node = place
        drawn = self.after.get(process) or self.before[process]
        name = self._name(self.after if self._has(self.after, place) else self.before, place)
        return Difference(kind, process, drawn.name, node, name, at, then, now, text)

    def _has(self, processes: Mapping[str, Process], place: Step) -> bool:
        return place[0] in processes and place[1] in processes[place[0]].nodes

    def _name(self, processes: Mapping[str, Process], place: Step) -> str:
        process, node = place
        found = processes[process].nodes.get(node) if process in processes else None
        return (found.name or found.id) if found else node
