"""After a command: say what was done, and go on to a page (303), or back to where the wish was refused."""

from collections.abc import Callable
from typing import Final

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from bpmn.texts import Text
from webapp.paths import is_own_path
from webapp.texts import tell
from workflows.errors import ConflictError, NotPermittedError, RefusedError, SuspendedError, WorkflowError

SEE_OTHER: Final = 303
UNPROCESSABLE: Final = 422

REFUSALS: Final = (ConflictError, NotPermittedError, RefusedError, SuspendedError)
"""What a person can do nothing wrong with but read: shown on the page where the wish was made."""


def turn(target: str, text: Text | str, tone: str = "good") -> Response:
    """Go to a page that says what was done."""
    flash(tell(text), tone)
    return redirect(target, SEE_OTHER)


def settle(act: Callable[[], object], text: Text | str, target: str) -> Response:
    """Do it and say so; a refusal is said where the person stands."""
    try:
        act()
    except REFUSALS as error:
        return turn_back(error, target)
    return turn(target, text)


def turn_back(error: WorkflowError, target: str) -> Response:
    """Go back and say why not."""
    return turn(target, error.text, "bad")


def next_page(default: str) -> str:
    """Where a form wants to go on to, if that is a page of ours."""
    wanted = request.form.get("next", "")
    return wanted if is_own_path(wanted) else default
