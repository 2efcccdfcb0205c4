"""Help, and what the product is made of."""

from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.asking import current_actor

blueprint = Blueprint("about", __name__)


@blueprint.get("/help")
def show_help() -> ResponseReturnValue:
    """Show how one works here, with the shortcuts."""
    current_actor()
    return render_template("about/help.html")


@blueprint.get("/about")
def show() -> ResponseReturnValue:
    """Show the licences of what runs in the browser."""
    path = Path(current_app.static_folder or "") / "dist" / "licenses.txt"
    return render_template("about/show.html", licenses=path.read_text(encoding="utf-8"))
