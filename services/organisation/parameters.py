"""Parameters: proposed by one person, put in force by another (R-GOV-1). They bind only instances that start later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from bpmn.texts import N_, Text
from services.transaction import use_case
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotFoundError, NotPermittedError
from workflows.models import Organisation, ParameterSet
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import fits_entry
from workflows.work import Work

FIXED: Final = frozenset(
    {
        "calendar.tz",
        "calendar.cutoff",
        "calendar.start_day_counts",
        "calendar.recompute_on_import",
        "inbox.overdue_reminder_every",
        "p2_mass_ballot.max_reissue",
        "p2_expert.must_be_odd",
        "p2_expert.aggregation",
        "p6_warning.auto_execute_sanction",
        "p7_monthly.withdraw_after_submit",
    }
)
"""Parameters that are said for completeness and never change: rules fix them (R-CAL, R-MASS-3, R-EXP-1, R-EXP-7).

The machine imposes no sanction, and what was handed in is not taken back by a switch.
"""

PROPOSERS: Final = ("proc_editor", "sec_admin")
DECIDERS: Final = ("proc_approver",)


@dataclass(frozen=True)
class ProposedParameters:
    """A proposal: its number, and what it changes."""

    number: int
    names: list[str]


@use_case
def propose_parameters(work: Work, changes: Mapping[str, Any], *, note: str) -> ProposedParameters:
    """Propose new values; the rest stays as it is when the proposal is accepted."""
    return propose_values(work, changes, note=note)


def propose_values(work: Work, changes: Mapping[str, Any], *, note: str) -> ProposedParameters:
    """The same within the work at hand."""
    if not work.asker.has_role(*PROPOSERS):
        raise NotPermittedError
    _check_changes(load_latest_set(work.session, work.asker.org_id).values, changes)
    _lock_organisation(work)
    number = _last_number(work) + 1
    work.session.add(
        ParameterSet(
            org_id=work.asker.org_id,
            number=number,
            changes=dict(changes),
            note=note.strip(),
            state="proposed",
            proposed_by_id=work.asker.account_id,
            created_at=work.at,
        )
    )
    return ProposedParameters(number, sorted(changes))


def _lock_organisation(work: Work) -> None:
    """Let proposals and decisions of an organisation wait for each other."""
    org_id = work.asker.org_id
    work.session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))


def _last_number(work: Work) -> int:
    numbers = select(func.max(ParameterSet.number)).where(ParameterSet.org_id == work.asker.org_id)
    return work.session.scalar(numbers) or 0


def _check_changes(values: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Any]) -> None:
    problems = []
    for name, value in changes.items():
        if name not in values or name in FIXED:
            problems.append(FieldProblem(name, "unknown", Text(N_("没有这个参数，或不允许修改"))))
        elif not fits_entry(values[name], value):
            problems.append(FieldProblem(name, "wrong-type", Text(N_("参数值的类型和范围不符合要求"))))
        elif value not in values[name].get("allowed", [value]):
            problems.append(FieldProblem(name, "not-an-option", Text(N_("请从允许的取值中选择"))))
    if problems or not changes:
        raise AnswersRefusedError(problems or [FieldProblem("changes", "required", Text(N_("没有任何修改")))])


@use_case
def decide_parameters(work: Work, number: int, *, accept: bool) -> None:
    """Put a proposal in force, or turn it down; never one's own."""
    if not work.asker.has_role(*DECIDERS):
        raise NotPermittedError
    _lock_organisation(work)
    mine = (ParameterSet.org_id == work.asker.org_id) & (ParameterSet.number == number)
    found = work.session.scalar(select(ParameterSet).where(mine).with_for_update())
    if found is None:
        raise NotFoundError
    if found.state != "proposed":
        raise ConflictError(N_("该参数修改已处理"))
    if found.proposed_by_id == work.asker.account_id:
        raise NotPermittedError(N_("提出人不能审核自己提出的修改"))
    if accept:
        _put_in_force(work, found)
    else:
        found.state = "rejected"
    found.decided_by_id, found.decided_at = work.asker.account_id, work.at


def _put_in_force(work: Work, proposal: ParameterSet) -> None:
    """What is in force now, with the changes on top."""
    latest = load_latest_set(work.session, proposal.org_id)
    _check_changes(latest.values, proposal.changes)
    changed = {name: {**latest.values[name], "value": value} for name, value in proposal.changes.items()}
    proposal.values = {**latest.values, **changed}
    proposal.state, proposal.in_force = "effective", (latest.in_force or 0) + 1
