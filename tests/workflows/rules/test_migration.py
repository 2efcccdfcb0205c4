"""Moving a running instance to another version (R-GOV-3): refused with the reason, or on to the end."""

from dataclasses import replace

import pytest

from tests.diagrams import ERROR, Way, boundary, draw, end, start, subprocess, user, xor
from tests.migrating import Migrating
from tests.migration_cases import CASES, TIMER, A, B, Case, block, chain, line
from workflows.rules.migration import Token, plan_migration
from workflows.rules.states import NodeState


@pytest.mark.parametrize("row", CASES, ids=lambda row: row.name)
def test_r_gov_3_a_migration_is_refused_or_goes_on_to_the_end(row: Case) -> None:
    running = Migrating(*row.old).start()
    advance(running, row.done)

    plan = running.migrate(*row.new, mapping=row.mapping)

    assert sorted({found.code for found in plan.obstacles}) == sorted(row.obstacles), [
        str(f.text) for f in plan.obstacles
    ]
    if not row.obstacles:
        assert sorted({found.code for found in plan.notes} - {"form-changed"}) == sorted(
            set(row.notes) - {"form-changed"}
        )
        advance(running, row.then)
        assert running.ended, f"still open: {running.ready()} {running.waiting()}"


def advance(running: Migrating, steps: tuple[str, ...]) -> None:
    """Complete steps; of several tokens at one step the oldest. A waiting event happens."""
    for step in steps:
        ready = running.all(step)
        if ready:
            running.complete(ready[0], "done")
        else:
            running.fire(step)


def test_a_mapping_that_names_nothing_is_said_to() -> None:
    running = Migrating(line("a", "b")).start()
    versions = running.versions(line("a", "c"), mapping={"n": "c", "a": "n", "b": "start"})

    assert [str(found.text) for found in versions.check_mapping()] == [
        "原版本没有环节 n",
        "新版本没有环节 n",
        "环节 b 与 start 不是同一类环节",
    ]


def test_two_open_steps_do_not_become_one() -> None:
    running = Migrating(block(A, B)).start().complete("a", "done")

    plan = running.plan(block(A, B), mapping={"c": "b"})

    assert "merged" in {found.code for found in plan.obstacles}


@pytest.mark.parametrize(
    ("new", "mapping", "found"),
    [
        (line("a", "b"), {}, set()),
        (line("y", "b"), {"a": "y"}, {"memory-lost"}),
        (line("b"), {}, {"memory-lost", "done-gone"}),
    ],
    ids=["kept", "renamed", "gone"],
)
def test_what_a_finished_step_has_left_behind_stays_where_it_is(
    new: bytes, mapping: dict[str, str], found: set[str]
) -> None:
    """Rows that are no tokens, such as those by which a step can be undone."""
    running = Migrating(line("a", "b")).start().complete("a", "done")
    standing = running.standing()
    memory = Token(9, 0, "p", "a", "undo", NodeState.WAITING)
    with_memory = replace(standing, tokens=(memory, *standing.tokens))

    plan = plan_migration(running.versions(new, mapping=mapping), with_memory)

    assert {each.code for each in plan.obstacles} == found


def test_a_renamed_decision_still_decides() -> None:
    """The outcome is known by the new name of the step."""
    decided: list[Way] = [("start", "a"), ("a", "b"), ("b", "x"), ("x", "c", "a == 'done'"), ("x", "end"), ("c", "end")]
    old = draw("p", [start(), user("a"), user("b"), xor("x"), user("c"), end()], decided)
    new = old.replace(b'"a"', b'"y"').replace(b"a ==", b"y ==")
    running = Migrating(old).start().complete("a", "done")

    plan = running.migrate(new, mapping={"a": "y"})

    assert plan.copies == {0: {"a": "y"}}
    assert running.complete("b", "done").ready() == ["c"]


def test_who_did_a_renamed_step_could_not_be_kept_apart() -> None:
    apart = user("b", '<lf:assign role="office_head" unlike="y"/>')
    running = Migrating(line("a", "b")).start().complete("a", "done")

    assert [found.code for found in running.plan(line("y", apart), mapping={"a": "y"}).obstacles] == ["duty-lost"]


def test_a_timer_that_waits_goes_on_waiting() -> None:
    longer = TIMER.replace(b"wd:3", b"wd:9").replace(b'"t"', b'"u"')
    running = Migrating(TIMER).start()
    waiting = running.one("t", running.open_rows()[1].state)

    assert running.migrate(longer, mapping={"t": "u"}).possible
    running.fire(waiting)

    assert running.ready() == ["late"]


def test_an_error_finds_the_border_of_the_new_version() -> None:
    inside = [start("s0"), user("b"), end("s9", '<errorEventDefinition errorRef="E"/>')]
    drawn = subprocess("s", inside, chain("s0", "b", "s9"))
    old = draw(
        "p",
        [start(), drawn, boundary("e", "s", "error"), user("z"), end()],
        [("start", "s"), ("s", "end"), ("e", "z"), ("z", "end")],
        roots=ERROR,
    )
    new = old.replace(b'sourceRef="e" targetRef="z"', b'sourceRef="e" targetRef="end"')
    running = Migrating(old).start()

    assert running.migrate(new).possible

    assert running.complete("b", "done").ended
