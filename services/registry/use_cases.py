"""Verbs of the register beside those of tasks."""

from dataclasses import dataclass

from services.registry.queries.talks import load_readable
from services.registry.recording.texts import PURPOSES
from services.transaction import use_case
from workflows.running.restricted_texts import open_texts
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
    texts = {name: (purpose, getattr(talk, f"{name}_id")) for name, purpose in PURPOSES.items()}
    return TalkText(id=talk.public_id, **open_texts(work, ("talk", talk.public_id), texts))
