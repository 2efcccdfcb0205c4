"""Adding people to a countersign that is under way (加签), taking some out (减签), ending it early (提前结束)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.elements import UserTask
from bpmn.extensions import Permit
from bpmn.texts import N_
from services.process.permitting import (
    OperatedTask,
    answer,
    check_moving,
    check_permitted,
    check_steering,
    name_tasks,
    read_reason,
    tell_withdrawn,
)
from services.process.tasks import check_place, drawn_task
from services.transaction import use_case
from workflows.engine.progress import EngineRow
from workflows.errors import (
    ConfirmationNeededError,
    ConflictError,
    NotPermittedError,
    RefusedError,
)
from workflows.models import Person, Task
from workflows.queries.directory import find_people, find_person
from workflows.queries.tasks import list_candidates_of, list_tasks_at, load_ownership, lock_task
from workflows.queries.visibility import load_visible_task
from workflows.rules.actors import STEERING
from workflows.rules.ownership import check_may_complete, check_open
from workflows.running.chronicle import Fact
from workflows.running.engine_rows import list_children, load_rows
from workflows.running.operations import Operation
from workflows.running.owners import list_excluded
from workflows.running.steps import Step
from workflows.work import Work

MAX_ADDED: Final = 50
"""How many people may be added to one countersign at once."""
MAX_SIGNERS: Final = 300
"""How many a countersign may grow to by adding."""


class Countersign:
    """A countersign under way, from one of its open tasks."""

    def __init__(self, step: Step, task: Task, permit: Permit) -> None:
        self.step = step
        self.task = task
        self.principal_id: int | None = None
        """For whom the asker acts, if not for himself."""
        self.node: UserTask = drawn_task(step.task_context(task))
        self.ownership = load_ownership(step.session, task, delegable=self.node.delegable)
        check_open(self.ownership)
        check_moving(step.instance)
        check_permitted(self.node, task, permit)
        rows = load_rows(step.session, task.instance_id, task.path)
        by_id = {row.engine_id: row for row in rows}
        self.repetition = by_id[by_id[task.engine_id].parent_id]
        self.children = list_children(step.session, task.instance_id, self.repetition.engine_id)

    @property
    def session(self) -> Session:
        """The command's."""
        return self.step.session

    @property
    def later(self) -> list[dict[str, Any]]:
        """Members whose turn has yet to come."""
        return list(self.repetition.inner.get("later", []))

    def rows(self, path: str = "") -> tuple[EngineRow, ...]:
        """The open rows around the countersign, or around one of its children."""
        return load_rows(self.session, self.task.instance_id, path or self.repetition.path)

    def list_people(self) -> set[int]:
        """Everybody who is on it: named, waiting for his turn, or holding one of its tasks after a transfer."""
        tasks = list_tasks_at(self.session, self.task.instance_id, [child.engine_id for child in self.children])
        holders = list_candidates_of(self.session, [task.id for task in tasks]).values()
        members = [*(child.local["each"] for child in self.children), *self.later]
        return {person for found in holders for person in found} | {each.get("person") or 0 for each in members}

    def tell(self, kind: str, data: dict[str, Any], **texts: str) -> None:
        """Write the one entry of the operation, before what followed from it."""
        work, task = self.step.work, self.task
        data = {"task": task.public_id, "node": task.node_id, **data}
        principal = self.principal_id
        fact = Fact(kind, work.person_id, principal_id=principal, task_id=task.id, data=data, texts=texts)
        self.step.chronicle.facts.insert(0, fact)


def _open_countersign(work: Work, task_id: str, permit: Permit) -> Countersign:
    load_visible_task(work.session, work.asker, task_id, work.at)
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    return Countersign(Step(work, instance), task, permit)


@dataclass(frozen=True)
class AddRequest:
    """Whom to add, by their codes, and how: `parallel` is beside the others, or in order after them."""

    people: Sequence[str]
    kind: str = "parallel"
    reason: str = ""


@use_case
def add_signers(work: Work, task_id: str, wanted: AddRequest) -> OperatedTask:
    """Let more people decide at a countersign: whoever has a task of it may ask for them, or a steering role."""
    sign = _open_countersign(work, task_id, Permit.ADD_SIGNER)
    if not work.asker.has_role(*STEERING):
        sign.principal_id = check_place(work, sign.task, sign.ownership, check_may_complete).principal_id
    if wanted.kind != "parallel":
        raise RefusedError(N_("会签的加签人与其他人一同办理（parallel）；要在前或在后办理，请转办或由流程图安排"))
    people = _find_people(sign, wanted.people)
    path = ["added", f"by:{work.asker.name}"]
    members = [{"person": person.id, "path": path, "added_by": work.person_id} for person in people]
    number = sign.repetition.engine_id
    sign.step.operate(Operation(lambda stepper, window: stepper.add_children(window, number, members), sign.rows()))
    names = ",".join(str(person.id) for person in people)
    sign.tell("signer_added", {"count": len(people)}, people=names, reason=wanted.reason.strip())
    sign.step.finish()
    return answer(sign.step, sign.task)


def _find_people(sign: Countersign, codes: Sequence[str]) -> list[Person]:
    """The people who are meant; refused if one of them cannot decide here."""
    asked = list(dict.fromkeys(codes))
    if not 1 <= len(asked) <= MAX_ADDED or sign.repetition.inner["total"] + len(asked) > MAX_SIGNERS:
        raise RefusedError(
            N_("每次加签 1 至 %(most)d 人，一次会签合计不超过 %(all)d 人"), most=MAX_ADDED, all=MAX_SIGNERS
        )
    known = find_people(sign.session, sign.task.org_id, asked)
    on_it = sign.list_people()
    recused = list_excluded(sign.step.task_context(sign.task), sign.node.assign)
    return [_check_person(code, known.get(code), on_it, recused) for code in asked]


def _check_person(code: str, person: Person | None, on_it: set[int], recused: frozenset[int]) -> Person:
    if person is None or not person.active:
        raise RefusedError(N_("没有这位人员，或其已停用：%(code)s"), code=code)
    if person.id in on_it:
        raise ConflictError(N_("%(name)s已在会签之列"), name=person.name)
    if person.id in recused:
        raise NotPermittedError(N_("%(name)s应当回避，不能加签"), name=person.name)
    return person


@dataclass(frozen=True)
class RemoveRequest:
    """Whom to take out, by his code, why, and whether it is known that the countersign may end by it."""

    person: str
    reason: str
    confirm: bool = False


@use_case
def remove_signer(work: Work, task_id: str, wanted: RemoveRequest) -> OperatedTask:
    """Take somebody out of a countersign who has not decided yet: a steering role may, or who has added him."""
    sign = _open_countersign(work, task_id, Permit.REMOVE_SIGNER)
    reason = read_reason(wanted.reason)
    person = find_person(work.session, work.asker.org_id, wanted.person)
    if person is None:
        raise RefusedError(N_("没有这位人员"))
    member, child = _find_member(sign, person)
    if not work.asker.has_role(*STEERING) and member.get("added_by") != work.person_id:
        raise NotPermittedError(N_("只能减去自己加签的人；其他人请由办公室主任或小组组长减签"))
    if sign.repetition.inner["total"] == 1:
        raise ConflictError(N_("只剩一人，不能再减签"))
    withdrawn = _take_out(sign, member, child, confirm=wanted.confirm)
    sign.tell("signer_removed", {"withdrawn": name_tasks(withdrawn)}, person=str(person.id), reason=reason)
    tell_withdrawn(sign.step, withdrawn)
    sign.step.finish()
    return answer(sign.step, sign.task)


def _find_member(sign: Countersign, person: Person) -> tuple[dict[str, Any], EngineRow | None]:
    """What a person is on the countersign, with his open child, None if his turn has yet to come."""
    mine = [child for child in sign.children if child.local["each"].get("person") == person.id]
    for child in mine:
        if child.state.open:
            return dict(child.local["each"]), child
    for member in sign.later:
        if member.get("person") == person.id:
            return member, None
    if mine:
        raise ConflictError(N_("%(name)s已经办结，不能减签"), name=person.name)
    raise RefusedError(N_("%(name)s不在会签之列"), name=person.name)


def _take_out(sign: Countersign, member: dict[str, Any], child: EngineRow | None, *, confirm: bool) -> list[Task]:
    number = sign.repetition.engine_id
    if child is None:
        place = sign.later.index(member)
        operation = Operation(lambda stepper, window: stepper.remove_later(window, number, place), sign.rows())
        return sign.step.operate(operation)
    _check_end(sign, confirm=confirm)
    gone = child.engine_id
    rows = sign.rows(child.path)
    return sign.step.operate(Operation(lambda stepper, window: stepper.remove_child(window, gone), rows))


def _check_end(sign: Countersign, *, confirm: bool) -> None:
    """Never let a removal end a countersign by the way: it has to be said with what would follow."""
    if confirm or not sign.step.foresee(sign.rows(), lambda s, w: s.ends_without(w, sign.repetition.engine_id)):
        return
    done = sign.repetition.inner["done"]
    raise ConfirmationNeededError(
        N_("减去此人后“%(name)s”随即结束，流程按已有的 %(done)d 份办理结果继续。确认要这样，请再提交一次并勾选确认"),
        name=sign.node.name,
        done=done,
    )


@dataclass(frozen=True)
class SignerCard:
    """Somebody on a countersign who has not decided yet."""

    code: str
    name: str


def list_signers(work: Work, task_id: str) -> list[SignerCard]:
    """Those who could be taken out of a countersign by the asker, in their order."""
    task, instance = load_visible_task(work.session, work.asker, task_id, work.at)
    sign = Countersign(Step(work, instance), task, Permit.REMOVE_SIGNER)
    members = [*(child.local["each"] for child in sign.children if child.state.open), *sign.later]
    steers = work.asker.has_role(*STEERING)
    wanted = [each["person"] for each in members if steers or each.get("added_by") == work.person_id]
    people = {person.id: person for person in work.session.scalars(select(Person).where(Person.id.in_(wanted)))}
    return [SignerCard(people[each].code, people[each].name) for each in wanted if each in people]


@use_case
def finish_early(work: Work, task_id: str, *, reason: str) -> OperatedTask:
    """End a countersign with what was said so far: a steering role, with a reason."""
    sign = _open_countersign(work, task_id, Permit.FINISH_EARLY)
    check_steering(work, sign.step.instance)
    said = read_reason(reason)
    counts = sign.repetition.inner
    if counts["done"] == 0:
        raise ConflictError(N_("还没有人办结，不能提前结束"))
    number = sign.repetition.engine_id
    withdrawn = sign.step.operate(Operation(lambda stepper, window: stepper.finish_early(window, number), sign.rows()))
    data = {"done": counts["done"], "total": counts["total"], "withdrawn": name_tasks(withdrawn)}
    sign.tell("step_finished_early", data, reason=said)
    tell_withdrawn(sign.step, withdrawn)
    sign.step.finish()
    return answer(sign.step, sign.task)
