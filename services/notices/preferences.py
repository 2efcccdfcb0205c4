"""How somebody wants to be told outside the house: what he sees of it, and changing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_, Text
from services.notices.outbound import configured
from services.notices.planning import load_default, read_preference
from services.notices.rules import CHANNELS, Digest, Preference, Topic
from services.transaction import use_case
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.models import NoticePreference, Person
from workflows.work import Work

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Wishes:
    """What somebody chooses: topic → channels, how mails are collected, quiet hours as `HH:MM`, the language."""

    channels: Mapping[str, Sequence[str]]
    digest: str
    quiet_from: str
    quiet_until: str
    language: str


@dataclass(frozen=True)
class PreferenceCard:
    """What is chosen or given, and what there is to choose from."""

    wishes: Wishes
    available: tuple[str, ...]
    """Channels that the installation has; mail also where the person has no address."""
    email: str
    own: bool
    """Whether the person has chosen; else the organisation's parameters hold."""


def show_preference(work: Work) -> PreferenceCard:
    """The asker's preference."""
    person = work.session.get_one(Person, work.person_id)
    row = _find(work.session, person.id)
    preference = read_preference(row) if row else load_default(work.session, person.org_id)
    available = tuple(name for name in CHANNELS if name in configured().channels)
    return PreferenceCard(_as_wishes(preference), available, person.email, own=row is not None)


def _find(session: Session, person_id: int) -> NoticePreference | None:
    return session.scalar(select(NoticePreference).where(NoticePreference.person_id == person_id))


def _as_wishes(preference: Preference) -> Wishes:
    return Wishes(
        channels={topic: [name for name in CHANNELS if preference.wants(topic, name)] for topic in Topic},
        digest=preference.digest,
        quiet_from=preference.quiet.begins.isoformat("minutes"),
        quiet_until=preference.quiet.ends.isoformat("minutes"),
        language=preference.language,
    )


@use_case
def change_preference(work: Work, wishes: Wishes) -> None:
    """Keep what the asker chooses; it holds for what is said from now on."""
    _check(wishes)
    person = work.session.get_one(Person, work.person_id, with_for_update=True)
    row = _find(work.session, person.id)
    if row is None:
        row = NoticePreference(org_id=person.org_id, person_id=person.id)
        work.session.add(row)
    row.channels = {topic: [name for name in CHANNELS if name in names] for topic, names in wishes.channels.items()}
    row.digest, row.language, row.changed_at = wishes.digest, wishes.language, work.at
    row.quiet_from, row.quiet_until = wishes.quiet_from, wishes.quiet_until


def _check(wishes: Wishes) -> None:
    known = set(wishes.channels) <= set(Topic) and all(set(each) <= set(CHANNELS) for each in wishes.channels.values())
    faults = {
        "channels": not known,
        "digest": wishes.digest not in tuple(Digest),
        "quiet_from": not _is_time(wishes.quiet_from),
        "quiet_until": not _is_time(wishes.quiet_until),
        "language": wishes.language not in LANGUAGES,
    }
    problems = [FieldProblem(name, "not-an-option", Text(WRONG[name])) for name, wrong in faults.items() if wrong]
    if problems:
        raise AnswersRefusedError(problems)


WRONG = {
    "channels": N_("没有这类通知或渠道"),
    "digest": N_("请从允许的取值中选择"),
    "quiet_from": N_("请按 时:分 填写，如 22:00"),
    "quiet_until": N_("请按 时:分 填写，如 22:00"),
    "language": N_("请从允许的取值中选择"),
}


def _is_time(text: str) -> bool:
    try:
        return time.fromisoformat(text).isoformat("minutes") == text
    except ValueError:
        return False


@use_case
def forget_preference(work: Work) -> None:
    """Follow the organisation's parameters again."""
    row = _find(work.session, work.person_id)
    if row is not None:
        work.session.delete(row)
