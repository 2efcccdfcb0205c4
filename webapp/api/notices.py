"""Notices: the asker's own, and how he wants to be told."""

from datetime import datetime
from typing import Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.notices import preferences, reading
from webapp.api.document import Input, Output, document
from webapp.asking import command, look_again, looking
from webapp.texts import translate
from workflows.queries.paging import Window

blueprint = Blueprint("notices", __name__)


class NoticeQuery(Input):
    """Which notices."""

    state: Literal["", "unread"] = ""
    topic: Literal["", "opened", "due", "overdue", "urged", "copied", "process"] = ""
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class NoticeOut(Output):
    """One notice; `task_id` and `instance_id` are null where it is about none."""

    id: str
    kind: str
    topic: str
    text: str
    title: str
    task_id: str | None
    instance_id: str | None
    created_at: datetime
    read: bool


class NoticeList(Output):
    """Notices, newest first, and how many of all are unread."""

    items: list[NoticeOut]
    unread: int
    next_cursor: str | None


class Read(Output):
    """How many notices were marked, and how many are unread now."""

    marked: int
    unread: int


class PreferenceIn(Input):
    """Topic → channels; quiet hours as `HH:MM` in Shanghai, the same twice for none."""

    channels: dict[str, list[str]]
    digest: str
    quiet_from: str
    quiet_until: str
    language: str


class PreferenceOut(Output):
    """What holds, which channels the installation has, and whether it was chosen (`own`) or is the organisation's."""

    channels: dict[str, list[str]]
    digest: str
    quiet_from: str
    quiet_until: str
    language: str
    available: list[str]
    email: str
    own: bool


@blueprint.get("/notices")
@document.validate(resp=Response(HTTP_200=NoticeList), tags=["notices"])
def index(query: NoticeQuery) -> NoticeList:
    """List the asker's notices."""
    work = looking()
    wanted = reading.NoticeFilter(unread=query.state == "unread", topic=query.topic)
    page = reading.list_notices(work.session, work.person_id, Window(query.limit, query.cursor), wanted)
    return NoticeList(
        items=[_to_notice(each) for each in page.items],
        unread=reading.count_unread(work.session, work.person_id),
        next_cursor=page.next_cursor,
    )


def _to_notice(card: reading.NoticeCard) -> NoticeOut:
    return NoticeOut(
        id=str(card.id),
        kind=card.kind,
        topic=card.topic,
        text=translate(card.text),
        title=card.title,
        task_id=card.task_id or None,
        instance_id=card.instance_id or None,
        created_at=card.created_at,
        read=card.read,
    )


@blueprint.post("/notices/<int:notice_id>/read")
@document.validate(resp=Response(HTTP_200=Read), tags=["notices"])
def read(notice_id: int) -> Read:
    """Mark one notice as read; one that was read stays so."""
    return Read.model_validate(reading.read_notice(command(), notice_id))


@blueprint.post("/notices/read-all")
@document.validate(resp=Response(HTTP_200=Read), tags=["notices"])
def read_all() -> Read:
    """Mark all notices as read."""
    return Read.model_validate(reading.read_notices(command()))


@blueprint.get("/me/notice-preferences")
@document.validate(resp=Response(HTTP_200=PreferenceOut), tags=["me"])
def show_preferences() -> PreferenceOut:
    """Show how the asker wants to be told."""
    return _to_preference(preferences.show_preference(looking()))


@blueprint.put("/me/notice-preferences")
@document.validate(resp=Response(HTTP_200=PreferenceOut), tags=["me"])
def change_preferences(json: PreferenceIn) -> PreferenceOut:
    """Change how the asker wants to be told; topics that are left out have no channel."""
    preferences.change_preference(command(), preferences.Wishes(**json.model_dump()))
    return _to_preference(preferences.show_preference(look_again()))


def _to_preference(card: preferences.PreferenceCard) -> PreferenceOut:
    wishes = card.wishes
    return PreferenceOut(
        channels={topic: list(names) for topic, names in wishes.channels.items()},
        digest=wishes.digest,
        quiet_from=wishes.quiet_from,
        quiet_until=wishes.quiet_until,
        language=wishes.language,
        available=list(card.available),
        email=card.email,
        own=card.own,
    )
