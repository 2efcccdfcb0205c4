"""Process packages: taking one away, and bringing one in."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.changes import carrying
from services.changes.packages import PackageRefusedError
from services.process.definitions import DefinitionRefusedError
from webapp.asking import command, look_again, looking
from webapp.exports import send_package
from webapp.views.turning import REFUSALS, UNPROCESSABLE, turn, turn_back

blueprint = Blueprint("packages", __name__)


@blueprint.get("/definitions/<definition_id>/package")
def export(definition_id: str) -> ResponseReturnValue:
    """The file of a version with everything that it needs."""
    return send_package(carrying.export_package(looking(), definition_id))


@blueprint.get("/definitions/package")
def show() -> ResponseReturnValue:
    """Ask for a file."""
    return show_form()


def show_form(found: carrying.Unpacked | None = None, name: str = "") -> str:
    """The page, with what a package would bring."""
    may_edit = looking().asker.has_role("proc_editor")
    return render_template("definitions/package.html", found=found, name=name, may_edit=may_edit)


@blueprint.post("/definitions/package")
def bring() -> ResponseReturnValue:
    """Say what a package would bring, or store it as drafts: which one, the button says."""
    file = request.files.get("file")
    data, name = (file.read(), file.filename or "") if file else (b"", "")
    target = url_for("packages.show")
    if not data:
        return turn(target, N_("请选择一个流程包"), "bad")
    try:
        return show_findings(data, name) if request.form.get("do") != "store" else store_drafts(data)
    except DefinitionRefusedError:
        look_again()
        return make_response(show_findings(data, name), UNPROCESSABLE)
    except (PackageRefusedError, *REFUSALS) as error:
        return turn_back(error, target)


def show_findings(data: bytes, name: str) -> str:
    """What a package would bring."""
    work = looking()
    return show_form(carrying.check_package(work.session, work.asker.org_id, data), name)


def store_drafts(data: bytes) -> ResponseReturnValue:
    """Store the drafts, and go to the list."""
    brought = carrying.import_package(command(), data)
    said = N_("已存为草稿，参数修改已提出，均待审核") if brought.proposal else N_("已存为草稿")
    return turn(
        url_for("definitions.index"),
        said if brought.drafts or brought.proposal else N_("内容与现行版本一致，没有需要导入的"),
    )
