"""What somebody may start: the processes whose start event names what he is, and their start forms."""

from dataclasses import dataclass

from services.process.answers import load_options
from services.process.showing import FieldCard, show_fields
from services.process.starters import StarterRights
from workflows.context import StartContext
from workflows.errors import NotFoundError
from workflows.models import Organisation, ProcessDefinition
from workflows.queries import definitions
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.rules.states import DefinitionKind
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
    units: frozenset[str] | None
    """Codes of the units for which the asker may start it; None for all."""
    form: list[FieldCard]


@dataclass(frozen=True)
class ProcessChoice:
    """A published process, and whether the asker may start it."""

    key: str
    name: str
    may_start: bool


def list_processes(work: Work) -> list[ProcessChoice]:
    """The published processes of the asker's organisation, by name: for filters and menus."""
    published = definitions.load_published(work.session, work.asker.org_id)
    rights = StarterRights(work)
    found = [ProcessChoice(row.key, row.name, rights.may_start(read_definition(row))) for row in published.values()]
    return sorted(found, key=lambda each: each.name)


def list_offers(work: Work) -> list[Offer]:
    """The processes that the asker may start, by name."""
    published = definitions.load_published(work.session, work.asker.org_id)
    rights = StarterRights(work)
    found = [_offer(rights, row) for row in published.values()]
    return sorted((each for each in found if each), key=lambda each: each.name)


def show_offer(work: Work, key: str) -> Offer:
    """One process that the asker may start; any other is not found."""
    row = definitions.load_latest(work.session, work.asker.org_id, key)
    found = _offer(StarterRights(work), row) if row and row.kind == DefinitionKind.PROCESS else None
    if found is None:
        raise NotFoundError
    return found


def _offer(rights: StarterRights, row: ProcessDefinition) -> Offer | None:
    work, process = rights.work, read_definition(row)
    if not rights.may_start(process):
        return None
    organisation = work.session.get_one(Organisation, work.asker.org_id)
    parameters = Parameters(load_latest_set(work.session, organisation.id).values)
    context = StartContext(work, organisation, process, parameters)
    fields = start_event(process).form.fields
    return Offer(
        key=row.key,
        name=row.name,
        version=row.version,
        documentation=process.documentation,
        definition_id=row.public_id,
        needs_unit=any(each.name == "unit" and each.given for each in process.variables),
        units=None if rights.starts_anywhere(process) else rights.list_units(process),
        form=show_fields(fields, load_options(context, fields), {}),
    )
