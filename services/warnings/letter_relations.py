"""Who has a part in an inquiry or in advice."""

from services.warnings.models import SupervisionAdvice
from services.warnings.queries.advice import load_advice
from services.warnings.queries.inquiries import load_inquiry
from services.warnings.relations import list_unit_heads, to_members
from workflows.context import NodeContext
from workflows.registries import Member


def list_inquired(context: NodeContext, ref: str) -> list[Member]:
    """Whom an inquiry is about; he decides nothing about it (R-COI-2)."""
    return to_members([load_inquiry(context.work.session, context.instance.org_id, ref).person_id], "inquired")


def list_party_head(context: NodeContext, ref: str) -> list[Member]:
    """Who leads the person's party organisation and signs his reply (R-INQ-1)."""
    head = load_inquiry(context.work.session, context.instance.org_id, ref).head_id
    return to_members([head] if head else [], "party_head")


def list_advised(context: NodeContext, ref: str) -> list[Member]:
    """The heads of the unit that is advised; they answer for it, and decide nothing about it (R-ADV-1, R-COI-2)."""
    advice: SupervisionAdvice = load_advice(context.work.session, context.instance.org_id, ref)
    return to_members(list_unit_heads(context, advice.unit_id), "advised")
