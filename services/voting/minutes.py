"""会议纪要 (T-25), issued when a sitting is closed: attendance, recusals and counts; no votes by name (R-GRP-7)."""

from collections.abc import Sequence

from services.documents.issuing import Issue, issue_document
from services.documents.models import Document
from services.documents.templates.meetings import Attendance, MinutesRecord, Resolved, write_minutes
from services.voting.models import Meeting, Motion, Sitting
from services.voting.queries.meetings import list_members, list_present, list_recused, read_count
from services.voting.rules.grades import make_scale
from workflows.models import Organisation
from workflows.queries.directory import load_names
from workflows.rules.deadlines import ZONE
from workflows.rules.parameters import Parameters
from workflows.running.steps import Step


def issue_minutes(step: Step, meeting: Meeting, sitting: Sitting, agenda: Sequence[Motion]) -> Document:
    """Issue the minutes of a sitting."""
    title = f"{step.instance.title} 会议纪要（第{sitting.number}次会议）"[:200]
    issue = Issue(
        kind="T-25",
        instance=step.instance,
        object_type="meeting",
        object_ref=f"{meeting.public_id}:{sitting.number}",
        title=title,
        unit_id=meeting.unit_id,
        mark=str(step.parameters.value("documents.mark")),
    )
    return issue_document(step.work, issue, write_minutes(_load_record(step, meeting, sitting, agenda)), {})


def _load_record(step: Step, meeting: Meeting, sitting: Sitting, agenda: Sequence[Motion]) -> MinutesRecord:
    session = step.session
    members = [each.person_id for each in list_members(session, meeting)]
    present = list_present(session, sitting)
    recused = sorted({person for motion in agenda for person in list_recused(session, motion)})
    names = load_names(session, [*members, *present, *recused, sitting.presiding_id or 0])
    organisation = session.get_one(Organisation, meeting.org_id)
    opened = sitting.held_at or sitting.opened_at or step.work.at
    return MinutesRecord(
        organisation=organisation.group_name or organisation.name,
        kind=f"集体审定会（第{sitting.number}次）",
        held_on=opened.astimezone(ZONE).date(),
        chair=names.get(sitting.presiding_id or 0, ""),
        attendance=Attendance(len(members), len(present), tuple(names[person] for person in recused)),
        present=tuple(names[person] for person in members if person in present),
        matters=tuple(_describe(step, meeting, sitting, motion) for motion in agenda),
    )


def _describe(step: Step, meeting: Meeting, sitting: Sitting, motion: Motion) -> Resolved:
    count = read_count(step.session, meeting, motion, sitting)
    votes = f"应到{count.base} 实到{count.present}\n赞成{count.approve} 反对{count.against} 弃权{count.abstain}"
    said = _grade_words(step.parameters).get(motion.result, motion.result) if motion.result else "未通过，延期再议"
    return Resolved(motion.label, said, votes)


def _grade_words(parameters: Parameters) -> dict[str, str]:
    """What the grades are called in this procedure."""
    return make_scale(parameters.texts("p2_expert.grades"), two=parameters.flag("p2_expert.two_grade_mode"))
