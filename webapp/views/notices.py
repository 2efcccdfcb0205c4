"""Notices: what the house has told the asker, and how he wants to be told outside it."""

from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.notices.letters import TOPICS
from services.notices.preferences import Wishes, change_preference, forget_preference, show_preference
from services.notices.reading import NoticeFilter, list_notices, read_notice, read_notices
from services.notices.rules import CHANNELS, Digest
from services.notices.trouble import WATCHERS, show_channels
from services.process.incidents import retry_incident
from webapp.asking import command, looking
from webapp.values import CHOICES
from webapp.views.turning import settle, turn_back
from workflows.errors import AnswersRefusedError
from workflows.queries.paging import Page, Window

blueprint = Blueprint("notices", __name__)

CHANNEL_NAMES: Final = {
    "email": N_("电子邮件"),
    "webhook": N_("对接系统"),
    "wecom": N_("企业微信群"),
    "dingtalk": N_("钉钉群"),
}
"""What ways out of the house are called."""


@blueprint.get("/notices")
def show() -> ResponseReturnValue:
    """List notices, the newest first: all or unread, of any topic or of one."""
    work = looking()
    window = Window(cursor=request.args.get("cursor", ""))
    wanted = _read_filter()
    person = work.asker.person_id
    page = list_notices(work.session, person, window, wanted) if person else Page(())
    return render_template(
        "notices/list.html",
        page=page,
        first=not window.cursor,
        wanted=wanted,
        topics=TOPICS,
        may=person is not None,
        watches=work.asker.has_role(*WATCHERS),
    )


def _read_filter() -> NoticeFilter:
    topic = request.args.get("topic", "")
    return NoticeFilter(unread=request.args.get("state") == "unread", topic=topic if topic in TOPICS else "")


@blueprint.post("/notices/read")
def read() -> ResponseReturnValue:
    """Mark all as read."""
    return settle(lambda: read_notices(command()), N_("通知已全部标为已读"), url_for("notices.show"))


@blueprint.post("/notices/<int:notice_id>/read")
def read_one(notice_id: int) -> ResponseReturnValue:
    """Mark one as read, and stay in the list where it stood."""
    state, topic, cursor = (request.form.get(name) or None for name in ("state", "topic", "cursor"))
    target = url_for("notices.show", state=state, topic=topic, cursor=cursor)
    return settle(lambda: read_notice(command(), notice_id), N_("通知已标为已读"), target)


@blueprint.get("/notices/preferences")
def show_preferences() -> ResponseReturnValue:
    """Show how the asker wants to be told."""
    work = looking()
    card = show_preference(work) if work.asker.person_id else None
    return render_template(
        "notices/preferences.html",
        chosen=card,
        topics=TOPICS,
        channels=CHANNEL_NAMES,
        digests={each: CHOICES[each] for each in Digest},
    )


@blueprint.post("/notices/preferences")
def change_preferences() -> ResponseReturnValue:
    """Keep what the asker chooses."""
    target = url_for("notices.show_preferences")
    try:
        return settle(lambda: change_preference(command(), _read_wishes()), N_("通知设置已保存"), target)
    except AnswersRefusedError as error:
        return turn_back(error, target)


def _read_wishes() -> Wishes:
    """The form as wishes; channels that the form did not offer stay as they were."""
    form, card = request.form, show_preference(looking())
    kept = [name for name in CHANNELS if name not in card.available]
    channels = {
        topic: [*form.getlist(f"channels.{topic}"), *(each for each in card.wishes.channels[topic] if each in kept)]
        for topic in TOPICS
    }
    return Wishes(
        channels=channels,
        digest=form.get("digest", ""),
        quiet_from=form.get("quiet_from", "")[:5],
        quiet_until=form.get("quiet_until", "")[:5],
        language=form.get("language", ""),
    )


@blueprint.post("/notices/preferences/reset")
def reset_preferences() -> ResponseReturnValue:
    """Follow the organisation again."""
    return settle(lambda: forget_preference(command()), N_("已恢复为单位缺省设置"), url_for("notices.show_preferences"))


@blueprint.get("/notices/channels")
def watch() -> ResponseReturnValue:
    """Show how the ways out of the house are doing."""
    board = show_channels(looking())
    return render_template("notices/channels.html", board=board, channels=CHANNEL_NAMES)


@blueprint.post("/notices/channels/<incident_id>/retry")
def retry(incident_id: str) -> ResponseReturnValue:
    """Try again what could not be handed over."""
    return settle(lambda: retry_incident(command(), incident_id), N_("已交系统重试"), url_for("notices.watch"))
