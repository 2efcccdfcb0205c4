"""What a diagram may name, for the editor in the browser: codes with what people call them, ready for JSON."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flask_babel import gettext

from bpmn.elements import Process
from bpmn.extensions import FieldType, Permit, VariableType
from bpmn.lint import Setting, ValueKind
from bpmn.texts import N_
from services.organisation.parameter_cards import list_groups
from services.process.editing import Names
from services.process.patterns import Offer, list_patterns
from webapp.phrases import show_owner, show_role
from webapp.texts import find_word
from webapp.values import UNITS, say_label, say_value
from workflows.work import Work

Entry = dict[str, Any]

PERMITS: Final[Mapping[str, str]] = {
    Permit.RETURN: N_("退回已办环节"),
    Permit.TAKE_BACK: N_("撤回本人已办的环节"),
    Permit.ADD_SIGNER: N_("会签中加签"),
    Permit.REMOVE_SIGNER: N_("会签中减签"),
    Permit.FINISH_EARLY: N_("提前结束会签"),
}

FIELDS: Final[Mapping[str, str]] = {
    FieldType.TEXT: N_("单行文字"),
    FieldType.LONGTEXT: N_("多行文字"),
    FieldType.INTEGER: N_("整数"),
    FieldType.NUMBER: N_("数值"),
    FieldType.BOOLEAN: N_("是或否"),
    FieldType.DATE: N_("日期"),
    FieldType.INSTANT: N_("时刻"),
    FieldType.CHOICE: N_("单选"),
    FieldType.CHOICES: N_("多选"),
    FieldType.PERSON: N_("人员"),
    FieldType.UNIT: N_("单位"),
    FieldType.FILE: N_("附件"),
    FieldType.TABLE: N_("表格"),
}

VARIABLES: Final[Mapping[str, str]] = {
    VariableType.ID: N_("业务记录编号"),
    VariableType.CODE: N_("代码"),
    VariableType.INTEGER: N_("整数"),
    VariableType.BOOLEAN: N_("是或否"),
    VariableType.DATE: N_("日期"),
    VariableType.INSTANT: N_("时刻"),
    VariableType.CODES: N_("多个代码"),
}

VOTES: Final[Mapping[str, str]] = {
    "mass": N_("群众无记名评议"),
    "declaration": N_("专家声明利害关系"),
    "panel": N_("专家组记名评定"),
    "meeting": N_("会议集体表决"),
}
"""What kinds of votes are called; one of another wing stands for itself."""

SETTINGS: Final[Mapping[str, str]] = {
    "options": N_("选项"),
    "abstain": N_("视为弃权的选项"),
    "window": N_("投票时限"),
    "turnout": N_("最低参与比例"),
    "threshold": N_("通过比例"),
    "grades": N_("等级"),
    "valid": N_("最低有效票数"),
    "extension": N_("延长时限"),
    "quorum": N_("到会比例"),
    "approval": N_("赞成比例"),
}


def describe_names(work: Work, names: Names) -> Entry:
    """Everything that the panel and the palette offer, in the reader's language."""
    known = names.vocabulary
    return {
        "key": names.key,
        "roles": [_name(role, show_role(role)) for role in names.roles],
        "relations": list(_list_relations(names)),
        "sources": [{"name": name, "takes": takes} for name, takes in sorted(names.sources.items())],
        "parameters": list(_list_parameters(work)),
        "spans": _list_words(UNITS),
        "actions": [
            {"name": name, "inputs": sorted(each.inputs), "outputs": sorted(each.outputs)}
            for name, each in sorted(known.actions.items())
        ],
        **{name: sorted(getattr(known, name)) for name in ("handlers", "starters", "panels", "items")},
        "votes": [_describe_vote(name, settings) for name, settings in sorted(known.votes.items())],
        "checkpoints": dict(names.checkpoints),
        "processes": [_describe_process(each) for each in names.processes.values()],
        "decisions": list(_list_tables(names)),
        "units": [{"code": each.code, "name": each.name} for each in names.units],
        "permits": _list_words(PERMITS),
        "fieldTypes": _list_words(FIELDS),
        "variableTypes": _list_words(VARIABLES),
        "patterns": [_describe_pattern(each) for each in list_patterns(names.processes)],
    }


def _name(name: str, label: str) -> Entry:
    return {"name": name, "label": label}


def _list_words(words: Mapping[Any, str]) -> list[Entry]:
    return [_name(str(code), str(gettext(word))) for code, word in words.items()]


def _list_relations(names: Names) -> Iterator[Entry]:
    for name in [*names.relations, "member"]:
        yield {**_name(name, show_owner(name)), "takes": names.relations.get(name, ())}


def _list_parameters(work: Work) -> Iterator[Entry]:
    for group in list_groups(work):
        for card in group.parameters:
            if card.kind is not ValueKind.OTHER:
                words = {"group": say_label(group.label), "label": say_label(card.label)}
                label = str(gettext(N_("%(group)s：%(label)s"))) % words
                yield {**_name(card.name, label), "kind": card.kind, "said": say_value(card.value, card).striptags()}


def _describe_vote(name: str, settings: Mapping[str, Setting]) -> Entry:
    return {
        **_name(name, str(gettext(VOTES.get(name, name)))),
        "settings": [
            {**_name(each, str(gettext(SETTINGS.get(each, each)))), "kind": setting.kind}
            for each, setting in settings.items()
        ],
    }


def _describe_process(process: Process) -> Entry:
    given = [_name(each.name, find_word(each.label or each.name)) for each in process.variables if each.given]
    return {"key": process.id, "name": find_word(process.name), "given": given, "gives": sorted(process.names)}


def _list_tables(names: Names) -> Iterator[Entry]:
    for key, compiled in names.tables.items():
        table = compiled.table
        yield {
            "key": key,
            "name": find_word(table.name),
            "inputs": [each.expression for each in table.inputs],
            "outputs": [each.name for each in table.outputs],
        }


def _describe_pattern(offer: Offer) -> Entry:
    each = offer.pattern
    label = str(gettext(each.label))
    return {
        "code": each.code,
        "short": label,
        "label": each.label,
        "hint": str(gettext(each.hint)),
        "called": each.called,
        "inputs": _pair(offer.inputs.items()),
        "outputs": _pair(each.outputs.items()),
        "sequential": each.sequential,
        "each": each.each,
        "until": each.until,
        "permits": each.permits,
        "outcomes": [_describe_outcome(*outcome) for outcome in each.outcomes],
    }


def _pair(bindings: Iterable[tuple[str, str]]) -> list[Entry]:
    return [{"name": name, "value": value} for name, value in bindings]


def _describe_outcome(name: str, label: str, opinion: str, tone: str, voids: str) -> Entry:
    said = {"name": name, "label": label, "opinion": opinion, "tone": tone, "voids": voids}
    return {key: value for key, value in said.items() if value}
