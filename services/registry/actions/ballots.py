"""Before and after a ballot: whether one is needed, and what it said about each item."""

from services.registry.models import ItemTally
from services.registry.queries.submissions import digest_lines, load_listed, load_submission
from services.registry.queries.votes import find_closed
from services.registry.rules.lists import needs_ballot
from services.registry.rules.states import SubmissionState
from workflows.context import NodeContext
from workflows.queries.votes import list_results
from workflows.registries import Action, Values

PASSED = "passed"
"""The result of an item that more than half approved (R-MASS-5)."""


def compare_list(context: NodeContext, inputs: Values) -> Values:
    """Ask for a ballot only if the confirmed list is not the one that the last was held on (decision 20)."""
    submission = load_submission(context.work.session, context.instance.org_id, inputs["submission"])
    needed = needs_ballot(submission.list_digest, submission.ballot_digest)
    submission.state = SubmissionState.BALLOTING if needed else SubmissionState.SIGNING
    return {"ballot_needed": needed}


def record_ballot(context: NodeContext, inputs: Values) -> Values:
    """Keep each item's tally with the point."""
    session = context.work.session
    submission = load_submission(session, context.instance.org_id, inputs["submission"])
    lines = load_listed(session, submission.id)
    vote = find_closed(session, context.instance.id, "mass", "closed")
    results = {each.ref: each for each in list_results(session, vote.id)}
    session.add_all(
        ItemTally(
            item_id=line.item.id,
            vote_id=vote.id,
            passed=results[line.ref].result == PASSED,
            counts=results[line.ref].counts,
        )
        for line in lines
    )
    submission.ballot_digest = digest_lines(lines)
    submission.state = SubmissionState.SIGNING
    return {}


COMPARE_LIST = Action(compare_list, frozenset({"submission"}), frozenset({"ballot_needed"}))
RECORD_BALLOT = Action(record_ballot, frozenset({"submission"}))
