"""What a step of the engine may ask of the house: actions that run inside it, members of relations."""

from collections.abc import Callable, Mapping

from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import ActionCall, DecisionMade, MemberCall, Values
from workflows.registries import Member
from workflows.rules.assignment import Path
from workflows.rules.parameters import Parameters
from workflows.running.chronicle import Chronicle, Fact


class StepWorld:
    """The world of one step; `context_of` says what a node may know."""

    def __init__(
        self,
        context_of: Callable[[ActionCall | MemberCall], NodeContext],
        parameters: Parameters,
        chronicle: Chronicle,
        versions: Mapping[str, int],
    ) -> None:
        self.context_of = context_of
        self.parameters = parameters.by_group
        self.chronicle = chronicle
        self.versions = versions

    def run_action(self, call: ActionCall) -> Values | None:
        """Run a registered action inside the step; deferred ones are left for due work."""
        action = registries.actions.find(call.name)
        if action.deferred:
            return None
        context = self.context_of(call)
        results = action.run(context, call.inputs)
        self.chronicle.note(Fact("action_done", data={"action": call.name, "node": call.node_id}))
        return results

    def list_members(self, call: MemberCall) -> list[Values]:
        """Members of a relation; an empty one gets a vacant member, so that no step is skipped (R-TASK-1)."""
        known = None not in call.arguments
        relation = registries.relations.find(call.relation)
        members = relation(self.context_of(call), *call.arguments) if known else []
        return [_to_each(member) for member in members] or [{"person": None, "path": ["vacant"]}]

    def note_decision(self, made: DecisionMade) -> None:
        """Note which version of a table was asked and which of its rules matched; no value of the instance."""
        data = {
            "decision": made.decision,
            "version": self.versions[made.decision],
            "node": made.node_id,
            "rules": list(made.hits),
            "taken": list(made.taken),
        }
        self.chronicle.note(Fact("decision_made", data=data))


def _to_each(member: Member) -> Values:
    path: Path = member.path
    return {**member.ids, "person": member.person_id, "path": list(path)}
