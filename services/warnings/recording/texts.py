"""What each restricted text of a warning is for, and sealing several at once."""

from collections.abc import Iterable

from workflows.context import NodeContext
from workflows.registries import Values
from workflows.running.restricted_texts import store_text


def seal(context: NodeContext, family: str, values: Values, names: Iterable[str]) -> dict[str, int]:
    """Seal the texts of a form that were written; where each lies, by the name of its column."""
    return {
        f"{name}_id": store_text(context.work, context.instance.org_id, f"{family}.{name}", values[name])
        for name in names
        if values.get(name)
    }
