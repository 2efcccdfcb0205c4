"""Verbs of warnings beside those of tasks: reading a talk."""

from dataclasses import dataclass

from sqlalchemy import select

from services.transaction import use_case
from services.warnings.models import AdmonitionTalk, RiskWarning
from services.warnings.queries.viewing import WARNING
from workflows.errors import ConcealedError, NotFoundError
from workflows.running.restricted_texts import open_texts
from workflows.work import Work

DISCIPLINE = ("discipline_head", "discipline")
SAID = ("reason", "explanation", "problems", "demands", "remark")


@dataclass(frozen=True)
class AdmonitionText:
    """What was said in an admonition talk."""

    id: str
    reason: str
    explanation: str
    problems: str
    demands: str
    remark: str


@use_case
def read_admonition(work: Work, talk_id: str) -> AdmonitionText:
    """Read what was said: talkers, talked-to, approver and discipline; each reading is written down (R-SEC-2)."""
    talk = work.session.scalar(
        select(AdmonitionTalk)
        .join(RiskWarning, RiskWarning.id == AdmonitionTalk.warning_id)
        .where(AdmonitionTalk.public_id == talk_id, RiskWarning.org_id == work.asker.org_id)
    )
    if talk is None:
        raise NotFoundError
    warning = work.session.get_one(RiskWarning, talk.warning_id)
    if not _may_read(work, talk, warning):
        raise ConcealedError(WARNING, warning.public_id)
    texts = {name: (f"admonition.{name}", getattr(talk, f"{name}_id")) for name in SAID}
    return AdmonitionText(id=talk.public_id, **open_texts(work, (WARNING, warning.public_id), texts))


def _may_read(work: Work, talk: AdmonitionTalk, warning: RiskWarning) -> bool:
    if work.asker.person_id is None:
        return False
    parties = {talk.talker_id, talk.recorder_id, talk.talked_id, warning.approver_id}
    return work.asker.has_role(*DISCIPLINE) or work.asker.person_id in parties
