"""The way that tokens went: random travels against the plain definitions."""

from random import Random

import pytest

from workflows.rules.passage import ORIGIN, Passage, Visit
from workflows.rules.states import NodeState


def visit(engine_id: int, parent: int = 0, joined: tuple[int, ...] = (), host: int = 0) -> Visit:
    return Visit(engine_id, parent, 0, "p", f"n{engine_id}", "", NodeState.COMPLETED, joined=joined, host=host)


def ids(visits: list[Visit]) -> list[int]:
    return [each.engine_id for each in visits]


def test_behind_a_join_neither_branch_was_passed_by_every_way() -> None:
    """1 splits into 2 and 3; 2 waits at a join (4), 3 comes (5) and is consumed; 6 follows."""
    travelled = Passage([visit(1), visit(2, 1), visit(3, 1), visit(4, 2, (5,)), visit(5, 3), visit(6, 4)])

    assert ids(travelled.dominators_of(6)) == [4, 1]
    assert ids(travelled.descendants_of(2)) == [4, 6]
    assert not travelled.owns(2)
    assert travelled.owns(1)


def test_a_token_may_be_younger_than_what_it_was_joined_to() -> None:
    """The token of 2 waited at the join as 3 while 4 to 6 went on; 6 is consumed by 3."""
    travelled = Passage([visit(1), visit(2, 1), visit(3, 2, (6,)), visit(4, 1), visit(5, 4), visit(6, 5), visit(7, 3)])

    assert ids(travelled.dominators_of(7)) == [3, 1]
    assert ids(travelled.descendants_of(4)) == [3, 5, 6, 7]


def test_a_boundary_event_follows_its_host() -> None:
    travelled = Passage([visit(1), visit(2, 1), visit(3, 1, host=2), visit(4, 3)])

    assert ids(travelled.dominators_of(4)) == [3, 2, 1]
    assert ids(travelled.descendants_of(2)) == [3, 4]


def travel(random: Random) -> Passage:
    """Tokens that split, pass and join at random; ids as an engine gives them."""
    visits = {1: visit(1)}
    open_tokens = [1]
    for _ in range(random.randint(2, 30)):
        at = random.choice(open_tokens)
        open_tokens.remove(at)
        others = random.sample(open_tokens, random.randint(0, min(2, len(open_tokens))))
        if others and random.random() < 0.4:
            visits[at] = visit(at, visits[at].parent_id, tuple(others), visits[at].host)
            open_tokens = [each for each in open_tokens if each not in others]
        for _ in range(random.choice((1, 1, 2, 3))):
            new = len(visits) + 1
            visits[new] = visit(new, at) if random.random() < 0.8 else visit(new, visits[at].parent_id, host=at)
            open_tokens.append(new)
    return Passage(visits.values())


def comes_round(travelled: Passage, engine_id: int, without: int) -> bool:
    """Whether some way from the beginning leads to a visit without passing another one."""
    if engine_id in {ORIGIN, without}:
        return engine_id == ORIGIN
    return any(comes_round(travelled, source, without) for source in travelled.visits[engine_id].sources)


def follows(travelled: Passage, engine_id: int, source: int) -> bool:
    """Whether some way leads from one visit to the other."""
    if engine_id == ORIGIN:
        return False
    sources = travelled.visits[engine_id].sources
    return source in sources or any(follows(travelled, each, source) for each in sources)


@pytest.mark.parametrize("seed", range(40))
def test_random_travels(seed: int) -> None:
    travelled = travel(Random(seed))
    for target in travelled.visits:
        found = set(ids(travelled.dominators_of(target)))
        wanted = {each for each in travelled.visits if each != target and not comes_round(travelled, target, each)}
        assert found == wanted, f"seed {seed}, visit {target}"
        behind = {each for each in travelled.visits if follows(travelled, each, target)}
        assert set(ids(travelled.descendants_of(target))) == behind, f"seed {seed}, visit {target}"
        alone = all(target in set(ids(travelled.dominators_of(each))) for each in behind)
        assert travelled.owns(target) == alone, f"seed {seed}, visit {target}"
