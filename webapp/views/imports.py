"""Importing foreign diagrams: choosing a file, what was changed and what is open, and filling the gaps."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.importing.filling import Fill
from bpmn.texts import N_, Text
from services.process import importing as use_cases
from services.process.definitions import DefinitionRefusedError
from services.process.gaps import Choices, list_choices, list_gaps
from services.process.importing import list_called_processes
from webapp.asking import command, look_again, looking
from webapp.views.turning import REFUSALS, UNPROCESSABLE, turn, turn_back
from workflows.errors import AnswersRefusedError, StaleError

blueprint = Blueprint("imports", __name__)

MAX_SHOWN: Final = 20


@blueprint.get("/definitions/import")
def show() -> ResponseReturnValue:
    """Ask for a file."""
    return show_form()


def show_form(found: list[use_cases.Imported] | None = None, problems: Any = (), name: str = "") -> str:
    """The page, with what an import would make of a file, or why nothing."""
    may_edit = looking().asker.has_role("proc_editor")
    return render_template("definitions/import.html", found=found, problems=problems, name=name, may_edit=may_edit)


@blueprint.post("/definitions/import")
def bring() -> ResponseReturnValue:
    """Say what an import would make of a file, or store it as drafts: which one, the button says."""
    file = request.files.get("file")
    xml, name = (file.read(), file.filename or "") if file else (b"", "")
    if not xml:
        return turn(url_for("imports.show"), N_("请选择一个 BPMN 文件"), "bad")
    try:
        return show_findings(xml, name) if request.form.get("do") != "store" else store_drafts(xml)
    except DefinitionRefusedError as error:
        look_again()
        return make_response(show_form(problems=error.problems, name=name), UNPROCESSABLE)
    except REFUSALS as error:
        return turn_back(error, url_for("imports.show"))


def show_findings(xml: bytes, name: str) -> str:
    """What an import would make of a file."""
    work = looking()
    return show_form(use_cases.check_import(work.session, work.asker.org_id, xml), name=name)


def store_drafts(xml: bytes) -> ResponseReturnValue:
    """Store the drafts, and go to the one draft or to the list of several."""
    stored = use_cases.import_definitions(command(), xml)
    if len(stored) == 1:
        return turn(url_for("definitions.show", definition_id=stored[0].id), N_("已导入，存为草稿"))
    target = url_for("imports.show_result", draft=[each.id for each in stored])
    return turn(target, Text(N_("已导入 %(count)d 份草稿"), {"count": len(stored)}))


@blueprint.get("/definitions/imported")
def show_result() -> ResponseReturnValue:
    """Show the drafts of one file beside each other."""
    work = looking()
    pages = [use_cases.show_draft(work, each) for each in request.args.getlist("draft")[:MAX_SHOWN]]
    return render_template("definitions/imported.html", drafts=[(page, list_gaps(page)) for page in pages])


@blueprint.post("/definitions/<definition_id>/fill")
def fill(definition_id: str) -> ResponseReturnValue:
    """Fill the gaps for which the form brings an answer."""
    target = url_for("definitions.show", definition_id=definition_id)
    work = looking()
    choices = list_choices(use_cases.show_draft(work, definition_id), list_called_processes(work))
    fills = [each for number in range(count_asked()) for each in read_fills(number, choices)]
    if not fills:
        return turn(target, use_cases.NOTHING_SAID, "bad")
    known = (request.form.get("digest", ""),)
    try:
        use_cases.fill_draft(command(), definition_id, fills, known=known)
    except AnswersRefusedError as error:
        return turn(target, error.problems[0].text, "bad")
    except (*REFUSALS, StaleError) as error:
        return turn_back(error, target)
    return turn(target, Text(N_("已补全 %(count)d 处"), {"count": len(fills)}))


@blueprint.post("/definitions/<definition_id>/file")
def replace_file(definition_id: str) -> ResponseReturnValue:
    """Put a corrected file into a draft."""
    target = url_for("definitions.show", definition_id=definition_id)
    file = request.files.get("file")
    xml = file.read() if file else b""
    if not xml:
        return turn(target, N_("请选择一个 BPMN 文件"), "bad")
    try:
        use_cases.replace_draft(command(), definition_id, xml, known=(request.form.get("digest", ""),))
    except DefinitionRefusedError as error:
        return turn(target, error.problems[0].text, "bad")
    except (*REFUSALS, StaleError) as error:
        return turn_back(error, target)
    return turn(target, N_("草稿内容已更新"))


def count_asked() -> int:
    """For how many gaps the form has fields."""
    return sum(1 for name in request.form if name.endswith(".element"))


def read_fills(number: int, choices: Choices) -> list[Fill]:
    """What the form says of one gap."""
    asked = {name: request.form.get(f"g{number}.{name}", "").strip() for name in CONTROLS}
    element, chosen = asked["element"], asked.pop("chosen")
    if not element:
        return []
    values: dict[str, Any] = {name: asked[name] for name in ("due", "condition", "each", "cardinality", "name")}
    values |= {**read_owner(asked["owner"]), **read_target(asked, choices)}
    values |= {"kind": "userTask"} if asked["kind"] else {}
    values |= {"default": bool(asked["default"]), "remove": bool(asked["remove"])}
    found = Fill(element=element, **values)
    fills = [found] if found.says_something else []
    return [*fills, Fill(element=chosen, default=True)] if chosen else fills


CONTROLS: Final = (
    "element",
    "owner",
    "due",
    "condition",
    "default",
    "chosen",
    "action",
    "called",
    "each",
    "cardinality",
    "kind",
    "remove",
    "name",
)
"""Fields of the form for one gap; `chosen` is the flow that becomes the default of a gateway."""


def read_owner(text: str) -> Mapping[str, str]:
    """`role:office_head`, or `relation:head:unit`."""
    kind, _, rest = text.partition(":")
    name, _, of = rest.partition(":")
    return {"role": name} if kind == "role" else {"relation": name, "of": of} if kind == "relation" else {}


def read_target(asked: Mapping[str, str], choices: Choices) -> Mapping[str, Any]:
    """An action or a process, given what it takes from the variables of the same names."""
    for ask, offered in (("action", choices.actions), ("called", choices.processes)):
        if asked[ask]:
            return {ask: asked[ask], "inputs": {name: name for name in sorted(offered.get(asked[ask], ()))}}
    return {}
