"""The facts of forms, outcomes and votes."""

from collections.abc import Mapping
from typing import Final

from bpmn.comparing.changes import Said, make_text, say_list
from bpmn.comparing.facts import Collector, Fact
from bpmn.comparing.reading import Reading
from bpmn.elements import StartEvent, UserTask
from bpmn.extensions import Field, FieldType, Outcome, Vote
from bpmn.texts import N_, Text

TYPES: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: N_("文本"),
    FieldType.LONGTEXT: N_("长文本"),
    FieldType.INTEGER: N_("整数"),
    FieldType.NUMBER: N_("数"),
    FieldType.BOOLEAN: N_("是否"),
    FieldType.DATE: N_("日期"),
    FieldType.INSTANT: N_("时间"),
    FieldType.CHOICE: N_("单选"),
    FieldType.CHOICES: N_("多选"),
    FieldType.PERSON: N_("人员"),
    FieldType.UNIT: N_("单位"),
    FieldType.FILE: N_("文件"),
    FieldType.TABLE: N_("表格"),
}
SETTINGS: Final[Mapping[str, str]] = {
    "options": N_("选项"),
    "abstain": N_("弃权选项"),
    "window": N_("投票期限"),
    "turnout": N_("收回比例"),
    "grades": N_("等次"),
    "valid": N_("有效票数"),
    "extension": N_("延长时间"),
    "quorum": N_("到会比例"),
    "approval": N_("通过比例"),
}


def describe_outcome(outcome: Outcome) -> tuple[str, Fact]:
    """A way to complete a step, by its name."""
    found = Collector()
    about = make_text(N_("结果“%(label)s”"), label=outcome.label)
    found.add("label", _part(about, N_("名称")), outcome.label)
    opinion = Text(N_("不填写"))
    if outcome.opinion is not None:
        least = make_text(N_("必填，不少于 %(count)d 字"), count=outcome.opinion)
        opinion = least if outcome.opinion else Text(N_("可填写"))
    found.add(
        "opinion", _part(about, N_("意见")), "none" if outcome.opinion is None else outcome.opinion or "may", opinion
    )
    found.add("tone", _part(about, N_("倾向")), outcome.tone)
    found.switch("voids", _part(about, N_("使他人已签无效")), flag=outcome.voids)
    return outcome.name, Fact(about, True, parts=found.facts)


def _part(about: Said, aspect: str) -> Text:
    return make_text(N_("%(about)s的%(aspect)s"), about=about, aspect=Text(aspect))


def describe_field(reading: Reading, node: UserTask | StartEvent, field: Field) -> tuple[str, Fact]:
    """A field of a form, by its name; a table with its columns."""
    found = Collector()
    about = make_text(N_("表单字段“%(label)s”"), label=field.label or field.name)
    found.add("label", _part(about, N_("名称")), field.label)
    found.add("type", _part(about, N_("类型")), field.type.value, Text(TYPES[field.type]))
    found.switch("required", _part(about, N_("必填")), flag=field.required)
    found.switch("writable", _part(about, N_("可填写")), flag=field.writable)
    found.add("help", _part(about, N_("填写说明")), field.help)
    found.add("minimum", _part(about, N_("最小值")), None if field.minimum is None else str(field.minimum))
    found.add("maximum", _part(about, N_("最大值")), None if field.maximum is None else str(field.maximum))
    found.add("source", _part(about, N_("选项来源")), str(field.source or ""))
    found.add("variable", _part(about, N_("写入的变量")), field.variable)
    labels = {each.name: each.label for each in node.outcomes} if isinstance(node, UserTask) else {}
    limited = say_list(labels.get(each, each) for each in field.outcomes)
    found.add("outcomes", _part(about, N_("适用的结果")), frozenset(field.outcomes), limited)
    for option in field.options:
        what = _part(about, N_("选项"))
        found.add(f"option:{option.value}", what, option.label)
    found.each("field", field.fields, lambda each: describe_field(reading, node, each))
    flag = Text(N_("必填")) if field.required else ""
    return field.name, Fact(about, True, flag, found.facts)


def collect_vote(found: Collector, reading: Reading, vote: Vote) -> None:
    """How is voted: kind, what about, and each rule of the kind, fractions as they are written."""
    found.add("vote", Text(N_("表决方式")), vote.kind, reading.words.code(vote.kind))
    found.add("vote.items", Text(N_("表决事项")), vote.items)
    for name, value in vote.settings.items():
        what = make_text(N_("表决规则“%(name)s”"), name=Text(SETTINGS[name]) if name in SETTINGS else name)
        found.add(f"vote.{name}", what, value, reading.words.term(value))
    for binding in vote.outputs:
        what = make_text(N_("传出“%(name)s”"), name=binding.name)
        found.add(f"vote.out:{binding.name}", what, binding.value)
