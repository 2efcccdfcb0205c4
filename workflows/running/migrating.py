"""One instance on its way to other versions: decided from its rows, and written down.

The preview and the apply are the same `Move`; the preview does not call `write` (docs/decisions/0021).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bpmn.elements import UserTask
from bpmn.errors import Problem
from bpmn.lint import check_process
from bpmn.texts import N_
from workflows import registries
from workflows.engine.progress import EngineError, Window
from workflows.engine.transfer import check_rows, rename_rows
from workflows.models import ProcessInstance, Task
from workflows.queries.tasks import list_open_tasks
from workflows.rules.migration import Finding, NodeKey, Plan, Versions, plan_migration
from workflows.rules.migration.terms import find
from workflows.rules.parameters import Parameters, kind_of
from workflows.running import renaming
from workflows.running.chronicle import Fact
from workflows.running.engine_rows import load_all_rows
from workflows.running.library import BoundSet, Kept
from workflows.running.renaming import Renaming
from workflows.running.standing import list_passed, make_standing
from workflows.running.steps import Step
from workflows.work import Work

_versions: Final = Kept[tuple[object, ...], Versions]()
_unknown: Final = Kept[tuple[str, str], Sequence[Finding]]()


@dataclass(frozen=True)
class Course:
    """Where instances are to go: other versions of what they run on, and the mapping that a person gave."""

    bound: BoundSet
    mapping: tuple[tuple[NodeKey, str], ...] = ()

    def versions_from(self, bound: BoundSet) -> Versions:
        """The versions of an instance beside these; what the drawings say is worked out once."""
        key = (bound.mark, self.bound.mark, self.mapping)
        return _versions.find(key, lambda: Versions(bound.processes, self.bound.processes, dict(self.mapping)))


@dataclass(frozen=True)
class Target:
    """The rows of a course that is stored: its set, and the definition of its root."""

    course: Course
    set_id: int
    definition_id: int


class Move:
    """One instance and one course. The rows are read when it is made."""

    def __init__(self, work: Work, instance: ProcessInstance, course: Course) -> None:
        self.step = Step(work, instance)
        self.session = work.session
        self.instance = instance
        self.course = course
        self.rows = load_all_rows(self.session, instance.id)
        self.tasks: Sequence[Task] = list_open_tasks(self.session, instance.id)
        self.passed = list_passed(self.session, instance.id)

    def decide(self) -> Plan:
        """Whether the instance may go, and what that takes."""
        bound = self.step.bound
        if self.course.bound.root_key != bound.root_key:
            return _refuse(find("process", bound.root_key, None, N_("新版本是另一个流程")))
        standing = make_standing(bound.root_key, self.rows, self.passed, self.step.variables)
        plan = plan_migration(self.course.versions_from(bound), standing)
        unknown = tuple(_list_unknown(self.course.bound, self.step.parameters))
        plan = replace(plan, obstacles=(*plan.obstacles, *unknown))
        return self._prove(plan) if plan.possible else plan

    def _prove(self, plan: Plan) -> Plan:
        """Load the renamed rows as the next step of the instance would."""
        rows = rename_rows(self.rows, plan.renames, plan.ways)
        window = Window(self.course.bound.root_key, rows, dict(self.step.variables), self.instance.last_engine_id)
        try:
            check_rows(self.course.bound.compiled, window, self.step.stepper.world)
        except EngineError as error:
            text = N_("新版本无法载入本件：%(cause)s")
            return replace(plan, obstacles=(find("not-loadable", window.process_key, None, text, cause=str(error)),))
        return plan

    def write(self, plan: Plan, target: Target, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let the instance go on under the new versions; return what puts it back. `data` is for the history."""
        before = self.step.bound
        back = renaming.reverse(self.rows, plan)
        self._rename(renaming.forward(plan), self.course.bound)
        renaming.keep_closed(self.session, self.instance)
        self.instance.set_id, self.instance.definition_id = target.set_id, target.definition_id
        mapping = [[key.process, key.node, new] for key, new in plan.renames.items()]
        said = {"from": dict(before.versions), "to": dict(self.course.bound.versions), "renamed": mapping}
        self.step.note(Fact("instance_migrated", basis=("R-GOV-3",), data={**said, **data}))
        self.step.finish()
        return back.as_json()

    def put_back(self, back: Renaming, target: Target, fact: Fact) -> None:
        """Undo a move: the course leads to where the instance came from."""
        self._rename(back, self.course.bound)
        renaming.release_closed(self.session, self.instance, target.set_id)
        self.instance.set_id, self.instance.definition_id = target.set_id, target.definition_id
        self.step.note(fact)
        self.step.finish()

    def _rename(self, names: Renaming, bound: BoundSet) -> None:
        renaming.rename_rows(self.session, self.instance.id, self.rows, names)
        self.step.variables = names.change_variables(0, self.step.variables)
        labels = {NodeKey(task.process_key, task.node_id): _name_of(bound, names, task) for task in self.tasks}
        renaming.rename_tasks(self.session, self.instance.id, labels)


def _name_of(bound: BoundSet, names: Renaming, task: Task) -> tuple[str, str]:
    """The id and the name of an open task's node under other versions."""
    node_id = names.nodes.get(NodeKey(task.process_key, task.node_id), task.node_id)
    node = bound.processes[task.process_key].nodes[node_id]
    return node_id, node.name if isinstance(node, UserTask) else task.name


def _refuse(finding: Finding) -> Plan:
    return Plan({}, {}, {}, (finding,), ())


def _list_unknown(bound: BoundSet, parameters: Parameters) -> Sequence[Finding]:
    """Parameters that the new drawings name and the instance's own set does not have."""
    kinds = {name: kind_of(entry) for name, entry in parameters.values.items()}
    mark = ",".join(f"{name}:{kind}" for name, kind in sorted(kinds.items()))
    return _unknown.find((bound.mark, mark), lambda: list(_check_parameters(bound, kinds)))


def _check_parameters(bound: BoundSet, kinds: Mapping[str, Any]) -> Iterable[Finding]:
    """What the lint says with the instance's parameters and does not say with those that there are now."""
    known = replace(registries.known_vocabulary(), processes=bound.processes)
    for process in bound.processes.values():
        now = set(map(_mark_of, check_process(process, known)))
        for problem in check_process(process, replace(known, parameters=kinds)):
            if _mark_of(problem) not in now:
                yield Finding("parameter-missing", process.id, problem.element_id or "", problem.text)


def _mark_of(problem: Problem) -> tuple[str, str | None, str]:
    return problem.rule, problem.element_id, str(problem.text)
