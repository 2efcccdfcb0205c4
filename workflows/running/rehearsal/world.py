"""The world of a rehearsal: it reads the organisation, and performs nothing."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.exc import NoResultFound

from bpmn.elements import ServiceTask
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import ActionCall, DecisionMade, MemberCall, Values
from workflows.errors import WorkflowError
from workflows.rules.rehearsal.choosing import Chooser, Place
from workflows.rules.rehearsal.possibilities import Possibilities
from workflows.running.relations import find_relation

UNKNOWN: Final = (LookupError, NoResultFound, WorkflowError)
"""What a relation raises that asks for something which a rehearsal does not have."""

VACANT: Final[Values] = {"person": None, "path": ["vacant"]}


class RehearsalWorld:
    """Answers a step from what diagrams and wings declare; `chooser` decides between the possibilities."""

    def __init__(
        self,
        parameters: Values,
        possible: Possibilities,
        context_of: Callable[[ActionCall | MemberCall], NodeContext],
    ) -> None:
        self.parameters = parameters
        self.possible = possible
        self.context_of = context_of
        self.chooser: Chooser | None = None
        self.made: list[DecisionMade] = []
        self._members: dict[tuple[Any, ...], list[Values]] = {}

    def run_action(self, call: ActionCall) -> Values | None:
        """The outputs of an action, each with one of its possible values; nothing is done."""
        node = self.context_of(call).node
        drawn = node.action.outputs if isinstance(node, ServiceTask) and node.action else ()
        declared = find_effects("action", call.name)
        place = (call.process_key, call.node_id)
        return {each.value: self.choose(place, each.name, declared.get(each.value)) for each in drawn}

    def choose(self, place: tuple[str, str], variable: str, declared: tuple[Any, ...] | None = None) -> Any:
        """A value of a variable at a node: of those declared, else of those that its process asks about."""
        process, node = place
        options = declared or self.possible.of(process, variable)
        if len(options) == 1 or not self.possible.matters(process, variable):
            return self.said((process, node, variable), options[0])
        return self._require().choose((process, node, variable), options)

    def said(self, place: Place, value: Any) -> Any:
        """What somebody has said for a place where there is no choice, else the value."""
        given = getattr(self._require(), "given", None)
        found = given(place) if given else ()
        return found[0] if found else value

    def _require(self) -> Chooser:
        if self.chooser is None:
            raise LookupError("nobody chooses")
        return self.chooser

    def list_members(self, call: MemberCall) -> list[Values]:
        """Members of a relation in the organisation as it is; the vacant member where there is nobody (R-TASK-1)."""
        key = (call.process_key, call.node_id, call.relation, repr(call.arguments))
        if key not in self._members:
            self._members[key] = self._find_members(call) or [VACANT]
        return self._members[key]

    def _find_members(self, call: MemberCall) -> list[Values]:
        if None in call.arguments:
            return []
        try:
            context = self.context_of(call)
            found = find_relation(call.relation, rehearsed=context.rehearsed)(context, *call.arguments)
        except UNKNOWN:
            return []
        return [{**each.ids, "person": each.person_id, "path": list(each.path)} for each in found]

    def note_decision(self, made: DecisionMade) -> None:
        """Remember which rules of a table matched."""
        self.made.append(made)


def find_effects(noun: str, name: str) -> Mapping[str, tuple[Any, ...]]:
    """What a registered thing says that it may give; nothing where it does not say."""
    return registries.effects.items().get(f"{noun} {name}", {})
