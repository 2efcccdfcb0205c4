"""The panel `talk`: who talked with whom when. What was said is read by a use case of its own, which notes it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from services.registry.models import Talk
from services.registry.queries.dispositions import disposition_of, load_set_lines
from services.registry.queries.talks import may_read
from workflows.context import NodeContext
from workflows.queries.directory import load_names
from workflows.registries import Panel
from workflows.work import Work


@dataclass(frozen=True)
class TalkCard:
    """A talk without what was said; `id` is what `read_talk` wants."""

    id: str
    kind: str
    state: str
    talker: str
    talked: str
    held_on: date
    place: str
    attendees: str
    recorded_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True)
class TalkPage:
    """The talk to be confirmed, and the points that it was about."""

    talk: TalkCard
    points: tuple[str, ...]


def show_talks(work: Work, disposition_id: int) -> tuple[TalkCard, ...]:
    """The talks on a set: only for talkers, the talked-to and discipline (domain §7.1)."""
    rows = work.session.scalars(select(Talk).where(Talk.disposition_id == disposition_id).order_by(Talk.id)).all()
    seen = [talk for talk in rows if may_read(work, talk)]
    names = load_names(work.session, (person for talk in seen for person in (talk.talker_id, talk.talked_id) if person))
    return tuple(_card(talk, names) for talk in seen)


def _card(talk: Talk, names: dict[int, str]) -> TalkCard:
    return TalkCard(
        id=talk.public_id,
        kind=talk.kind,
        state=talk.state,
        talker=names[talk.talker_id],
        talked=names.get(talk.talked_id or 0, ""),
        held_on=talk.held_on,
        place=talk.place,
        attendees=talk.attendees,
        recorded_at=talk.recorded_at,
        confirmed_at=talk.confirmed_at,
    )


def show_talk(context: NodeContext) -> TalkPage | None:
    """The talk at hand; nothing for anybody else."""
    disposition = disposition_of(context)
    cards = show_talks(context.work, disposition.id)
    if not cards:
        return None
    lines = load_set_lines(context.work.session, disposition)
    return TalkPage(cards[-1], tuple(line.label for line in lines))


TALK = Panel(show_talk, "disposition")
