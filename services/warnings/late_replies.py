"""A letter after the days of grace: kept, marked late, issued as every letter; it moves nothing (R-WARN-6)."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.transaction import use_case
from services.warnings.issuing.letters import issue_letter
from services.warnings.models import MissedReply, ReplyLetter, RiskWarning, WarningEvent
from services.warnings.queries.viewing import load_seen
from services.warnings.queries.warnings import find_missed, list_warned_on, load_warning
from services.warnings.rules.deeds import days_late
from workflows.errors import ConflictError, NotPermittedError, RefusedError
from workflows.models import ProcessInstance
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import ZONE
from workflows.rules.parameters import Parameters
from workflows.running.library import load_parameters
from workflows.running.restricted_texts import store_text
from workflows.work import Work

SHORTEST: Final = 10
LONGEST: Final = 4000


@dataclass(frozen=True)
class FiledReply:
    """A late reply as it was taken; `late_days` are working days after its deadline."""

    id: str
    late_days: int


@dataclass(frozen=True)
class LateDesk:
    """Where a late letter is issued: beside the process, on its parameters."""

    work: Work
    instance: ProcessInstance
    parameters: Parameters


@use_case
def file_late_reply(work: Work, warning_id: str, *, causes: str, measures: str) -> FiledReply:
    """Take a letter after grace, whatever was decided meanwhile: it is shown, and the proposal stands (R-WARN-6)."""
    load_seen(work, warning_id)
    desk = _open_desk(work, warning_id)
    warning = load_warning(work.session, work.asker.org_id, warning_id, lock=True)
    if work.person_id not in list_warned_on(work.session, warning, work.at.astimezone(ZONE).date()):
        raise NotPermittedError
    missed = find_missed(work.session, warning)
    if missed is None:
        raise ConflictError(N_("没有逾期未交的书面回告"))
    if not all(SHORTEST <= len(text.strip()) <= LONGEST for text in (causes, measures)):
        raise RefusedError(N_("成因分析和整改措施均须填写 %(least)d 至 %(most)d 字"), least=SHORTEST, most=LONGEST)
    return _add_letter(desk, warning, missed, (causes.strip(), measures.strip()))


def _open_desk(work: Work, warning_id: str) -> LateDesk:
    """The process of the warning, locked before the warning as by every step: its history takes what is issued."""
    started = select(ProcessInstance).where(
        ProcessInstance.org_id == work.asker.org_id, ProcessInstance.business_key == warning_id
    )
    found = work.session.scalars(started.order_by(ProcessInstance.id).limit(1).with_for_update()).one()
    return LateDesk(work, found, load_parameters(work.session, found.parameters_id))


def _add_letter(desk: LateDesk, warning: RiskWarning, missed: MissedReply, texts: tuple[str, str]) -> FiledReply:
    work, (causes, measures) = desk.work, texts
    letter = ReplyLetter(
        warning_id=warning.id,
        kind=missed.kind,
        causes_id=store_text(work, warning.org_id, "reply.causes", causes),
        measures_id=store_text(work, warning.org_id, "reply.measures", measures),
        written_by_id=work.person_id,
        due_at=missed.due_at,
        received_at=work.at,
        late_days=days_late(missed.due_at, work.at, load_calendar(work.session, warning.org_id)),
    )
    work.session.add_all([letter, _late_event(desk, warning)])
    work.session.flush()
    missed.letter_id = letter.id
    issue_letter(desk, warning, letter)
    return FiledReply(letter.public_id, letter.late_days)


def _late_event(desk: LateDesk, warning: RiskWarning) -> WarningEvent:
    return WarningEvent(
        warning_id=warning.id,
        instance_id=desk.instance.id,
        kind="late_reply",
        rule="R-WARN-6",
        colour=warning.colour,
        rung=warning.rung,
        state=warning.state,
        person_id=desk.work.person_id,
        at=desk.work.at,
    )
