"""Verifying a document by its code: open to everybody who has the paper, rate-limited like the door."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.documents.codes import MistypedCodeError
from services.documents.queries.documents import UnknownCodeError, Verification, verify_code
from services.documents.queries.visibility import load_readable
from webapp.asking import current_card, looking
from webapp.errors import status_of
from webapp.extensions import db
from webapp.limits import check_rate
from webapp.texts import tell
from workflows.errors import NotFoundError

blueprint = Blueprint("verification", __name__)

RATE = 60
"""Attempts of one address in a minute, as at the door."""


@blueprint.get("/verify")
def ask() -> ResponseReturnValue:
    """Ask for a code, or go to what it verifies."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("verification.show", code=code[:40]))
    return render_template("documents/verify.html", code="")


@blueprint.get("/verify/<code>")
def show(code: str) -> ResponseReturnValue:
    """Say what a code verifies; who may read the document finds the way to it."""
    check_rate(f"verify:{request.remote_addr}", limit=RATE)
    try:
        found = verify_code(db.session(), code)
    except (MistypedCodeError, UnknownCodeError) as error:
        page = render_template("documents/verify.html", code=code[:40], problem=tell(error.text))
        return make_response(page, status_of(error))
    return render_template("documents/verify.html", code=code[:40], found=found, readable=_may_read(found))


def _may_read(found: Verification) -> bool:
    if current_card() is None:
        return False
    try:
        load_readable(looking(), found.document)
    except NotFoundError:
        return False
    return True
