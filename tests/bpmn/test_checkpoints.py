"""Mandatory steps of a profile (R-GATE-2): a diagram may be redrawn around them, not without them."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from bpmn import graph
from bpmn.checkpoints.demands import Checkpoint, Doing, Excuse
from bpmn.checkpoints.proof import Proof
from bpmn.elements import (
    BoundaryEvent,
    CallActivity,
    CatchEvent,
    EndEvent,
    EventDefinition,
    EventKind,
    EventStart,
    Flow,
    ParallelGateway,
    Process,
    SubProcess,
    ThrowEvent,
)
from bpmn.errors import Problem
from bpmn.lint import Vocabulary
from bpmn.lint.checkpoints import check_checkpoints
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process
from tests.clients import Client
from tests.diagrams import (
    ERROR,
    MESSAGE,
    OFFICE,
    TERMINATE,
    THROW_ERROR,
    UNIT,
    Way,
    action,
    both,
    boundary,
    catch_link,
    draw,
    end,
    many,
    start,
    subprocess,
    throw_link,
    user,
    xor,
)
from tests.houses import House
from tests.renaming import add_parts, change_node, cut_out, redirect, reidentify
from tests.scoped import TIMER, event_sub, trigger
from webapp.house import shipped_checkpoints
from workflows import database
from workflows.models import ProcessDefinition

STEP = 'lf:checkpoint="sign" lf:writes="sign_it"'
SIGN = user("sign", attributes=STEP)
PLAIN = user("plain")
TOLD = boundary("told", "sign", "message", OFFICE + '<lf:trigger label="收回" opinion="2"/>')
WATCHED = [("s", "plain"), ("plain", "e")]
SHARED = [("start", "g"), ("g", "sign"), ("g", "plain"), ("sign", "j"), ("plain", "j"), ("j", "end")]


def asked(*ways: Way) -> list[Way]:
    """The action is asked, and a gateway decides."""
    return [("start", "ask"), ("ask", "x"), *ways, ("m", "end")]


ASK = [action("ask", "compare", '<lf:out name="wanted" value="needed"/>'), xor("x"), xor("m")]
INSIDE = subprocess("box", [start("s"), SIGN, end("e")], [("s", "sign"), ("sign", "e")])
AROUND = subprocess(
    "box",
    [start("s"), xor("x"), SIGN, xor("m"), end("e")],
    [("s", "x"), ("x", "sign", "unit == 'D07'"), ("x", "m"), ("sign", "m"), ("m", "e")],
)

DEMAND = Checkpoint(
    "profiled",
    "sign",
    "审签",
    (Doing("writes", "sign_it", closing="note"),),
    Excuse("compare", "needed"),
    (Doing("writes", "begin_again"),),
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
        asked(("x", "sign", "wanted"), ("x", "m"), ("sign", "m")),
    ),
    "left out where a condition says that the action said so": (
        [*ASK, SIGN],
        asked(("x", "m", "unit == 'D07' and not wanted"), ("x", "sign"), ("sign", "m")),
    ),
    "beside a reminder that runs out": (
        [PLAIN, SIGN, boundary("late", "plain", "timer wd:3", interrupting=False), end("e1")],
        [("start", "plain"), ("plain", "sign"), ("sign", "end"), ("late", "e1")],
    ),
    "broken off and put on record": (
        [SIGN, TOLD, action("note", "note"), end("off")],
        [("start", "sign"), ("sign", "end"), ("told", "note"), ("note", "off")],
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
    "left out behind an action that said nothing of it": (
        [*ASK, SIGN],
        asked(("x", "sign", "unit == 'D07'"), ("x", "m"), ("sign", "m")),
    ),
    "left out by a condition that always holds, behind the action": (
        [*ASK, SIGN],
        asked(("x", "m", "1 == 1"), ("x", "sign", "wanted"), ("x", "m"), ("sign", "m")),
    ),
    "left out by an answer that was overwritten": (
        [*ASK, action("other", "other", '<lf:out name="wanted" value="any"/>'), SIGN],
        [("start", "ask"), ("ask", "other"), ("other", "x"), ("x", "sign", "wanted"), ("x", "m"), ("sign", "m"),
         ("m", "end")],
    ),
    "marked only": ([user("sign", attributes='lf:checkpoint="sign"')], [("start", "sign"), ("sign", "end")]),
    "there, but not marked": ([user("sign", attributes='lf:writes="sign_it"')], [("start", "sign"), ("sign", "end")]),
    "put on record without having been begun": ([action("note", "note")], [("start", "note"), ("note", "end")]),
    "done for no one": (
        [user("sign", attributes=STEP, each=many(cardinality="0"))], [("start", "sign"), ("sign", "end")],
    ),
    "done once, and made void by what comes after": (
        [SIGN, user("again", attributes='lf:writes="begin_again"')],
        [("start", "sign"), ("sign", "again"), ("again", "end")],
    ),
    "beside a branch that ends everything": (
        [both("g"), SIGN, PLAIN, end("stop", TERMINATE)],
        [("start", "g"), ("g", "sign"), ("g", "plain"), ("plain", "stop"), ("sign", "end")],
    ),
    "in a branch that ends by itself, while the other goes on": (
        [both("g"), SIGN, PLAIN, end("e1")],
        [("start", "g"), ("g", "sign"), ("g", "plain"), ("sign", "e1"), ("plain", "end")],
    ),
    "passed by by a reminder that turns in behind it": (
        [PLAIN, SIGN, boundary("late", "plain", "timer wd:3", interrupting=False), xor("m")],
        [("start", "plain"), ("plain", "sign"), ("sign", "m"), ("late", "m"), ("m", "end")],
    ),
    "broken off by a reminder": (
        [PLAIN, SIGN, boundary("late", "plain", "timer wd:3"), end("e1")],
        [("start", "plain"), ("plain", "sign"), ("sign", "end"), ("late", "e1")],
    ),
    "behind a failure that is caught around it": (
        [subprocess("box", [start("s"), SIGN, end("bad", THROW_ERROR)], [("s", "sign"), ("sign", "bad")]),
         boundary("caught", "box", "error"), end("e1")],
        [("start", "box"), ("box", "end"), ("caught", "e1")],
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
    process = read_drawn(nodes, ways)
    return [str(each.element_id) for each in check_checkpoints(process, Vocabulary(checkpoints=(DEMAND,)))]


def read_drawn(nodes: Iterable[str], ways: Iterable[Way]) -> Process:
    """The procedure of these nodes between a start and an end."""
    drawn = [start(added=OFFICE), *nodes, end()]
    return read_process(draw("profiled", drawn, ways, variables=UNIT, roots=MESSAGE + ERROR))


@pytest.mark.parametrize("how", KEPT)
def test_r_gate_2_a_step_may_stand_anywhere_on_every_way(how: str) -> None:
    assert check(KEPT[how]) == []


@pytest.mark.parametrize("how", LOST)
def test_r_gate_2_a_step_may_not_be_left_out(how: str) -> None:
    assert len(check(LOST[how])) == 1


def test_r_gate_2_a_process_of_no_profile_has_no_mandatory_steps() -> None:
    other = replace(DEMAND, process="other")

    assert not list(check_checkpoints(read_drawn(*LOST["not there"]), Vocabulary(checkpoints=(other,))))


@pytest.mark.parametrize("how", [*KEPT, *LOST])
def test_r_gate_2_what_nodes_are_called_changes_no_verdict(how: str) -> None:
    """Every node gets another name and another id, and so do the expressions that name it."""
    process = read_drawn(*{**KEPT, **LOST}[how])
    known = Vocabulary(checkpoints=(DEMAND,))

    other = reidentify(process)

    assert not set(process.nodes) & set(other.nodes)
    assert len(list(check_checkpoints(other, known))) == len(list(check_checkpoints(process, known)))


@pytest.mark.parametrize("how", LOST)
def test_r_gate_2_the_refusal_names_the_way_around(how: str) -> None:
    """From the start to an end, each node next to the one before, past nothing that does the step."""
    process = read_drawn(*LOST[how])
    [problem] = check_checkpoints(process, Vocabulary(checkpoints=(DEMAND,)))
    if how == "there, but not marked":
        return

    nodes = [place.element for place in problem.path if place.element in process.nodes]
    links = graph.successors(process)
    inside = [(a, b) for a, b in pairwise(nodes) if process.nodes[a].scope == process.nodes[b].scope]

    assert nodes[0] == "start"
    assert isinstance(process.nodes[nodes[-1]], EndEvent)
    assert all(b in links[a] or isinstance(process.nodes[b], SubProcess) for a, b in inside)
    assert "审签" in str(problem.text)


# -- the six methods -------------------------------------------------------------------------------

SIX = {each.mark: each for each in shipped_checkpoints()}
KEY = "risk_discovery_anhui6"


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Process]:
    return {name: read_process(read_shipped(name)) for name in SHIPPED}


def refuse(shipped: Mapping[str, Process], process: Process) -> list[Problem]:
    """What the profile says to one changed process among the shipped ones."""
    known = Vocabulary(processes=shipped, checkpoints=shipped_checkpoints())
    return list(check_checkpoints(process, known))


def passed_by_xor(process: Process) -> Process:
    """The gateway in front of the ballot has a way before the others, whose condition always holds."""
    return replace(process, flows=(Flow("extra", "ballot_again", "to_sign", "1 == 1"), *process.flows))


def passed_by_timer(process: Process) -> Process:
    """A reminder breaks the ballot off and goes on to the leader."""
    late = BoundaryEvent(
        id="late", name="逾期", host="mass", definitions=(EventDefinition(EventKind.TIMER),), due="wd:5"
    )
    return add_parts(process, (late,), (Flow("extra", "late", "to_sign"),))


def passed_by_event(process: Process) -> Process:
    """An event sub-process breaks the round off and ends it."""
    inside = (
        SubProcess(id="stop", name="中止", triggered=True),
        EventStart(id="stopped", name="到期", scope="stop", definitions=(EventDefinition(EventKind.TIMER),)),
        EndEvent(id="over", name="中止结束", scope="stop"),
    )
    return add_parts(process, inside, (Flow("extra", "stopped", "over"),))


def passed_by_end(process: Process) -> Process:
    """A branch beside ends everything."""
    inside = (ParallelGateway(id="both", name="同时"), EndEvent(id="all", name="全部终止", definitions=(TERMINATED,)))
    flows = (Flow("x1", "both", "all"), Flow("x2", "both", "compare"))
    return add_parts(redirect(process, "list_ready", "compare", "both"), inside, flows)


def passed_by_link(process: Process) -> Process:
    """A link leads from the gateway in front of the ballot to the leader."""
    link = (EventDefinition(EventKind.LINK, "on"),)
    inside = (ThrowEvent(id="t", name="转", definitions=link), CatchEvent(id="c", name="接", definitions=link))
    return add_parts(redirect(process, "ballot_again", "mass", "t"), inside, (Flow("x1", "c", "to_sign"),))


TERMINATED = EventDefinition(EventKind.TERMINATE)

AROUND: Mapping[str, tuple[Callable[[Process], Process], str]] = {
    "taken out": (lambda process: cut_out(process, "mass"), "登记评议结果"),
    "passed by": (lambda process: redirect(process, "ballot_again", "mass", "to_sign"), "分管领导审签"),
    "not asked for": (lambda process: cut_out(process, "compare"), "分管领导审签"),
    "always excused": (passed_by_xor, "分管领导审签"),
    "broken off": (passed_by_timer, "逾期"),
    "interrupted": (passed_by_event, "中止结束"),
    "ended with everything": (passed_by_end, "全部终止"),
    "jumped over by a link": (passed_by_link, "转"),
    "exchanged": (lambda process: change_node(process, "mass", called="signoff"), "分管领导审签"),
}


@pytest.mark.parametrize("how", AROUND)
def test_r_gov_2_the_ballot_cannot_be_bypassed(how: str, shipped: Mapping[str, Process]) -> None:
    """Nor by any of these ways with every node renamed; the refusal says by which way."""
    change, past = AROUND[how]
    changed = change(shipped[KEY])

    [found] = [each for each in refuse(shipped, changed) if "群众评议" in str(each.text)]
    renamed = reidentify(changed)

    assert past in str(found.text)
    assert changed.nodes[found.path[-1].element].name in {"本轮结束", past}
    assert [each for each in refuse(shipped, renamed) if "群众评议" in str(each.text)]


def test_r_gate_2_behind_the_question_a_way_is_excused_by_those_before_it(shipped: Mapping[str, Process]) -> None:
    """Tried after “需评议”, a condition that always holds is met only where no ballot is needed."""
    last = Flow("extra", "ballot_again", "to_sign", "1 == 1")

    assert refuse(shipped, add_parts(shipped[KEY], (), (last,))) == []


@pytest.mark.parametrize("mark", SIX)
def test_r_gov_2_no_step_can_be_taken_out(mark: str, shipped: Mapping[str, Process]) -> None:
    [step] = [node.id for node in shipped[KEY].nodes.values() if node.checkpoint == mark]

    [found] = refuse(shipped, cut_out(shipped[KEY], step))

    assert "缺少必经环节" in str(found.text)
    assert SIX[mark].title in str(found.text)


def test_r_gov_2_the_shipped_procedure_keeps_every_step_under_any_names(shipped: Mapping[str, Process]) -> None:
    assert refuse(shipped, shipped[KEY]) == []
    assert refuse(shipped, reidentify(shipped[KEY])) == []


def test_r_gov_2_a_called_process_cannot_lose_the_step_either(shipped: Mapping[str, Process]) -> None:
    """Whoever edits the ballot is told, with the way through both processes."""
    ballot = redirect(shipped["mass_ballot"], "collect_again", "vote", "open_box")

    [found] = refuse(shipped, ballot)

    assert {place.process for place in found.path} == {KEY, "mass_ballot"}
    assert "制票发票 → 复核领票数并启用评议箱" in str(found.text)
    assert refuse(shipped, shipped["mass_ballot"]) == []


def test_r_gov_2_opinions_of_colleagues_are_not_those_of_leaders(shipped: Mapping[str, Process]) -> None:
    leader = shipped[KEY].nodes["leader"]
    assert isinstance(leader, CallActivity)

    [found] = refuse(shipped, change_node(shipped[KEY], "colleague", inputs=leader.inputs))

    assert "同事点" in str(found.text)


def test_r_gov_2_a_step_must_be_marked_for_migrations(shipped: Mapping[str, Process]) -> None:
    [found] = refuse(shipped, change_node(shipped[KEY], "mass", checkpoint=""))

    assert found.element_id == "mass"
    assert "须标明" in str(found.text)


@pytest.mark.parametrize("seed", range(60))
def test_r_gov_2_the_way_around_is_one_that_tokens_go(seed: int) -> None:
    """Random processes, a random task mandatory: a way around is found if and only if a walk without it reaches an end.

    Exclusive ways only: there a walk along the drawn flows and a token are the same.
    """
    random = Random(seed)
    nodes, ways, tasks = draw_maze(random)
    wanted = random.choice(tasks)
    process = read_process(draw("profiled", [start(), *nodes, end()], ways))
    process = change_node(process, wanted, writes="sign_it")
    demand = Checkpoint("profiled", "sign", "审签", (Doing("writes", "sign_it"),))

    path = Proof({"profiled": process}, demand).find_bypass("profiled")

    links = {node: targets - {wanted} for node, targets in graph.successors(process).items()}
    assert (path is not None) is ("end" in graph.reachable(links, ["start"])), f"seed {seed}"
    assert path is None or wanted not in {passing.node for passing in path}


def test_r_gov_2_a_diagram_of_200_nodes_is_proved_within_two_seconds() -> None:
    """Every task splits into two branches that are joined, round after round, with ways back to the first."""
    nodes, ways, last = [], [], "start"
    for at in range(38):
        nodes += [xor(f"m{at}"), both(f"g{at}"), user(f"a{at}"), user(f"b{at}"), both(f"j{at}")]
        ways += [(last, f"m{at}"), (f"m{at}", f"g{at}"), (f"g{at}", f"a{at}"), (f"g{at}", f"b{at}")]
        ways += [(f"a{at}", f"j{at}"), (f"b{at}", f"j{at}")]
        last = f"j{at}"
    process = read_process(draw("profiled", [start(), *nodes, end()], [*ways, (last, "end")]))
    demand = Checkpoint("profiled", "sign", "审签", (Doing("writes", "sign_it"),))

    began = time.perf_counter()
    missing = Proof({"profiled": process}, demand).find_bypass("profiled")
    there = Proof({"profiled": change_node(process, "b37", writes="sign_it")}, demand).find_bypass("profiled")

    assert time.perf_counter() - began < 2
    assert missing
    assert there is None


def draw_maze(random: Random) -> tuple[list[str], list[Way], list[str]]:
    """Tasks and deciding gateways in a row, with ways back and ways ahead at random."""
    tasks = [f"t{at}" for at in range(5)]
    row = ["start", *(each for at in range(5) for each in (f"m{at}", f"t{at}", f"x{at}")), "end"]
    ways: list[Way] = list(pairwise(row))
    targets = [f"m{at}" for at in range(5)] + ["end"]
    back = [at for at in range(5) if random.random() < 0.7]
    ways += [(f"x{at}", random.choice(targets), f"t{at} == 'again'") for at in back]
    gates = [xor(f"{kind}{at}") for at in range(5) for kind in "mx"]
    return [*map(user, tasks), *gates], ways, tasks


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


def test_r_gov_2_the_approver_cannot_publish_what_lost_a_step_meanwhile(house: House) -> None:
    """A draft that was in order when it was stored is refused once its ballot may be passed by."""
    editor, approver = house.sign_in("procedit"), house.sign_in("procappr")
    xml = read_shipped(KEY).decode() + "<!-- again -->"
    draft = editor.ask("POST", "/process-definitions", data=xml.encode(), content_type="application/xml", expect=201)
    editor.ask("POST", f"/process-definitions/{draft.json['id']}/submit", expect=200)
    with database.bound().writing() as session:
        row = session.query(ProcessDefinition).filter_by(key="mass_ballot").one()
        row.state = "retired"
        session.commit()

    answer = approver.ask("POST", f"/process-definitions/{draft.json['id']}/approve", expect=422)

    assert "checkpoints" in {each["code"] for each in answer.json["errors"]}


def test_r_gate_2_nor_can_the_experts_be_passed_by(house: House) -> None:
    """受理 leads straight to the group's determination."""
    xml = read_shipped("risk_discovery_anhui6").decode()
    passed_by = re.sub(r'(name="受理" sourceRef="accepted" targetRef=)"expert"', r'\1"determine"', xml)
    assert passed_by != xml

    refused = upload(house, passed_by, 422)

    assert [field for field, _ in refused] == ["expert"]
    assert "受理？ → 组织审" in refused[0][1]
