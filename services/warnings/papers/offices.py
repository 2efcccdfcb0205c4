"""Who issues the letters of discipline, and what every one of them says about itself."""

from typing import Final

from services.documents.issuing import Issue
from services.documents.templates.offices import Office
from workflows.context import NodeContext
from workflows.models import Organisation
from workflows.queries.directory import list_role_people, load_names
from workflows.rules.actors import DISCIPLINE
from workflows.running.relations import today

MARK: Final = "documents.mark"


def describe_discipline(context: NodeContext, copies: tuple[str, ...] = ()) -> Office:
    """The discipline office today, and whom to call there: letters go out in its name (R-INQ-1)."""
    session, org_id, on = context.work.session, context.instance.org_id, today(context)
    organisation = session.get_one(Organisation, org_id)
    people = [person for person, _ in list_role_people(session, org_id, DISCIPLINE[1:], on)]
    names = load_names(session, people[:1])
    return Office(
        organisation=organisation.name,
        name=f"{organisation.name}纪检监察机构",
        day=on,
        contact=names[people[0]] if people else "",
        copies=copies,
    )


def describe_issue(context: NodeContext, kind: str, title: str, about: tuple[str, str], unit_id: int | None) -> Issue:
    """What is to be issued about a thing: its type and its public id. The title names nobody."""
    return Issue(
        kind=kind,
        instance=context.instance,
        object_type=about[0],
        object_ref=about[1],
        title=title,
        unit_id=unit_id,
        mark=str(context.parameters.value(MARK)),
    )
