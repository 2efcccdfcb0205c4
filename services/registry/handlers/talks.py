"""约谈: the leader records, the head confirms or objects, the chair talks after the third time (R-DSP-4, R-DSP-5)."""

from datetime import date

from bpmn.texts import N_
from services.registry.issuing.talks import issue_summons
from services.registry.models import Disposition, Submission, Talk
from services.registry.queries.dispositions import disposition_of, find_talk
from services.registry.recording.consequences import note_consequence
from services.registry.recording.texts import PURPOSES
from services.registry.rules.states import TalkState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.queries.directory import list_unit_people
from workflows.registries import Handler, Submitted, Values
from workflows.rules.relations import HEAD
from workflows.running.relations import today
from workflows.running.restricted_texts import store_text


def summon_talk(context: NodeContext, submitted: Submitted) -> Values:
    """Take the record of a leader's talk; what was said is sealed."""
    disposition = disposition_of(context, lock=True)
    _record_talk(context, disposition, "leader", submitted)
    return {}


def chair_talk(context: NodeContext, submitted: Submitted) -> Values:
    """Take the record of the chair's talk, and note the case for the annual assessment."""
    disposition = disposition_of(context, lock=True)
    _record_talk(context, disposition, "chair", submitted)
    submission = context.work.session.get_one(Submission, disposition.submission_id)
    ref = f"{submission.public_id}:{disposition.public_id}"
    note_consequence(context.work, submission, "annual_case", "R-DSP-5", ref, disposition_id=disposition.id)
    return {}


def _record_talk(context: NodeContext, disposition: Disposition, kind: str, submitted: Submitted) -> None:
    work, values = context.work, submitted.values
    talk = Talk(
        disposition_id=disposition.id,
        kind=kind,
        state=TalkState.RECORDED,
        talker_id=work.person_id,
        talked_id=_find_head(context, disposition),
        held_on=date.fromisoformat(values["held_on"]),
        place=values["place"],
        attendees=values.get("attendees", ""),
        recorded_at=work.at,
        **_seal_texts(context, disposition, values),
    )
    work.session.add(talk)
    work.session.flush()
    issue_summons(context, disposition, talk)


def _find_head(context: NodeContext, disposition: Disposition) -> int | None:
    """Whom the talk is with: the head of the unit."""
    session = context.work.session
    submission = session.get_one(Submission, disposition.submission_id)
    heads = list_unit_people(session, submission.unit_id, HEAD, today(context))
    return next((head for head in heads if head != context.work.person_id), None)


def _seal_texts(context: NodeContext, disposition: Disposition, values: Values) -> dict[str, int]:
    """Seal what was said; return where it lies."""
    return {
        f"{name}_id": store_text(context.work, disposition.org_id, PURPOSES[name], values[name])
        for name in ("problems", "demands", "statement")
        if values.get(name)
    }


def confirm_talk(context: NodeContext, submitted: Submitted) -> Values:
    """The talked-to confirms the record, or says what is wrong with it; what he says is sealed too."""
    work = context.work
    disposition = disposition_of(context)
    talk = find_talk(work.session, disposition.id, "leader", TalkState.RECORDED)
    if talk is None:
        raise ConflictError(N_("没有待核对的约谈记录"))
    talk.talked_id = work.person_id
    if submitted.opinion:
        talk.remark_id = store_text(work, context.instance.org_id, PURPOSES["remark"], submitted.opinion)
        context.own_task.opinion = ""
    if submitted.outcome == "confirm":
        talk.state, talk.confirmed_at = TalkState.CONFIRMED, work.at
    else:
        talk.state = TalkState.OBJECTED
    issue_summons(context, disposition, talk)
    return {}


SUMMON_TALK = Handler(summon_talk)
CONFIRM_TALK = Handler(confirm_talk)
CHAIR_TALK = Handler(chair_talk)
