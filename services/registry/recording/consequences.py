"""Writing facts that other procedures take up later (decision 29)."""

from sqlalchemy import exists, select

from services.registry.models import Consequence, Submission
from workflows.work import Work


def note_consequence(
    work: Work, submission: Submission, kind: str, rule: str, ref: str, **more: int | str | None
) -> None:
    """Write a fact once; `ref` tells it from others of its kind."""
    key = f"{kind}:{ref}"
    if work.session.scalar(select(exists().where(Consequence.dedupe_key == key))):
        return
    work.session.add(
        Consequence(
            org_id=submission.org_id,
            kind=kind,
            rule=rule,
            dedupe_key=key,
            unit_id=submission.unit_id,
            submission_id=submission.id,
            noted_at=work.at,
            **more,
        )
    )
