"""Lines of a list as panels show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.registry.models import ItemTally
from services.registry.queries.points import words_of
from services.registry.queries.powers import show_step
from services.registry.queries.submissions import ListedPoint
from services.registry.rules.visibility import PointFacts, Standing, sees_point, sees_tally
from services.registry.rules.words import show_number
from workflows.models import Post
from workflows.queries.directory import load_names
from workflows.work import Work


@dataclass(frozen=True)
class TallyCard:
    """What the people said, without counts where too few papers came back (R-MASS-2), and what the unit answered."""

    passed: bool
    counts: dict[str, Any]
    action: str
    justification: str


@dataclass(frozen=True)
class LineCard:
    """A point as it stands on a list."""

    id: str
    number: str
    state: str
    post: str
    owner: str
    found_by: str
    power: str
    power_name: str
    step: str
    step_name: str
    category: str
    title: str
    manifestation: str
    consequence: str
    measures: str
    removed: bool
    removal_reason: str
    removal_confirmed: bool
    tally: TallyCard | None


@dataclass(frozen=True)
class Names:
    """Names of people and posts that lines refer to."""

    people: Mapping[int, str]
    posts: Mapping[int, str]


def load_line_names(work: Work, lines: Iterable[ListedPoint]) -> Names:
    """The names that some lines need."""
    known = list(lines)
    people = load_names(work.session, (line.point.owner_id for line in known if line.point.owner_id))
    posts = {line.point.post_id: work.session.get_one(Post, line.point.post_id).name for line in known}
    return Names(people, posts)


def show_lines(
    work: Work, lines: Iterable[ListedPoint], standing: Standing, *, handed_in: bool
) -> tuple[LineCard, ...]:
    """The lines that the asker may see; experts judge without the names of people."""
    seen = [line for line in lines if sees_point(standing, facts_of(line, handed_in=handed_in))]
    names = load_line_names(work, seen)
    named = standing.inside or standing.oversees
    return tuple(_show(line, names, standing, named=named) for line in seen)


def facts_of(line: ListedPoint, *, handed_in: bool) -> PointFacts:
    """What decides who sees a line."""
    point = line.point
    return PointFacts(
        state=point.state,
        post_id=point.post_id,
        finder_id=point.finder_id,
        found_by=point.found_by,
        shared=line.item.shared_at is not None,
        handed_in=handed_in,
        determined=point.determined_grade != "",
    )


def _show(line: ListedPoint, names: Names, standing: Standing, *, named: bool) -> LineCard:
    point, version, removal = line.point, line.version, line.removal
    return LineCard(
        id=point.public_id,
        number=show_number(point.number),
        state=point.state,
        post=names.posts[point.post_id],
        owner=names.people.get(point.owner_id or 0, "") if named else "",
        found_by=point.found_by,
        power=line.power.code,
        power_name=line.power.name,
        step=show_step(line.power.code, line.step.seq),
        step_name=line.step.name,
        **words_of(version),
        removed=removal is not None,
        removal_reason=removal.reason if removal else "",
        removal_confirmed=removal is not None and removal.confirmed_by_id is not None,
        tally=_show_tally(line.tally) if line.tally and sees_tally(standing) else None,
    )


def _show_tally(tally: ItemTally) -> TallyCard:
    return TallyCard(tally.passed, dict(tally.counts), tally.action, tally.justification)
