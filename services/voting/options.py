"""What forms of votes offer: the items of the vote at hand, the grades of the instance."""

from collections.abc import Mapping

from services.voting.kinds.meetings import list_own_motions
from services.voting.queries.meetings import KIND, find_meeting
from services.voting.settings import scale_of
from workflows.context import NodeContext, StartContext
from workflows.queries.votes import find_vote, list_results


def list_vote_items(context: NodeContext) -> Mapping[str, str]:
    """The items that whoever has the task may vote on, with their labels."""
    session = context.work.session
    vote = find_vote(session, context.instance.id, context.engine_id)
    items = {each.ref: each.label for each in list_results(session, vote.id)}
    if vote.kind != KIND:
        return items
    own = list_own_motions(session, find_meeting(session, vote.object_ref), vote.id, context.work.person_id)
    return {ref: label for ref, label in items.items() if ref in own}


def list_grades(context: NodeContext | StartContext) -> Mapping[str, str]:
    """The grades of the instance's parameters, from best to worst."""
    return scale_of(context)
