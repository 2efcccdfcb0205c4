"""Parameters: proposed by one person, put in force by another (R-GOV-1). They bind only instances that start later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from bpmn.texts import N_, Text
from services.transaction import use_case
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotFoundError, NotPermittedError
from workflows.models import ParameterSet
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import fits_entry
from workflows.work import Work

FIXED = frozenset({"p6_warning.auto_execute_sanction", "p7_monthly.withdraw_after_submit"})
"""Parameters that are said for completeness and never change: the machine imposes no sanction."""


@dataclass(frozen=True)
class ProposedParameters:
    """A proposal: its number, and what it changes."""

    number: int
    names: list[str]


@use_case
def propose_parameters(work: Work, changes: Mapping[str, Any], *, note: str) -> ProposedParameters:
    """Propose new values; the rest stays as it is now."""
    if not work.asker.has_role("proc_editor", "sec_admin"):
        raise NotPermittedError
    current = load_latest_set(work.session, work.asker.org_id)
    values = {name: dict(entry) for name, entry in current.values.items()}
    _check_changes(values, changes)
    for name, value in changes.items():
        values[name]["value"] = value
    number = _last_number(work) + 1
    work.session.add(
        ParameterSet(
            org_id=work.asker.org_id,
            number=number,
            values=values,
            note=note,
            state="proposed",
            proposed_by_id=work.asker.account_id,
            created_at=work.at,
        )
    )
    return ProposedParameters(number, sorted(changes))


def _check_changes(values: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Any]) -> None:
    problems = []
    for name, value in changes.items():
        if name not in values or name in FIXED:
            problems.append(FieldProblem(name, "unknown", Text(N_("没有这个参数，或不允许修改"))))
        elif not fits_entry(values[name], value):
            problems.append(FieldProblem(name, "wrong-type", Text(N_("参数值的类型应与现值相同"))))
        elif value not in values[name].get("allowed", [value]):
            problems.append(FieldProblem(name, "not-an-option", Text(N_("请从允许的取值中选择"))))
    if problems or not changes:
        raise AnswersRefusedError(problems or [FieldProblem("changes", "required", Text(N_("没有任何修改")))])


def _last_number(work: Work) -> int:
    numbers = select(func.max(ParameterSet.number)).where(ParameterSet.org_id == work.asker.org_id)
    return work.session.scalar(numbers) or 0


@use_case
def decide_parameters(work: Work, number: int, *, accept: bool) -> None:
    """Put a proposal in force, or turn it down; never one's own."""
    if not work.asker.has_role("proc_approver"):
        raise NotPermittedError
    found = work.session.scalar(
        select(ParameterSet)
        .where(ParameterSet.org_id == work.asker.org_id, ParameterSet.number == number)
        .with_for_update()
    )
    if found is None:
        raise NotFoundError
    if found.state != "proposed":
        raise ConflictError(N_("该参数修改已处理"))
    if found.proposed_by_id == work.asker.account_id:
        raise NotPermittedError(N_("提出人不能审核自己提出的修改"))
    found.state = "effective" if accept else "rejected"
    found.decided_by_id, found.decided_at = work.asker.account_id, work.at
