"""Checking the drafts of a change beside each other and beside what is published (R-GOV-2)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bpmn.errors import Problem
from bpmn.lint import has_errors
from services.process.decisions import load_tables, read_tables
from services.process.definitions import check_definition, check_file, load_checkpoints, read_published
from workflows.models import ProcessDefinition
from workflows.rules.states import DefinitionKind
from workflows.running.library import read_definition


def check_drafts(session: Session, org_id: int, drafts: Sequence[ProcessDefinition]) -> list[Problem]:
    """Every problem of drafts that are to be published together: each sees the others as if they were published."""
    if len(drafts) == 1:
        return check_definition(session, org_id, drafts[0].xml).problems
    tables = {**load_tables(session, org_id), **read_tables(each.xml for each in drafts)}
    fine = [each for each in drafts if each.kind == DefinitionKind.PROCESS and _reads(each)]
    processes = {**read_published(session, org_id), **{each.key: read_definition(each) for each in fine}}
    demanded = load_checkpoints(session, org_id)
    return [problem for each in drafts for problem in check_file(each.xml, processes, tables, demanded).problems]


def _reads(draft: ProcessDefinition) -> bool:
    """Whether a draft can be read at all; what cannot is said by its own check."""
    return check_file(draft.xml, {}).process is not None


def is_fit(problems: list[Problem]) -> bool:
    """Whether drafts with these problems may be published."""
    return not has_errors(problems)
