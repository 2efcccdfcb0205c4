"""The working calendar: a year as a sheet, its versions, and changes with a preview of what they move."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.organisation.calendar_pages import FIRST, ChangePreview, preview_notice, preview_own_days, show_year
from services.organisation.calendars import ImportedCalendar, change_own_days, import_calendar
from webapp.asking import command, looking
from webapp.forms.calendars import lay_months, list_runs, read_own_days
from webapp.views.turning import UNPROCESSABLE, turn
from workflows.errors import AnswersRefusedError, FieldProblem, NotPermittedError
from workflows.queries.paging import Window
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")

FIRST_YEAR, LAST_YEAR = 2000, 2100
AROUND: Final = range(-5, 3)
"""Years beside the present one to which the pages lead; others are found by their address."""
MAX_FILE: Final = 200_000


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show the present year."""
    return show_sheet(looking().at.astimezone(ZONE).year)


@blueprint.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """Show a year."""
    return show_sheet(year)


def show_sheet(year: int, problems: Sequence[FieldProblem] = ()) -> str:
    """The sheet of a year, with what is wrong with what was brought."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    work = looking()
    card, now = show_year(work, year), work.at.astimezone(ZONE).year
    return render_template(
        "calendars/show.html",
        sheet=card,
        neighbours=[each for each in (year - 1, year + 1) if each - now in AROUND],
        months=lay_months(card),
        runs=list_runs(card),
        problems=problems,
        brought=request.form,
    )


@blueprint.post("/<int:year>/preview")
def preview(year: int) -> ResponseReturnValue:
    """Show what a change would move: of a notice that was brought, or of an own day."""
    try:
        text = read_notice()
        return show_preview(year, text)
    except AnswersRefusedError as error:
        return make_response(show_sheet(year, error.problems), UNPROCESSABLE)


def read_notice() -> str:
    """The notice of a form: a file, or what an earlier page has read of one."""
    file = request.files.get("file")
    data = file.read(MAX_FILE + 1) if file else request.form.get("csv", "").encode()
    if len(data) > MAX_FILE:
        raise AnswersRefusedError([FieldProblem("file", "too-large", Text(N_("文件过大")))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersRefusedError([FieldProblem("file", "unreadable", Text(N_("文件不是 UTF-8 的 CSV")))]) from error


def show_preview(year: int, text: str) -> str:
    """The page that says what will move, with the button that does it."""
    planned = plan(text)
    return render_template("calendars/preview.html", year=year, planned=planned, text=text, brought=request.form)


def plan(text: str) -> ChangePreview:
    """What the change of the form would move."""
    if "source" not in request.form:
        raise NotPermittedError
    window = Window(FIRST.limit, request.form.get("cursor", ""))
    if is_own():
        return preview_own_days(looking(), read_own_days(request.form), window)
    return preview_notice(looking(), text.encode(), request.form["source"], window)


def is_own() -> bool:
    """Whether the form is about an own day."""
    return bool(request.form.get("day") or request.form.get("remove") or request.form.get("reason"))


@blueprint.post("/<int:year>")
def change(year: int) -> ResponseReturnValue:
    """Make the change that was previewed; what it moves is computed again."""
    try:
        made = make_change()
    except AnswersRefusedError as error:
        return make_response(show_sheet(year, error.problems), UNPROCESSABLE)
    said = Text(N_("工作日历已更新；%(instances)d 个流程的期限正在顺延"), {"instances": made.instances})
    return turn(url_for("calendars.show", year=made.years[0]), said)


def make_change() -> ImportedCalendar:
    """Do what the form says."""
    if is_own():
        return change_own_days(command(), read_own_days(request.form))
    return import_calendar(command(), read_notice().encode(), source=request.form.get("source", ""))
