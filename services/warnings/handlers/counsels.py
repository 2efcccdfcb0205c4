"""Rung 0: 谈心疏导, 批评教育, 信访约谈, 打招呼提醒. A talk with a short record, no signal, no change of colour (P6)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bpmn.decisions.evaluation import decide
from services.warnings.issuing.talks import issue_counsel
from services.warnings.models import CounselTalk
from services.warnings.queries.warnings import list_warned, warning_of
from services.warnings.recording.events import move
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import check_held
from services.warnings.rules.states import WarningState
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError
from workflows.registries import Handler, Submitted, Values
from workflows.rules.deadlines import ZONE
from workflows.running.library import load_table
from workflows.running.relations import today

LADDER: Final = "disposal_ladder"
APART: Final = "、"
"""Between several measures of one rung."""


def list_counsel_measures(context: NodeContext, profile: str, subject_kind: str) -> Mapping[str, str]:
    """What the profile does below the ladder, as the table of the instance says; nothing where it has no rung 0."""
    table = load_table(context.work.session, context.instance.set_id, LADDER)
    answer = decide(table, {"profile": profile, "subject_kind": subject_kind, "rung": 0})
    return {each: each for each in str(answer.results["measure"]).split(APART) if each}


def record_counsel(context: NodeContext, submitted: Submitted) -> Values:
    """Keep the short record of the talk; the matter ends with it."""
    warning, values = warning_of(context), submitted.values
    held_on = date.fromisoformat(values["held_on"])
    problems = check_held(held_on, warning.opened_at.astimezone(ZONE).date(), today(context))
    if problems:
        raise AnswersRefusedError(problems)
    talk = CounselTalk(
        warning_id=warning.id,
        measure=str(context.variables["measure"]),
        talker_id=context.work.person_id,
        talked_id=next(iter(list_warned(context, warning)), None),
        held_on=held_on,
        place=values["place"],
        **seal(context, "counsel", values, ["content", "response"]),
    )
    context.work.session.add(talk)
    context.work.session.flush()
    issue_counsel(context, warning, talk)
    move(context, warning, WarningState.COUNSELLED, kind="counselled", rule="P6")
    return {}


HANDLERS = {"record_counsel": Handler(record_counsel)}
