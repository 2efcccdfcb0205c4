"""Mandatory steps of a profile (R-GATE-2): a diagram may be redrawn around them, not without them."""

import re
from collections.abc import Iterable, Mapping

import pytest

from bpmn.lint import ActionShape, Vocabulary, check_process
from bpmn.processes import read_shipped
from bpmn.reader import read_process
from services.registry.registering import CHECKPOINTS
from tests.clients import Client
from tests.diagrams import (
    MESSAGE,
    OFFICE,
    UNIT,
    Way,
    action,
    both,
    boundary,
    catch_link,
    draw,
    end,
    start,
    subprocess,
    throw_link,
    user,
    xor,
)
from tests.houses import House
from tests.scoped import TIMER, event_sub, trigger

STEP = 'lf:checkpoint="sign"'
SIGN = user("sign", attributes=STEP)
PLAIN = user("plain")
TOLD = boundary("told", "sign", "message", OFFICE + '<lf:trigger label="收回" opinion="2"/>')
WATCHED = [("s", "plain"), ("plain", "e")]
SHARED = [("start", "g"), ("g", "sign"), ("g", "plain"), ("sign", "j"), ("plain", "j"), ("j", "end")]


def asked(*ways: Way) -> list[Way]:
    """The action is asked, and a gateway decides."""
    return [("start", "ask"), ("ask", "x"), *ways, ("m", "end")]


ASK = [action("ask", "compare"), xor("x"), xor("m")]
INSIDE = subprocess("box", [start("s"), SIGN, end("e")], [("s", "sign"), ("sign", "e")])
AROUND = subprocess(
    "box",
    [start("s"), xor("x"), SIGN, xor("m"), end("e")],
    [("s", "x"), ("x", "sign", "unit == 'D07'"), ("x", "m"), ("sign", "m"), ("m", "e")],
)

Drawn = tuple[Iterable[str], Iterable[Way]]

KEPT: Mapping[str, Drawn] = {
    "on the one way": ([SIGN], [("start", "sign"), ("sign", "end")]),
    "after others": ([PLAIN, SIGN], [("start", "plain"), ("plain", "sign"), ("sign", "end")]),
    "in one of two branches that are joined": ([both("g"), SIGN, PLAIN, both("j")], SHARED),
    "in a circle that is left behind it": (
        [xor("m"), SIGN, xor("x")],
        [("start", "m"), ("m", "sign"), ("sign", "x"), ("x", "m", "sign == 'again'"), ("x", "end")],
    ),
    "in one of two branches that a task splits into": (
        [user("g"), SIGN, PLAIN, both("j")],
        SHARED,
    ),
    "behind a link": (
        [throw_link("t", "on"), catch_link("c", "on"), SIGN],
        [("start", "t"), ("c", "sign"), ("sign", "end")],
    ),
    "inside a box": ([INSIDE], [("start", "box"), ("box", "end")]),
    "left out where the action said so": (
        [*ASK, SIGN],
        asked(("x", "sign", "unit == 'D07'"), ("x", "m"), ("sign", "m")),
    ),
    "beside something that does not interrupt it": (
        [SIGN, event_sub("w", trigger("s", TIMER, interrupting=False), [PLAIN, end("e")], WATCHED)],
        [("start", "sign"), ("sign", "end")],
    ),
    "drawn again in what interrupts it": (
        [SIGN, event_sub("w", trigger("s", TIMER), [user("plain", attributes=STEP), end("e")], WATCHED)],
        [("start", "sign"), ("sign", "end")],
    ),
    "drawn twice, once on either way": (
        [xor("x"), SIGN, user("too", attributes=STEP), xor("m")],
        [("start", "x"), ("x", "sign", "unit == 'D07'"), ("x", "too"), ("sign", "m"), ("too", "m"), ("m", "end")],
    ),
}  # fmt: skip

LOST: Mapping[str, Drawn] = {
    "not there": ([PLAIN], [("start", "plain"), ("plain", "end")]),
    "passed by over a link": (
        [xor("x"), SIGN, throw_link("t", "on"), catch_link("c", "on"), xor("m")],
        [("start", "x"), ("x", "sign", "unit == 'D07'"), ("x", "t"), ("c", "m"), ("sign", "m"), ("m", "end")],
    ),
    "passed by along a second way out of a task": (
        [PLAIN, SIGN, xor("m")],
        [("start", "plain"), ("plain", "sign"), ("plain", "m"), ("sign", "m"), ("m", "end")],
    ),
    "passed by": (
        [xor("x"), SIGN, xor("m")],
        [("start", "x"), ("x", "sign", "unit == 'D07'"), ("x", "m"), ("sign", "m"), ("m", "end")],
    ),
    "in one of two ways of which one is taken": ([xor("g"), SIGN, PLAIN, xor("j")], [
        ("start", "g"), ("g", "sign", "unit == 'D07'"), ("g", "plain"), ("sign", "j"), ("plain", "j"), ("j", "end"),
    ]),
    "passed by inside its box": ([AROUND], [("start", "box"), ("box", "end")]),
    "broken off": ([SIGN, TOLD, end("off")], [("start", "sign"), ("sign", "end"), ("told", "off")]),
    "interrupted by an event sub-process": (
        [SIGN, event_sub("w", trigger("s", TIMER), [PLAIN, end("e")], WATCHED)],
        [("start", "sign"), ("sign", "end")],
    ),
    "behind an end of another way": (
        [xor("x"), SIGN, end("early")],
        [("start", "x"), ("x", "early", "unit == 'D07'"), ("x", "sign"), ("sign", "end")],
    ),
}  # fmt: skip


def check(drawn: Drawn) -> list[str]:
    """What the lint says about checkpoints."""
    nodes, ways = drawn
    file = draw("profiled", [start(added=OFFICE), *nodes, end()], ways, variables=UNIT, roots=MESSAGE)
    known = Vocabulary(
        roles=frozenset({"office_head", "office_staff"}),
        actions={"compare": ActionShape()},
        checkpoints={"profiled": {"sign": "compare"}},
    )
    return [str(each.element_id) for each in check_process(read_process(file), known) if each.rule == "checkpoints"]


@pytest.mark.parametrize("how", KEPT)
def test_r_gate_2_a_step_may_stand_anywhere_on_every_way(how: str) -> None:
    assert check(KEPT[how]) == []


@pytest.mark.parametrize("how", LOST)
def test_r_gate_2_a_step_may_not_be_left_out(how: str) -> None:
    assert len(check(LOST[how])) == 1


def test_r_gate_2_a_process_of_no_profile_has_no_mandatory_steps() -> None:
    nodes, ways = LOST["not there"]
    file = draw("other", [start(added=OFFICE), *nodes, end()], ways, variables=UNIT)

    known = Vocabulary(checkpoints={"profiled": {"sign": ""}})

    assert not [each for each in check_process(read_process(file), known) if each.rule == "checkpoints"]


# -- the six methods -------------------------------------------------------------------------------

SIX = CHECKPOINTS["risk_discovery_anhui6"]


def upload(house: House, xml: str, expect: int) -> list[tuple[str, str]]:
    """An editor uploads a diagram; what is said about checkpoints."""
    editor: Client = house.sign_in("procedit")
    body = {"data": xml.encode(), "content_type": "application/xml"}
    answer = editor.ask("POST", "/process-definitions", expect=expect, **body).json or {}
    problems = answer.get("errors", [])
    return [(each["field"], each["message"]) for each in problems if each["code"] == "checkpoints"]


def test_r_gate_2_the_shipped_procedure_has_every_step_of_its_profile(house: House) -> None:
    shipped = read_process(read_shipped("risk_discovery_anhui6"))

    assert {node.checkpoint for node in shipped.nodes.values()} - {""} == set(SIX)
    assert upload(house, read_shipped("risk_discovery_anhui6").decode() + "<!-- again -->", 201) == []


@pytest.mark.parametrize("step", SIX)
def test_r_gate_2_no_step_of_the_profile_can_be_taken_out(house: House, step: str) -> None:
    xml = read_shipped("risk_discovery_anhui6").decode()

    refused = upload(house, xml.replace(f' lf:checkpoint="{step}"', ""), 422)

    assert [field for field, _ in refused] == ["risk_discovery_anhui6"]
    assert step in refused[0][1]


def test_r_gate_2_nor_can_the_experts_be_passed_by(house: House) -> None:
    """受理 leads straight to the group's determination."""
    xml = read_shipped("risk_discovery_anhui6").decode()
    passed_by = re.sub(r'(name="受理" sourceRef="accepted" targetRef=)"expert"', r'\1"determine"', xml)
    assert passed_by != xml

    refused = upload(house, passed_by, 422)

    assert [field for field, _ in refused] == ["expert"]
