"""Where the tokens of a rehearsed instance stand: open rows in memory, as a step finds and leaves them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bpmn.elements import CatchEvent, EventKind, Node, Process, UserTask
from workflows.engine.progress import EngineRow, Progress, Window
from workflows.rules.rehearsal.possibilities import Possibilities
from workflows.rules.states import NodeState

OUTSIDE: Final = frozenset({EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL})
"""Events that come from outside the instance; the others happen within a step."""


@dataclass(frozen=True)
class Tokens:
    """The open rows of an instance, its variables, and the number of its youngest token."""

    root: str
    rows: tuple[EngineRow, ...] = ()
    variables: Mapping[str, Any] = None  # type: ignore[assignment] # given by whoever starts
    last_id: int = 0
    ended: bool = False

    @property
    def window(self) -> Window:
        """All of it, for the engine."""
        return Window(self.root, self.rows, self.variables, self.last_id)

    def after(self, progress: Progress) -> "Tokens":
        """Where they stand after a step."""
        rows = {row.engine_id: row for row in (*self.rows, *progress.rows)}
        freed = progress.freed
        still = (row for row in rows.values() if row.state.open and not (freed and row.path.startswith(freed)))
        found = tuple(sorted(still, key=lambda row: row.engine_id))
        return Tokens(self.root, found, progress.variables, progress.last_id, progress.ended)

    @cached_property
    def by_id(self) -> Mapping[int, EngineRow]:
        """Rows by the numbers of their tokens."""
        return {row.engine_id: row for row in self.rows}

    def variables_at(self, row: EngineRow) -> Mapping[str, Any]:
        """What a row's node reads: variables of its call, those of the process where there is none."""
        owner = self.scope_of(row)
        return (self.by_id[owner].variables or {}) if owner else self.variables

    def scope_of(self, row: EngineRow) -> int:
        """The call whose variables a row's node reads; embedded sub-processes share those around them."""
        scope = row.scope_id
        while scope and self.by_id[scope].variables is None:
            scope = self.by_id[scope].scope_id
        return scope

    def list_ready(self, processes: Mapping[str, Process]) -> Iterator[tuple[EngineRow, UserTask]]:
        """What waits for people, oldest first."""
        for row in self.rows:
            node = node_of(processes, row)
            if row.state is NodeState.READY and isinstance(node, UserTask):
                yield row, node

    def list_events(self, processes: Mapping[str, Process]) -> Iterator[tuple[EngineRow, Node, EventKind]]:
        """What waits for a clock, a message or a signal, oldest first."""
        for row in self.rows:
            if row.state is not NodeState.WAITING:
                continue
            node = node_of(processes, row)
            definition = getattr(node, "definition", None)
            kind = EventKind.MESSAGE if not isinstance(node, CatchEvent) and node.awaited else None
            kind = kind or (definition.kind if definition and isinstance(node, CatchEvent) else None)
            if kind in OUTSIDE and row.part != "undo":
                yield row, node, kind

    def mark(self, possible: Possibilities) -> tuple[Any, ...]:
        """What tells these tokens from others for the way ahead: where they stand, and what conditions may read."""
        places = sorted(self._place(row, possible) for row in self.rows)
        return (tuple(places), _known(self.root, self.variables, possible))

    def _place(self, row: EngineRow, possible: Possibilities) -> tuple[str, ...]:
        inner = row.inner
        counts = str([inner.get(name) for name in ("total", "done", "held", "undoes")])
        around = self.around(row)
        called = "" if row.variables is None else repr(_known(self._called(row), row.variables, possible))
        return (around, row.node_id, row.part, row.state, counts, str(inner.get("via", "")), called)

    def _called(self, row: EngineRow) -> str:
        """The process that a call runs."""
        inside = next((each for each in self.rows if each.scope_id == row.engine_id), None)
        return inside.process_key if inside else row.process_key

    def around(self, row: EngineRow) -> str:
        """The calls and sub-processes around a row, from the outside in."""
        names = [row.process_key]
        while row.scope_id:
            row = self.by_id[row.scope_id]
            names.append(f"{row.process_key}/{row.node_id}")
        return ">".join(reversed(names))


def _known(process: str, variables: Mapping[str, Any], possible: Possibilities) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, repr(value)) for name, value in variables.items() if possible.matters(process, name)))


def node_of(processes: Mapping[str, Process], row: EngineRow) -> Node:
    """The node of a row as drawn."""
    return processes[row.process_key].nodes[row.node_id]
