"""Expert panels: who sits in them, how they were drawn, what came out; recusals, late declarations, closing."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.voting.queries.access import NAMED
from services.voting.queries.panels import show_panel
from services.voting.use_cases import panels as use_cases
from services.voting.use_cases.panels import Recusal
from webapp.asking import command, looking
from webapp.views.turning import settle

blueprint = Blueprint("panels", __name__, url_prefix="/panels/<panel_id>")


@blueprint.get("")
def show(panel_id: str) -> ResponseReturnValue:
    """Show a panel as far as the asker may know it."""
    work = looking()
    return render_template("panels/page.html", panel=show_panel(work, panel_id), named=work.asker.has_role(*NAMED))


@blueprint.post("/recusals")
def recuse(panel_id: str) -> ResponseReturnValue:
    """Let a member leave for a conflict."""
    recusal = Recusal(request.form.get("reason", ""), request.form.get("member", ""))
    return settle(lambda: use_cases.recuse_member(command(), panel_id, recusal), N_("已登记回避"), _page(panel_id))


@blueprint.post("/declarations")
def declare(panel_id: str) -> ResponseReturnValue:
    """Declare oneself independent after stepping in, or leave."""
    independent, reason = request.form.get("do") == "independent", request.form.get("reason", "")
    return settle(
        lambda: use_cases.declare_late(command(), panel_id, independent=independent, reason=reason),
        N_("已登记声明"),
        _page(panel_id),
    )


@blueprint.post("/close")
def close(panel_id: str) -> ResponseReturnValue:
    """Close the vote when its time is over."""
    return settle(lambda: use_cases.close_panel(command(), panel_id), N_("评估已截止"), _page(panel_id))


def _page(panel_id: str) -> str:
    return url_for("panels.show", panel_id=panel_id)
