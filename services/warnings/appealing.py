"""Verbs of those whom a decision concerns: an appeal against it, asking for somebody's recusal (R-ACC-5, R-COI-1)."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.transaction import use_case
from services.warnings.models import (
    AccountabilityCase,
    CaseRecusal,
    DecisionAppeal,
    ResponsibleParty,
    RiskWarning,
    WarningEvent,
)
from services.warnings.queries.parties import (
    find_appeal,
    list_answering,
    list_parties_of,
    list_recused,
    list_roles_of,
    load_party,
    require_investigators,
)
from services.warnings.queries.warnings import find_last, load_warning
from services.warnings.rules.appeals import appeal_until, is_late
from services.warnings.rules.recusals import CAUSES, GROUP, Part, may_ask
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.models import InstanceRecusal, ProcessInstance
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import find_person
from workflows.rules.deadlines import ZONE, add_duration
from workflows.running.library import load_parameters
from workflows.running.restricted_texts import store_text
from workflows.running.starting import Start, start_instance
from workflows.work import Work

SHORTEST, LONGEST = 10, 4000
TERM: Final = "p6_warning.appeal"
DECIDE: Final = "p6_warning.appeal_decide"
DISCIPLINE: Final = ("discipline_head", "discipline")


@dataclass(frozen=True)
class FiledAppeal:
    """An appeal as it was taken."""

    id: str
    late: bool


@use_case
def file_appeal(work: Work, warning_id: str, *, reasons: str, decision: str = "") -> FiledAppeal:
    """Appeal against the decision about oneself, once; what comes late is taken too, and refused by a person.

    `decision` names the party where the asker answers for several. Execution goes on (R-ACC-5, R-ACC-6).
    """
    warning = load_warning(work.session, work.asker.org_id, warning_id, lock=True)
    party = _find_own(work, warning, decision)
    if not SHORTEST <= len(reasons.strip()) <= LONGEST:
        raise RefusedError(N_("申诉理由须填写 %(least)d 至 %(most)d 字"), least=SHORTEST, most=LONGEST)
    if find_appeal(work.session, party.id) is not None:
        raise ConflictError(N_("对同一决定只能申诉一次"))
    instance = _root(work, warning)
    appeal = _add_appeal(work, warning, party, instance, reasons.strip())
    _note(work, warning, "appeal_late" if appeal.late else "appealed", "R-ACC-6" if appeal.late else "R-ACC-5")
    values = {"warning": warning.public_id, "appeal": appeal.public_id, "late": appeal.late, "left": DECIDE}
    start = Start("appeal", None, values, instance, "appeal", warning.public_id)
    step = start_instance(work, warning.org_id, start)
    _keep_out(work, warning, step.instance)
    step.finish()
    return FiledAppeal(appeal.public_id, appeal.late)


def _find_own(work: Work, warning: RiskWarning, decision: str) -> ResponsibleParty:
    """The served decision that concerns the asker himself; nobody appeals for another."""
    today = work.at.astimezone(ZONE).date()
    parties = (
        [load_party(work.session, warning.org_id, decision)] if decision else list_parties_of(work.session, warning)
    )
    own = [
        each
        for each in parties
        if each.warning_id == warning.id
        and each.served_at is not None
        and work.asker.person_id in list_answering(work.session, each, warning, today)
    ]
    if work.asker.person_id is None or not own:
        raise NotFoundError
    return own[0]


def _root(work: Work, warning: RiskWarning) -> ProcessInstance:
    """The process of the warning itself."""
    mine = (ProcessInstance.org_id == warning.org_id) & (ProcessInstance.business_key == warning.public_id)
    return work.session.scalars(select(ProcessInstance).where(mine).order_by(ProcessInstance.id).limit(1)).one()


def _add_appeal(
    work: Work, warning: RiskWarning, party: ResponsibleParty, instance: ProcessInstance, reasons: str
) -> DecisionAppeal:
    session = work.session
    calendar, parameters = load_calendar(session, warning.org_id), load_parameters(session, instance.parameters_id)
    if party.served_at is None or party.decider_id is None:
        raise ConflictError
    served_on, today = party.served_at.astimezone(ZONE).date(), work.at.astimezone(ZONE).date()
    last = appeal_until(served_on, parameters.duration(TERM), calendar, party.appeal_by)
    late = is_late(today, last)
    first, second = require_investigators(session.get_one(AccountabilityCase, party.case_id))
    appeal = DecisionAppeal(
        org_id=warning.org_id,
        warning_id=warning.id,
        party_id=party.id,
        state="filed",
        filed_by_id=work.person_id,
        filed_at=work.at,
        reasons_id=store_text(work, warning.org_id, "appeal.reasons", reasons),
        appeal_by=last,
        late=late,
        due_at=None if late else add_duration(work.at, parameters.duration(DECIDE), calendar),
        investigator_id=first,
        second_id=second,
        issuer_id=party.decider_id,
        weight_before=party.weight,
    )
    session.add(appeal)
    session.flush()
    return appeal


def _note(work: Work, warning: RiskWarning, kind: str, rule: str) -> None:
    event = WarningEvent(
        warning_id=warning.id,
        kind=kind,
        rule=rule,
        colour=warning.colour,
        rung=warning.rung,
        state=warning.state,
        person_id=work.person_id,
        at=work.at,
    )
    work.session.add(event)
    work.session.flush()


def _keep_out(work: Work, warning: RiskWarning, instance: ProcessInstance) -> None:
    """Whoever was recused before does not find what begins now either."""
    for person in list_recused(work.session, warning.id):
        work.session.add(InstanceRecusal(person_id=person, instance_id=instance.id, since=work.at))


@dataclass(frozen=True)
class RecusalRequest:
    """Whose recusal is asked for ('' for one's own), on which ground, and why in words."""

    cause: str
    reason: str
    person: str = ""


@dataclass(frozen=True)
class AskedRecusal:
    """A recusal that somebody is to decide on."""

    id: str
    state: str


@use_case
def ask_recusal(work: Work, warning_id: str, request: RecusalRequest) -> AskedRecusal:
    """Ask that somebody takes no part in a case: himself, or a party of the case about another (R-COI-1)."""
    warning = load_warning(work.session, work.asker.org_id, warning_id, lock=True)
    person_id = _find_person(work, request.person)
    _check_request(work, warning, person_id, request)
    live = (CaseRecusal.warning_id == warning.id) & (CaseRecusal.state != "refused")
    if work.session.scalar(select(CaseRecusal.id).where(live, CaseRecusal.person_id == person_id)):
        raise ConflictError(N_("此人的回避申请已经提出"))
    recusal = CaseRecusal(
        org_id=warning.org_id,
        warning_id=warning.id,
        person_id=person_id,
        asked_by_id=work.person_id,
        asked_at=work.at,
        cause=request.cause,
        reason_id=store_text(work, warning.org_id, "recusal.reason", request.reason.strip()),
    )
    work.session.add(recusal)
    work.session.flush()
    _note(work, warning, "recusal_asked", "R-COI-1")
    values = {"warning": warning.public_id, "recusal": recusal.public_id}
    start = Start("recusal", None, values, _root(work, warning), "recusal", recusal.public_id)
    start_instance(work, warning.org_id, start).finish()
    return AskedRecusal(recusal.public_id, "asked")


def _find_person(work: Work, code: str) -> int:
    if not code:
        return work.person_id
    person = find_person(work.session, work.asker.org_id, code)
    if person is None:
        raise RefusedError(N_("没有这个人员"))
    return person.id


def _check_request(work: Work, warning: RiskWarning, person_id: int, request: RecusalRequest) -> None:
    """There is a case, the asker may ask, whoever is meant takes part in it, and there is a reason."""
    session, today = work.session, work.at.astimezone(ZONE).date()
    case = find_last(session, AccountabilityCase, warning.id)
    parties = {
        person for each in list_parties_of(session, warning) for person in list_answering(session, each, warning, today)
    }
    part = _part_of(work, case, person_id)
    if case is None or not (work.person_id in parties or _part_of(work, case, work.person_id).takes_part):
        raise NotFoundError
    if not may_ask(work.person_id, person_id, parties):
        raise NotPermittedError(N_("只能为本人申请回避；被追究人可以申请他人回避"))
    if not part.takes_part or person_id in parties:
        raise RefusedError(N_("此人不参与本事项的调查或者决定"))
    if request.cause not in CAUSES or not SHORTEST <= len(request.reason.strip()) <= LONGEST:
        raise RefusedError(N_("请选择回避情形，并填写 %(least)d 至 %(most)d 字的理由"), least=SHORTEST, most=LONGEST)


def _part_of(work: Work, case: AccountabilityCase | None, person_id: int) -> Part:
    session, today = work.session, work.at.astimezone(ZONE).date()
    roles = list_roles_of(session, work.asker.org_id, person_id, (*GROUP, *DISCIPLINE), today)
    acts = case is not None and person_id in {case.proposer_id, case.approver_id, case.investigator_id, case.second_id}
    return Part(roles, acts)
