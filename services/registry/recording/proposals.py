"""Proposing warnings for deadlines that passed: the ladder begins, people assess (R-DSP-6)."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import Consequence, Disposition, Submission
from services.registry.queries.dispositions import load_set_lines
from services.registry.queries.submissions import ListedPoint, load_instance, load_lines
from services.registry.recording.consequences import note_consequence
from workflows.models import Unit
from workflows.queries.definitions import load_basis
from workflows.running.starting import Start, start_instance
from workflows.work import Work

LADDER: Final = "warning_disposal"
"""The process that takes a proposal up; where an organisation has not published it, proposals wait."""

OVERDUE: Final[Mapping[bool, str]] = {
    True: "限期整改期满，经催办仍未提交整改报告",
    False: "重新查找期满，经催办仍未报送风险点清单",
}
"""What has passed: the term of a rectification, or of a redo."""


def propose_warning(work: Work, submission: Submission, ref: str, disposition: Disposition | None = None) -> None:
    """Note a proposal of a yellow warning, once, and let the ladder take it up; nobody is sanctioned (R-DSP-6)."""
    chosen = disposition.id if disposition else None
    note_consequence(work, submission, "warning_proposal", "R-DSP-6", ref, colour="yellow", disposition_id=chosen)
    take_up(work, submission.org_id)


def take_up(work: Work, org_id: int) -> None:
    """Begin a warning for each proposal that waits; each is taken up once."""
    work.session.flush()
    waiting = (
        select(Consequence)
        .where(Consequence.org_id == org_id, Consequence.kind == "warning_proposal", Consequence.consumed_at.is_(None))
        .order_by(Consequence.id)
        .with_for_update(skip_locked=True)
    )
    found = list(work.session.scalars(waiting))
    if not found or LADDER not in load_basis(work.session, org_id).versions:
        return
    for each in found:
        _begin_warning(work, each)
        each.consumed_at = work.at


def _begin_warning(work: Work, fact: Consequence) -> None:
    session = work.session
    submission = session.get_one(Submission, fact.submission_id)
    disposition = session.get(Disposition, fact.disposition_id) if fact.disposition_id else None
    lines = load_set_lines(session, disposition) if disposition else load_lines(session, submission.id)
    parent = load_instance(session, submission)
    values = _describe(session, fact, submission, lines)
    start_instance(work, fact.org_id, Start(LADDER, None, values, parent, "warning")).finish()


def _describe(session: Session, fact: Consequence, submission: Submission, lines: list[ListedPoint]) -> dict[str, Any]:
    """What the start form would say, and what it does not know: the fact, its colour, what it is about."""
    unit = session.get_one(Unit, fact.unit_id)
    whole = f"{unit.name}{submission.cycle}年度第{submission.round}轮风险点清单"
    points = [{"kind": "risk_point", "ref": line.ref, "label": line.label} for line in lines]
    labels = "；".join(line.label for line in lines)
    return {
        "subject": "unit",
        "warned_unit": unit.code,
        "source": "monitoring",
        "clue": f"{whole}：{OVERDUE[fact.disposition_id is not None]}。涉及风险点：{labels}。",
        "colour": fact.colour,
        "origin": fact.dedupe_key,
        "links": [{"kind": "submission", "ref": submission.public_id, "label": whole}, *points],
    }
