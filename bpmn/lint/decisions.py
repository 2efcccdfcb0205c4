"""Business rule tasks: the table that they ask is there, knows what it reads, and gives what is taken."""

from collections.abc import Iterator, Mapping
from typing import Final

from bpmn.decisions.evaluation import CompiledTable
from bpmn.decisions.tables import Aggregation, DecisionTable, Output, ValueType
from bpmn.elements import BusinessRuleTask, Process
from bpmn.errors import Problem
from bpmn.extensions import VariableType
from bpmn.lint.expressions import MEMBER, is_repeated
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

COLUMNS: Final[Mapping[ValueType, frozenset[VariableType]]] = {
    ValueType.STRING: frozenset({VariableType.CODE, VariableType.ID}),
    ValueType.INTEGER: frozenset({VariableType.INTEGER}),
    ValueType.NUMBER: frozenset({VariableType.INTEGER}),
    ValueType.BOOLEAN: frozenset({VariableType.BOOLEAN}),
    ValueType.DATE: frozenset({VariableType.DATE}),
}
"""Variables that a column may read."""

RESULTS: Final[Mapping[ValueType, frozenset[VariableType]]] = {**COLUMNS, ValueType.NUMBER: frozenset()}
"""Variables that may take a result: none holds a number that is not whole."""


def check_decisions(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A business rule task asks a table that there is, which reads names there are and gives what variables hold."""
    for node in process.nodes.values():
        if not isinstance(node, BusinessRuleTask):
            continue
        asked = vocabulary.decisions.get(node.decision)
        if asked is None:
            text = N_("“%(node)s”的决策表 %(key)s 不存在（lf:decision）")
            yield fault("decision", node, text, node=title(node), key=node.decision or "?")
            continue
        yield from _check_inputs(process, node, asked)
        yield from _check_outputs(process, node, asked.table)


def _check_inputs(process: Process, node: BusinessRuleTask, asked: CompiledTable) -> Iterator[Problem]:
    told = {binding.name for binding in node.inputs}
    around = MEMBER if is_repeated(process, node) else frozenset()
    for name in sorted(asked.names - told - process.names - around):
        text = N_("决策表 %(key)s 读取的 %(name)s 既不是流程变量，也没有由 lf:in 给出")
        yield fault("decision", node, text, key=asked.table.id, name=name)
    for name in sorted(told - asked.names):
        yield fault("decision", node, N_("决策表 %(key)s 不读取 %(name)s"), key=asked.table.id, name=name)
    for column in asked.table.inputs:
        variable = process.variable(column.expression)
        if variable and variable.name not in told and variable.type not in COLUMNS[column.type]:
            text = N_("变量 %(name)s 的类型不合决策表的“%(column)s”列")
            yield fault("decision", node, text, name=variable.name, column=column.title)


def _check_outputs(process: Process, node: BusinessRuleTask, table: DecisionTable) -> Iterator[Problem]:
    if not node.outputs:
        yield fault("decision", node, N_("“%(node)s”没有写明结果放进哪个变量（lf:out）"), node=title(node))
    for binding in node.outputs:
        output, variable = table.output(binding.value), process.variable(binding.name)
        if output is None:
            yield fault("decision", node, N_("决策表 %(key)s 没有输出 %(name)s"), key=table.id, name=binding.value)
        elif variable and variable.type not in list_fitting(table, output):
            text = N_("变量 %(name)s 放不下决策表的“%(column)s”")
            yield fault("decision", node, text, name=variable.name, column=output.title)


def list_fitting(table: DecisionTable, output: Output) -> frozenset[VariableType]:
    """The types of variables that can take an output: of lists only lists of codes, of a count a whole number."""
    if table.aggregation is Aggregation.COUNT:
        return frozenset({VariableType.INTEGER})
    if table.collects:
        return frozenset({VariableType.CODES}) if output.type is ValueType.STRING else frozenset()
    return RESULTS[output.type]
