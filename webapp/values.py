"""Values of parameters: how they are said, and how a form brings them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask_babel import gettext
from markupsafe import Markup, escape

from bpmn.durations import read_iso
from bpmn.lint import ValueKind
from bpmn.texts import N_, Text
from services.organisation.defaults import Label, parameter_labels
from services.organisation.parameter_cards import GroupCard, ParameterCard
from webapp.language import is_chinese
from webapp.texts import say_word
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.rules.deadlines import Span, parse_duration

SPANS: Final[Mapping[Span, str]] = {
    Span.WORKDAYS: N_("%(count)d 个工作日"),
    Span.DAYS: N_("%(count)d 日"),
    Span.MONTHS: N_("%(count)d 个月"),
    Span.HOURS: N_("%(count)d 小时"),
    Span.MINUTES: N_("%(count)d 分钟"),
}

UNITS: Final[Mapping[str, str]] = {
    Span.WORKDAYS: N_("工作日"),
    Span.DAYS: N_("自然日"),
    Span.MONTHS: N_("月"),
    Span.HOURS: N_("小时"),
    Span.MINUTES: N_("分钟"),
}

SHARES: Final[Mapping[str, str]] = {">": N_("超过 %(share)s"), ">=": N_("不低于 %(share)s")}

CHOICES: Final[Mapping[str, str]] = {
    "office_check": N_("办公室核查"),
    "expert_recheck": N_("原专家组复评"),
    "each": N_("逐条发送"),
    "hourly": N_("每小时汇总"),
    "daily": N_("每个工作日九时汇总"),
    "extend_only": N_("未到期的只延不缩"),
    "cumulative_majority_strict": N_("逐档累计，过半数者为准"),
}

SOURCES: Final[Mapping[str, str]] = {"seed": N_("文件"), "pub": N_("公开规定"), "def": N_("产品缺省")}
"""Where a value comes from."""

_BETWEEN: Final = re.compile(r"[、，,;；\s]+")


def say_label(label: Label) -> str:
    """What a parameter is called in the reader's language."""
    return label.chinese if is_chinese() else label.english


def say_value(value: Any, card: ParameterCard) -> Markup:
    """A value in words: `5 个工作日`, `不低于 2/3`, `是`."""
    if card.comparison:
        return escape(gettext(SHARES[card.comparison]) % {"share": value})
    if isinstance(value, list):
        return escape(gettext("、")).join(_say_one(each) for each in value)
    return _say_one(value)


def say_term(due: str) -> Markup:
    """How long a step has: the parameter's name, a duration in words, or the variable that hands it over."""
    labels = parameter_labels()
    return escape(say_label(labels[due])) if due in labels else _say_one(read_iso(due) or due)


def _say_one(value: Any) -> Markup:
    if isinstance(value, bool):
        return escape(gettext("是") if value else gettext("否"))
    if not isinstance(value, str):
        return escape(json.dumps(value, ensure_ascii=False))
    try:
        duration = parse_duration(value)
    except ValueError:
        return escape(gettext(CHOICES[value])) if value in CHOICES else say_word(value)
    return escape(gettext(SPANS[duration.span]) % {"count": duration.count})


def control_of(card: ParameterCard) -> str:
    """Which control asks for it: `choice`, `flag`, `duration`, `number`, `words` or `text`."""
    if card.allowed:
        return "choice"
    if isinstance(card.value, bool):
        return "flag"
    return {ValueKind.DURATION: "duration", ValueKind.NUMBER: "number", ValueKind.WORDS: "words"}.get(card.kind, "text")


def split_duration(value: str) -> tuple[int, str]:
    """Count and unit, for two controls."""
    duration = parse_duration(value)
    return duration.count, str(duration.span)


def read_changes(group: GroupCard, form: Mapping[str, str]) -> dict[str, Any]:
    """What a form asks to change; raises AnswersRefusedError where a value cannot be read."""
    problems: list[FieldProblem] = []
    changes = dict(_read_all(group, form, problems))
    if problems:
        raise AnswersRefusedError(problems)
    return changes


def _read_all(group: GroupCard, form: Mapping[str, str], problems: list[FieldProblem]) -> Iterator[tuple[str, Any]]:
    for card in group.parameters:
        if card.fixed or card.name not in form:
            continue
        try:
            value = _read(card, form)
        except ValueError:
            problems.append(FieldProblem(card.name, "type", Text(N_("类型或取值不正确"))))
            continue
        if value != card.value:
            yield card.name, value


def _read(card: ParameterCard, form: Mapping[str, str]) -> Any:
    text = form[card.name].strip()
    match control_of(card):
        case "flag":
            return text == "true"
        case "number":
            return int(text)
        case "duration":
            return f"{Span(form.get(f'{card.name}.span', ''))}{int(text)}"
        case "words":
            return [each for each in _BETWEEN.split(text) if each]
    return text
