"""Decision tables: one version as data, and a try-out that stores nothing."""

from typing import Any

from flask import Blueprint
from spectree import Response

from bpmn.decisions.tables import DecisionTable
from services.process import decisions as use_cases
from webapp.api.document import Input, Output, document
from webapp.asking import looking
from workflows.running.library import read_table

blueprint = Blueprint("decisions", __name__)


class InputOut(Output):
    """A column of conditions."""

    label: str
    expression: str
    type: str
    allowed: str


class OutputOut(Output):
    """A column of results."""

    name: str
    label: str
    type: str
    allowed: str
    default: str


class RuleOut(Output):
    """A row."""

    number: int
    conditions: list[str]
    results: list[str]
    annotation: str


class DecisionOut(Output):
    """A decision table."""

    key: str
    name: str
    hit_policy: str
    aggregation: str
    inputs: list[InputOut]
    outputs: list[OutputOut]
    rules: list[RuleOut]


class EvaluateIn(Input):
    """Values of the variables that the table reads; what is left out is nothing."""

    values: dict[str, Any]


class AnswerOut(Output):
    """Numbers of the rules that match, of those that give the result, and the result by output."""

    hits: list[int]
    taken: list[int]
    results: dict[str, Any]


def to_decision(table: DecisionTable) -> DecisionOut:
    """A table as data."""
    return DecisionOut(
        key=table.id,
        name=table.name,
        hit_policy=table.policy,
        aggregation=table.aggregation,
        inputs=[InputOut.model_validate(each) for each in table.inputs],
        outputs=[OutputOut.model_validate(each) for each in table.outputs],
        rules=[
            RuleOut(
                number=number,
                conditions=list(rule.conditions),
                results=list(rule.results),
                annotation=rule.annotation,
            )
            for number, rule in table.numbered()
        ],
    )


@blueprint.get("/process-definitions/<definition_id>/decision")
@document.validate(resp=Response(HTTP_200=DecisionOut), tags=["process-definitions"])
def show(definition_id: str) -> DecisionOut:
    """Show a version of a decision table as data."""
    return to_decision(read_table(use_cases.load_decision(looking(), definition_id)).table)


@blueprint.post("/process-definitions/<definition_id>/evaluate")
@document.validate(resp=Response(HTTP_200=AnswerOut), tags=["process-definitions"])
def evaluate(definition_id: str, json: EvaluateIn) -> AnswerOut:
    """Ask a version of a decision table, drafts too; nothing is stored."""
    answer = use_cases.try_decision(looking(), definition_id, json.values)
    return AnswerOut(hits=list(answer.hits), taken=list(answer.taken), results=dict(answer.results))
