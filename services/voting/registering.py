"""Start-up: what diagrams and due work may call by name (docs/explanation/six-methods.md)."""

from services.voting import ballot_tasks, meeting_tasks, options, panel_tasks, showing
from services.voting.destruction import KIND as DESTRUCTION
from services.voting.destruction import destroy_papers
from services.voting.kinds.declarations import DeclarationVote
from services.voting.kinds.mass import MassVote
from services.voting.kinds.meetings import MeetingVoteKind
from services.voting.kinds.panels import PanelVoteKind
from services.voting.rehearsing import register_rehearsals
from workflows import registries
from workflows.registries import Action, Handler, Panel, VoteKind

_KINDS: dict[str, VoteKind] = {
    "mass": MassVote(),
    "declaration": DeclarationVote(),
    "panel": PanelVoteKind(),
    "meeting": MeetingVoteKind(),
}

_HANDLERS = {
    "issue_slips": Handler(ballot_tasks.issue_slips),
    "countersign_ballot": Handler(ballot_tasks.countersign_ballot),
    "draw_panel": Handler(panel_tasks.draw_experts),
    "convene_meeting": Handler(meeting_tasks.convene_meeting),
}

_ACTIONS = {
    "open_ballot": Action(
        ballot_tasks.open_ballot, frozenset({"submission"}), frozenset({"ballot", "extended", "reissued"})
    ),
    "extend_ballot": Action(ballot_tasks.extend_ballot, frozenset({"ballot"}), frozenset({"extended"})),
    "reissue_ballot": Action(ballot_tasks.reissue_ballot, frozenset({"ballot"}), frozenset({"reissued"})),
    "tally_ballot": Action(ballot_tasks.tally_ballot, frozenset({"ballot"}), frozenset({"failed_count"})),
    "open_panel": Action(panel_tasks.open_panel, frozenset({"submission", "previous"}), frozenset({"panel", "drawn"})),
    "dissolve_panel": Action(panel_tasks.dissolve_panel, frozenset({"panel"})),
    "open_meeting": Action(meeting_tasks.open_meeting, frozenset({"submission", "panel"}), frozenset({"meeting"})),
}

_PANELS = {
    "ballot": Panel(showing.show_ballot, "ballot"),
    "expert_panel": Panel(showing.show_expert_panel, "panel"),
    "meeting": Panel(showing.show_meeting_panel, "meeting"),
}


def register_voting() -> None:
    """Make the wing known."""
    register_rehearsals()
    for name, kind in _KINDS.items():
        registries.vote_kinds.register(name, kind)
    for name, handler in _HANDLERS.items():
        registries.handlers.register(name, handler)
    for name, action in _ACTIONS.items():
        registries.actions.register(name, action)
    for name, panel in _PANELS.items():
        registries.panels.register(name, panel)
    registries.option_sources.register("vote_items", options.list_vote_items)
    registries.option_sources.register("panel_grades", options.list_grades)
    registries.due_kinds.register(DESTRUCTION, destroy_papers)
