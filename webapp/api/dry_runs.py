"""Trying versions out: one way, every way, and last year's instances through a version. Nothing is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint
from pydantic import ConfigDict, Field
from spectree import Response

from services.process import dry_cards, dry_exploring, dry_running, forecasting, replaying
from services.process.dry_subjects import DryStart
from webapp.api.document import Input, Output, document
from webapp.asking import looking
from webapp.texts import translate
from webapp.why import trace_person
from workflows.queries.paging import Window
from workflows.running.rehearsal.walking import Answer

blueprint = Blueprint("dry_runs", __name__)

MAX_TEXT: Final = 128


class StartIn(Input):
    """How it starts; other names are values of the start form."""

    model_config = ConfigDict(extra="allow")

    unit: str = Field(default="", max_length=64)
    starter: str = Field(default="", max_length=64)
    variables: dict[str, Any] = Field(default_factory=dict)

    def to_start(self) -> DryStart:
        """The start that is wished."""
        return DryStart(self.unit, self.starter, {**(self.model_extra or {}), **self.variables})


class GivenAnswer(Input):
    """What happens at a node when it is waited for; of an action `values` are what it gives."""

    node: str = Field(max_length=MAX_TEXT)
    outcome: str = Field(default="", max_length=MAX_TEXT)
    values: dict[str, Any] = Field(default_factory=dict)
    process: str = Field(default="", max_length=64)

    def to_answer(self) -> Answer:
        """The answer."""
        return Answer(self.node, self.outcome, self.values, self.process)


class DryRunIn(Input):
    """A start and answers; what is left out is found, unless the walk is to stop where an answer is missing.

    `late` lets everybody act at the last moment of his deadline instead of at once.
    """

    start: StartIn = Field(default_factory=StartIn)
    answers: list[GivenAnswer] = Field(default_factory=list, max_length=dry_running.MAX_ANSWERS)
    stop: bool = False
    late: bool = False


class ExploreIn(Input):
    """For which unit, by whom."""

    start: StartIn = Field(default_factory=StartIn)


class ReplayIn(Input):
    """Which page; each instance is walked again, so pages are small."""

    limit: int = Field(default=20, ge=1, le=50)
    cursor: str = Field(default="", max_length=200)


class PersonOut(Output):
    """A person, the path that led to him, said as a chain, and who stands in for him."""

    name: str
    title: str
    path: list[str]
    substitutes: list[str]
    why: str


class NodeOut(Output):
    """A node that a token came to."""

    process: str
    node: str
    name: str


class OutcomeOut(Output):
    """What may be answered."""

    name: str
    label: str


class StepOut(Output):
    """Something that is waited for, and how it ends; `depends` says what only a real case knows."""

    number: int
    kind: str
    process: str
    node: str
    name: str
    opened_at: datetime
    due_at: datetime | None
    due_rule: str
    done_at: datetime | None
    outcome: str
    outcomes: list[OutcomeOut]
    people: list[PersonOut]
    vacant: bool
    depends: list[str]
    vote: str
    assumed: bool
    gone: bool


class EndOut(Output):
    """How it ends: `completed`, `waiting`, `stuck` or `bounded`; where, and why."""

    state: str
    node: str
    message: str
    at: datetime


class DryRunOut(Output):
    """One way through a version."""

    path: list[NodeOut]
    tasks: list[StepOut]
    end: EndOut
    began_at: datetime
    unused: list[dict[str, Any]]


class CoverageOut(Output):
    """How much of something was reached."""

    reached: int
    total: int


class MissedOut(Output):
    """What no way has reached."""

    kind: str
    process: str
    id: str
    name: str
    outcome: str


class LeftOut(Output):
    """A step of a called process that this one never comes to, with the conditions that its call settles."""

    process: str
    node: str
    name: str
    conditions: list[str]


class PlaceOut(Output):
    """A step, with why the drawing cannot go on behind it, who is told that nobody is found, or what is unknown."""

    process: str
    node: str
    name: str
    message: str = ""
    told: list[PersonOut] = Field(default_factory=list)
    depends: list[str] = Field(default_factory=list)


class CaseOut(Output):
    """A way, to be walked again: what its start is given, and its answers."""

    number: int
    start: dict[str, Any]
    answers: list[dict[str, Any]]
    complete: bool


class ExploredOut(Output):
    """Every way through a version; `bounded` says why not everything was looked at."""

    nodes: CoverageOut
    flows: CoverageOut
    outcomes: CoverageOut
    missed: list[MissedOut]
    left_out: list[LeftOut]
    dead_ends: list[PlaceOut]
    vacancies: list[PlaceOut]
    unknown: list[PlaceOut]
    cases: list[CaseOut]
    more_cases: int
    steps: int
    bounded: str


class DifferenceOut(Output):
    """One thing that would be different."""

    kind: str
    process: str
    node: str
    name: str
    at: datetime
    then: list[str]
    now: list[str]
    message: str


class ReplayedOut(Output):
    """One instance; without id where the asker may not see it."""

    id: str
    business_key: str
    unit: str
    version: int
    started_at: datetime
    ended_at: datetime | None
    steps: int
    agreed: int
    bounded: bool
    differences: list[DifferenceOut]


class ReplayOut(Output):
    """A page of replayed instances, the newest first; `total` of the last year, at most 200."""

    items: list[ReplayedOut]
    next_cursor: str | None
    total: int


def to_person(card: dry_cards.PersonCard) -> PersonOut:
    """A person with the chain in the reader's language."""
    why = translate(trace_person(card.path, card.name, card.substitutes))
    return PersonOut(name=card.name, title=card.title, path=list(card.path), substitutes=card.substitutes, why=why)


def to_step(card: dry_cards.StepCard) -> StepOut:
    """A step."""
    outcomes = [OutcomeOut(name=name, label=label) for name, label in card.outcomes]
    given = {**vars(card), "outcomes": outcomes, "people": list(map(to_person, card.people))}
    return StepOut.model_validate({**given, "depends": list(card.depends)})


def to_answer(answer: Answer) -> dict[str, Any]:
    """An answer as it is asked for, without what is empty."""
    return {name: value for name, value in vars(answer).items() if value}


def to_place(card: Any, **more: Any) -> PlaceOut:
    """A step of an exploration."""
    return PlaceOut(process=card.process, node=card.node, name=card.name, **more)


def to_case(card: dry_exploring.CaseCard) -> CaseOut:
    """A way."""
    answers = [to_answer(each) for each in card.answers]
    return CaseOut(number=card.number, start=dict(card.given), answers=answers, complete=card.complete)


def to_explored(found: dry_exploring.Explored) -> ExploredOut:
    """What was found, in the reader's language."""
    ends = [to_place(each, message=translate(each.cause) if each.cause else "") for each in found.dead_ends]
    said: Mapping[str, Any] = {
        "dead_ends": ends,
        "vacancies": [to_place(each, told=list(map(to_person, each.told))) for each in found.vacancies],
        "unknown": [to_place(each, depends=list(each.depends)) for each in found.unknown],
        "cases": list(map(to_case, found.cases)),
    }
    return ExploredOut.model_validate({**vars(found), **said})


def to_replayed(card: replaying.ReplayedCard) -> ReplayedOut:
    """An instance with its differences, in the reader's language."""
    differences = [
        DifferenceOut.model_validate({**vars(each), "message": translate(each.text)}) for each in card.differences
    ]
    return ReplayedOut.model_validate({**vars(card), "differences": differences})


@blueprint.post("/process-definitions/<definition_id>/dry-run")
@document.validate(resp=Response(HTTP_200=DryRunOut), tags=["process-definitions"])
def dry_run(definition_id: str, json: DryRunIn) -> DryRunOut:
    """Walk one way through a version, drafts too: its path, who would get each task and until when, how it ends."""
    answers = tuple(each.to_answer() for each in json.answers)
    wish = dry_running.DryWish(json.start.to_start(), answers, stops=json.stop, late=json.late)
    run = dry_running.dry_run(looking(), definition_id, wish)
    return DryRunOut(
        path=[NodeOut.model_validate(each) for each in run.path],
        tasks=[to_step(each) for each in run.steps],
        end=EndOut(state=run.state, node=run.at, message=translate(run.cause) if run.cause else "", at=run.ended_at),
        began_at=run.began_at,
        unused=[to_answer(each) for each in run.unused],
    )


@blueprint.post("/process-definitions/<definition_id>/dry-run/explore")
@document.validate(resp=Response(HTTP_200=ExploredOut), tags=["process-definitions"])
def explore(definition_id: str, json: ExploreIn) -> ExploredOut:
    """Look for every way through a version: what is reached, dead ends, steps for which nobody is found."""
    return to_explored(dry_exploring.explore(looking(), definition_id, json.start.to_start()))


@blueprint.post("/process-definitions/<definition_id>/replay")
@document.validate(resp=Response(HTTP_200=ReplayOut), tags=["process-definitions"])
def replay(definition_id: str, json: ReplayIn) -> ReplayOut:
    """Take the instances that ended within a year through a version: and tell where they would go differently."""
    page = replaying.replay(looking(), definition_id, Window(json.limit, json.cursor))
    return ReplayOut(items=[to_replayed(each) for each in page.items], next_cursor=page.next_cursor, total=page.total)


class ForecastStepOut(Output):
    """A step ahead: `certain`, `depends` on what `depends` names, or `unknown`; and the people it would go to now."""

    process: str
    node: str
    name: str
    likelihood: str
    depends: list[str]
    people: list[PersonOut]
    vacant: bool
    unknown_people: list[str]


class ForecastOut(Output):
    """The steps ahead of an instance, in the order in which they may come."""

    items: list[ForecastStepOut]


@blueprint.get("/process-instances/<instance_id>/forecast")
@document.validate(resp=Response(HTTP_200=ForecastOut), tags=["process-instances"])
def show_forecast(instance_id: str) -> ForecastOut:
    """Foresee the steps ahead of an instance: which are certain, on what the others depend, and their people."""
    found = forecasting.forecast(looking(), instance_id)
    shown = [{**vars(each), "people": list(map(to_person, each.people))} for each in found]
    return ForecastOut(items=[ForecastStepOut.model_validate(each) for each in shown])
