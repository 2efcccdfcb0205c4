"""The words of a comparison: roles, relations, deadlines with the values in force, units by their codes."""

from collections.abc import Mapping
from typing import Any, Final

from bpmn.comparing.changes import Said, Words
from bpmn.durations import read_iso
from bpmn.texts import N_, Text
from services.organisation.defaults import parameter_labels
from webapp.phrases import OWNERS
from webapp.values import CHOICES, SPANS, say_label
from workflows.queries.parameters import load_latest_set
from workflows.queries.roster import list_units
from workflows.rules.deadlines import parse_duration
from workflows.running.relations import ROLES
from workflows.work import Work

CODES: Final[Mapping[str, str]] = {
    **OWNERS,
    "colleague": N_("同事点"),
    "mass": N_("群众评议"),
    "panel": N_("专家评估"),
    "meeting": N_("会议表决"),
    "declaration": N_("独立性声明"),
}
"""Codes that diagrams write in quotes: stages, signers, kinds of votes."""


def make_words(work: Work) -> Words:
    """The words of the asker's organisation."""
    values = load_latest_set(work.session, work.asker.org_id).values
    units = {each.code: each.name for each in list_units(work.session, work.asker.org_id)}

    def say_code(code: str) -> Said:
        return units[code] if code in units else _look_up(code, CODES)

    return Words(
        role=lambda role: _look_up(role, ROLES),
        relation=lambda relation: _look_up(relation, OWNERS),
        term=lambda name: say_term(name, values),
        code=say_code,
    )


def _look_up(code: str, words: Mapping[str, str]) -> Said:
    return Text(words[code]) if code in words else code


def say_term(name: str, values: Mapping[str, Mapping[str, Any]]) -> Said:
    """A duration or a share in words; a parameter by its name, with the value in force."""
    if name not in values:
        return _say_value(read_iso(name) or name)
    value = _say_value(values[name]["value"])
    label = parameter_labels().get(name)
    return Text(N_("%(name)s（%(value)s）"), {"name": say_label(label), "value": value}) if label else value


def _say_value(value: Any) -> Said:
    if isinstance(value, list):
        return "、".join(map(str, value))
    try:
        duration = parse_duration(value)
    except (TypeError, ValueError):
        return Text(CHOICES[value]) if isinstance(value, str) and value in CHOICES else str(value)
    return Text(SPANS[duration.span], {"count": duration.count})
