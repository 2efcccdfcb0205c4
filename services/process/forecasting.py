"""What lies ahead of a running instance: the steps to come, whether they are certain, and their people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bpmn.elements import Process
from services.process.dry_cards import PersonCard, show_people
from services.process.dry_subjects import read_tables
from workflows import database
from workflows.models import ProcessInstance
from workflows.queries.instances import InstanceCard, show_instance
from workflows.queries.visibility import load_visible
from workflows.rules.states import InstanceState
from workflows.running.engine_rows import load_all_rows
from workflows.running.library import load_parameters, load_set
from workflows.running.rehearsal.exploring import Explorer
from workflows.running.rehearsal.foreseeing import Ahead, foresee_steps
from workflows.running.rehearsal.people import Resolution, list_vacancies
from workflows.running.rehearsal.playing import Player, Subject
from workflows.running.rehearsal.tokens import Tokens
from workflows.work import Work


@dataclass(frozen=True)
class ForecastStep:
    """A step that lies ahead: `certain`, `depends` on what is decided or known later, or `unknown`."""

    process: str
    process_name: str
    node: str
    name: str
    likelihood: str
    depends: list[str]
    """Names of the steps and variables that decide whether it comes."""
    people: list[PersonCard]
    vacant: bool
    unknown_people: list[str]
    """What its people hang on, where that is not known yet."""


def forecast(work: Work, instance_id: str) -> list[ForecastStep]:
    """The steps ahead of a visible instance, those that are open among them; none of one that has ended."""
    with database.bound().looking() as session:
        looking = replace(work, session=session)
        instance = load_visible(session, work.asker, instance_id, work.at)
        if instance.state in {InstanceState.COMPLETED, InstanceState.CANCELLED}:
            return []
        return _foresee(looking, instance)


def _foresee(work: Work, instance: ProcessInstance) -> list[ForecastStep]:
    session = work.session
    bound = load_set(session, instance.set_id)
    rows = tuple(sorted(load_all_rows(session, instance.id), key=lambda row: row.engine_id))
    subject = Subject(
        work=work,
        bound=bound,
        tables=read_tables(session, instance.set_id),
        parameters=load_parameters(session, instance.parameters_id),
        instance=instance,
        rehearsed=False,
    )
    tokens = Tokens(bound.root_key, rows, instance.variables, instance.last_engine_id)
    found = Explorer(Player(subject)).explore_from(tokens)
    owners = {(row.process_key, node.id): owner for row, node, owner in list_vacancies(subject, found.waits)}
    return [
        _show(work, bound.processes, each, owners.get(each.step), bounded=bool(found.bounded))
        for each in foresee_steps(found, bound.processes, tokens)
    ]


def _show(
    work: Work, processes: Mapping[str, Process], ahead: Ahead, owner: Resolution | None, *, bounded: bool
) -> ForecastStep:
    key, node_id = ahead.step
    process = processes[key]
    node = process.nodes[node_id]
    decided = [processes[other].nodes[each].name or each for other, each in ahead.decided_by]
    read = [_label(processes[other], name) for other, name in ahead.reads]
    depends = [] if ahead.certain else list(dict.fromkeys([*decided, *read]))
    likelihood = "certain" if ahead.certain else "unknown" if bounded and not depends else "depends"
    return ForecastStep(
        process=key,
        process_name=process.name,
        node=node_id,
        name=node.name or node_id,
        likelihood=likelihood,
        depends=depends,
        people=show_people(work, owner.assignment.assignees, work.at) if owner else [],
        vacant=bool(owner and owner.vacant),
        unknown_people=list(owner.depends) if owner else [],
    )


def _label(process: Process, name: str) -> str:
    variable = process.variable(name)
    return (variable.label or name) if variable else name


def load_card(work: Work, instance_id: str) -> InstanceCard:
    """A visible instance in a few words."""
    return show_instance(work.session, load_visible(work.session, work.asker, instance_id, work.at))
