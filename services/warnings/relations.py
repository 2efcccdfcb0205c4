"""Who has a part in a warning; each member with the path that leads to him."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from services.warnings.models import AdmonitionTalk, CaseRecusal, CorrectionOrder, ResponsibleParty, RiskWarning
from services.warnings.queries.parties import (
    list_answering,
    list_concerned,
    list_makers,
    list_parties_of,
    list_recused,
    list_roles_of,
)
from services.warnings.queries.warnings import find_last, list_warned, load_warning
from services.warnings.rules.recusals import CHAIR, DISCIPLINE_HEAD, GROUP, judges_of
from workflows.context import NodeContext
from workflows.queries.directory import list_unit_people
from workflows.registries import Member
from workflows.rules.relations import HEAD
from workflows.running.relations import list_role, today


def to_members(people: Iterable[int], name: str) -> list[Member]:
    """People as members of a relation of that name, each once."""
    return [Member(person, {"person": person}, (f"relation:{name}",)) for person in dict.fromkeys(people)]


def list_warned_people(context: NodeContext, ref: str) -> list[Member]:
    """Who is warned: the person, or the head of the unit; he decides nothing about it (R-COI-2)."""
    warning = load_warning(context.work.session, context.instance.org_id, ref)
    return to_members(list_warned(context, warning), "warned")


def list_approvers(context: NodeContext, role: str) -> list[Member]:
    """Who holds the role that the table of approvers named (R-WARN-2)."""
    return [Member(each.person_id, {"person": each.person_id}, each.path) for each in list_role(context, [role])]


def list_talkers(context: NodeContext, ref: str) -> list[Member]:
    """Talker and recorder of the talk at hand (R-TALK-1)."""
    session = context.work.session
    talk = find_last(session, AdmonitionTalk, load_warning(session, context.instance.org_id, ref).id)
    return to_members([talk.talker_id, talk.recorder_id] if talk else [], "talkers")


def list_order_parties(context: NodeContext, ref: str) -> list[Member]:
    """Who may not inspect: the subject, and whoever issued the order (P6c)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    order = find_last(session, CorrectionOrder, warning.id)
    return to_members([*list_warned(context, warning), *([order.author_id] if order else [])], "order_parties")


def list_deciders(context: NodeContext, ref: str) -> list[Member]:
    """Members of the group who may vote: no party, not the head of a party's unit, nobody recused (R-GRP-3, R-COI)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    units = {warning.unit_id, *(each.unit_id for each in list_parties_of(session, warning))}
    recused = list_concerned(context, warning) | list_recused(session, warning.id)
    for unit in units:
        recused |= set(list_unit_people(session, unit, HEAD, today(context))) if unit else set()
    return to_members([each.person_id for each in list_role(context, GROUP) if each.person_id not in recused], "group")


def list_barred(context: NodeContext, ref: str) -> list[Member]:
    """Who does nothing in a case: whom it is about, and who is recused (R-COI-1, R-COI-2)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    return to_members(list_concerned(context, warning) | list_recused(session, warning.id), "barred")


def list_barred_on_appeal(context: NodeContext, ref: str) -> list[Member]:
    """Who does nothing in an appeal: also those who made the decision (R-ACC-5, R-COI-1)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    barred = list_concerned(context, warning) | list_recused(session, warning.id)
    return to_members(barred | list_makers(session, warning.id), "barred")


def list_all_parties(context: NodeContext, ref: str) -> list[Member]:
    """Each party of the case that is still to be decided on, with who speaks for it (R-ACC-2)."""
    return _list_parties(context, ref, lambda party: not party.outcome)


def list_pursued_parties(context: NodeContext, ref: str) -> list[Member]:
    """Each party that the group decided to hold to account and about which no decision was written (R-ACC-3)."""
    return _list_parties(context, ref, lambda party: party.outcome == "pursue" and party.decided_at is None)


def list_served_parties(context: NodeContext, ref: str) -> list[Member]:
    """Each party on which a decision was served (R-ACC-4)."""
    return _list_parties(context, ref, lambda party: party.served_at is not None)


def list_published_parties(context: NodeContext, ref: str) -> list[Member]:
    """Each party whose decision says that it is made known (R-ACC-4)."""
    return _list_parties(context, ref, lambda party: party.served_at is not None and party.bulletin != "none")


def _list_parties(context: NodeContext, ref: str, wanted: Callable[[ResponsibleParty], bool]) -> list[Member]:
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    found = []
    for party in list_parties_of(session, warning):
        if wanted(party):
            person = next(iter(list_answering(session, party, warning, today(context))), None)
            found.append(Member(person, {"person": person, "party": party.id}, ("relation:parties",)))
    return found


def list_judges(context: NodeContext, ref: str) -> list[Member]:
    """Who decides on a recusal: the nearest head who is not himself meant, and is no party (R-COI-1)."""
    session, org_id = context.work.session, context.instance.org_id
    recusal = session.scalars(select(CaseRecusal).where(CaseRecusal.public_id == ref)).one()
    warning = session.get_one(RiskWarning, recusal.warning_id)
    roles = list_roles_of(session, org_id, recusal.person_id, {*GROUP, DISCIPLINE_HEAD, CHAIR}, today(context))
    shut_out = {recusal.person_id} | list_concerned(context, warning) | list_recused(session, warning.id)
    for role in judges_of(roles):
        judges = [each.person_id for each in list_role(context, [role]) if each.person_id not in shut_out]
        if judges:
            return to_members(judges, "judges")
    return []


def list_unit_heads(context: NodeContext, unit_id: int) -> list[int]:
    """Who heads a unit today."""
    return list_unit_people(context.work.session, unit_id, HEAD, today(context))
