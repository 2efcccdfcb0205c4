"""What somebody may start: the processes whose start event names a role of his, and their start forms."""

from dataclasses import dataclass

from services.process.answers import load_options
from services.process.instances import check_may_start
from services.process.showing import FieldCard, show_fields
from workflows.context import StartContext
from workflows.errors import NotFoundError, NotPermittedError
from workflows.models import Organisation, ProcessDefinition
from workflows.queries import definitions
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.running.library import read_definition
from workflows.running.starting import start_event
from workflows.work import Work


@dataclass(frozen=True)
class Offer:
    """A process that the asker may start."""

    key: str
    name: str
    version: int
    documentation: str
    definition_id: str
    needs_unit: bool
    form: list[FieldCard]


@dataclass(frozen=True)
class ProcessChoice:
    """A published process, and whether a role of the asker may start it."""

    key: str
    name: str
    may_start: bool


def list_processes(work: Work) -> list[ProcessChoice]:
    """The published processes of the asker's organisation, by name: for filters and menus."""
    published = definitions.load_published(work.session, work.asker.org_id)
    found = [ProcessChoice(row.key, row.name, _names_role(work, row)) for row in published.values()]
    return sorted(found, key=lambda each: each.name)


def _names_role(work: Work, row: ProcessDefinition) -> bool:
    roles = [role for assign in start_event(read_definition(row)).assign for role in assign.role.split()]
    return work.asker.has_role(*roles)


def list_offers(work: Work) -> list[Offer]:
    """The processes that the asker may start, by name."""
    published = definitions.load_published(work.session, work.asker.org_id)
    found = [_offer(work, row) for row in published.values()]
    return sorted((each for each in found if each), key=lambda each: each.name)


def show_offer(work: Work, key: str) -> Offer:
    """One process that the asker may start; any other is not found."""
    row = definitions.load_latest(work.session, work.asker.org_id, key)
    found = _offer(work, row) if row else None
    if found is None:
        raise NotFoundError
    return found


def _offer(work: Work, row: ProcessDefinition) -> Offer | None:
    process = read_definition(row)
    organisation = work.session.get_one(Organisation, work.asker.org_id)
    parameters = Parameters(load_latest_set(work.session, organisation.id).values)
    context = StartContext(work, organisation, process, parameters)
    try:
        check_may_start(context)
    except NotPermittedError:
        return None
    fields = start_event(process).form.fields
    return Offer(
        key=row.key,
        name=row.name,
        version=row.version,
        documentation=process.documentation,
        definition_id=row.public_id,
        needs_unit=any(each.name == "unit" and each.given for each in process.variables),
        form=show_fields(fields, load_options(context, fields), {}),
    )
