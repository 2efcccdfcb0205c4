"""The experts' vote: secret until its close, replaced where it is not used, counted strictly (R-EXP-5 … R-EXP-10)."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting, ValueKind
from bpmn.texts import N_, Text
from services.voting import seats
from services.voting.kinds.declarations import own_seat
from services.voting.models import ExpertPanel, PanelMember, PanelVote
from services.voting.queries.access import NAMED
from services.voting.queries.panels import list_members, list_votes, valid_grades
from services.voting.rules.grades import ABSTAINED, count_grades, recommend_grade
from services.voting.rules.panels import Turn, Turnout, judge_turnout, judge_validity, needs_reason
from services.voting.settings import GRADES, VoteSettings, settings_of
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, FieldProblem, RefusedError
from workflows.queries.calendars import load_calendar
from workflows.queries.votes import list_results
from workflows.registries import Decision, Extension, Item, Opening, Result, Submitted
from workflows.rules.deadlines import Closing, Duration, close_after

ABSTAIN: Final = "abstain"
RECUSED: Final = N_("本人的风险点，依规回避")


class PanelVoteKind:
    """One vote of each member about every item."""

    settings: Mapping[str, Setting] = MappingProxyType(
        {
            "grades": GRADES,
            "window": Setting(ValueKind.DURATION),
            "extension": Setting(ValueKind.DURATION),
            "turnout": Setting(ValueKind.SHARE),
            "valid": Setting(ValueKind.NUMBER),
        }
    )
    readers: frozenset[str] = frozenset(NAMED)

    def open(self, context: NodeContext, _vote: DrawnVote, items: Sequence[Item]) -> Opening:
        """Begin a round; a member who owns one of the items leaves first (R-COI-3)."""
        session = context.work.session
        panel = seats.lock_panel(session, context.variables["panel"])
        if not items:
            raise RefusedError(N_("没有可评估的事项"))
        owners = {owner for item in items for owner in item.owners}
        for member in list_members(session, panel, "seated", "alternate"):
            if member.person_id in owners:
                seats.recuse(session, panel, member, RECUSED)
        panel.round, panel.extended, panel.state = panel.round + 1, False, "drawn"
        closing = _end_of(context, settings_of(context).duration("window", "p2_expert.window"))
        return Opening("panel", panel.public_id, seats.offer(list_members(session, panel, "seated")), closing)

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Take one member's grades for all items, or his abstention. With them an alternate declares himself free."""
        panel, member = own_seat(context)
        vote = context.own_vote
        refs = [item.ref for item in list_results(context.work.session, vote.id)]
        rows = read_grades(submitted, refs)
        member.declared = "independent"
        for row in rows:
            context.work.session.add(
                PanelVote(vote_id=vote.id, round=panel.round, member_id=member.id, cast_at=context.work.at, **row)
            )

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Seat whoever has stepped in; then wait, replace, dissolve or count."""
        session = context.work.session
        panel = seats.lock_panel(session, context.own_vote.object_ref)
        session.flush()
        moved = _seat_new(context, panel)
        if moved is not None:
            return moved
        members = list_members(session, panel, "seated")
        cast = {vote.member_id for vote in list_votes(session, context.own_vote, panel.round) if not vote.voided}
        silent = [member for member in members if member.id not in cast]
        spare = len(list_members(session, panel, "alternate"))
        turnout = Turnout(panel.size, len(members), len(members) - len(silent), spare, extended=panel.extended)
        least = settings_of(context).threshold("turnout", "p2_expert.turnout_min")
        turn = judge_turnout(turnout, least, final=final)
        if turn is Turn.REPLACE:
            return _replace_silent(context, panel, silent)
        if turn is Turn.COUNT:
            return _count(context, panel, spare)
        return Decision("dissolved") if turn is Turn.DISSOLVE else None

    def withdraw(self, context: NodeContext) -> None:
        """Nobody votes any more; what was said stays sealed."""


def read_grades(submitted: Submitted, refs: Sequence[str]) -> list[dict[str, Any]]:
    """A seat's form → one row an item; every item once, reasons where they are due (R-EXP-6)."""
    if submitted.outcome == ABSTAIN:
        return [{"ref": ref, "grade": ABSTAINED, "reason": submitted.opinion} for ref in refs]
    rows: list[Mapping[str, Any]] = submitted.values["items"]
    problems = [*_find_problems(rows)]
    named = [row["risk_point"] for row in rows]
    if sorted(named) != sorted(refs):
        problems.append(FieldProblem("items", "incomplete", Text(N_("请对每个风险点评定一次，不能遗漏或重复"))))
    if problems:
        raise AnswersRefusedError(problems)
    return [{"ref": row["risk_point"], "grade": row["grade"], "reason": row.get("reason") or ""} for row in rows]


def _find_problems(rows: Sequence[Mapping[str, Any]]) -> Iterator[FieldProblem]:
    text = Text(N_("除“准确”外须写明理由，不少于10字"))
    for at, row in enumerate(rows):
        if needs_reason(row["grade"], row.get("reason") or ""):
            yield FieldProblem(f"items.{at}.reason", "required", text)


def _seat_new(context: NodeContext, panel: ExpertPanel) -> Extension | None:
    """End seats of those who have left, and give seats to those who have stepped in, with the time of an extension."""
    session, vote = context.work.session, context.own_vote
    members = list_members(session, panel, "seated")
    people = {member.person_id for member in members}
    asked = seats.list_holders(session, vote, only_open=False)
    ended = seats.list_holders(session, vote, only_open=True) - people
    new = [member for member in members if member.person_id not in asked]
    if not new and not ended:
        return None
    later = _end_of(context, _extension(context)) if new else None
    earlier = later and vote.closes_at and later.at <= vote.closes_at
    return Extension(seats.offer(new), frozenset(ended), None if earlier else later)


def _replace_silent(context: NodeContext, panel: ExpertPanel, silent: Sequence[PanelMember]) -> Extension:
    """Replace each who has not voted, for the time of the extension (R-EXP-5)."""
    session = context.work.session
    seats.dismiss(session, panel, silent)
    new = seats.seat_alternates(session, panel, len(silent))
    panel.extended = True
    ended = frozenset(member.person_id for member in silent)
    return Extension(seats.offer(new), ended, _end_of(context, _extension(context)))


def _count(context: NodeContext, panel: ExpertPanel, spare: int) -> Decision | Extension:
    """Count every item; too few valid votes for one, and the panel votes again without its abstainers (R-EXP-8)."""
    session, vote = context.work.session, context.own_vote
    settings = settings_of(context)
    least = settings.integer("valid", "p2_expert.min_valid_votes")
    votes = list_votes(session, vote, panel.round)
    results = count_items(votes, [item.ref for item in list_results(session, vote.id)], settings)
    abstained = {said.member_id for said in votes if said.grade == ABSTAINED and not said.voided}
    fewest = min(result.counts["valid"] for result in results.values())
    turn = judge_validity(fewest, len(abstained), spare, least)
    if turn is Turn.COUNT:
        panel.state = "decided"
        return Decision("decided", {}, results)
    return _vote_again(context, panel, abstained) if turn is Turn.REPLACE else Decision("dissolved")


def count_items(votes: Sequence[PanelVote], refs: Sequence[str], settings: VoteSettings) -> dict[str, Result]:
    """The result of each item from what was said: a function of the stored votes alone."""
    scale = list(settings.scale)
    least = settings.integer("valid", "p2_expert.min_valid_votes")
    counted = {ref: count_grades(valid_grades(votes, ref), scale) for ref in refs}
    return {ref: Result(recommend_grade(counts, scale, least), counts) for ref, counts in counted.items()}


def _vote_again(context: NodeContext, panel: ExpertPanel, abstained: set[int]) -> Extension:
    session = context.work.session
    left = [member for member in list_members(session, panel, "seated") if member.id in abstained]
    still = seats.list_holders(session, context.own_vote, only_open=True)
    seats.dismiss(session, panel, left)
    seats.seat_alternates(session, panel, len(left))
    panel.round, panel.extended = panel.round + 1, False
    everybody = seats.offer(list_members(session, panel, "seated"))
    window = settings_of(context).duration("window", "p2_expert.window")
    return Extension(everybody, frozenset(still), _end_of(context, window))


def _extension(context: NodeContext) -> Duration:
    return settings_of(context).duration("extension", "p2_expert.extension")


def _end_of(context: NodeContext, span: Duration) -> Closing:
    return close_after(context.work.at, span, load_calendar(context.work.session, context.instance.org_id))
