"""What follows without anybody's doing: downgrade, notice, proposal, entry, the next round (R-DSP-2 … R-DSP-6)."""

from bpmn.texts import N_
from services.registry.issuing.notices import issue_rectification
from services.registry.models import Disposition, RectificationNotice, RiskPoint, Submission
from services.registry.queries.dispositions import find_talk, has_report, load_disposition, load_set_lines
from services.registry.queries.submissions import load_instance
from services.registry.recording import proposals
from services.registry.recording.dispositions import close_set, settle_chain
from services.registry.recording.points import settle_point
from services.registry.rules.grades import BASICALLY
from services.registry.rules.states import DispositionState, PointState, TalkState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import ProcessDefinition, Unit
from workflows.queries.calendars import load_calendar
from workflows.registries import Action, Values
from workflows.rules.deadlines import add_duration
from workflows.running.starting import Start, start_instance


def _load(context: NodeContext, inputs: Values) -> Disposition:
    return load_disposition(context.work.session, context.instance.org_id, inputs["disposition"])


def _list_points(context: NodeContext, disposition: Disposition) -> list[RiskPoint]:
    return [line.point for line in load_set_lines(context.work.session, disposition)]


def downgrade_set(context: NodeContext, inputs: Values) -> Values:
    """After the second failed verification 比较准确 turns into 基本准确 (R-DSP-2)."""
    disposition = _load(context, inputs)
    disposition.downgraded_at = context.work.at
    for point in _list_points(context, disposition):
        point.determined_grade = BASICALLY
    return {}


def issue_notice(context: NodeContext, inputs: Values) -> Values:
    """Issue the 限期整改通知书 (T-07) with its number and its deadline (R-DSP-3)."""
    work, disposition = context.work, _load(context, inputs)
    duration = context.parameters.duration(inputs["rectify_due"])
    due = add_duration(work.at, duration, load_calendar(work.session, disposition.org_id))
    work.session.add(
        RectificationNotice(
            org_id=disposition.org_id,
            document_id=issue_rectification(context, disposition, due).id,
            disposition_id=disposition.id,
            issued_at=work.at,
            due_at=due,
            due_rule=inputs["rectify_due"],
        )
    )
    return {}


def propose_warning(context: NodeContext, inputs: Values) -> Values:
    """Propose a yellow warning for a rectification that is still not reported; nobody is sanctioned (R-DSP-6)."""
    work, disposition = context.work, _load(context, inputs)
    if has_report(work.session, disposition.id):
        return {}
    submission = work.session.get_one(Submission, disposition.submission_id)
    proposals.propose_warning(work, submission, f"rectify:{disposition.public_id}", disposition)
    return {}


def enter_register(context: NodeContext, inputs: Values) -> Values:
    """The points of the set have passed and enter the register."""
    disposition = _load(context, inputs)
    for point in _list_points(context, disposition):
        settle_point(point, PointState.DETERMINED)
    close_set(context.work, disposition, DispositionState.PASSED)
    return {}


def start_redo(context: NodeContext, inputs: Values) -> Values:
    """Set off the next round with the points of the set; not before the talk was confirmed (R-DSP-4)."""
    work, disposition = context.work, _load(context, inputs)
    session = work.session
    if find_talk(session, disposition.id, "leader", TalkState.CONFIRMED) is None:
        raise ConflictError(N_("约谈记录未经被谈话人确认，不能启动重新查找"))
    submission = session.get_one(Submission, disposition.submission_id)
    process = session.get_one(ProcessDefinition, load_instance(session, submission).definition_id)
    unit = session.get_one(Unit, submission.unit_id)
    values = {"cycle": str(submission.cycle), "disposition": disposition.public_id}
    step = start_instance(work, submission.org_id, Start(process.key, unit, values, context.instance, kind="redo"))
    step.finish()
    settle_chain(work, submission.id)
    return {}


DOWNGRADE_SET = Action(downgrade_set, frozenset({"disposition"}))
ISSUE_NOTICE = Action(issue_notice, frozenset({"disposition", "rectify_due"}))
PROPOSE_WARNING = Action(propose_warning, frozenset({"disposition"}))
ENTER_REGISTER = Action(enter_register, frozenset({"disposition"}))
START_REDO = Action(start_redo, frozenset({"disposition"}))
