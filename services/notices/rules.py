"""When and where somebody is told outside the house: topics, channels, digests, quiet hours. Pure (decision 25)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import REMINDER_HOUR, ZONE

CHANNELS: Final = ("email", "webhook", "wecom", "dingtalk")
"""Ways out of the house, as they are called everywhere."""

DIGESTED: Final = frozenset({"email"})
"""Channels whose notices can be collected."""


class Topic(StrEnum):
    """What notices are about, as people choose among them."""

    OPENED = "opened"
    DUE = "due"
    OVERDUE = "overdue"
    URGED = "urged"
    COPIED = "copied"
    PROCESS = "process"


_TOPICS: Final[Mapping[str, Topic]] = {
    "task_opened": Topic.OPENED,
    "task_vacant": Topic.OPENED,
    "task_due": Topic.DUE,
    "task_overdue": Topic.OVERDUE,
    "task_urged": Topic.URGED,
    "copied": Topic.COPIED,
    "decision_served": Topic.PROCESS,
    "decision_copied": Topic.COPIED,
    "appeal_refused": Topic.PROCESS,
    "appeal_decided": Topic.PROCESS,
    "recusal_granted": Topic.PROCESS,
    "recusal_refused": Topic.PROCESS,
    "inquiry_copied": Topic.COPIED,
    "inquiry_overdue": Topic.OVERDUE,
    "advice_overdue": Topic.OVERDUE,
    "advice_refused": Topic.PROCESS,
}

WORK_TOPICS: Final = frozenset({Topic.OPENED, Topic.DUE, Topic.OVERDUE, Topic.URGED})
"""Topics that are settled as soon as their task is done."""

AT_ONCE: Final = frozenset({Topic.URGED})
"""Topics that are not collected: a person waits for the answer."""


def topic_of(kind: str) -> Topic:
    """The topic of a kind of message; what has none of its own tells how a process goes on."""
    return _TOPICS.get(kind, Topic.PROCESS)


def kinds_of(topic: str, kinds: Iterable[str]) -> list[str]:
    """Those of the kinds that are of a topic."""
    return [kind for kind in kinds if topic_of(kind) == topic]


class Digest(StrEnum):
    """How mails are collected."""

    EACH = "each"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True)
class QuietHours:
    """From one time of day until another in Shanghai, over midnight if that is earlier; none if they are the same."""

    begins: time = time(0)
    ends: time = time(0)

    def end_after(self, at: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours into which it falls."""
        local = at.astimezone(ZONE)
        if not self._cover(local.time()):
            return at
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        return datetime.combine(day, self.ends, ZONE)

    def _cover(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


@dataclass(frozen=True)
class Preference:
    """How somebody wants to be told; topics that are not named have no channel."""

    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digest: Digest = Digest.EACH
    quiet: QuietHours = QuietHours()
    language: str = "zh"

    def wants(self, topic: Topic, channel: str) -> bool:
        """Whether a topic goes out by a channel."""
        return channel in self.channels.get(topic, frozenset())


def default_preference(channels: frozenset[str], digest: str, quiet: tuple[int, int]) -> Preference:
    """What an organisation gives to people who have chosen nothing; quiet hours as full hours, 24 for midnight."""
    begins, ends = (time(min(hour, 24) % 24) for hour in quiet)
    return Preference(dict.fromkeys(Topic, channels), Digest(digest), QuietHours(begins, ends))


def next_digest(at: datetime, digest: Digest, calendar: WorkCalendar) -> datetime:
    """When what is said now goes out: at once, with the next full hour, or at 09:00 of the next working day."""
    if digest is Digest.EACH:
        return at
    local = at.astimezone(ZONE)
    if digest is Digest.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    morning = datetime.combine(calendar.roll_forward(local.date()), REMINDER_HOUR, ZONE)
    if morning > at:
        return morning
    return datetime.combine(calendar.add_workdays(local.date(), 1), REMINDER_HOUR, ZONE)


@dataclass(frozen=True)
class Saying:
    """Something to tell: when it was said, what about, and the deadline it speaks of."""

    at: datetime
    topic: Topic
    due_at: datetime | None = None


def send_at(saying: Saying, channel: str, preference: Preference, calendar: WorkCalendar) -> datetime:
    """The first instant at which something may go out by a channel.

    Collected first, then held over the quiet hours. What speaks of a deadline that is still to come is not held until
    it has passed: it goes out uncollected, and if need be in the quiet hours.
    """
    collected = channel in DIGESTED and saying.topic not in AT_ONCE
    digest = preference.digest if collected else Digest.EACH
    wanted = preference.quiet.end_after(next_digest(saying.at, digest, calendar))
    if saying.due_at is None or saying.due_at <= saying.at or wanted < saying.due_at:
        return wanted
    uncollected = preference.quiet.end_after(saying.at)
    return uncollected if uncollected < saying.due_at else saying.at
