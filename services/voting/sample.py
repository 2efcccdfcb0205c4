"""The standing list of those who may draw a slip: what they are called, not who they are."""

import csv
from pathlib import Path
from typing import Final

from sqlalchemy import delete, insert, select

from services.transaction import use_case
from services.voting.models import BallotReviewer
from workflows.models import Organisation
from workflows.models.base import make_public_id
from workflows.work import Work

SAMPLE: Final = Path(__file__).parents[1] / "organisation" / "sample" / "mass_reviewers.csv"
MAIN: Final = "EDU"


@use_case
def load_sample_reviewers(work: Work) -> int:
    """Give the sample organisation its list; one that has a list keeps it."""
    org_id = work.session.scalar(select(Organisation.id).where(Organisation.code == MAIN))
    known = work.session.scalar(select(BallotReviewer.id).where(BallotReviewer.org_id == org_id).limit(1))
    if org_id is None or known is not None:
        return 0
    return write_reviewers(work, org_id, SAMPLE.read_text(encoding="utf-8"))


def write_reviewers(work: Work, org_id: int, text: str) -> int:
    """Write the whole list anew from CSV: code, what somebody is called, which kind of people he stands for."""
    work.session.execute(delete(BallotReviewer).where(BallotReviewer.org_id == org_id))
    rows = [
        {"id": make_public_id(), "org_id": org_id, "code": row[0], "label": row[1], "category": row[2]}
        for row in list(csv.reader(text.splitlines()))[1:]
    ]
    if rows:
        work.session.execute(insert(BallotReviewer), rows)
    return len(rows)
