"""Trying versions out: one way or every way, with the real people and days, and nothing written (R-TASK-1, R-CAL-2)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bpmn.elements import StartEvent, UserTask
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process
from services.organisation.substitutions import appoint_substitute
from services.process.definitions import upload_definition
from services.process.dry_exploring import Explored, explore
from services.process.dry_running import DryRun, DryWish, dry_run
from services.process.dry_subjects import DryStart
from services.wiring import register_all
from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, action, both, draw, end, many, some, user, xor
from tests.houses import House
from tests.procedures import LOOP, PLAIN, STARTER, TIMED, begin
from workflows import database, registries
from workflows.errors import RefusedError
from workflows.models import ProcessDefinition
from workflows.models.base import Base
from workflows.rules.deadlines import deadline_day
from workflows.running.rehearsal.walking import Answer
from workflows.work import Work

D07 = DryStart(unit="D07")
LEFT_OUT = {"appeal": {"vote"}, "accountability": {"appeal_vote"}, "warning_disposal": {"appeal_vote"}}
"""Of what a shipped process calls, the steps that it never comes to: a vote is about a case or about an appeal."""


@contextmanager
def trying(house: House) -> Iterator[Work]:
    """The editor, looking."""
    with house.reading() as session:
        yield Work(session, house.now, house.command("procedit").actor)


def store(house: House, diagram: bytes) -> str:
    return upload_definition(house.command("procedit"), diagram).id


def walk(house: House, diagram: bytes, *answers: Answer, **more: object) -> DryRun:
    stored = store(house, diagram)
    wish = DryWish(**{"start": D07, **more}, answers=answers)
    with trying(house) as work:
        return dry_run(work, stored, wish)


def look(house: House, diagram: bytes) -> Explored:
    stored = store(house, diagram)
    with trying(house) as work:
        return explore(work, stored, D07)


def shipped(house: House) -> list[ProcessDefinition]:
    with house.reading() as session:
        mine = session.query(ProcessDefinition).filter_by(org_id=house.org_id, kind="process", state="published")
        return mine.order_by(ProcessDefinition.key).all()


# -- nothing is written -----------------------------------------------------------------------------


def fingerprint(house: House) -> dict[str, tuple[int, str]]:
    """Of every table how many rows it has, and what they say."""
    with house.reading() as session:
        found = {}
        for table in Base.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in session.execute(table.select()))
            found[table.name] = (len(rows), "\n".join(rows))
        return found


def test_a_rehearsal_of_everything_writes_nothing_and_tells_nobody(house: House) -> None:
    """Every shipped process, walked and explored: no statement but SELECT, and every table as it was."""
    before = fingerprint(house)
    with trying(house) as work, house.counting() as statements:
        for row in shipped(house):
            explore(work, row.public_id, D07)
            dry_run(work, row.public_id, DryWish(D07))

    assert {statement.split(None, 1)[0] for statement in statements} == {"SELECT"}
    assert fingerprint(house) == before


def test_the_database_itself_refuses_to_write_in_a_rehearsal(house: House) -> None:
    with database.bound().looking() as session, pytest.raises(DBAPIError):
        session.execute(text("UPDATE person SET name = 'x'"))
    with database.bound().writing() as session:
        session.execute(text("UPDATE person SET name = name"))
        session.commit()


# -- every way --------------------------------------------------------------------------------------


def test_every_shipped_process_is_passed_in_every_node_flow_and_outcome(house: House) -> None:
    """Each case that is proposed comes to the end that it says when it is walked again."""
    rows = shipped(house)
    assert {row.key for row in rows} == set(SHIPPED)
    with trying(house) as work:
        for row in rows:
            found = explore(work, row.public_id, D07)
            assert found.missed == [], row.key
            assert found.bounded == "", row.key
            assert {each.node for each in found.left_out} == LEFT_OUT.get(row.key, set()), row.key
            assert found.dead_ends == [], row.key
            assert found.vacancies == [], row.key
            for case in found.cases[:8]:
                again = dry_run(work, row.public_id, DryWish(DryStart("D07", values=case.given), case.answers))
                assert (again.state, again.unused) == ("completed", []), (row.key, case)


def test_what_no_way_reaches_is_named(house: House) -> None:
    """`check` can only agree or return, so a third way is drawn in vain."""
    vain = LOOP.replace(b"check == 'return'", b"check == 'burn'")

    found = look(house, vain)

    assert [(each.kind, each.name) for each in found.missed] == [("flow", "f5")]
    assert found.bounded == ""


def test_where_the_drawing_cannot_go_on_is_said_with_the_step_behind_it(house: House) -> None:
    """A condition that divides by what may be nothing: found, with its text, behind `check` and nowhere else."""
    dividing = draw(
        "dividing",
        [STARTER, user("check", HEAD_OF_UNIT), xor("x"), user("more", LIAISON), xor("m"), end()],
        [
            ("start", "check"),
            ("check", "x"),
            ("x", "more", "10 / n > 1 and n == 0"),
            ("x", "m"),
            ("more", "m"),
            ("m", "end"),
        ],
        variables=UNIT + '<lf:variable name="n" type="integer" given="true"/>',
    )

    found = look(house, dividing)

    assert [each.name for each in found.dead_ends] == ["check"]
    assert "10 / n > 1" in str(found.dead_ends[0].cause)
    assert [case.given["n"] for case in found.cases if not case.complete] == [0]
    assert [each.name for each in found.missed if each.kind == "node"] == ["more"]


def test_r_task_1_a_step_that_finds_nobody_is_told_with_who_is_alarmed(house: House) -> None:
    """The department's own unit has neither liaison nor head."""
    stored = store(house, PLAIN)
    with trying(house) as work:
        found = explore(work, stored, DryStart(unit="ROOT"))

    assert [each.name for each in found.vacancies] == ["write", "check"]
    assert "侯星驰" in [person.name for person in found.vacancies[0].told]
    assert found.marks["plain"]["write"] == "overdue"


def test_a_rule_of_two_persons_that_has_but_one_finds_nobody(house: House) -> None:
    """R-COI-2: the liaison writes, and somebody else who is liaison is to check: the ladder's next is asked."""
    other = '<lf:assign relation="liaison" of="unit" unlike="write"/>'
    twice = draw(
        "twice",
        [STARTER, user("write", LIAISON), user("check", other), end()],
        [("start", "write"), ("write", "check"), ("check", "end")],
        variables=UNIT,
    )

    run = walk(house, twice)

    assert [person.name for person in run.steps[1].people] == ["彭志翾"]
    assert run.steps[1].people[0].path[0] == "recused"


# -- one way ----------------------------------------------------------------------------------------


def test_r_task_1_the_people_come_with_the_way_that_led_to_them(house: House) -> None:
    run = walk(house, PLAIN)

    assert run.state == "completed"
    assert [(step.name, step.people[0].name, step.people[0].path) for step in run.steps] == [
        ("write", "姚海澄", ("relation:liaison", "unit:D07 学位管理与研究生处")),
        ("check", "彭志翾", ("relation:head", "unit:D07 学位管理与研究生处")),
    ]


def test_r_task_3_who_stands_in_on_the_day_is_named(house: House) -> None:
    appoint_substitute(house.command("pzx"), "fjc", date(2026, 7, 1), date(2026, 8, 1), reason="出差")

    assert walk(house, PLAIN).steps[1].people[0].substitutes == ["范敬川"]


def test_r_cal_2_at_the_last_moment_everything_takes_its_working_days(house: House) -> None:
    """Three working days from Monday 13 July end on Thursday; the office is asked after one, while it goes on."""
    run = walk(house, TIMED, late=True)

    assert [(step.kind, step.name, step.gone) for step in run.steps] == [
        ("task", "write", False),
        ("timer", "reminded", False),
        ("timer", "late", True),
        ("task", "help", False),
    ]
    assert deadline_day(run.steps[0].due_at or run.began_at) == date(2026, 7, 16)
    assert run.steps[1].done_at == run.steps[1].due_at
    assert run.ended_at > run.began_at


def test_timers_happen_in_their_order_on_the_way_to_a_later_one(house: House) -> None:
    run = walk(house, TIMED, Answer("late"))

    done = {step.name: step.done_at for step in run.steps if step.done_at}
    assert done["reminded"] < done["late"]
    assert {step.name: step.gone for step in run.steps}["write"]
    assert "take_over" in done


def test_answers_lead_the_way_and_the_walk_stops_where_one_is_missing(house: House) -> None:
    answers = [Answer("write", "done"), Answer("check", "return"), Answer("write", "done")]

    run = walk(house, LOOP, *answers, stops=True)

    assert run.state == "waiting"
    assert [step.outcome for step in run.steps] == ["done", "return", "done", ""]
    assert run.steps[-1].name == "check"
    assert [name for name, _ in run.steps[-1].outcomes] == ["agree", "return"]


def test_generated_answers_leave_every_loop(house: House) -> None:
    back_first = LOOP.replace(b"check == 'return'", b"check == 'agree'")

    run = walk(house, back_first)

    assert run.state == "completed"
    assert [step.outcome for step in run.steps] == ["done", "agree", "done", "return"]


def test_an_answer_to_nothing_is_refused_with_its_name(house: House) -> None:
    for wrong in (Answer("nowhere"), Answer("check", "burn")):
        with pytest.raises(RefusedError):
            walk(house, LOOP, wrong)
    assert [
        each.node for each in walk(house, LOOP, Answer("write"), Answer("check", "agree"), Answer("write")).unused
    ] == ["write"]


def test_what_an_action_gives_may_be_said(house: House) -> None:
    asked = action(
        "ask", "compare_list", '<lf:in name="submission" value="unit"/><lf:out name="needed" value="ballot_needed"/>'
    )
    diagram = draw(
        "asking",
        [STARTER, asked, xor("x"), user("vote", HEAD_OF_UNIT), xor("m"), end()],
        [("start", "ask"), ("ask", "x"), ("x", "vote", "needed"), ("x", "m"), ("vote", "m"), ("m", "end")],
        variables=UNIT + '<lf:variable name="needed" type="boolean"/>',
    )

    assert [step.name for step in walk(house, diagram, Answer("ask", values={"needed": True})).steps] == ["vote"]
    assert walk(house, diagram, Answer("ask", values={"needed": False})).steps == []


# -- size and malice --------------------------------------------------------------------------------


def long_diagram(count: int) -> bytes:
    """So many tasks in a row, each of which may send back to the one before."""
    names = [f"t{number}" for number in range(count)]
    nodes = [STARTER]
    ways: list[tuple[str, ...]] = [("start", "m0")]
    for at, name in enumerate(names):
        nodes += [xor(f"m{at}"), user(name, LIAISON, outcomes=("agree", "return")), xor(f"x{at}")]
        ways += [(f"m{at}", name), (name, f"x{at}"), (f"x{at}", f"m{max(at - 1, 0)}", f"{name} == 'return'")]
        ways += [(f"x{at}", f"m{at + 1}" if at + 1 < count else "end")]
    return draw("long", [*nodes, end()], ways, variables=UNIT)


def test_two_hundred_nodes_are_explored_within_two_seconds(house: House) -> None:
    stored = store(house, long_diagram(66))
    with trying(house) as work:
        explore(work, stored, D07)  # reads and compiles once
        began = time.perf_counter()
        found = explore(work, stored, D07)
        took = time.perf_counter() - began

    assert found.nodes.total == 200
    assert found.missed == []
    assert took < 2


def test_an_endless_loop_of_automatic_steps_ends_in_a_result(house: House) -> None:
    """A loop that no person is in, and whose condition never fails."""
    asked = action(
        "ask", "compare_list", '<lf:in name="submission" value="unit"/><lf:out name="needed" value="ballot_needed"/>'
    )
    endless = draw(
        "endless",
        [STARTER, xor("m"), asked, xor("x"), end()],
        [("start", "m"), ("m", "ask"), ("ask", "x"), ("x", "m", "needed or not needed"), ("x", "end")],
        variables=UNIT + '<lf:variable name="needed" type="boolean"/>',
    )
    began = time.perf_counter()
    found = look(house, endless)

    assert found.dead_ends
    assert time.perf_counter() - began < 20
    assert walk(house, endless.replace(b"endless", b"endless2")).state == "stuck"


def test_a_thousand_members_are_rehearsed_with_a_few(house: House) -> None:
    huge = draw(
        "huge",
        [STARTER, user("sign", LIAISON, each=many(cardinality="1000")), end()],
        [("start", "sign"), ("sign", "end")],
        variables=UNIT,
    )

    assert look(house, huge).missed == []
    assert walk(house, huge.replace(b"huge", b"huge2")).state == "completed"


def test_far_too_many_members_are_a_dead_end(house: House) -> None:
    absurd = draw(
        "absurd",
        [STARTER, user("sign", LIAISON, each=many(cardinality="999999999 + 1")), end()],
        [("start", "sign"), ("sign", "end")],
        variables=UNIT,
    )

    assert look(house, absurd).dead_ends


def test_very_many_branches_side_by_side_end_in_a_bounded_result(house: House) -> None:
    """Sixty steps that are open together, each with two ways on: more combinations than can be looked at."""
    names = [f"t{number}" for number in range(60)]
    split = [("start", "g"), *(("g", name) for name in names)]
    joins = [way for name in names for way in ((name, f"x{name}"), (f"x{name}", "j", f"{name} == 'return'"))]
    more = [(f"x{name}", "j") for name in names]
    nodes = [user(name, LIAISON, outcomes=("agree", "return")) for name in names]
    wide = draw(
        "wide",
        [STARTER, both("g"), *nodes, *(xor(f"x{name}") for name in names), some("j"), end()],
        [*split, *joins, *more, ("j", "end")],
        variables=UNIT,
    )
    began = time.perf_counter()
    found = look(house, wide)

    assert found.bounded == "steps" or found.missed == []
    assert time.perf_counter() - began < 20


def test_what_wings_declare_is_registered_under_that_name() -> None:
    """Nobody declares effects of what does not exist, or stands in for no relation."""
    register_all()
    known = {
        "action": registries.actions,
        "handler": registries.handlers,
        "starter": registries.starters,
        "vote": registries.vote_kinds,
    }
    for declared in registries.effects.names():
        noun, name = declared.split()
        assert name in (SHIPPED if noun == "start" else known[noun].names()), declared
    assert registries.stand_ins.names() <= registries.relations.names()
    for name, action_ in registries.actions.items().items():
        given = set(registries.effects.items().get(f"action {name}", {}))
        assert given == set(action_.outputs), name


def test_what_shipped_processes_use_is_declared() -> None:
    """Every form, start and vote that they draw says what it may give, or that it gives nothing."""
    register_all()
    drawn = [node for key in SHIPPED for node in read_process(read_shipped(key)).nodes.values()]
    used = {f"handler {node.writes}" for node in drawn if isinstance(node, UserTask) and node.writes}
    used |= {f"starter {node.writes}" for node in drawn if isinstance(node, StartEvent) and node.writes}
    used |= {f"vote {node.vote.kind}" for node in drawn if isinstance(node, UserTask) and node.vote}

    assert used - registries.effects.names() == set()


def test_relations_that_ask_for_a_case_have_a_stand_in(house: House) -> None:
    """What a relation of a wing reads is not there in a rehearsal; those that hang on the unit or a role need none."""
    own = {"head", "deputy", "leader", "liaison", "holders", "person", "starter"}

    assert registries.relations.names() - registries.stand_ins.names() == own | {"signers", "warning_approver"}


# -- who is named by an expression, or by the starter -----------------------------------------------


def choosing(rule: str, variables: str) -> bytes:
    return draw(
        "choosing",
        [STARTER, user("sign", rule), end()],
        [("start", "sign"), ("sign", "end")],
        variables=UNIT + variables,
    )


def test_r_task_1_an_expression_says_to_which_unit_somebody_stands(house: House) -> None:
    """The head of D03 signs what is joint, else the head of the unit itself; in inboxes as in trials."""
    rule = """<lf:assign relation="head" of="'D03' if joint else unit"/>"""
    diagram = choosing(rule, '<lf:variable name="joint" type="boolean" given="true"/>')
    stored = store(house, diagram)

    names = []
    for joint in (True, False):
        with trying(house) as work:
            run = dry_run(work, stored, DryWish(DryStart("D07", values={"joint": joint})))
        names.append((run.steps[0].people[0].name, run.steps[0].people[0].path[1]))

    assert names[1] == ("彭志翾", "unit:D07 学位管理与研究生处")
    assert names[0][1].startswith("unit:D03 ")


def test_r_task_1_whom_the_starter_chooses_gets_the_task(house: House) -> None:
    rule = '<lf:assign relation="person" of="chosen"/>'
    stored = store(house, choosing(rule, '<lf:variable name="chosen" type="code" given="true"/>'))
    with trying(house) as work:
        run = dry_run(work, stored, DryWish(DryStart("D07", values={"chosen": "gsy"})))
        unsaid = dry_run(work, stored, DryWish(DryStart("D07")))

    assert [person.name for person in run.steps[0].people] == ["顾疏影"]
    assert unsaid.steps[0].depends == ("chosen",)
    assert not unsaid.steps[0].vacant


def test_an_expression_that_reads_what_is_not_declared_is_refused(house: House) -> None:
    with pytest.raises(RefusedError):
        store(house, choosing("""<lf:assign relation="head" of="'D03' if nobody_says else unit"/>""", ""))


def test_an_expression_names_people_of_real_instances_too(house: House) -> None:
    """Without anything given, the same rule sends the task of a running instance to the head of D03."""
    rule = """<lf:assign relation="head" of="'D03' if unit == 'D07' else unit"/>"""
    started = begin(house, choosing(rule, ""))

    task = house.sign_in("hxc").get(f"/process-instances/{started['instance']}")["open_tasks"][0]
    assert "彭志翾" not in task["people"]
    assert task["people"]
