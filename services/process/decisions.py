"""Decision tables: checking a file, trying a version out, and what is different between two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bpmn.decisions.changes import RuleChange, compare_columns, compare_rules
from bpmn.decisions.evaluation import Answer, CompiledTable, compile_table, decide
from bpmn.decisions.reader import is_decision, read_decision
from bpmn.decisions.tables import DecisionTable, ValueType
from bpmn.errors import BpmnError, DecisionError, ExpressionError, Problem
from bpmn.expressions import PARAMETERS
from bpmn.lint import has_errors
from bpmn.lint.decisions import check_decisions
from bpmn.lint.tables import TableProblem, check_table
from bpmn.texts import N_, Text
from workflows import registries
from workflows.errors import AnswersRefusedError, FieldProblem, NotFoundError, RefusedError
from workflows.models import ProcessDefinition
from workflows.queries import definitions
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.rules.states import DefinitionKind
from workflows.running.library import read_definition, read_table
from workflows.work import Work


class TrialRefusedError(RefusedError):
    """A table that was tried out comes to no result: its rules contradict each other, or a value is of no use."""

    code = "decision-refused"
    message = N_("决策表没有得出结果：%(cause)s")


@dataclass(frozen=True)
class Question:
    """A name that a table reads, as who tries it out is asked for it; the type is None where it is not said."""

    name: str
    label: str
    type: ValueType | None
    allowed: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two versions of a table, the older first."""

    old_version: int
    new_version: int
    frame_changed: bool
    """Whether name, hit policy or columns are different."""
    changes: list[RuleChange]


def load_tables(session: Session, org_id: int) -> Mapping[str, CompiledTable]:
    """The published tables of an organisation, by key."""
    published = definitions.load_published(session, org_id, DefinitionKind.DECISION)
    return {key: read_table(row) for key, row in published.items()}


def read_tables(files: Iterable[bytes]) -> Mapping[str, CompiledTable]:
    """The tables among files that can be read, by key."""
    checked = [check_decision_file(xml) for xml in files if is_decision(xml)]
    return {table.id: compile_table(table) for table, problems in checked if table and not has_errors(problems)}


def check_decision_file(xml: bytes) -> tuple[DecisionTable | None, list[Problem]]:
    """Read and check a file by itself."""
    try:
        table = read_decision(xml)
    except BpmnError as error:
        return None, error.problems
    return table, list(check_table(table, registries.known_vocabulary()))


def check_decision(session: Session, org_id: int, xml: bytes) -> tuple[DecisionTable | None, list[Problem]]:
    """Read and check a file, also against the published processes that ask the table; nothing is stored."""
    table, problems = check_decision_file(xml)
    if table is not None and not has_errors(problems):
        problems += _check_users(session, org_id, table)
    return table, problems


def check_edited(session: Session, org_id: int, table: DecisionTable) -> list[Problem]:
    """Check a table as somebody has edited it; problems know their row and column."""
    found: list[Problem] = list(check_table(table, registries.known_vocabulary()))
    return found if has_errors(found) else [*found, *_check_users(session, org_id, table)]


def _check_users(session: Session, org_id: int, table: DecisionTable) -> list[Problem]:
    """What the published processes that ask a table would miss in this version of it."""
    tables = {**load_tables(session, org_id), table.id: compile_table(table)}
    known = replace(registries.known_vocabulary(), decisions=tables)
    found: list[Problem] = []
    for row in definitions.load_published(session, org_id).values():
        process = read_definition(row)
        if table.id in process.decisions:
            for problem in check_decisions(process, known):
                params = {"process": process.name, "cause": problem.text}
                text = Text(N_("已发布的流程“%(process)s”用到本表：%(cause)s"), params)
                found.append(TableProblem("decision-users", text, table.id, table.line))
    return found


def load_decision(work: Work, public_id: str) -> ProcessDefinition:
    """A version of a table of the asker's organisation; a process is none."""
    row = definitions.load_definition(work.session, work.asker.org_id, public_id)
    if row is None or row.kind != DefinitionKind.DECISION:
        raise NotFoundError
    return row


def list_questions(compiled: CompiledTable) -> list[Question]:
    """What the table reads of variables: its columns in their order, then names in expressions and cells."""
    columns = {each.expression: each for each in compiled.table.inputs}
    plain = [
        Question(name, each.title, each.type, each.allowed) for name, each in columns.items() if name in compiled.names
    ]
    return plain + [Question(name, name, None) for name in sorted(compiled.names - columns.keys())]


def try_decision(work: Work, public_id: str, values: Mapping[str, Any]) -> Answer:
    """Ask a version, drafts too, with these values and the parameters in force; nothing is stored."""
    compiled = read_table(load_decision(work, public_id))
    parameters = Parameters(load_latest_set(work.session, work.asker.org_id).values)
    known = {**dict.fromkeys(compiled.names), **values, PARAMETERS: parameters.by_group}
    try:
        return decide(compiled, known)
    except DecisionError as error:
        raise TrialRefusedError(cause=error.text) from error
    except ExpressionError as error:
        raise TrialRefusedError(cause=str(error)) from error


def read_values(compiled: CompiledTable, texts: Mapping[str, str]) -> dict[str, Any]:
    """What a person has typed, as the table's columns want it; `AnswersRefusedError` names what cannot be read."""
    found, problems = {}, []
    for question in list_questions(compiled):
        text = texts.get(question.name, "").strip()
        try:
            found[question.name] = _read_value(text, question.type) if text else None
        except ValueError:
            problems.append(FieldProblem(question.name, "type", Text(N_("“%(text)s”不是这一列的类型"), {"text": text})))
    if problems:
        raise AnswersRefusedError(problems)
    return found


def _read_value(text: str, kind: ValueType | None) -> Any:
    if kind is ValueType.BOOLEAN:
        return text == "true"
    if kind is ValueType.DATE:
        return date.fromisoformat(text).isoformat()
    if kind is ValueType.INTEGER:
        return int(text)
    if kind is ValueType.NUMBER:
        return float(text)
    return text if kind is ValueType.STRING else _guess_value(text)


def _guess_value(text: str) -> Any:
    """A value whose type nobody says: a whole number if it reads as one, a truth, else a text."""
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if text.removeprefix("-").isdecimal() else text


def compare_decisions(work: Work, public_id: str) -> Comparison | None:
    """A version beside the one before; None for the first."""
    new = load_decision(work, public_id)
    old = definitions.load_version(work.session, new.org_id, new.key, new.version - 1)
    if old is None:
        return None
    before, after = read_table(old).table, read_table(new).table
    return Comparison(old.version, new.version, compare_columns(before, after), list(compare_rules(before, after)))
