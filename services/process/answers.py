"""What a task or a start asks, with the options that exist now; and reading what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.extensions import Field
from bpmn.texts import N_, Text
from workflows import registries
from workflows.context import NodeContext, StartContext
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.models import Attachment, Person, Unit
from workflows.queries.directory import list_known_codes
from workflows.rules.answers import Answers, Options, Question, read_answers, walk_fields

_UNKNOWN: Final = {
    "person": N_("没有这位人员"),
    "unit": N_("没有这个单位"),
    "file": N_("没有这个附件"),
}


def load_options(context: NodeContext | StartContext, fields: Sequence[Field]) -> Options:
    """Options of the fields that take them from a registered source."""
    found = {}
    for path, each in walk_fields(fields):
        if each.source:
            arguments = [context.argument(text) for text in each.source.arguments]
            source = registries.option_sources.find(each.source.name)
            found[path] = {} if None in arguments else source(context, *arguments)
    return found


def read_form(
    context: NodeContext | StartContext, fields: Sequence[Field], outcome: str, values: Mapping[str, Any]
) -> Answers:
    """Read a form; what it names outside itself must exist in the organisation."""
    answers = read_answers(Question(fields, outcome, load_options(context, fields)), values)
    org_id = context.instance.org_id if isinstance(context, NodeContext) else context.organisation.id
    _check_references(context.work.session, org_id, answers)
    return answers


def _check_references(session: Session, org_id: int, answers: Answers) -> None:
    problems = []
    for kind, named in answers.references.items():
        missing = set(named) - _known(session, org_id, kind, list(named))
        problems += [FieldProblem(named[code], "unknown", Text(_UNKNOWN[kind])) for code in sorted(missing)]
    if problems:
        raise AnswersRefusedError(problems)


def _known(session: Session, org_id: int, kind: str, codes: list[str]) -> set[str]:
    if kind == "file":
        return set(
            session.scalars(
                select(Attachment.public_id).where(Attachment.org_id == org_id, Attachment.public_id.in_(codes))
            )
        )
    return list_known_codes(session, Person if kind == "person" else Unit, org_id, codes)
