"""Trying a version out on its page: step by step, to the end, every way, and last year's instances through it."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.process import dry_exploring, dry_running, replaying
from services.process.definitions import DefinitionRefusedError
from services.process.dry_subjects import DryStart
from services.process.following import show_blank
from webapp.asking import looking
from webapp.views.drawings import describe
from webapp.views.turning import UNPROCESSABLE
from workflows.errors import NotFoundError, RefusedError
from workflows.queries.definitions import load_definition, to_card
from workflows.queries.paging import Window
from workflows.queries.roster import list_units
from workflows.running.rehearsal.walking import Answer

blueprint = Blueprint("dry_runs", __name__, url_prefix="/definitions/<definition_id>/dry-run")

VALUE: Final = "v."
"""How the fields begin that give a start its values."""
MAX_MARKS: Final = 200_000
"""Bytes of the states of a drawing, unpacked."""
STATES: Final = frozenset({"done", "active", "overdue", "cancelled"})

ENDS: Final[Mapping[str, str]] = {
    "completed": N_("走到了结束"),
    "waiting": N_("等待您的答复"),
    "stuck": N_("在此处无法继续"),
    "bounded": N_("步数过多，已停止；流程中可能有出不去的循环"),
}
"""How walks end."""

KINDS: Final[Mapping[str, str]] = {
    "task": N_("办理"),
    "vote": N_("表决"),
    "timer": N_("定时"),
    "message": N_("消息"),
    "signal": N_("信号"),
}
"""What is waited for."""

DECISIONS: Final[Mapping[str, str]] = {
    "closed": N_("有效，封存待计票"),
    "short": N_("人数或票数不足"),
    "void": N_("无效"),
    "ready": N_("成员齐备"),
    "decided": N_("作出结论"),
    "dissolved": N_("解散重组"),
}
"""How votes are decided, in words; what a kind of its own says stands for itself."""

DIFFERENCES: Final[Mapping[str, str]] = {
    "path": N_("路径"),
    "timer": N_("定时"),
    "stuck": N_("无法继续"),
    "operation": N_("不能比较"),
    "people": N_("办理人"),
    "deadline": N_("期限"),
    "answer": N_("填写"),
}
"""In what an instance would have gone differently."""


@dataclass(frozen=True)
class Asked:
    """What the form wants."""

    do: str = ""
    unit: str = ""
    late: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    cursor: str = ""

    @property
    def start(self) -> DryStart:
        """How it starts."""
        return DryStart(self.unit, values=self.values)


@dataclass(frozen=True)
class Shown:
    """What came of it."""

    run: dry_running.DryRun | None = None
    explored: dry_exploring.Explored | None = None
    replayed: replaying.ReplayPage | None = None
    refused: Text | None = None


def read_asked(form: Mapping[str, str]) -> Asked:
    """Read the form; an answer that was just chosen comes after those before it."""
    answers = [read_answer(each) for each in read_json(form.get("answers", ""), [])]
    chosen = form.get("answer", "")
    if chosen:
        answers.append(read_answer(read_json(chosen, {})))
    given = {name.removeprefix(VALUE): read_json(text, None) for name, text in form.items() if name.startswith(VALUE)}
    values = {
        **read_json(form.get("given", ""), {}),
        **{name: each for name, each in given.items() if each is not None},
    }
    return Asked(
        do=form.get("do", "step"),
        unit=form.get("unit", ""),
        late=bool(form.get("late")),
        values=values,
        answers=tuple(answers),
        cursor=form.get("cursor", ""),
    )


def read_json(text: str, default: Any) -> Any:
    """What a hidden field holds; what was tampered with counts as nothing."""
    try:
        found = json.loads(text) if text else default
    except (ValueError, RecursionError):
        return default
    return found if default is None or isinstance(found, type(default)) else default


def read_answer(said: Any) -> Answer:
    """An answer of the form; what is no answer is refused by its node."""
    plain = said if isinstance(said, Mapping) else {}
    values = plain.get("values")
    return Answer(
        str(plain.get("node", "")),
        str(plain.get("outcome", "")),
        values if isinstance(values, Mapping) else {},
        str(plain.get("process", "")),
    )


def write_answer(answer: Answer) -> dict[str, Any]:
    """An answer for a hidden field."""
    return {name: value for name, value in vars(answer).items() if value}


@blueprint.get("")
def show(definition_id: str) -> ResponseReturnValue:
    """The form, with nothing tried yet."""
    return show_page(definition_id, Asked(), Shown())


@blueprint.post("")
def try_out(definition_id: str) -> ResponseReturnValue:
    """Try what the form wants; nothing is stored."""
    asked = read_asked(request.form.to_dict())
    try:
        shown = make_shown(definition_id, asked)
    except RefusedError as error:
        return make_response(show_page(definition_id, asked, Shown(refused=error.text)), UNPROCESSABLE)
    return show_page(definition_id, asked, shown)


def make_shown(definition_id: str, asked: Asked) -> Shown:
    """Walk, look for every way, or replay."""
    work = looking()
    if asked.do == "explore":
        return Shown(explored=dry_exploring.explore(work, definition_id, asked.start))
    if asked.do == "replay":
        return Shown(replayed=replaying.replay(work, definition_id, Window(cursor=asked.cursor)))
    stops = asked.do == "step"
    wish = dry_running.DryWish(asked.start, asked.answers, stops=stops, late=asked.late)
    return Shown(run=dry_running.dry_run(work, definition_id, wish))


def show_page(definition_id: str, asked: Asked, shown: Shown) -> str:
    """The page."""
    work = looking()
    row = load_definition(work.session, work.asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    questions, refused = _ask(definition_id)
    marked = shown.run or shown.explored
    return render_template(
        "dry_runs/show.html",
        item=to_card(row),
        asked=asked,
        shown=shown,
        refused=shown.refused or refused,
        questions=questions,
        units=list_units(work.session, work.asker.org_id),
        answers=json.dumps([write_answer(each) for each in asked.answers], ensure_ascii=False),
        write_answers=lambda answers: json.dumps([write_answer(each) for each in answers], ensure_ascii=False),
        to_json=lambda value: json.dumps(value, ensure_ascii=False),
        drawing=_locate_drawing(definition_id, marked.marks) if marked else "",
        bound=marked.bound if marked else [],
        ends=ENDS,
        kinds=KINDS,
        decisions=DECISIONS,
        differences=DIFFERENCES,
    )


def _ask(definition_id: str) -> tuple[list[dry_running.StartQuestion], Text | None]:
    """What a start may be given; of a version that cannot be tried out, why not."""
    try:
        return dry_running.list_questions(looking(), definition_id), None
    except DefinitionRefusedError as error:
        return [], error.text


def _locate_drawing(definition_id: str, marks: Mapping[str, Mapping[str, str]]) -> str:
    """Where the viewer finds the drawing with its states: they travel in the address, for nothing is stored."""
    packed = zlib.compress(json.dumps(marks, separators=(",", ":")).encode(), 9)
    return url_for("dry_runs.draw", definition_id=definition_id, marks=base64.urlsafe_b64encode(packed).decode())


@blueprint.get("/drawing")
def draw(definition_id: str) -> ResponseReturnValue:
    """The drawings of a version and what it calls, with the states that the address says."""
    work = looking()
    marks = read_marks(request.args.get("marks", ""))
    bound = dry_running.list_bound(work, definition_id)
    drawn = [{**describe(show_blank(work, each.definition_id)), "states": marks.get(each.key, {})} for each in bound]
    return jsonify(processes=drawn)


def read_marks(text: str) -> dict[str, dict[str, str]]:
    """States by process and node; whatever is no state is left out."""
    try:
        unpacked = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), MAX_MARKS)
        found = json.loads(unpacked)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return {}
    marks = found if isinstance(found, dict) else {}
    return {
        key: {str(node): state for node, state in nodes.items() if state in STATES}
        for key, nodes in marks.items()
        if isinstance(nodes, dict)
    }
