"""Risk information: the list and one item, for whoever handles it and for discipline inspection."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.information import queries
from webapp.asking import looking
from workflows.queries.paging import Window

blueprint = Blueprint("information", __name__, url_prefix="/information")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the items that the asker may see."""
    asked = request.args
    window = Window(cursor=asked.get("cursor", ""))
    return render_template(
        "information/list.html",
        page=queries.list_information(looking(), window, asked.get("state", "")),
        window=window,
        state=asked.get("state", ""),
        kept=urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"]),
    )


@blueprint.get("/<information_id>")
def show(information_id: str) -> ResponseReturnValue:
    """Show an item with its texts."""
    work = looking()
    page = queries.show_information(work, queries.load_seen(work, information_id))
    return render_template("information/show.html", page=page)
