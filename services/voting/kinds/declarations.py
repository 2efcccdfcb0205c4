"""The declaration of independence: a seat for each member; a conflict lets the first alternate step in (R-EXP-3)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bpmn.elements import UserTask
from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting
from bpmn.texts import N_
from services.voting import seats
from services.voting.models import ExpertPanel, PanelMember
from services.voting.queries.access import NAMED
from services.voting.queries.panels import find_member, list_members
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.registries import Decision, Extension, Item, Opening, Submitted
from workflows.rules.deadlines import Closing
from workflows.running.opening import due_closing

CONFLICT: Final = "conflict"


class DeclarationVote:
    """Not a vote in substance: every member says that he is independent, or leaves."""

    settings: Mapping[str, Setting] = MappingProxyType({})
    readers: frozenset[str] = frozenset(NAMED)

    def open(self, context: NodeContext, _vote: DrawnVote, _items: Sequence[Item]) -> Opening:
        """Ask every member; one who has declared for an earlier vote declares again."""
        panel = seats.lock_panel(context.work.session, context.variables["panel"])
        members = list_members(context.work.session, panel, "seated")
        for member in members:
            member.declared = ""
        return Opening("declaration", panel.public_id, seats.offer(members), _due(context))

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Take a declaration; a conflict recuses at once, and the member sees nothing more."""
        panel, member = own_seat(context)
        declare(context, panel, member, independent=submitted.outcome != CONFLICT, reason=submitted.opinion)

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Ready when every seat is declared independent; short when a seat can no longer be filled."""
        session = context.work.session
        panel = seats.lock_panel(session, context.own_vote.object_ref)
        ended = _replace_silent(context, panel) if final else frozenset[int]()
        members = list_members(session, panel, "seated")
        if len(members) < panel.size:
            return Decision("short")
        asked = seats.list_holders(session, context.own_vote, only_open=False)
        new = [member for member in members if member.person_id not in asked]
        if new or ended:
            return Extension(seats.offer(new), ended, _due(context))
        return Decision("ready") if all(member.declared for member in members) else None

    def withdraw(self, context: NodeContext) -> None:
        """Nothing is kept of it."""


def declare(context: NodeContext, panel: ExpertPanel, member: PanelMember, *, independent: bool, reason: str) -> None:
    """Write a declaration down."""
    if independent:
        member.declared = "independent"
        return
    seats.recuse(context.work.session, panel, member, reason.strip() or "-")


def own_seat(context: NodeContext) -> tuple[ExpertPanel, PanelMember]:
    """The panel of a seat's task and the member who has completed it."""
    session = context.work.session
    panel = seats.lock_panel(session, context.own_vote.object_ref)
    member = find_member(session, panel, context.own_task.completed_by_id or 0)
    if member is None or member.state != "seated":
        raise ConflictError(N_("您已不在评估组中"))
    return panel, member


def _due(context: NodeContext) -> Closing | None:
    """Whoever is asked later has the full time too."""
    return due_closing(context, context.node.due) if isinstance(context.node, UserTask) else None


def _replace_silent(context: NodeContext, panel: ExpertPanel) -> frozenset[int]:
    """Replace members who did not declare in time."""
    session = context.work.session
    silent = [member for member in list_members(session, panel, "seated") if not member.declared]
    seats.dismiss(session, panel, silent)
    seats.fill_seats(session, panel)
    return frozenset(member.person_id for member in silent)
