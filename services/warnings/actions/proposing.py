"""Proposing a warning: an instance of the ladder begins, with colour and rung filled in for the person who assesses."""

from workflows.context import NodeContext
from workflows.registries import Values
from workflows.running.starting import Start, start_instance


def propose_warning(context: NodeContext, values: Values, why: str) -> None:
    """Begin a warning about somebody; it issues nothing before people have assessed and approved it (R-WARN-7)."""
    start = Start("warning_disposal", None, values, context.instance, why)
    start_instance(context.work, context.instance.org_id, start).finish()
