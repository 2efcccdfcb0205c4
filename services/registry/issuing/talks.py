"""约谈记录表 (T-22): issued when a talk is recorded, again when it is confirmed or objected to (R-DSP-4, R-DSP-5)."""

from services.documents.issuing import issue_document
from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.numbering import say_duration
from services.documents.templates.talks import Participant, SummonsRecord, write_summons
from services.registry.issuing.offices import describe_issue, load_latest
from services.registry.models import Disposition, Submission, Talk
from services.registry.queries.dispositions import load_set_lines
from services.registry.recording.texts import PURPOSES
from workflows.context import NodeContext
from workflows.models import Organisation, Person, Unit
from workflows.rules.deadlines import ZONE
from workflows.running.restricted_texts import read_text


def issue_summons(context: NodeContext, disposition: Disposition, talk: Talk) -> Document:
    """Issue the record of a talk; its number and title name nobody."""
    session = context.work.session
    submission = session.get_one(Submission, disposition.submission_id)
    issue = describe_issue(context, "T-22", "约谈记录表", submission, ("talk", talk.public_id))
    talked = [talk.talked_id] if talk.talked_id else []
    parties = {Side.SUBJECT: talked, Side.HANDLER: [talk.talker_id]}
    return issue_document(context.work, issue, write_summons(_load_record(context, disposition, talk)), parties)


def _load_record(context: NodeContext, disposition: Disposition, talk: Talk) -> SummonsRecord:
    session = context.work.session
    unit = session.get_one(Unit, session.get_one(Submission, disposition.submission_id).unit_id)
    lines = load_set_lines(session, disposition)
    latest = load_latest(session, disposition, lines)
    due = say_duration(context.parameters.duration("disposition.redo"))
    return SummonsRecord(
        organisation=session.get_one(Organisation, unit.org_id).name,
        unit=unit.name,
        talkers=(_describe(context, talk.talker_id),),
        talked=_describe(context, talk.talked_id),
        attendees=talk.attendees,
        held_on=talk.held_on,
        place=talk.place,
        points=tuple((line.label, latest[line.point.id].reason or "—") for line in lines),
        **_read_texts(context, talk),
        redo_due=f"自约谈记录确认之日起{due}内重新查找" if talk.kind == "leader" else "按组长要求",
        confirmed_on=talk.confirmed_at.astimezone(ZONE).date() if talk.confirmed_at else None,
    )


def _describe(context: NodeContext, person_id: int | None) -> Participant:
    person = context.work.session.get(Person, person_id) if person_id else None
    return Participant(person.name, person.title) if person else Participant("（单位负责人空缺）")


def _read_texts(context: NodeContext, talk: Talk) -> dict[str, str]:
    """What was said, opened for the document, which seals it again."""
    return {name: read_text(context.work, getattr(talk, f"{name}_id"), purpose) for name, purpose in PURPOSES.items()}
