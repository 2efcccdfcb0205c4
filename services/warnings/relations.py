"""Who has a part in a warning; each member with the path that leads to him."""

from collections.abc import Iterable

from services.warnings.models import AdmonitionTalk, CorrectionOrder
from services.warnings.queries.warnings import find_last, list_warned, load_warning
from workflows.context import NodeContext
from workflows.queries.directory import list_unit_people
from workflows.registries import Member
from workflows.rules.relations import HEAD
from workflows.running.relations import list_role, today

GROUP = ("group_chair", "group_member")


def _members(people: Iterable[int], name: str) -> list[Member]:
    return [Member(person, {"person": person}, (f"relation:{name}",)) for person in dict.fromkeys(people)]


def list_warned_people(context: NodeContext, ref: str) -> list[Member]:
    """Who is warned: the person, or the head of the unit; he decides nothing about it (R-COI-2)."""
    warning = load_warning(context.work.session, context.instance.org_id, ref)
    return _members(list_warned(context, warning), "warned")


def list_approvers(context: NodeContext, role: str) -> list[Member]:
    """Who holds the role that the table of approvers named (R-WARN-2)."""
    return [Member(each.person_id, {"person": each.person_id}, each.path) for each in list_role(context, [role])]


def list_talkers(context: NodeContext, ref: str) -> list[Member]:
    """Talker and recorder of the talk at hand (R-TALK-1)."""
    session = context.work.session
    talk = find_last(session, AdmonitionTalk, load_warning(session, context.instance.org_id, ref).id)
    return _members([talk.talker_id, talk.recorder_id] if talk else [], "talkers")


def list_order_parties(context: NodeContext, ref: str) -> list[Member]:
    """Who may not inspect: the subject, and whoever issued the order (P6c)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    order = find_last(session, CorrectionOrder, warning.id)
    return _members([*list_warned(context, warning), *([order.author_id] if order else [])], "order_parties")


def list_deciders(context: NodeContext, ref: str) -> list[Member]:
    """Members of the group who may vote: not the subject, not the head of his unit (R-GRP-3, R-COI-3)."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    recused = {*list_warned(context, warning)}
    if warning.unit_id:
        recused |= set(list_unit_people(session, warning.unit_id, HEAD, today(context)))
    return _members([each.person_id for each in list_role(context, GROUP) if each.person_id not in recused], "group")
