"""Steps of a rehearsal as people read them: who, by which path, until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bpmn.elements import UserTask
from bpmn.extensions import Assign
from workflows.models import Person
from workflows.queries.directory import list_substitutes
from workflows.rules.assignment import Assignee
from workflows.rules.deadlines import ZONE
from workflows.running.rehearsal.playing import Player
from workflows.running.rehearsal.walking import Wait, Walk
from workflows.work import Work


@dataclass(frozen=True)
class PersonCard:
    """A person with the path that led to him, and those who stand in for him on the day."""

    name: str
    title: str
    path: tuple[str, ...]
    substitutes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StepCard:
    """Something that is waited for in a rehearsal, and how it ends."""

    number: int
    kind: str
    process: str
    process_name: str
    node: str
    name: str
    opened_at: datetime
    due_at: datetime | None
    due_rule: str
    done_at: datetime | None
    outcome: str
    outcome_label: str
    outcomes: list[tuple[str, str]]
    """What may be answered, with labels."""
    rule: tuple[Assign, ...]
    people: list[PersonCard]
    vacant: bool
    depends: tuple[str, ...]
    vote: str
    values: Mapping[str, Any]
    assumed: bool
    gone: bool


def show_steps(work: Work, player: Player, walk: Walk) -> list[StepCard]:
    """The steps of a walk, with the people behind them read together."""
    wanted = {each.person_id for wait in walk.waits for each in _assignees_of(wait)}
    people = _Directory(work, wanted)
    return [_show_step(number, wait, player, people) for number, wait in enumerate(walk.waits, start=1)]


def show_people(work: Work, assignees: Iterable[Assignee], at: datetime) -> list[PersonCard]:
    """People with their paths, and who stands in for them at an instant."""
    found = list(assignees)
    return _Directory(work, {each.person_id for each in found}).show(found, at)


class _Directory:
    """Names of people, and their substitutes by day."""

    def __init__(self, work: Work, wanted: set[int]) -> None:
        self.work = work
        self.wanted = wanted
        rows = work.session.execute(select(Person.id, Person.name, Person.title).where(Person.id.in_(wanted)))
        self.known = {row.id: (row.name, row.title) for row in rows}
        self.days: dict[Any, dict[int, list[str]]] = {}

    def show(self, assignees: Iterable[Assignee], at: datetime) -> list[PersonCard]:
        """People with their paths, and who stands in for them at an instant."""
        day = at.astimezone(ZONE).date()
        if day not in self.days:
            self.days[day] = list_substitutes(self.work.session, self.wanted, day) if self.wanted else {}
        substitutes = self.days[day]
        found = ((each, *self.known.get(each.person_id, ("", ""))) for each in assignees)
        return [PersonCard(name, title, each.path, substitutes.get(each.person_id, [])) for each, name, title in found]


def _assignees_of(wait: Wait) -> tuple[Assignee, ...]:
    return wait.owner.assignment.assignees if wait.owner else ()


def _list_outcomes(player: Player, process: str, task: UserTask) -> list[tuple[str, str]]:
    """What may be answered, with labels; a vote is decided in the words of its kind."""
    if task.vote is None:
        return [(each.name, each.label) for each in task.outcomes]
    return [(each, each) for each in player.outcomes_of(process, task) if each]


def _show_step(number: int, wait: Wait, player: Player, people: _Directory) -> StepCard:
    node, process = wait.node, player.processes[wait.row.process_key]
    task = node if isinstance(node, UserTask) else None
    outcomes = _list_outcomes(player, process.id, task) if task else []
    delegable = task is None or task.delegable
    cards = people.show(_assignees_of(wait), wait.opened_at)
    return StepCard(
        number=number,
        kind=wait.kind,
        process=process.id,
        process_name=process.name,
        node=node.id,
        name=node.name or node.id,
        opened_at=wait.opened_at,
        due_at=wait.due_at,
        due_rule=wait.due_rule,
        done_at=wait.done_at,
        outcome=wait.outcome,
        outcome_label=dict(outcomes).get(wait.outcome, wait.outcome),
        outcomes=outcomes,
        rule=task.assign if task else (),
        people=cards if delegable else [PersonCard(each.name, each.title, each.path) for each in cards],
        vacant=bool(wait.owner and wait.owner.vacant),
        depends=wait.owner.depends if wait.owner else (),
        vote=wait.owner.vote if wait.owner else "",
        values=wait.values,
        assumed=wait.assumed,
        gone=wait.gone,
    )
