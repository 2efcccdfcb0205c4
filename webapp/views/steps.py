"""The steps of a procedure as a table: changed without drawing."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

blueprint = Blueprint("steps", __name__, url_prefix="/definitions/<definition_id>/steps")


@blueprint.get("")
def show(definition_id: str) -> ResponseReturnValue:
    """Show the steps of a version."""
    return definition_id
