"""A decision of accountability with the right to appeal; asking for a recusal."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.warnings.appealing import RecusalRequest, ask_recusal, file_appeal
from services.warnings.queries.decision_pages import show_decision
from services.warnings.rules.recusals import CAUSES
from webapp.asking import command, looking
from webapp.views.turning import next_page, settle

blueprint = Blueprint("appeals", __name__)


@blueprint.get("/warnings/decisions/<decision_id>")
def show(decision_id: str) -> ResponseReturnValue:
    """Show a decision, what became of it, and until when an appeal may be filed."""
    return render_template("warnings/decision.html", page=show_decision(looking(), decision_id), causes=CAUSES)


@blueprint.post("/warnings/decisions/<decision_id>/appeal")
def appeal(decision_id: str) -> ResponseReturnValue:
    """File an appeal."""
    page = show_decision(looking(), decision_id)
    reasons = request.form.get("reasons", "")
    return settle(
        lambda: file_appeal(command(), page.warning, reasons=reasons, decision=decision_id),
        N_("申诉已提出，申诉期间不停止执行"),
        url_for("appeals.show", decision_id=decision_id),
    )


@blueprint.post("/warnings/<warning_id>/recusals")
def recuse(warning_id: str) -> ResponseReturnValue:
    """Ask for a recusal."""
    form = request.form
    wanted = RecusalRequest(form.get("cause", ""), form.get("reason", ""), form.get("person", ""))
    return settle(
        lambda: ask_recusal(command(), warning_id, wanted),
        N_("回避申请已提交，由有权的负责人决定"),
        next_page(url_for("inbox.show")),
    )
