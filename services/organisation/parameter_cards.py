"""Parameters as people read them: by group, with what is proposed and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bpmn.lint import ValueKind
from services.organisation.defaults import Label, default_parameters, parameter_labels
from services.organisation.parameters import DECIDERS, FIXED, PROPOSERS
from workflows.errors import NotFoundError
from workflows.models import Account, ParameterSet, Person
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import kind_of
from workflows.work import Work

RECENT: Final = 20


@dataclass(frozen=True)
class ParameterCard:
    """One parameter: what it is called, what it is, where it comes from."""

    name: str
    label: Label
    kind: ValueKind
    value: Any
    default: Any
    allowed: Sequence[str]
    comparison: str
    """How a share is compared: `>` or `>=`; else empty."""
    source: str
    """`seed`: an official document, `pub`: a published rule, `def`: a default of the product."""
    note: str
    fixed: bool


@dataclass(frozen=True)
class GroupCard:
    """Parameters that belong together."""

    name: str
    label: Label
    parameters: Sequence[ParameterCard]


@dataclass(frozen=True)
class ChangeCard:
    """A value that a proposal puts in the place of the card's."""

    card: ParameterCard
    new: Any


@dataclass(frozen=True)
class ProposalCard:
    """A proposal, who made it, and what became of it."""

    number: int
    state: str
    note: str
    changes: Sequence[ChangeCard]
    proposed_by: str
    created_at: datetime
    decided_by: str
    decided_at: datetime | None
    may_decide: bool


def may_propose(work: Work) -> bool:
    """Whether the asker may propose values."""
    return work.asker.has_role(*PROPOSERS)


def may_decide(work: Work) -> bool:
    """Whether the asker may put proposals of others in force."""
    return work.asker.has_role(*DECIDERS)


def list_groups(work: Work) -> list[GroupCard]:
    """The groups with the values in force."""
    values = load_latest_set(work.session, work.asker.org_id).values
    labels = parameter_labels()
    named = ((name, label) for name, label in labels.items() if name in values)
    return [
        GroupCard(group, labels[group], [_card(name, label, values[name]) for name, label in members])
        for group, members in groupby(named, key=lambda each: each[0].partition(".")[0])
    ]


def find_group(work: Work, name: str) -> GroupCard:
    """One group; raises NotFoundError where there is none of that name."""
    found = next((each for each in list_groups(work) if each.name == name), None)
    if found is None:
        raise NotFoundError
    return found


def _card(name: str, label: Label, entry: Mapping[str, Any]) -> ParameterCard:
    kind = kind_of(entry)
    return ParameterCard(
        name=name,
        label=label,
        kind=kind,
        value=entry["value"],
        default=default_parameters()[name]["value"],
        allowed=entry.get("allowed", ()),
        comparison=entry.get("cmp", ""),
        source=entry.get("src", "def"),
        note=entry.get("note", ""),
        fixed=name in FIXED or (kind is ValueKind.OTHER and not isinstance(entry["value"], (bool, str))),
    )


def list_proposals(work: Work) -> list[ProposalCard]:
    """What waits for a decision, and what was decided last; newest first."""
    session, org_id = work.session, work.asker.org_id
    mine = select(ParameterSet).where(ParameterSet.org_id == org_id, ParameterSet.proposed_by_id.is_not(None))
    rows = session.scalars(mine.order_by(ParameterSet.number.desc()).limit(RECENT)).all()
    names = _account_names(session, rows)
    before = load_latest_set(session, org_id).values
    return [_proposal(work, row, names, before) for row in rows]


def _account_names(session: Session, rows: Iterable[ParameterSet]) -> Mapping[int | None, str]:
    ids = {account for row in rows for account in (row.proposed_by_id, row.decided_by_id) if account}
    named = select(Account.id, func.coalesce(Person.name, Account.name).label("name")).outerjoin(
        Person, Person.id == Account.person_id
    )
    return {row.id: row.name for row in session.execute(named.where(Account.id.in_(ids)))}


def _proposal(
    work: Work, row: ParameterSet, names: Mapping[int | None, str], current: Mapping[str, Mapping[str, Any]]
) -> ProposalCard:
    labels = parameter_labels()
    cards = (_card(name, labels.get(name, Label(name, name)), current[name]) for name in sorted(row.changes))
    changes = [ChangeCard(card, row.changes[card.name]) for card in cards]
    return ProposalCard(
        number=row.number,
        state=row.state,
        note=row.note,
        changes=changes,
        proposed_by=names.get(row.proposed_by_id, ""),
        created_at=row.created_at,
        decided_by=names.get(row.decided_by_id, ""),
        decided_at=row.decided_at,
        may_decide=row.state == "proposed" and may_decide(work) and row.proposed_by_id != work.asker.account_id,
    )
