"""Who handles an item, and which unit answers a letter; each member with the path that leads to him."""

from services.information.queries import load_information
from services.information.rules.visibility import Matter, Viewer, may_see
from workflows.context import NodeContext
from workflows.queries.belongings import load_belongings
from workflows.queries.directory import list_unit_people
from workflows.registries import Member
from workflows.rules.actors import DISCIPLINE
from workflows.rules.relations import HEAD
from workflows.running.relations import list_role, today


def list_handlers(context: NodeContext, ref: str) -> list[Member]:
    """Who was assigned, else discipline inspection; never who is involved himself (R-CMP-4)."""
    row = load_information(context, ref)
    if row.handler_id is not None:
        return [Member(row.handler_id, {"person": row.handler_id}, ("relation:information_handler",))]
    matter = Matter(row.person_id, row.unit_id, None)
    return [
        Member(each.person_id, {"person": each.person_id}, each.path)
        for each in list_role(context, DISCIPLINE)
        if may_see(_viewer(context, each.person_id), matter)
    ]


def _viewer(context: NodeContext, person_id: int) -> Viewer:
    return Viewer(person_id, load_belongings(context.work, (person_id,)).led, discipline=True)


def list_answering(context: NodeContext, ref: str) -> list[Member]:
    """The head of the unit that the letter went to."""
    row = load_information(context, ref)
    heads = list_unit_people(context.work.session, row.unit_id or 0, HEAD, today(context))
    return [Member(each, {"person": each}, ("relation:information_unit",)) for each in heads]


RELATIONS = {"information_handler": list_handlers, "information_unit": list_answering}
