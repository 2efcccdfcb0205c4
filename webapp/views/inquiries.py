"""谈话函询: the list, one of them, its texts, a late reply. Reading is a POST, because it is written down."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.transaction import Command
from services.warnings.letter_use_cases import file_late_explanation, read_inquiry
from services.warnings.queries import inquiries as queries
from webapp.asking import command, current_actor, looking
from webapp.views.turning import settle
from workflows.queries.paging import Window
from workflows.rules.actors import DISCIPLINE

blueprint = Blueprint("inquiries", __name__)


@blueprint.get("/inquiries")
def index() -> ResponseReturnValue:
    """List the inquiries in which the asker has a part; discipline sees all but those about themselves."""
    work, cursor = looking(), request.args.get("cursor", "")
    return render_template(
        "inquiries/list.html",
        page=queries.list_inquiries(work, Window(cursor=cursor)),
        cursor=cursor,
        overseen=work.asker.has_role(*DISCIPLINE),
    )


@blueprint.get("/inquiries/<inquiry_id>")
def show(inquiry_id: str) -> ResponseReturnValue:
    """Show an inquiry without its texts."""
    return render_template("inquiries/show.html", page=queries.show_inquiry(looking(), inquiry_id))


@blueprint.post("/inquiries/<inquiry_id>/texts")
def texts(inquiry_id: str) -> ResponseReturnValue:
    """Show what was written, as far as it is the asker's to read; that and when he looked is written down."""
    return render_template("inquiries/texts.html", texts=read_inquiry(Command(current_actor()), inquiry_id))


@blueprint.post("/inquiries/<inquiry_id>/late-reply")
def reply(inquiry_id: str) -> ResponseReturnValue:
    """File the reply that was missed."""
    explanation = request.form.get("explanation", "")
    return settle(
        lambda: file_late_explanation(command(), inquiry_id, explanation=explanation),
        N_("已补交书面说明，注明迟交"),
        url_for("inquiries.show", inquiry_id=inquiry_id),
    )
