"""Forms, outcomes and votes."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.elements import MultiInstance, Process, StartEvent, UserTask
from bpmn.errors import Problem
from bpmn.extensions import Field, FieldType, VariableType, Vote
from bpmn.lint.events import is_duration
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Setting, ValueKind, Vocabulary
from bpmn.texts import N_

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
PLAIN: Final = {
    ValueKind.SHARE: re.compile(r"0|1|[1-9][0-9]?/[1-9][0-9]?"),
    ValueKind.NUMBER: re.compile(r"[0-9]{1,4}"),
}
"""Shares and numbers as they are written out."""
RESERVED: Final = frozenset({"outcome", "opinion", "csrf_token", "command_key", "attachments"})

FITTING: Final = {
    FieldType.INTEGER: {VariableType.INTEGER},
    FieldType.BOOLEAN: {VariableType.BOOLEAN},
    FieldType.DATE: {VariableType.DATE},
    FieldType.INSTANT: {VariableType.INSTANT},
    FieldType.CHOICE: {VariableType.CODE, VariableType.ID},
    FieldType.PERSON: {VariableType.CODE},
    FieldType.UNIT: {VariableType.CODE},
}
"""Which variables a field's answer may go to; texts of people never become variables."""


def check_outcomes(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A task that a person completes has at least one outcome, each with a name of its own."""
    for node in process.nodes.values():
        if not isinstance(node, UserTask):
            continue
        names = [outcome.name for outcome in node.outcomes]
        if not names and node.vote is None:
            yield fault("outcomes", node, N_("“%(name)s”没有办理结果（lf:outcome）"), name=title(node))
        if len(set(names)) < len(names) or not all(map(NAME.fullmatch, names)):
            yield fault("outcomes", node, N_("办理结果的名称须各不相同，由小写字母、数字和下划线组成"))


def check_fields(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Fields have unique names, options where they choose, columns where they are tables, fitting variables."""
    for node in process.nodes.values():
        if isinstance(node, (UserTask, StartEvent)):
            outcomes = {o.name for o in node.outcomes} if isinstance(node, UserTask) else set()
            for each in node.form.fields:
                if each.name in RESERVED:
                    yield fault("form-fields", node, N_("字段名 %(name)s 为保留名称"), name=each.name)
            for text, name in _faults(process, node.form.fields, outcomes, vocabulary):
                yield fault("form-fields", node, text, name=name)


def _faults(
    process: Process, fields: tuple[Field, ...], outcomes: set[str], vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    names = [each.name for each in fields]
    for each in fields:
        if not NAME.fullmatch(each.name) or names.count(each.name) > 1:
            yield N_("字段名 %(name)s 无效或重复"), each.name
        if not set(each.outcomes) <= outcomes:
            yield N_("字段 %(name)s 所限的办理结果不存在"), each.name
        yield from _content_faults(process, each, vocabulary)
        yield from _faults(process, each.fields, set(), vocabulary)
        for column in each.fields:
            if column.variable:
                yield N_("表格的列 %(name)s 不能写入变量"), column.name


def _content_faults(process: Process, each: Field, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    chooses = each.type in {FieldType.CHOICE, FieldType.CHOICES}
    if chooses != bool(each.options or each.source):
        yield N_("字段 %(name)s：选择类字段须有选项，其他字段不能有"), each.name
    if each.source and each.source.name not in vocabulary.sources:
        yield N_("字段 %(name)s 的选项来源未登记"), each.name
    if (each.type is FieldType.TABLE) != bool(each.fields):
        yield N_("字段 %(name)s：表格须有列，其他字段不能有"), each.name
    if each.variable:
        variable = process.variable(each.variable)
        if variable is None or variable.type not in FITTING.get(each.type, set()):
            yield N_("字段 %(name)s 的变量未声明或类型不合"), each.name


def check_votes(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A vote is of a registered kind, uses its settings with values that fit, and is no multi-instance."""
    for node in process.nodes.values():
        if not isinstance(node, UserTask) or node.vote is None:
            continue
        vote = node.vote
        if isinstance(node.loop, MultiInstance):
            yield fault("vote-settings", node, N_("表决是一次等待，不能再设多实例"))
        if vote.kind not in vocabulary.votes:
            yield fault("vote-settings", node, N_("表决类型 %(kind)s 未登记"), kind=vote.kind)
            continue
        for text, name in _setting_faults(vote, vocabulary):
            yield fault("vote-settings", node, text, kind=vote.kind, name=name)
        if vote.items and vote.items not in vocabulary.items:
            yield fault("vote-settings", node, N_("表决事项来源 %(name)s 未登记"), name=vote.items)


def _setting_faults(vote: Vote, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    known = vocabulary.votes[vote.kind]
    for name, text in sorted(vote.settings.items()):
        if name not in known:
            yield N_("表决类型 %(kind)s 没有设置 %(name)s"), name
        elif not _fits(known[name], text, vocabulary):
            yield N_("表决类型 %(kind)s 的设置 %(name)s 不是合适的参数或值"), name


def _fits(setting: Setting, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a setting names a parameter of its kind, or writes such a value out."""
    if text in vocabulary.parameters:
        return vocabulary.parameters[text] is setting.kind
    if setting.kind is ValueKind.DURATION:
        return is_duration(text, vocabulary)
    if setting.kind is ValueKind.WORDS:
        words = text.split()
        fitting = len(words) in setting.sizes if setting.sizes else bool(words)
        return fitting and "." not in text and len(set(words)) == len(words)
    return bool(PLAIN[setting.kind].fullmatch(text))
