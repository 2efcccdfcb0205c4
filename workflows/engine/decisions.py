"""Business rule tasks: a decision table is asked inside the step, without a look at the database."""

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.task import Task

from bpmn.decisions.evaluation import Answer, CompiledTable, decide
from bpmn.expressions import Expression
from bpmn.extensions import Binding
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import DecisionMade, EngineError


class DecisionSpec(NodeSpec):
    """Asks a table with the variables of its process and what it is told beside them; writes what the table says."""

    walks = False

    def __init__(self, process_spec: Any, node_id: str, key: str) -> None:
        super().__init__(process_spec, node_id)
        self.key = key
        self.told: dict[str, Expression] = {}
        self.taken: tuple[Binding, ...] = ()
        self.asked: CompiledTable | None = None
        """The version of the table that instances of this set ask."""

    def bind(self, told: dict[str, Expression], taken: tuple[Binding, ...]) -> None:
        """Say what goes in beside the variables, and which of them take what comes out."""
        self.told, self.taken = told, taken

    def _run_hook(self, my_task: Task) -> bool | None:
        answer = self._ask(my_task)
        for binding in self.taken:
            my_task.workflow.variables[binding.name] = answer.results[binding.value]
        made = DecisionMade(self.key, self._wf_spec.process_key, self.node_id, answer.hits, answer.taken)
        my_task.workflow.top_workflow.world.note_decision(made)
        return True

    def _ask(self, my_task: Task) -> Answer:
        if self.asked is None:
            raise EngineError(f"{self.node_id}: the set has no table {self.key}")
        values = self.values_of(my_task)
        told = {name: expression.evaluate(values) for name, expression in self.told.items()}
        return decide(self.asked, {**values, **told})


def bind_tables(specs: Iterable[Any], tables: Mapping[str, CompiledTable]) -> None:
    """Give each business rule task of compiled processes its table, as far as the set has them."""
    for spec in specs:
        for node in spec.task_specs.values():
            if isinstance(node, DecisionSpec):
                node.asked = tables.get(node.key)
