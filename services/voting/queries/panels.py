"""Panels: who sits in them, what they have said, and what of it which asker may know (R-EXP-6, R-EXP-11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.voting.models import ExpertPanel, PanelCandidate, PanelDraw, PanelMember, PanelVote
from services.voting.queries.access import NAMED, load_panel
from workflows.errors import NotFoundError
from workflows.models import Person, Vote
from workflows.queries.directory import load_names
from workflows.queries.votes import list_results
from workflows.work import Work

KIND = "panel"


@dataclass(frozen=True)
class MemberCard:
    """A member, for those who may know the names."""

    code: str
    name: str
    state: str
    declared: str
    voted: bool
    reason: str


@dataclass(frozen=True)
class ExclusionCard:
    """Somebody in the pool, and why he was left out."""

    code: str
    name: str
    external: bool
    reasons: Sequence[str]


@dataclass(frozen=True)
class DrawCard:
    """A draw with all that replays it."""

    number: int
    seed: str
    size: int
    alternates: int
    external_share: str
    candidates: Sequence[ExclusionCard]


@dataclass(frozen=True)
class OwnVote:
    """What the asker himself has said about an item."""

    risk_point: str
    grade: str
    reason: str


@dataclass(frozen=True)
class NamedVote:
    """Who said what; `voided` ones do not count (R-EXP-9)."""

    name: str
    risk_point: str
    grade: str
    reason: str
    voided: bool


@dataclass(frozen=True)
class PanelItem:
    """An item; result, numbers and reasons once the vote is closed."""

    risk_point: str
    label: str
    text: str
    result: str
    counts: Mapping[str, Any]
    reasons: Sequence[str]


@dataclass(frozen=True)
class PanelCard:
    """A panel as far as the asker may know it."""

    id: str
    state: str
    size: int
    vote: str
    items: Sequence[PanelItem]
    own: Sequence[OwnVote]
    standing: str
    """Of the asker: a member's state, `undeclared` if he has still to declare, '' if he is none."""
    members: Sequence[MemberCard] | None
    draws: Sequence[DrawCard] | None
    votes: Sequence[NamedVote] | None


def find_panel(session: Session, public_id: str) -> ExpertPanel:
    """A panel by public id; whether the asker may see it is not said here."""
    panel = session.scalar(select(ExpertPanel).where(ExpertPanel.public_id == public_id))
    if panel is None:
        raise NotFoundError
    return panel


def list_members(session: Session, panel: ExpertPanel, *states: str) -> list[PanelMember]:
    """Members in one of the states, in the order of the latest draw."""
    return list(
        session.scalars(
            select(PanelMember)
            .where(PanelMember.panel_id == panel.id, PanelMember.state.in_(states))
            .order_by(PanelMember.draw_id.desc(), PanelMember.position)
        )
    )


def find_member(session: Session, panel: ExpertPanel, person_id: int) -> PanelMember | None:
    """The latest membership of a person in a panel."""
    mine = select(PanelMember).where(PanelMember.panel_id == panel.id, PanelMember.person_id == person_id)
    return session.scalar(mine.order_by(PanelMember.id.desc()).limit(1))


def find_panel_vote(session: Session, panel_ref: str, kind: str = KIND) -> Vote | None:
    """The latest vote of one kind in a panel."""
    latest = select(Vote).where(Vote.object_ref == panel_ref, Vote.kind == kind).order_by(Vote.id.desc()).limit(1)
    return session.scalar(latest.execution_options(populate_existing=True))


def list_votes(session: Session, vote: Vote, number: int) -> list[PanelVote]:
    """What was said in one round of a vote."""
    said = select(PanelVote).where(PanelVote.vote_id == vote.id, PanelVote.round == number)
    return list(session.scalars(said.order_by(PanelVote.member_id, PanelVote.id)))


def valid_grades(votes: Iterable[PanelVote], ref: str) -> list[str]:
    """The grades for one item that count."""
    return [vote.grade for vote in votes if vote.ref == ref and not vote.voided]


def show_panel(work: Work, panel_id: str) -> PanelCard:
    """A panel for one asker: names for office, group and discipline; the others see neither names nor who said what."""
    panel = load_panel(work, panel_id)
    vote = find_panel_vote(work.session, panel.public_id)
    votes = list_votes(work.session, vote, panel.round) if vote else []
    closed = vote is not None and vote.state == "closed"
    named = work.asker.has_role(*NAMED)
    return PanelCard(
        id=panel.public_id,
        state=panel.state,
        size=panel.size,
        vote=vote.state if vote else "",
        items=_list_items(work.session, vote, votes if closed else []),
        own=_list_own(work, panel, votes),
        standing=_find_standing(work, panel),
        members=list_member_cards(work.session, panel, votes) if named else None,
        draws=_list_draws(work.session, panel) if named else None,
        votes=_name_votes(work.session, votes) if named and closed else None,
    )


def _list_items(session: Session, vote: Vote | None, votes: Sequence[PanelVote]) -> list[PanelItem]:
    """Items with their results; reasons are sorted, so that their order says nothing about who gave them."""
    results = list_results(session, vote.id) if vote else []
    return [
        PanelItem(each.ref, each.label, each.text, each.result, each.counts, _list_reasons(votes, each.ref))
        for each in results
    ]


def _list_reasons(votes: Iterable[PanelVote], ref: str) -> list[str]:
    return sorted(vote.reason for vote in votes if vote.ref == ref and vote.reason and not vote.voided)


def _find_standing(work: Work, panel: ExpertPanel) -> str:
    member = find_member(work.session, panel, work.asker.person_id or 0)
    if member is None:
        return ""
    return "undeclared" if member.state == "seated" and not member.declared else member.state


def _list_own(work: Work, panel: ExpertPanel, votes: Iterable[PanelVote]) -> list[OwnVote]:
    member = find_member(work.session, panel, work.asker.person_id or 0)
    mine = [vote for vote in votes if member is not None and vote.member_id == member.id]
    return [OwnVote(vote.ref, vote.grade, vote.reason) for vote in mine]


def list_member_cards(session: Session, panel: ExpertPanel, votes: Iterable[PanelVote]) -> list[MemberCard]:
    """Everybody who was drawn, for those who may know the names."""
    voted = {vote.member_id for vote in votes}
    rows = session.execute(
        select(PanelMember, Person.code, Person.name)
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.panel_id == panel.id)
        .order_by(PanelMember.draw_id, PanelMember.position)
    )
    return [
        MemberCard(code, name, member.state, member.declared, member.id in voted, member.reason)
        for member, code, name in rows
    ]


def _list_draws(session: Session, panel: ExpertPanel) -> list[DrawCard]:
    draws = session.scalars(select(PanelDraw).where(PanelDraw.panel_id == panel.id).order_by(PanelDraw.number))
    return [
        DrawCard(
            number=draw.number,
            seed=draw.seed,
            size=draw.size,
            alternates=draw.alternates,
            external_share=draw.external_share,
            candidates=_list_candidates(session, draw),
        )
        for draw in draws.all()
    ]


def _list_candidates(session: Session, draw: PanelDraw) -> list[ExclusionCard]:
    rows = session.execute(
        select(PanelCandidate, Person.code, Person.name)
        .join(Person, Person.id == PanelCandidate.person_id)
        .where(PanelCandidate.draw_id == draw.id)
        .order_by(Person.code)
    )
    return [ExclusionCard(code, name, row.external, list(row.exclusions)) for row, code, name in rows]


def _name_votes(session: Session, votes: Sequence[PanelVote]) -> list[NamedVote]:
    members = {
        member.id: member.person_id
        for member in session.scalars(select(PanelMember).where(PanelMember.id.in_({v.member_id for v in votes})))
    }
    names = load_names(session, members.values())
    return [NamedVote(names[members[each.member_id]], each.ref, each.grade, each.reason, each.voided) for each in votes]
