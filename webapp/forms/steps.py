"""The form of a step: what may be chosen, and what it brings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bpmn.editing import Change, Insertion
from bpmn.elements import Process
from bpmn.extensions import VariableType
from bpmn.lint import ValueKind
from bpmn.texts import N_, Text
from services.organisation.parameter_cards import ParameterCard, list_groups
from workflows import registries
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.queries.roster import UnitChoice, list_units
from workflows.rules.deadlines import Span, parse_duration
from workflows.work import Work

RELATIONS: Final = ("head", "deputy", "leader", "liaison", "holders")
"""Relations to a unit that a step can be given to."""
KEEP: Final = "keep"
PARAMETER: Final = "parameter"
PERMITS: Final = ("return", "take_back")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class StepChoices:
    """What the form of a step offers."""

    roles: Sequence[str]
    variables: Sequence[tuple[str, str]]
    """Variables that hold a unit or a person, and their labels."""
    units: Sequence[UnitChoice]
    parameters: Sequence[ParameterCard]
    relations: Sequence[str] = RELATIONS


def list_step_choices(work: Work, process: Process) -> StepChoices:
    """What the form of a step of this process offers."""
    codes = [(each.name, each.label or each.name) for each in process.variables if each.type is VariableType.CODE]
    cards = [card for group in list_groups(work) for card in group.parameters]
    return StepChoices(
        tuple(registries.roles.items()),
        codes,
        list_units(work.session, work.asker.org_id),
        [card for card in cards if card.kind is ValueKind.DURATION],
    )


def split_due(due: str) -> tuple[str, str]:
    """A deadline for the controls: its kind and its count, or its kind and its parameter."""
    if not due:
        return "", ""
    try:
        duration = parse_duration(due)
    except ValueError:
        return (PARAMETER, due) if due in registries.parameters.names() else (KEEP, "")
    return str(duration.span), str(duration.count)


def read_change(element: str, form: Mapping[str, str]) -> Change:
    """What the form says of a step that is there."""
    owner = read_owner(form)
    due = None if form.get("due_kind", KEEP) == KEEP else read_due_fields(form)
    return Change(element=element, name=form.get("name", "").strip(), due=due, **owner)


def read_insertion(form: Mapping[str, str], permits: Sequence[str]) -> Insertion:
    """What the form says of a new step."""
    lane = form.get("lane", "")
    return Insertion(
        flow=form.get("flow", ""),
        name=form.get("name", "").strip(),
        due=read_due_fields(form),
        lane=lane if lane != "new" else "",
        new_lane=form.get("new_lane", "").strip() if lane == "new" else "",
        back=form.get("back", ""),
        permits=" ".join(each for each in PERMITS if each in permits),
        mandatory="mandatory" in form,
        **read_owner(form),
    )


def read_owner(form: Mapping[str, str]) -> dict[str, Any]:
    """`role:office_head`, or `relation:head` with the unit in `of`; nothing where nothing was chosen."""
    kind, _, name = form.get("owner", "").partition(":")
    if kind == "role":
        return {"role": name}
    if kind != "relation":
        return {}
    if name != "starter" and not form.get("of"):
        raise AnswersRefusedError([FieldProblem("of", "missing", Text(N_("请选择是哪个单位的")))])
    return {"relation": name, "of": "" if name == "starter" else form["of"]}


def read_due_fields(form: Mapping[str, str]) -> str:
    """A duration, a parameter or none; refused where the count is no number."""
    kind = form.get("due_kind", "")
    if kind == PARAMETER:
        return form.get("due_parameter", "")
    if kind not in set(Span):
        return ""
    count = form.get("due_count", "").strip()
    if not _COUNT.fullmatch(count):
        raise AnswersRefusedError([FieldProblem("due_count", "type", Text(N_("时限须是 1 至 9999 的整数")))])
    return f"{kind}:{count}"
