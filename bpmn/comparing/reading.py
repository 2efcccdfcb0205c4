"""One version as it is compared: what is the same in both under one name, and expressions as people read them."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bpmn.comparing.changes import Said, Words, make_text, say_list
from bpmn.elements import (
    BoundaryEvent,
    EndEvent,
    Event,
    Gateway,
    Node,
    Process,
    StartEvent,
    SubProcess,
    UserTask,
)
from bpmn.expressions import MAX_LENGTH, strip_wrapping
from bpmn.texts import N_, Text

ANY_STEP: Final = "§"
"""Stands for the id of any node, as long as it is not known which is which."""

MOST_NEAR: Final = 2
"""How many steps say where another one stands."""

_WORD: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\W\d]\w*")
_SIGNS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "=",
    ast.NotEq: "≠",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
}
KINDS: Final[tuple[tuple[type[Node], str], ...]] = (
    (StartEvent, N_("开始事件")),
    (EndEvent, N_("结束事件")),
    (BoundaryEvent, N_("边界事件")),
    (Event, N_("中间事件")),
    (Gateway, N_("网关")),
    (SubProcess, N_("子流程")),
    (Node, N_("步骤")),
)


@dataclass(frozen=True)
class Reading:
    """A process with the ids and the names under which its nodes are spoken of.

    `ids` gives each node the id of the other version's node that is the same; `names` gives names by those ids.
    """

    process: Process
    words: Words = field(default_factory=Words)
    ids: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def id_of(self, node: str) -> str:
        """The id under which a node is compared."""
        return self.ids.get(node, node and ANY_STEP)

    def name_of(self, node: str) -> str:
        """What a node is called, '' if it has no name."""
        own = self.process.nodes[node].name if node in self.process.nodes else ""
        return self.names.get(self.id_of(node), own)

    def express(self, text: str) -> str:
        """An expression with the ids under which nodes are compared, without what does not count."""
        steps = self.process.nodes
        bare = strip_wrapping(text)
        named = _WORD.sub(lambda match: self.id_of(match[0]) if match[0] in steps else match[0], bare)
        return " ".join(named.split())

    def list_named(self, text: str) -> list[str]:
        """The nodes that an expression names, in their order."""
        return [word for word in _WORD.findall(text) if word in self.process.nodes]

    def say_expression(self, text: str, *, outcome_of: str = "") -> Said:
        """An expression in words: steps by their names, outcomes and variables by their labels.

        The name `outcome` stands for the outcome of a step where it says of which.
        """
        bare = strip_wrapping(text)
        if len(bare) > MAX_LENGTH:
            return text
        if outcome_of:
            bare = _WORD.sub(lambda match: outcome_of if match[0] == "outcome" else match[0], bare)
        try:
            return self._say(ast.parse(bare, mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return text

    def _say(self, part: ast.expr) -> Said:
        if isinstance(part, ast.BoolOp):
            joint = N_("%(left)s 且 %(right)s") if isinstance(part.op, ast.And) else N_("%(left)s 或 %(right)s")
            said = self._say(part.values[0])
            for value in part.values[1:]:
                said = make_text(joint, left=said, right=self._say(value))
            return said
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            return make_text(N_("不是“%(what)s”"), what=self._say(part.operand))
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and type(part.ops[0]) in _SIGNS:
            return self._say_comparison(part)
        return self._say_name(part.id) if isinstance(part, ast.Name) else self._unparse(part)

    def _say_comparison(self, part: ast.Compare) -> Said:
        right = part.comparators[0]
        if isinstance(part.left, ast.Name) and isinstance(right, ast.Constant) and isinstance(right.value, str):
            said: Said = self._say_code(part.left.id, right.value)
        else:
            said = self._say(right)
        sign = _SIGNS[type(part.ops[0])]
        return make_text("%(left)s %(sign)s %(right)s", left=self._say(part.left), sign=sign, right=said)

    def _say_code(self, name: str, code: str) -> Said:
        """An outcome of a step by its label; another code as it is said."""
        node = self.process.nodes.get(name)
        outcomes = node.outcomes if isinstance(node, UserTask) else ()
        return next((each.label for each in outcomes if each.name == code), None) or self.words.code(code)

    def _say_name(self, name: str) -> Said:
        if name in self.process.nodes:
            return self.name_of(name) or self.say_node(name)
        variable = self.process.variable(name)
        return variable.label or name if variable else name

    def _unparse(self, part: ast.expr) -> str:
        text = ast.unparse(part)
        if isinstance(part, ast.Constant):
            return text.strip("'\"")
        return _WORD.sub(lambda match: str(self._say_name(match[0])), text)

    def say_node(self, node: str) -> Said:
        """What a node is called; one without a name by its kind and by what stands before it."""
        if name := self.name_of(node):
            return name
        kind = self.kind_of(node)
        before = self.list_near(node, forward=False)
        return make_text(N_("“%(name)s”之后的%(kind)s"), name=before[0], kind=kind) if before else kind

    def say_target(self, node: str) -> Said:
        """Where a way leads: the node, behind a gateway without a name the steps that come next."""
        near = self.list_near(node, forward=True) if isinstance(self.process.nodes[node], Gateway) else []
        return self.name_of(node) or (say_list(near) if near else self.say_node(node))

    def kind_of(self, node: str) -> Text:
        """What kind of thing a node is."""
        return Text(next(word for kind, word in KINDS if isinstance(self.process.nodes[node], kind)))

    def list_near(self, node: str, *, forward: bool) -> list[str]:
        """Names of the nearest steps before or after a node; gateways and what has no name are passed over."""
        links = self.process.outgoing if forward else self.process.incoming
        seen, waiting, found = {node}, [node], list[str]()
        while waiting and len(found) < MOST_NEAR:
            at = waiting.pop(0)
            host = self.process.nodes[at]
            ends = [flow.target if forward else flow.source for flow in links[at]]
            ends += [host.host] if isinstance(host, BoundaryEvent) and not forward else []
            for end in [each for each in ends if each in self.process.nodes and each not in seen]:
                seen.add(end)
                name = "" if isinstance(self.process.nodes[end], Gateway) else self.name_of(end)
                found += [name] if name else []
                waiting += [] if name else [end]
        return found[:MOST_NEAR]
