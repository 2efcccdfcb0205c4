"""Verbs of the register beside those of tasks."""

from dataclasses import dataclass

from services.registry.models import TalkReading
from services.registry.queries.talks import load_readable
from services.registry.recording.texts import PURPOSES
from services.transaction import use_case
from workflows.running.restricted_texts import read_text
from workflows.work import Work


@dataclass(frozen=True)
class TalkText:
    """What was said in a talk."""

    id: str
    problems: str
    demands: str
    statement: str
    remark: str


@use_case
def read_talk(work: Work, talk_id: str) -> TalkText:
    """Read what was said in a talk; that and when somebody did is written down."""
    talk = load_readable(work, talk_id)
    work.session.add(TalkReading(talk_id=talk.id, reader_id=work.person_id, read_at=work.at))
    return TalkText(
        id=talk.public_id,
        problems=read_text(work, talk.problems_id, PURPOSES["problems"]),
        demands=read_text(work, talk.demands_id, PURPOSES["demands"]),
        statement=read_text(work, talk.statement_id, PURPOSES["statement"]),
        remark=read_text(work, talk.remark_id, PURPOSES["remark"]),
    )
