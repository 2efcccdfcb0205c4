"""责任追究决定书 (T-12): one for each person or unit that is held to account (R-ACC-3)."""

from datetime import date, datetime
from typing import Final

from services.documents.kinds import Side
from services.documents.numbering import format_date
from services.documents.templates.decisions import AccountabilityRecord, write_accountability
from services.warnings.issuing.papers import Desk, Paper, describe_office, name_parties, today_at
from services.warnings.models import AccountabilityCase, ResponsibleParty, RiskWarning
from services.warnings.queries.parties import list_answering
from services.warnings.rules.deeds import FORMS
from workflows.models import Organisation, Person, Unit
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import ZONE, add_duration, deadline_day
from workflows.running.restricted_texts import read_text

EXECUTE: Final = "p6_warning.accountability_execute"
FAMILY: Final = "accountability"


def write_decision_paper(
    desk: Desk, warning: RiskWarning, case: AccountabilityCase, party: ResponsibleParty, until: date
) -> Paper:
    """T-12 for one of those who are held to account, with the last day for an appeal; its title names nobody."""
    handlers = [case.investigator_id, case.second_id]
    people = list_answering(desk.work.session, party, warning, today_at(desk))
    parties = {**name_parties(desk, warning, handlers), Side.SUBJECT: people}
    record = _describe_decision(desk, case, party, until)
    return Paper("T-12", "责任追究决定书", write_accountability(record), parties)


def _describe_decision(
    desk: Desk, case: AccountabilityCase, party: ResponsibleParty, until: date
) -> AccountabilityRecord:
    session, group = desk.work.session, _name_group(desk)
    unit = session.get_one(Unit, party.unit_id).name if party.unit_id else ""
    subject = session.get_one(Person, party.person_id).name if party.person_id else unit
    decided = (party.decided_at or desk.work.at).astimezone(ZONE).date()
    return AccountabilityRecord(
        office=describe_office(desk, ("人事部门", "廉政档案管理人员", *((unit,) if unit else ()))),
        subject=subject,
        facts=_read(desk, party.facts_id, "facts"),
        evidence=_read(desk, case.evidence_id, "evidence"),
        hearing=_say_hearing(desk, party),
        rules=party.basis,
        meeting=group,
        decided_on=decided,
        forms=tuple(FORMS[party.kind][form] for form in party.forms.split()),
        execution=f"{party.decision.rstrip('。')}。本决定自送达之日起执行，于{_say_day(desk, EXECUTE)}前执行完毕",
        appeal_to=f"作出决定的{group}",
        appeal_due=until,
    )


def _name_group(desk: Desk) -> str:
    organisation = desk.work.session.get_one(Organisation, desk.instance.org_id)
    return organisation.group_name or organisation.name


def _say_hearing(desk: Desk, party: ResponsibleParty) -> str:
    """What was said in defence, and what of it was accepted; that nothing was said is said too (R-ACC-2)."""
    said = _read(desk, party.statement_id, "statement")
    if not said:
        return "已告知拟处理意见和陈述申辩的权利，本人放弃陈述申辩或者期满没有提出"
    adopted = party.adopted or "陈述申辩已经听取并记录，由集体研究时一并审议"
    return f"陈述申辩意见：{said.rstrip('。')}。采纳情况：{adopted}"


def _read(desk: Desk, text_id: int | None, name: str) -> str:
    return read_text(desk.work, text_id, f"{FAMILY}.{name}")


def _after(desk: Desk, parameter: str) -> datetime:
    calendar = load_calendar(desk.work.session, desk.instance.org_id)
    return add_duration(desk.work.at, desk.parameters.duration(parameter), calendar)


def _say_day(desk: Desk, parameter: str) -> str:
    return format_date(deadline_day(_after(desk, parameter)))
