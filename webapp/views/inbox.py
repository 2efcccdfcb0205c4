"""The inbox: four boxes, narrowed by what one types and chooses."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.process.offering import list_processes
from webapp.asking import looking
from workflows.queries.claims import list_claims
from workflows.queries.directory import load_names
from workflows.queries.inbox import Box, InboxFilter, list_inbox
from workflows.queries.paging import Window
from workflows.queries.roster import list_units

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox", defaults={"box": "todo"})
@blueprint.get("/inbox/<any(done, started, copied):box>")
def show(box: str) -> ResponseReturnValue:
    """Show one box."""
    work = looking()
    wanted = read_filter(box)
    page = list_inbox(work.session, work.asker.people, work.at, wanted)
    processes = list_processes(work)
    names = load_names(work.session, [int(item.for_principal) for item in page.items if item.for_principal])
    return render_template(
        "inbox/list.html",
        box=box,
        page=page,
        wanted=wanted,
        processes=processes,
        units=list_units(work.session, work.asker.org_id),
        may_start=any(each.may_start for each in processes),
        claims=list_claims(work.session, [item.id for item in page.items]) if box == "todo" else {},
        principals={str(key): name for key, name in names.items()},
        people=work.asker.people,
        address=make_address(box),
    )


def read_filter(box: str) -> InboxFilter:
    """What the address asks for; what it does not know counts as nothing."""
    asked = request.args
    due, sort = asked.get("due", ""), asked.get("sort", "")
    return InboxFilter(
        box=Box(box),
        text=asked.get("q", "").strip()[:100],
        due=due if due in {"today", "week", "overdue"} and box == Box.TODO else "",
        definition_key=asked.get("process", ""),
        unit=asked.get("unit", ""),
        sort=sort if sort in {"opened_at", "title"} else "due_at",
        window=Window(cursor=asked.get("cursor", "")),
    )


def make_address(box: str) -> Callable[..., str]:
    """The address of this box with some of its conditions changed."""
    kept = {name: value for name, value in request.args.items() if value}

    def address(**changes: str) -> str:
        path = url_for("inbox.show", box=None if box == Box.TODO else box)
        conditions = {name: value for name, value in (kept | changes).items() if value}
        return f"{path}?{urlencode(conditions)}" if conditions else path

    return address
