"""A running instance without a database that goes on under other files."""

from collections.abc import Mapping
from dataclasses import replace

from bpmn.reader import read_process
from tests.engines import FakeWorld, Running
from workflows.engine.compiler import compile_set
from workflows.engine.progress import Window
from workflows.engine.stepping import Stepper
from workflows.engine.transfer import check_rows, rename_rows
from workflows.rules.migration import NodeKey, Plan, Standing, Versions, plan_migration
from workflows.rules.states import NodeState
from workflows.running.standing import make_standing

Mapped = Mapping[str, str]
"""Old ids to new ones; a node of a called process is written `process/node`."""


class Migrating(Running):
    """An instance that knows its drawings, and can change them."""

    def __init__(self, *files: bytes, world: FakeWorld | None = None) -> None:
        super().__init__(*files, world=world)
        self.drawn = {process.id: process for process in map(read_process, files)}

    def standing(self) -> Standing:
        """What the rule gets to see."""
        passed: dict[int, set[NodeKey]] = {}
        for row in self.rows():
            if row.state is NodeState.COMPLETED:
                passed.setdefault(row.scope_id, set()).add(NodeKey(row.process_key, row.node_id))
        by_scope = {scope: frozenset(nodes) for scope, nodes in passed.items()}
        return make_standing(self.key, self.open_rows(), by_scope, self.variables)

    def versions(self, *files: bytes, mapping: Mapped | None = None) -> Versions:
        """The present drawings beside others."""
        new = {process.id: process for process in map(read_process, files)}
        keyed = {NodeKey(*self._key(old)): target for old, target in (mapping or {}).items()}
        return Versions(self.drawn, new, keyed)

    def plan(self, *files: bytes, mapping: Mapped | None = None) -> Plan:
        """Decide about other files."""
        return plan_migration(self.versions(*files, mapping=mapping), self.standing())

    def _key(self, text: str) -> tuple[str, str]:
        process, _, node = text.rpartition("/")
        return process or self.key, node

    def migrate(self, *files: bytes, mapping: Mapped | None = None) -> Plan:
        """Go on under other files if that is possible."""
        plan = self.plan(*files, mapping=mapping)
        if not plan.possible:
            return plan
        processes = [read_process(file) for file in files]
        rows = rename_rows(tuple(self.open_rows()), plan.renames, plan.ways)
        calls = {frame: names for frame, names in plan.copies.items() if frame}
        rows = tuple(replace(row, variables=_copied(row.variables, calls.get(row.engine_id, {}))) for row in rows)
        self.variables = dict(_copied(self.variables, plan.copies.get(0, {})) or {})
        compiled = compile_set(processes)
        check_rows(compiled, Window(self.key, rows, self.variables, self.last_id), self.world)
        for row in rows:
            self._keep(row)
        self.drawn = {process.id: process for process in processes}
        self.workers = [Stepper(compiled, self.world), Stepper(compile_set(processes), self.world)]
        return plan


def _copied(variables: Mapping[str, object] | None, names: Mapped) -> Mapping[str, object] | None:
    if variables is None:
        return None
    return {**variables, **{new: variables[old] for old, new in names.items()}}
