"""A DMN file → a `DecisionTable`, or every reason why not, each with element and line."""

from enum import StrEnum
from typing import Final, TypeVar

from bpmn.decisions.tables import (
    MAX_COLUMNS,
    MAX_RULES,
    Aggregation,
    DecisionTable,
    HitPolicy,
    Input,
    Output,
    Rule,
    ValueType,
)
from bpmn.documents import Element, parse_document
from bpmn.errors import Problem, UnreadableError
from bpmn.namespaces import DMN_SPACE, DMN_VERSIONS, split_name
from bpmn.texts import N_, Text

T = TypeVar("T", bound=StrEnum)

MAX_ELEMENTS: Final = 20_000
"""The largest table there may be, with ids and texts."""

TYPES: Final = {
    **{kind.value: kind for kind in ValueType},
    "long": ValueType.INTEGER,
    "double": ValueType.NUMBER,
}
"""Types as they are written, ours and those of older tools."""

REFUSED: Final = {
    "requiredDecision": N_("不支持决策需求图：一张表不能引用另一张表，请在流程中依次画两个业务规则任务"),
    "knowledgeRequirement": N_("不支持业务知识模型，请把规则写进表里"),
    "businessKnowledgeModel": N_("不支持业务知识模型，请把规则写进表里"),
    "decisionService": N_("不支持决策服务，每个文件一张决策表"),
    "literalExpression": N_("不支持文字表达式的决策，请改为决策表"),
    "import": N_("不能引用其他文件，每个文件一张决策表"),
}
"""What DMN knows and we do not run, and what to write instead."""


def is_decision(data: bytes) -> bool:
    """Whether a file is DMN by its root; one that cannot be parsed is not."""
    try:
        root = parse_document(data, MAX_ELEMENTS)
    except UnreadableError:
        return False
    namespace, _ = split_name(root.tag)
    return namespace.startswith(DMN_SPACE)


def read_decision(data: bytes) -> DecisionTable:
    """Read the one decision table of a file; `UnreadableError` carries every problem found."""
    root = parse_document(data, MAX_ELEMENTS)
    if split_name(root.tag)[0] not in DMN_VERSIONS or _local(root) != "definitions":
        raise UnreadableError([_problem(N_("不是 DMN 1.1 至 1.5 文件：根元素应为 definitions"), root)])
    return _Reading(root).read()


class _Reading:
    """The reading of one file: collects problems, so that a person sees all of them at once."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def read(self) -> DecisionTable:
        """Return the table; raise with all problems."""
        for element in self.root.iter():
            if _local(element) in REFUSED:
                self._add(REFUSED[_local(element)], element)
        decision, drawn = self._only_table()
        table = self._read_table(decision, drawn)
        self._raise()
        return table

    def _only_table(self) -> tuple[Element, Element]:
        decisions = _children(self.root, "decision")
        if len(decisions) != 1:
            self._add(N_("文件应恰有一张决策表，现有 %(count)d 张"), self.root, count=len(decisions))
        for decision in decisions[:1]:
            for drawn in _children(decision, "decisionTable"):
                return decision, drawn
            self._add(N_("决策里没有决策表（decisionTable）"), decision)
        raise UnreadableError(self.problems)

    def _read_table(self, decision: Element, drawn: Element) -> DecisionTable:
        inputs = tuple(self._read_input(each) for each in _children(drawn, "input"))
        outputs = tuple(self._read_output(each, decision) for each in _children(drawn, "output"))
        rules = tuple(self._read_rule(each, len(inputs), len(outputs)) for each in _children(drawn, "rule"))
        if len(inputs) + len(outputs) > MAX_COLUMNS or len(rules) > MAX_RULES:
            text = N_("决策表超过 %(columns)d 列或 %(rules)d 条规则")
            self._add(text, drawn, columns=MAX_COLUMNS, rules=MAX_RULES)
        return DecisionTable(
            id=decision.get("id", ""),
            name=decision.get("name", ""),
            policy=self._word(drawn, "hitPolicy", HitPolicy, HitPolicy.UNIQUE),
            aggregation=self._word(drawn, "aggregation", Aggregation, Aggregation.NONE),
            inputs=inputs,
            outputs=outputs,
            rules=rules,
            documentation=_text_of(decision, "description"),
            line=drawn.sourceline,
        )

    def _read_input(self, element: Element) -> Input:
        asked = next(iter(_children(element, "inputExpression")), element)
        self._check_language(asked)
        return Input(
            label=element.get("label", ""),
            expression=_text_of(asked, "text"),
            type=self._type(asked),
            allowed=_nested(element, "inputValues"),
            line=element.sourceline,
        )

    def _read_output(self, element: Element, decision: Element) -> Output:
        name = element.get("name", "") or _result_name(decision)
        return Output(
            name=name,
            type=self._type(element),
            label=element.get("label", ""),
            allowed=_nested(element, "outputValues"),
            default=_nested(element, "defaultOutputEntry"),
            line=element.sourceline,
        )

    def _read_rule(self, element: Element, inputs: int, outputs: int) -> Rule:
        conditions, results = _children(element, "inputEntry"), _children(element, "outputEntry")
        for entry in (*conditions, *results):
            self._check_language(entry)
        if (len(conditions), len(results)) != (inputs, outputs):
            self._add(N_("规则的单元格与列数不符"), element)
        remark = _nested(element, "annotationEntry") or _text_of(element, "description")
        return Rule(
            tuple(_text_of(each, "text") for each in conditions),
            tuple(_text_of(each, "text") for each in results),
            remark,
            element.sourceline,
        )

    def _check_language(self, element: Element) -> None:
        """Cells are S-FEEL and nothing else: what another language says would be read wrongly."""
        language = element.get("expressionLanguage", "") or self.root.get("expressionLanguage", "")
        if language and "feel" not in language.lower():
            self._add(N_("不支持表达式语言 %(language)s"), element, language=language)

    def _type(self, element: Element) -> ValueType:
        written = element.get("typeRef", "string").rpartition(":")[2]
        if written not in TYPES:
            self._add(N_("不支持的类型 %(type)s"), element, type=written)
        return TYPES.get(written, ValueType.STRING)

    def _word(self, element: Element, name: str, kinds: type[T], default: T) -> T:
        written = element.get(name, "") or default.value
        if written not in set(kinds):
            self._add(N_("%(name)s 不能是 %(value)s"), element, name=name, value=written)
            return default
        return kinds(written)

    def _add(self, msgid: str, element: Element, **params: object) -> None:
        self.problems.append(_problem(msgid, element, **params))

    def _raise(self) -> None:
        if self.problems:
            raise UnreadableError(self.problems)


def _local(element: Element) -> str:
    namespace, name = split_name(element.tag)
    return name if namespace in DMN_VERSIONS else ""


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element if _local(child) == name]


def _text_of(element: Element, name: str) -> str:
    found = _children(element, name)
    return (found[0].text or "").strip() if found else ""


def _nested(element: Element, name: str) -> str:
    """The text inside the first child of that name."""
    found = _children(element, name)
    return _text_of(found[0], "text") if found else ""


def _result_name(decision: Element) -> str:
    """The name of the decision's variable: what an only output is called that has no name of its own."""
    found = _children(decision, "variable")
    return found[0].get("name", "") if found else ""


def _problem(msgid: str, element: Element, **params: object) -> Problem:
    return Problem("decision-reader", Text(msgid, params), element.get("id", "") or None, element.sourceline)
