"""Beginning a round: the first of a cycle or a redo with the points of a set (R-GATE-1, R-DSP-4); asking it back."""

from sqlalchemy import select

from bpmn.texts import N_
from services.registry.models import Disposition, Submission, SubmissionItem
from services.registry.queries.dispositions import find_awaiting, load_disposition, load_set_lines
from services.registry.queries.powers import has_approved_power
from services.registry.queries.submissions import list_withdrawable
from services.registry.recording.dates import GRACE, OVERDUE, REDO
from services.registry.rules.states import UNSETTLED, DispositionState, SubmissionState
from workflows.context import StartContext
from workflows.errors import ConflictError, RefusedError
from workflows.models import Unit
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import list_holders
from workflows.registries import Beginning, Values
from workflows.rules.deadlines import ZONE, add_after, add_duration
from workflows.running.due_work import schedule
from workflows.work import Work


def open_submission(context: StartContext, values: Values) -> Beginning:
    """Open a submission for a unit that can be searched; a redo takes up the points of its set.

    Where a redo was cancelled the next start is that redo: what was found inaccurate stays to be done (R-DSP-5).
    """
    unit = _require_unit(context)
    ref = values.get("disposition")
    session = context.work.session
    given = load_disposition(session, context.organisation.id, ref, lock=True) if ref else None
    source = given or find_awaiting(session, unit.id)
    submission = _begin_round(context, unit, values) if source is None else _begin_redo(context, source)
    return Beginning(
        business_key=submission.public_id,
        title=f"{unit.name} 廉政风险点查找（{submission.cycle}年度 第{submission.round}轮）",
        variables={"submission": submission.public_id, "unit": unit.code, "round": submission.round},
    )


def _require_unit(context: StartContext) -> Unit:
    """R-GATE-1: there is a power to search, and somebody to search it."""
    unit, work = context.unit, context.work
    if unit is None:
        raise RefusedError(N_("请选择要排查的处室（单位）"))
    if not has_approved_power(work.session, unit.id):
        raise RefusedError(N_("%(unit)s没有经审核的职权，请先完成清权确权"), unit=unit.name)
    if not list_holders(work.session, unit.id, work.at.astimezone(ZONE).date()):
        raise RefusedError(N_("%(unit)s没有岗位或者岗位无人任职，请先登记岗位"), unit=unit.name)
    return unit


def _begin_round(context: StartContext, unit: Unit, values: Values) -> Submission:
    """The first round of a cycle; there is one for each unit and year."""
    work = context.work
    cycle = int(values.get("cycle") or work.at.astimezone(ZONE).year)
    _check_first(work, unit, cycle)
    submission = Submission(
        org_id=context.organisation.id,
        unit_id=unit.id,
        cycle=cycle,
        round=1,
        state=SubmissionState.DRAFTING,
        opened_at=work.at,
    )
    work.session.add(submission)
    work.session.flush()
    return submission


def _check_first(work: Work, unit: Unit, cycle: int) -> None:
    """Refuse a second start; of two at once the second waits here until the first has committed."""
    work.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True))
    known = select(Submission.id).where(
        Submission.unit_id == unit.id,
        Submission.cycle == cycle,
        Submission.parent_id.is_(None),
        Submission.state.not_in((SubmissionState.WITHDRAWN, SubmissionState.CANCELLED)),
    )
    if work.session.scalar(known) is not None:
        raise ConflictError(N_("%(unit)s %(cycle)d年度的排查已经启动"), unit=unit.name, cycle=cycle)


def _begin_redo(context: StartContext, source: Disposition) -> Submission:
    """The next round: a child of the submission that the set came from; the set is closed by it."""
    work = context.work
    if source.state not in UNSETTLED:
        raise ConflictError
    submission = _make_child(context, work.session.get_one(Submission, source.submission_id))
    work.session.add(submission)
    work.session.flush()
    source.state, source.closed_at, source.redo_id = DispositionState.REDONE, work.at, submission.id
    _take_points(context, submission, source)
    _watch_deadline(context, submission)
    return submission


def _make_child(context: StartContext, before: Submission) -> Submission:
    work, duration = context.work, context.parameters.duration(REDO)
    return Submission(
        org_id=before.org_id,
        unit_id=before.unit_id,
        cycle=before.cycle,
        round=before.round + 1,
        parent_id=before.id,
        state=SubmissionState.DRAFTING,
        opened_at=work.at,
        due_at=add_duration(work.at, duration, load_calendar(work.session, before.org_id)),
    )


def _take_points(context: StartContext, submission: Submission, source: Disposition) -> None:
    """The scope of a redo is its set; the unit knows these points already."""
    session = context.work.session
    session.add_all(
        SubmissionItem(
            submission_id=submission.id, point_id=line.point.id, position=position, shared_at=context.work.at
        )
        for position, line in enumerate(load_set_lines(session, source), start=1)
    )
    session.flush()


def _watch_deadline(context: StartContext, submission: Submission) -> None:
    """Look again when the deadline and the time of grace have passed (R-DSP-6)."""
    session = context.work.session
    if submission.due_at is None:
        raise LookupError(submission.public_id)
    calendar = load_calendar(session, submission.org_id)
    due_at = add_after(submission.due_at, context.parameters.duration(GRACE), calendar)
    schedule(session, submission.org_id, OVERDUE, due_at, submission.public_id, submission=submission.id)


def open_withdrawal(context: StartContext, _values: Values) -> Beginning:
    """Let a unit ask for its list back, where there is one that can be given back."""
    unit, work = context.unit, context.work
    if unit is None:
        raise RefusedError(N_("请选择要撤回报送的处室（单位）"))
    if not list_withdrawable(work.session, unit.id):
        raise RefusedError(N_("%(unit)s没有可以撤回的报送：尚未启动，或者专家评估已经开始"), unit=unit.name)
    return Beginning("", f"{unit.name} 撤回报送", {"unit": unit.code})
