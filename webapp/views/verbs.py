"""What else people do with tasks from their pages: claim, transfer, return, take back, add signers and so on."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.process import consulting, handling
from services.process.returning import ReturnRequest, return_task
from services.process.signers import AddRequest, RemoveRequest, add_signers, finish_early, remove_signer
from services.process.taking_back import take_back_task
from webapp.asking import command
from webapp.views.turning import next_page, settle

blueprint = Blueprint("verbs", __name__, url_prefix="/tasks/<task_id>")


def _page(task_id: str) -> str:
    return next_page(url_for("tasks.show", task_id=task_id))


@blueprint.post("/claim")
def claim(task_id: str) -> ResponseReturnValue:
    """Take a shared task for oneself."""
    return settle(lambda: handling.claim_task(command(), task_id), N_("已签收，由您办理"), _page(task_id))


@blueprint.post("/release")
def release(task_id: str) -> ResponseReturnValue:
    """Give a claimed task back."""
    return settle(lambda: handling.release_task(command(), task_id), N_("已退回签收，他人可以办理"), _page(task_id))


@blueprint.post("/transfer")
def transfer(task_id: str) -> ResponseReturnValue:
    """Give a task to somebody else."""
    to, reason = request.form.get("to", ""), request.form.get("reason", "")
    # Who has given a task away may not see it any more.
    return settle(
        lambda: handling.transfer_task(command(), task_id, to, reason=reason), N_("已转办"), url_for("inbox.show")
    )


@blueprint.post("/delegate")
def delegate(task_id: str) -> ResponseReturnValue:
    """Ask somebody's advice."""
    to, question = request.form.get("to", ""), request.form.get("question", "")
    said = N_("已委派，回复前期限暂停")
    return settle(lambda: consulting.delegate_task(command(), task_id, to, question=question), said, _page(task_id))


@blueprint.post("/advise")
def advise(task_id: str) -> ResponseReturnValue:
    """Give the advice that one was asked for."""
    advice = request.form.get("advice", "")
    return settle(lambda: consulting.advise_task(command(), task_id, advice), N_("意见已回复"), _page(task_id))


@blueprint.post("/recall")
def recall(task_id: str) -> ResponseReturnValue:
    """Call a task back that is out for advice."""
    return settle(lambda: consulting.recall_task(command(), task_id), N_("已收回，由您办理"), _page(task_id))


@blueprint.post("/urge")
def urge(task_id: str) -> ResponseReturnValue:
    """Remind the people of a task."""
    return settle(lambda: handling.urge_task(command(), task_id), N_("已催办"), _page(task_id))


@blueprint.post("/copy")
def copy(task_id: str) -> ResponseReturnValue:
    """Show the instance to others for information."""
    to = request.form.getlist("to")
    return settle(lambda: handling.copy_task(command(), task_id, to), N_("已抄送"), _page(task_id))


@blueprint.post("/comment")
def comment(task_id: str) -> ResponseReturnValue:
    """Remark on a task."""
    text = request.form.get("text", "")
    return settle(lambda: handling.comment_task(command(), task_id, text), N_("已留言"), _page(task_id))


@blueprint.post("/return")
def give_back(task_id: str) -> ResponseReturnValue:
    """Return a task to a step that was passed."""
    form = request.form
    wanted = ReturnRequest(form.get("to", ""), form.get("opinion", ""), form.get("then", "forward"))
    return settle(lambda: return_task(command(), task_id, wanted), N_("已退回"), _page(task_id))


@blueprint.post("/take-back")
def take_back(task_id: str) -> ResponseReturnValue:
    """Take one's own decision back."""
    return settle(lambda: take_back_task(command(), task_id), N_("已撤回，请在待办中重新办理"), url_for("inbox.show"))


@blueprint.post("/add-signer")
def add_signer(task_id: str) -> ResponseReturnValue:
    """Let more people decide at a countersign."""
    wanted = AddRequest(tuple(request.form.getlist("to")), reason=request.form.get("reason", ""))
    return settle(lambda: add_signers(command(), task_id, wanted), N_("已加签"), _page(task_id))


@blueprint.post("/remove-signer")
def take_out(task_id: str) -> ResponseReturnValue:
    """Take somebody out of a countersign."""
    form = request.form
    wanted = RemoveRequest(form.get("person", ""), form.get("reason", ""), confirm="confirm" in form)
    return settle(lambda: remove_signer(command(), task_id, wanted), N_("已减签"), _page(task_id))


@blueprint.post("/finish-early")
def end_early(task_id: str) -> ResponseReturnValue:
    """End a countersign with what was said so far."""
    reason = request.form.get("reason", "")
    return settle(lambda: finish_early(command(), task_id, reason=reason), N_("会签已提前结束"), _page(task_id))
