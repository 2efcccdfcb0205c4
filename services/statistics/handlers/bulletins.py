"""起草、审批 (warning_bulletin): the office writes, the head of discipline approves, and whether people are named."""

from services.statistics.queries.bulletins import bulletin_of
from services.statistics.rules.bulletins import check_naming
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError
from workflows.registries import Handler, Submitted, Values

TEXTS = ("situation", "problems", "demands", "naming_reason")


def write_bulletin(context: NodeContext, submitted: Submitted) -> Values:
    """Take what the office writes to the figures; to name people it has to give a reason."""
    bulletin, values = bulletin_of(context), submitted.values
    named = bool(values.get("named"))
    problems = check_naming(named=named, reason=values.get("naming_reason") or "")
    if problems:
        raise AnswersRefusedError(problems)
    for name in TEXTS:
        setattr(bulletin, name, values.get(name) or "")
    bulletin.named, bulletin.drafter_id, bulletin.state = named, context.work.person_id, "submitted"
    return {}


def prefill_bulletin(context: NodeContext) -> Values:
    """What was written before it came back."""
    bulletin = bulletin_of(context)
    return {**{name: getattr(bulletin, name) for name in TEXTS if getattr(bulletin, name)}, "named": bulletin.named}


def approve_bulletin(context: NodeContext, submitted: Submitted) -> Values:
    """Approve, with names or without; or give it back to its draft (domain §7.1)."""
    bulletin = bulletin_of(context)
    if submitted.outcome == "return":
        bulletin.state = "draft"
        return {}
    bulletin.approver_id = context.work.person_id
    if submitted.outcome == "agree_unnamed":
        bulletin.named = False
    return {}


HANDLERS = {
    "write_bulletin": Handler(write_bulletin, prefill_bulletin),
    "approve_bulletin": Handler(approve_bulletin),
}
