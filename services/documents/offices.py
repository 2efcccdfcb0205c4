"""The office that issues: what it is called, and whom to call there."""

from datetime import date

from sqlalchemy.orm import Session

from services.documents.templates.offices import Office
from workflows.models import Organisation
from workflows.queries.directory import list_role_people, load_names
from workflows.running.relations import OFFICE


def load_office(session: Session, org_id: int, on: date, copies: tuple[str, ...] = ()) -> Office:
    """The office of the group that leads prevention, on a day; `copies` names who gets one (抄送)."""
    organisation = session.get_one(Organisation, org_id)
    contacts = [person for person, role in list_role_people(session, org_id, OFFICE, on) if role == OFFICE[0]]
    names = load_names(session, contacts)
    return Office(
        organisation=organisation.name,
        name=f"{organisation.group_name or organisation.name}办公室",
        day=on,
        contact=names[contacts[0]] if contacts else "",
        copies=copies,
    )
