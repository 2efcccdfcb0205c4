"""Small decision tables as records and as files, for tests that need one of their own."""

from collections.abc import Iterable
from typing import Any

from bpmn.decisions.evaluation import CompiledTable, compile_table
from bpmn.decisions.tables import Aggregation, DecisionTable, HitPolicy, Input, Output, Rule, ValueType
from bpmn.decisions.writer import write_decision

Row = tuple[str, ...]


def table(rows: Iterable[Row], policy: str = "UNIQUE", **more: Any) -> DecisionTable:
    """A table of one output, `result`; a row's last cell is its result, the others are of the inputs `a`, `b`, ….

    `types` are those of the inputs, `result` that of the output, `allowed` and `default` are the output's.
    """
    found = list(rows)
    width = len(found[0]) - 1 if found else 1
    types = more.pop("types", ("number",) * width)
    output = Output(
        "result", ValueType(more.pop("result", "string")), "结果", more.pop("allowed", ""), more.pop("default", "")
    )
    inputs = tuple(Input(name.upper(), name, ValueType(kind)) for name, kind in zip("abcdefgh", types, strict=False))
    return DecisionTable(
        id=more.pop("key", "sample"),
        name=more.pop("name", "样例表"),
        policy=HitPolicy(policy),
        aggregation=Aggregation(more.pop("aggregation", "")),
        inputs=inputs,
        outputs=(output,),
        rules=tuple(Rule(row[:-1], row[-1:]) for row in found),
        **more,
    )


def compiled(rows: Iterable[Row], policy: str = "UNIQUE", **more: Any) -> CompiledTable:
    """The same, ready to be asked."""
    return compile_table(table(rows, policy, **more))


def file(rows: Iterable[Row], policy: str = "UNIQUE", **more: Any) -> bytes:
    """The same as a DMN file."""
    return write_decision(table(rows, policy, **more))
