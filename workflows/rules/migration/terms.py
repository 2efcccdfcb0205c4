"""What a migration is decided from, and what the decision says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from bpmn.elements import Node
from bpmn.texts import Text
from workflows.rules.states import NodeState

EACH: Final = "each"
"""The part of a row that is one repetition of its node."""


class NodeKey(NamedTuple):
    """A node of one of the processes that an instance runs on."""

    process: str
    node: str


@dataclass(frozen=True)
class Token:
    """An open row of the engine, as far as a migration looks at it (see `workflows.engine.progress.EngineRow`)."""

    engine_id: int
    scope_id: int
    process: str
    node: str
    part: str
    state: NodeState
    via: str = ""
    """The way it came: joins tell their ways in apart by it."""
    variables: Mapping[str, Any] | None = None
    """Those of the process that it has called."""

    @property
    def stands(self) -> bool:
        """Whether it is a token, and not the memory of a step that is over."""
        return self.part in {"", EACH}

    @property
    def key(self) -> NodeKey:
        """Its node."""
        return NodeKey(self.process, self.node)


@dataclass(frozen=True)
class Standing:
    """Where an instance stands: its open tokens, the nodes passed by the scope in which that was, its variables."""

    root: str
    tokens: tuple[Token, ...]
    passed: Mapping[int, frozenset[NodeKey]] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def frames(self) -> Mapping[int, tuple[str, Mapping[str, Any]]]:
        """Processes at work with their variables, by the id of the call; 0 is the instance's own."""
        found = {0: (self.root, self.variables)}
        called = {token.scope_id: token.process for token in self.tokens}
        for token in self.tokens:
            if token.variables is not None and token.engine_id in called:
                found[token.engine_id] = (called[token.engine_id], token.variables)
        return found

    @cached_property
    def ever_passed(self) -> frozenset[NodeKey]:
        """Every node that some token has passed."""
        return frozenset().union(*self.passed.values())

    def passed_in(self, scope_id: int) -> frozenset[str]:
        """Ids of the nodes passed in one scope."""
        return frozenset(key.node for key in self.passed.get(scope_id, ()))


@dataclass(frozen=True)
class Finding:
    """Something about a node that stands in the way of a migration, or that people should know before it."""

    code: str
    process: str
    node: str
    text: Text


def find(code: str, process: str, node: Node | None, msgid: str, **params: object) -> Finding:
    """A finding about a node, or about the process as a whole; its sentence may name the node."""
    named = {"name": node.name or node.id} if node is not None else {}
    return Finding(code, process, node.id if node is not None else "", Text(msgid, {**named, **params}))


@dataclass(frozen=True)
class Plan:
    """What a migration does, or why there is none."""

    renames: Mapping[NodeKey, str]
    """New ids of the open nodes that have another one."""
    ways: Mapping[int, str]
    """New ways of the tokens that wait at joins, where they are numbered otherwise."""
    copies: Mapping[int, Mapping[str, str]]
    """By call: outcomes that are to be known under a new name as well, old name to new."""
    obstacles: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.obstacles
