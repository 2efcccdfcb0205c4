"""Settings of a vote as drawn: values written out, or names of parameters."""

from dataclasses import dataclass
from typing import Final

from bpmn.elements import UserTask
from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting, ValueKind
from services.voting.rules.ballots import Options
from services.voting.rules.grades import make_scale
from workflows.context import NodeContext, StartContext
from workflows.rules.deadlines import Duration
from workflows.rules.parameters import Parameters
from workflows.rules.voting import Threshold, parse_threshold

GRADES: Final = Setting(ValueKind.WORDS, sizes=(2, 4))
"""Two grades or four (decision 28)."""

DEFAULTS = {
    "options": "p2_mass_ballot.options",
    "abstain": "p2_mass_ballot.abstain_options",
    "grades": "p2_expert.grades",
}


@dataclass(frozen=True)
class VoteSettings:
    """What a vote's node says, with the parameters of its instance."""

    drawn: DrawnVote
    parameters: Parameters

    def threshold(self, name: str, default: str) -> Threshold:
        """A share: a parameter with its comparison, or a fraction to be reached."""
        text = self.drawn.settings.get(name, default)
        return self.parameters.threshold(text) if text in self.parameters.values else parse_threshold(text, ">=")

    def duration(self, name: str, default: str) -> Duration:
        """A time."""
        return self.parameters.duration(self.drawn.settings.get(name, default))

    def integer(self, name: str, default: str) -> int:
        """A number."""
        return int(self.parameters.resolve(self.drawn.settings.get(name, default)))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words, from a parameter."""
        return self.parameters.texts(self.drawn.settings.get(name, DEFAULTS[name]))

    @property
    def options(self) -> Options:
        """The options of a mass ballot."""
        return Options(self.texts("options"), frozenset(self.texts("abstain")))

    @property
    def scale(self) -> dict[str, str]:
        """Grades and their labels, from best to worst."""
        return make_scale(self.texts("grades"), two=self.parameters.flag("p2_expert.two_grade_mode"))


def settings_of(context: NodeContext) -> VoteSettings:
    """The settings of the vote at hand; a node that is no vote has the defaults."""
    node = context.node
    drawn = node.vote if isinstance(node, UserTask) else None
    return VoteSettings(drawn or DrawnVote(""), context.parameters)


def scale_of(context: NodeContext | StartContext) -> dict[str, str]:
    """Grades and their labels where no vote need be at hand."""
    if isinstance(context, NodeContext):
        return settings_of(context).scale
    return VoteSettings(DrawnVote(""), context.parameters).scale
