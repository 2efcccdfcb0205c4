"""Who has a part in a submission or a set; each member with the path that leads to him."""

from collections.abc import Iterable

from bpmn.texts import N_
from services.registry.models import Submission
from services.registry.queries.dispositions import load_disposition, load_set_lines
from services.registry.queries.points import list_owners, load_holders
from services.registry.queries.submissions import ListedPoint, load_checks, load_listed, load_submission
from services.registry.rules.states import CheckState
from workflows import registries
from workflows.context import NodeContext
from workflows.errors import RefusedError
from workflows.models import Post, Unit
from workflows.queries import directory
from workflows.registries import Member
from workflows.rules.relations import HEAD, LEADER, UNIT_ROLES
from workflows.running.relations import list_holders, list_role, today, unit_step


def list_self_checkers(context: NodeContext, ref: str) -> list[Member]:
    """Who finds risks now: everybody, those of the set in a redo, or those whose 无风险点 was refused (R-SELF-1)."""
    session = context.work.session
    submission = load_submission(session, context.instance.org_id, ref)
    rejected = load_checks(session, submission.id, CheckState.REJECTED)
    if rejected:
        return _list_post_members(context, submission, [check.post_id for check in rejected])
    if submission.parent_id is None:
        return list_holders(context, session.get_one(Unit, submission.unit_id).code)
    lines = load_listed(session, submission.id)
    return _list_post_members(context, submission, [line.point.post_id for line in lines])


def _list_post_members(
    context: NodeContext, submission: Submission, post_ids: Iterable[int], relation: str = "holders"
) -> list[Member]:
    """The present holders of posts; a vacant post has a member without a person, so that its step is not skipped."""
    session = context.work.session
    unit = session.get_one(Unit, submission.unit_id)
    holders = load_holders(session, post_ids, today(context))
    members = []
    for post_id, found in sorted(holders.items()):
        post = session.get_one(Post, post_id)
        path = (f"relation:{relation}", unit_step(unit), f"post:{post.code} {post.name}")
        people: list[int | None] = [holder.person_id for holder in found]
        members += [Member(person, {"person": person, "post": post_id}, path) for person in people or [None]]
    return members


def list_opinion_givers(context: NodeContext, ref: str, kind: str) -> list[Member]:
    """Who gives opinions: colleagues on points that are not their own (R-OPN-2), or head and leader in charge."""
    session = context.work.session
    submission = load_submission(session, context.instance.org_id, ref)
    unit = session.get_one(Unit, submission.unit_id)
    if kind == "leader":
        people = [
            person
            for role in (HEAD, LEADER)
            for person in directory.list_unit_people(session, unit.id, role, today(context))
        ]
        return [_raiser(person, unit) for person in dict.fromkeys(people)]
    return _list_colleagues(context, unit, load_listed(session, submission.id))


def _raiser(person: int, unit: Unit) -> Member:
    return Member(person, {"person": person}, ("relation:raiser", unit_step(unit)))


def _list_colleagues(context: NodeContext, unit: Unit, lines: list[ListedPoint]) -> list[Member]:
    session = context.work.session
    owners = list_owners(session, [line.point for line in lines], today(context)).values()
    found: dict[int, Member] = {}
    for holder in directory.list_holders(session, unit.id, today(context)):
        if holder.person_id not in found and any(holder.person_id not in own for own in owners):
            ids = {"person": holder.person_id, "post": holder.post_id}
            found[holder.person_id] = Member(holder.person_id, ids, ("relation:colleague", unit_step(unit)))
    return list(found.values())


def list_round_closers(context: NodeContext, kind: str) -> list[Member]:
    """Who may close an opinion round early: the unit's head, or for leaders the head of the office."""
    if kind == "colleague":
        members: list[Member] = registries.relations.find(HEAD)(context, context.variables["unit"])
        return members
    heads = list_role(context, ["office_head"])
    return [Member(each.person_id, {"person": each.person_id}, each.path) for each in heads]


def list_signers(context: NodeContext, unit_code: str, who: str) -> list[Member]:
    """The people who are something to the unit."""
    if who not in UNIT_ROLES:
        raise RefusedError(N_("没有“%(who)s”这种审签人"), who=who)
    members: list[Member] = registries.relations.find(who)(context, unit_code)
    return members


def list_point_owners(context: NodeContext, ref: str) -> list[Member]:
    """Owners of the listed points: they decide nothing about the list (R-COI-2)."""
    session = context.work.session
    submission = load_submission(session, context.instance.org_id, ref)
    points = [line.point for line in load_listed(session, submission.id)]
    owners = list_owners(session, points, today(context)).values()
    people = sorted({person for own in owners for person in own})
    return [Member(person, {"person": person}, ("relation:owner",)) for person in people]


def list_set_owners(context: NodeContext, ref: str) -> list[Member]:
    """Who improves the points of a set: the holders of their posts."""
    session = context.work.session
    disposition = load_disposition(session, context.instance.org_id, ref)
    submission = session.get_one(Submission, disposition.submission_id)
    lines = load_set_lines(session, disposition)
    return _list_post_members(context, submission, [line.point.post_id for line in lines], "owner")
