"""Trying a version out, one way through it. Nothing is written and nobody is told.

The organisation, calendar and parameters are read as they are, in a session that the database lets only read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bpmn.elements import Process, UserTask
from bpmn.extensions import VariableType
from bpmn.texts import N_, Text
from services.process.dry_cards import StepCard, show_steps
from services.process.dry_subjects import BoundProcess, DryStart, Rehearsed, check_values, rehearse
from workflows.errors import RefusedError
from workflows.running.rehearsal.playing import Player
from workflows.running.rehearsal.walking import Answer, Manner, Walk, walk_through
from workflows.work import Work

WALKED_MEMBERS: Final = 50
"""Members of a repetition in one walk."""
MAX_ANSWERS: Final = 500


@dataclass(frozen=True)
class DryWish:
    """What is to be walked."""

    start: DryStart = field(default_factory=DryStart)
    answers: Sequence[Answer] = ()
    stops: bool = False
    """Whether the walk stops where an answer is missing; else it is found."""
    late: bool = False
    """Whether everybody acts at the last moment."""


@dataclass(frozen=True)
class PassedNode:
    """A node that a token came to."""

    process: str
    node: str
    name: str


@dataclass(frozen=True)
class DryRun:
    """One way through a version."""

    state: str
    cause: Text | None
    at: str
    """Where the drawing cannot go on."""
    began_at: datetime
    ended_at: datetime
    path: list[PassedNode]
    flows: list[tuple[str, str]]
    steps: list[StepCard]
    unused: list[Answer]
    bound: list[BoundProcess]

    @property
    def marks(self) -> Mapping[str, Mapping[str, str]]:
        """States of nodes by process, for the drawing: passed, waited for, or with nobody to do it."""
        found: dict[str, dict[str, str]] = {}
        for each in self.path:
            found.setdefault(each.process, {})[each.node] = "done"
        for step in self.steps:
            if step.done_at is None and not step.gone:
                found.setdefault(step.process, {})[step.node] = "active"
            if step.vacant:
                found.setdefault(step.process, {})[step.node] = "overdue"
        return found


@dataclass(frozen=True)
class StartQuestion:
    """A value that the start of a version may be given: what it is called, and those that make a difference."""

    name: str
    label: str
    options: list[Any]


def dry_run(work: Work, definition_id: str, wish: DryWish) -> DryRun:
    """Walk one way through a version, drafts too, together with what is published beside it."""
    if len(wish.answers) > MAX_ANSWERS:
        raise RefusedError(N_("一次最多给出 %(limit)d 个答复"), limit=MAX_ANSWERS)
    with rehearse(work, definition_id, wish.start) as rehearsed:
        player = Player(rehearsed.subject, repeats=WALKED_MEMBERS)
        _check_answers(player.processes, wish.answers)
        walk = walk_through(player, Manner(wish.answers, generates=not wish.stops, late=wish.late))
        return _show_run(rehearsed, player, walk)


def _check_answers(processes: Mapping[str, Process], answers: Sequence[Answer]) -> None:
    """Refuse answers to what is not drawn, outcomes that a task does not have, values of no variable."""
    for each in answers:
        owners = [process for process in processes.values() if each.node in process.nodes]
        owners = [process for process in owners if each.process in {"", process.id}]
        if not owners:
            raise RefusedError(N_("流程中没有环节 %(node)s"), node=each.node)
        check_values(owners, each.values)
        known = [_outcomes_of(process.nodes[each.node]) for process in owners]
        if each.outcome and all(names is not None and each.outcome not in names for names in known):
            raise RefusedError(N_("环节 %(node)s 没有结果 %(outcome)s"), node=each.node, outcome=each.outcome)


def _outcomes_of(node: Any) -> set[str] | None:
    """The outcomes that are drawn; None where others may be given: a vote decides as its kind does."""
    task = isinstance(node, UserTask) and node.vote is None
    return {outcome.name for outcome in node.outcomes} or None if task else None


def _show_run(rehearsed: Rehearsed, player: Player, walk: Walk) -> DryRun:
    processes = rehearsed.subject.processes
    return DryRun(
        state=walk.state,
        cause=walk.stuck.text if walk.stuck else None,
        at=walk.stuck_at,
        began_at=walk.began_at,
        ended_at=walk.at,
        path=[PassedNode(key, node, processes[key].nodes[node].name) for key, node in walk.passed],
        flows=walk.flows,
        steps=show_steps(rehearsed.work, player, walk),
        unused=walk.unused,
        bound=rehearsed.bound,
    )


def list_questions(work: Work, definition_id: str) -> list[StartQuestion]:
    """What the start of a version may be given, beside the unit: variables on which some way depends."""
    with rehearse(work, definition_id, DryStart()) as rehearsed:
        player, root = Player(rehearsed.subject), rehearsed.subject.root
        return [
            StartQuestion(each.name, each.label or each.name, list(player.possible.of(root.id, each.name)))
            for each in root.variables
            if each.given and each.type is not VariableType.ID and player.possible.matters(root.id, each.name)
        ]


def list_bound(work: Work, definition_id: str) -> list[BoundProcess]:
    """A version and the processes that it would call, itself first."""
    with rehearse(work, definition_id, DryStart()) as rehearsed:
        return rehearsed.bound
