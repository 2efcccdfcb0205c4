"""Notices: what the house has told the asker."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.notices.reading import list_notices, read_notices
from webapp.asking import command, looking
from webapp.views.turning import settle
from workflows.queries.paging import Page, Window

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
def show() -> ResponseReturnValue:
    """List notices, the newest first."""
    work = looking()
    window = Window(cursor=request.args.get("cursor", ""))
    person = work.asker.person_id
    page = list_notices(work.session, person, window) if person else Page(())
    return render_template("notices/list.html", page=page, first=not window.cursor)


@blueprint.post("/notices/read")
def read() -> ResponseReturnValue:
    """Mark all as read."""
    return settle(lambda: read_notices(command()), N_("通知已全部标为已读"), url_for("notices.show"))
