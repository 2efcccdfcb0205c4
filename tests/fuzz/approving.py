"""Approval operations in the token game: what they do follows from playing the game again without what is undone.

A return leaves out everything that the step and whatever it has set off have done, and begins the step anew; everything
else happens as it did, with the values of its time. No token, row or gateway is thought of.
"""

from collections.abc import Iterable

from tests.fuzz.blocks import Both, Crowd, Procedure, Some, UserTask, nodes_of, parts_of
from tests.fuzz.oracle import (
    CAUGHT,
    ActivityRun,
    CrowdRun,
    Debt,
    Event,
    Game,
    Mark,
    Place,
    RaceRun,
    RowRun,
    Run,
    Scope,
    SplitRun,
    Wait,
    copy_values,
)

UNDONE = "undone"
"""Notes that somebody has acted and taken it back; nothing comes of it."""
ADDING = "add"
"""What lets one more be waited for, and ends nothing."""


def find_targets(wait: Wait) -> dict[str, ActivityRun]:
    """The steps to which a task may be returned, by node."""
    found: dict[str, ActivityRun] = {}
    seen = {wait.around.block.id}
    here: ActivityRun | None = wait.around
    while here is not None:
        for run in reversed(here.entry):
            if isinstance(run.block, UserTask) and run.finished and run.block.id not in seen:
                seen.add(run.block.id)
                if _stands_alone(run):
                    found[run.block.id] = run
        here = here.frame.scope.owner if here.frame.scope else None
    return found


def _stands_alone(run: Run) -> bool:
    """Whether no join around it has fired since."""
    above = run.above
    while above is not None and not isinstance(above, Scope):
        if isinstance(above, (SplitRun, CrowdRun)) and not above.live and not above.threads():
            return False
        above = above.above
    return True


def follows(event: Event, run: ActivityRun) -> bool:
    """Whether an event happened to an activity, or to what it has set off.

    What waits for an event from the beginning of its scope on follows from nothing in the scope, and what is caught on
    a border follows from its host: neither follows from what has thrown it.
    """
    at: Event | None = event
    while at is not None and at.around is not None:
        if at.around is run or _has_passed(at.around, run):
            return True
        at = at.around.cause
    return False


def _has_passed(run: ActivityRun | RaceRun | None, passed: ActivityRun) -> bool:
    """Whether an activity was come to by way of another one, in its scope or one around it."""
    while run is not None:
        if passed in run.entry:
            return True
        run = run.frame.scope.owner if run.frame.scope else None
    return False


def give_back(procedure: Procedure, game: Game, wait: Wait, target: ActivityRun, *, straight: bool) -> Game:
    """The game after a return."""
    kept = [event for event in game.log if not follows(event, target)]
    debt = Debt(wait.around.block.id, wait.around.owed) if straight else None
    return _begin_again(replay(procedure, kept, game, target), target.mark(), debt)


def is_straight(procedure: Procedure, game: Game, wait: Wait, target: ActivityRun) -> bool:
    """Whether a return withdraws nothing but the task that is returned, in its own scope."""
    if wait.around.block.repeat or wait.around.frame.scope is not target.frame.scope:
        return False
    kept = [event for event in game.log if not follows(event, target)]
    after = replay(procedure, kept, game)
    gone = {each.place for each in game.waits} - {each.place for each in after.waits}
    mine = {wait.place, *(each.place for each in wait.around.timers.values())}
    return gone <= mine


def find_decision(game: Game, place: Place) -> Event:
    """The last completion at a place."""
    return next(event for event in reversed(game.log) if (event.kind, event.place) == ("task", place))


def may_take_back(procedure: Procedure, game: Game, event: Event) -> bool:
    """Whether nothing has followed from a decision but tasks that nobody has done."""
    run = event.around
    if run.block.repeat:
        return run.at_work and event in game.log and not _has_followed(game, event)
    if any(each.around is run for each in game.log if each is not event and each.kind in {"timer", "message", "task"}):
        return False
    if any(follows(each, run) for each in game.log if each.around is not run and each.kind != ADDING):
        return False
    if _was_withdrawn(run):
        return False
    return not _has_ended_something(procedure, game, event) and all(
        isinstance(each.block, UserTask) and each.live for each in _begun(game, event)
    )


def _was_withdrawn(run: Run) -> bool:
    """Whether its token was taken away with others, by an event sub-process that has interrupted the scope."""
    at: Run | None = run
    while at is not None:
        if at.withdrawn:
            return True
        at = at.above
    return False


def _has_followed(game: Game, event: Event) -> bool:
    """Of a countersign in order: whether who came next has decided."""
    sequential = event.around.block.repeat.sequential
    later = [each for each in game.log[game.log.index(event) + 1 :] if each.around is event.around]
    return sequential and any(each.kind == "task" for each in later)


def _begun(game: Game, event: Event) -> Iterable[ActivityRun | RaceRun]:
    """The activities and races that an event has set off."""
    for run in game.runs():
        started = isinstance(run, RaceRun) or (isinstance(run, ActivityRun) and not run.passed)
        if started and run.cause is event:
            yield run


def _has_ended_something(procedure: Procedure, game: Game, event: Event) -> bool:
    """Whether a token has come to an end or a join has fired by an event, or what happened since rests on it."""
    try:
        without = replay(procedure, _without(game, event), game)
    except StopIteration:
        return True
    return sorted(without.finished) != sorted(replay(procedure, game.log, game).finished)


def _without(game: Game, event: Event) -> list[Event]:
    """What happened beside a decision, and to its step before it."""
    run = event.around
    return [each for each in game.log if each is not event and (each.around is run or not follows(each, run))]


def take_back(procedure: Procedure, game: Game, event: Event) -> Game:
    """The game after a take-back."""
    run = event.around
    if run.block.repeat:
        after = replay(procedure, [each for each in game.log if each is not event], game)
        after.record(UNDONE, event.place, "", find_activity(after, run.mark()))
        return after
    return _begin_again(replay(procedure, _without(game, event), game, run), run.mark(), run.owed)


def _begin_again(game: Game, mark: Mark, debt: Debt | None) -> Game:
    run = game.held.pop(mark, None) or find_activity(game, mark)
    game.record("again", mark[0], "", run)
    run.owed = game.debts[game.serial] = debt
    run.again()
    return game


def find_activity(game: Game, mark: Mark) -> ActivityRun:
    """The activity at work that bears a mark."""
    return next(
        run for run in (wait.around for wait in game.waits) if isinstance(run, ActivityRun) and run.mark() == mark
    )


# -- moving and signers ----------------------------------------------------------------------------


def find_moves(wait: Wait) -> dict[str, Run]:
    """The user tasks to which a token may be moved, with the run inside which it moves."""
    root = _find_root(wait.around)
    if root is None:
        return {}
    inside = _plain_nodes(root.block) - {wait.around.block.id}
    return dict.fromkeys(inside, root)


def _find_root(run: Run) -> Run | None:
    """The row that one token goes through alone: of a parallel way, beside an activity, or of a whole scope."""
    at: Run = run
    while at.above is not None:
        above = at.above
        if isinstance(above, CrowdRun):
            return None
        several = isinstance(above, SplitRun) and _splits(above.block)
        if isinstance(at, RowRun) and (several or isinstance(above, Scope)):
            return at
        at = above
    return None


def _splits(block: object) -> bool:
    return isinstance(block, Both) or (isinstance(block, Some) and len(block.tests) > 1)


def _plain_nodes(block: object) -> set[str]:
    """The user tasks of a row that lie in no parallel way inside it."""
    if _splits(block) or isinstance(block, Crowd):
        return set()
    own = {block.id} if isinstance(block, UserTask) else set()
    return own | {node for part in parts_of(block) for node in _plain_nodes(part)}


def move(game: Game, wait: Wait, target: str) -> None:
    """Take a token to another step."""
    run = wait.around
    root = find_moves(wait)[target]
    game.record("move", wait.place, target, run)
    for each in root.inside:
        each.cancel()
    root.inside.clear()
    root.trail, root.sought = run.entry, target
    assert target in nodes_of(root.block)
    root.begin()


def add_one(game: Game, wait: Wait) -> int:
    """Let one more do it."""
    game.record("add", wait.place, "", wait.around)
    return wait.around.add_one()


def remove_one(game: Game, wait: Wait) -> None:
    """Let one of several not do it."""
    game.record("remove", wait.place, "", wait.around)
    wait.around.remove_one(wait.place[-1][1])


def finish_early(game: Game, wait: Wait) -> None:
    """Let what is done be enough."""
    game.record("early", wait.place, "", wait.around)
    wait.around.finish_early()


# -- playing again ---------------------------------------------------------------------------------


def replay(procedure: Procedure, events: Iterable[Event], game: Game, held: ActivityRun | None = None) -> Game:
    """A new game in which these events of an old one happen as they did; its values are those of the old one now.

    What begins anew in the course of it, or by a wish still to come, does not begin before that.
    """
    events = list(events)
    runs = [each.around for each in events if each.kind == "again"] + ([held] if held else [])
    fresh = Game(procedure, {run.mark() for run in runs})
    for event in events:
        _restore(fresh, event.values)
        fresh.serial = event.serial - 1
        if event.thrown_by not in events:
            _do(fresh, event, game.debts.get(event.serial))
    _restore(fresh, game.values)
    fresh.serial = game.serial
    return fresh


def _do(game: Game, event: Event, debt: Debt | None) -> None:
    if event.kind == "again":
        _begin_again(game, event.around.mark(), debt)
        return
    if event.kind == UNDONE:
        game.record(UNDONE, event.place, "", find_activity(game, event.around.mark()))
        return
    if event.kind == CAUGHT:
        _catch(game, event)
        return
    if event.kind in {"task", "timer", "message"}:
        game.happen(event.kind, event.place, event.word)
        return
    if event.kind == "move":
        move(game, game.find("task", event.place), event.word)
        return
    # Of several in order it may not be the turn of the one at whose task it was asked for.
    asked = Wait("task", event.place, lambda _: None, find_activity(game, event.around.mark()))
    {"add": add_one, "remove": remove_one, "early": finish_early}[event.kind](game, asked)


def _catch(game: Game, event: Event) -> None:
    """Let something be caught although what threw it is undone: who caught it does not follow from that."""
    *around, (event_id, _) = event.place
    game.now = event.thrown_by
    for run in game.runs():
        if not run.live or run.frame.place != tuple(around):
            continue
        for watch in run.watches if isinstance(run, Scope) else ():
            if watch.id == event_id:
                run.answer_thrown(watch)
                return
        for border in run.block.borders if isinstance(run, ActivityRun) else ():
            if border.id == event_id and run.mark() == event.around.mark():
                run.fire_thrown(border)
                return
    raise StopIteration


def _restore(game: Game, values: dict[Place, dict[str, str | None]]) -> None:
    """Give calls the values of another time."""
    for place, then in copy_values(values).items():
        if place in game.values:
            game.values[place].clear()
            game.values[place].update(then)
