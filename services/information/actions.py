"""What follows from a score: filed, a letter to the unit, or a warning that people assess; nobody is sanctioned."""

from services.information.handlers import send_letter
from services.information.models import RiskInformation
from services.information.queries import GIST, information_of, load_letter
from services.information.rules.states import WARNED_AS, InformationState
from workflows.context import NodeContext
from workflows.models import Person, Unit
from workflows.registries import Action, Values
from workflows.running.restricted_texts import read_text
from workflows.running.starting import Start, start_instance

LADDER = "warning_disposal"
"""The process that is set off; whoever has it published decides what it does."""


def file_information(context: NodeContext, inputs: Values) -> Values:
    """Nothing is wrong, or it was not true: filed, and counted when something else is heard."""
    row = information_of(context)
    row.score, row.state, row.closed_at = inputs["points"], InformationState.FILED, context.work.at
    return {}


def send_feedback(context: NodeContext, inputs: Values) -> Values:
    """Send the unit a 反馈函 about the gap in its rules; it has to answer (E-59)."""
    row = information_of(context)
    row.score, row.state = inputs["points"], InformationState.LETTER
    send_letter(context, row)
    return {}


def note_feedback_overdue(context: NodeContext, _inputs: Values) -> Values:
    """The answer is overdue; the unit goes on being reminded."""
    letter = load_letter(context.work.session, information_of(context).id)
    letter.overdue_at = context.work.at
    return {}


def mark_feedback_missed(context: NodeContext, _inputs: Values) -> Values:
    """Grace is over and no answer came: whoever handles the item decides what follows."""
    letter = load_letter(context.work.session, information_of(context).id)
    letter.missed_at = context.work.at
    return {"result": "missed"}


def propose_warning(context: NodeContext, inputs: Values) -> Values:
    """Open a warning (`risk_info_confirmed`); it says what was found, not what was reported (R-CMP-6)."""
    work, row = context.work, information_of(context)
    values = _tell(context, row)
    start = Start(LADDER, None, values, context.instance, "risk_info_confirmed")
    step = start_instance(work, row.org_id, start)
    row.score, row.state, row.closed_at = inputs["points"], InformationState.PROPOSED, work.at
    row.warning = step.instance.business_key
    step.finish()
    return {}


def _tell(context: NodeContext, row: RiskInformation) -> Values:
    """The start form of the ladder: the person if one is known, else the unit."""
    session = context.work.session
    clue = f"风险信息〔{row.year}〕{row.number}号：{read_text(context.work, row.gist_id, GIST)}"
    told = {"source": WARNED_AS.get(row.source, row.source), "clue": clue}
    if row.person_id is not None:
        return {**told, "subject": "person", "person": session.get_one(Person, row.person_id).code}
    return {**told, "subject": "unit", "warned_unit": session.get_one(Unit, row.unit_id).code}


SCORED = frozenset({"information", "points"})
ONE = frozenset({"information"})

ACTIONS = {
    "file_information": Action(file_information, SCORED),
    "send_feedback": Action(send_feedback, SCORED),
    "note_feedback_overdue": Action(note_feedback_overdue, ONE),
    "mark_feedback_missed": Action(mark_feedback_missed, ONE, frozenset({"result"})),
    "propose_warning_of_information": Action(propose_warning, SCORED),
}
