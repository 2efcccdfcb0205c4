"""What was said in a talk: a POST, because that and when somebody looked is written down; never kept, never linked."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.registry.use_cases import read_talk
from services.transaction import Command
from webapp.asking import current_actor

blueprint = Blueprint("talks", __name__)


@blueprint.post("/talks/<talk_id>")
def show(talk_id: str) -> ResponseReturnValue:
    """Show what was said, to those who may read it."""
    return render_template("talks/show.html", talk=read_talk(Command(current_actor()), talk_id))
