"""What the process of a bulletin does by itself: freezing the figures, issuing the document with its number."""

from typing import Final

from services.documents.issuing import Issue, issue_document
from services.documents.templates.bulletins import BulletinRecord, write_bulletin
from services.documents.templates.offices import Office
from services.statistics.models import Bulletin
from services.statistics.queries.bulletins import bulletin_of, load_happened, sum_facts
from services.statistics.rules.bulletins import freeze_figures, list_named, tell_cases
from services.statistics.rules.indicators import INDICATORS, MEASURES, Figure, Indicator, reckon
from services.statistics.rules.periods import Span
from workflows.context import NodeContext
from workflows.models import Organisation
from workflows.queries.directory import list_role_people, load_names
from workflows.registries import Action, Values
from workflows.running.relations import OFFICE, today

MARK: Final = "documents.mark"
BULLETIN: Final = frozenset({"bulletin"})


def freeze_bulletin(context: NodeContext, _inputs: Values) -> Values:
    """Freeze what the record says of the period, so that it does not change while people write and approve."""
    bulletin, session = bulletin_of(context), context.work.session
    span = Span(bulletin.first_on, bulletin.last_on)
    happened = load_happened(session, bulletin.org_id, span)
    bulletin.figures = freeze_figures(happened, sum_facts(session, bulletin.org_id, span))
    bulletin.frozen_at = context.work.at
    return {}


def publish_bulletin(context: NodeContext, _inputs: Values) -> Values:
    """Issue the document; its number is the bulletin's."""
    bulletin, work = bulletin_of(context), context.work
    title = f"预警通报（{bulletin.first_on}至{bulletin.last_on}）"
    mark = str(context.parameters.value(MARK))
    issue = Issue("T-13", context.instance, "bulletin", bulletin.public_id, title, None, mark)
    document = issue_document(work, issue, write_bulletin(_load_record(context, bulletin)), {})
    bulletin.year, bulletin.number = document.year, document.seq
    bulletin.state, bulletin.published_at = "published", work.at
    work.session.flush()
    return {}


def _load_record(context: NodeContext, bulletin: Bulletin) -> BulletinRecord:
    figures = bulletin.figures
    names = load_names(context.work.session, list_named(figures["cases"])) if bulletin.named else {}
    return BulletinRecord(
        office=_describe_office(context),
        first=bulletin.first_on,
        last=bulletin.last_on,
        issued=figures["issued"],
        closed=figures["closed"],
        overdue=figures["overdue"],
        missed=figures["missed"],
        measures=tuple((name, count) for name, count in figures["measures"]),
        indicators=_tell_indicators(figures["counts"]),
        cases=tuple(tell_cases(figures["cases"], names)),
        situation=bulletin.situation,
        problems=bulletin.problems,
        demands=bulletin.demands,
    )


def _tell_indicators(counts: Values) -> tuple[str, ...]:
    """The indicators of what happened as one phrase each; those without a value are left out."""
    told = [(each, reckon(each, counts)) for each in INDICATORS if each.by_unit and not each.stock]
    return tuple(f"{each.name}{_tell_figure(each, figure)}" for each, figure in told if figure.value is not None)


def _tell_figure(indicator: Indicator, figure: Figure) -> str:
    if figure.base is not None:
        return f"{figure.value}%"
    return (MEASURES[indicator.measure] % {"count": figure.count}).replace(" ", "")


def _describe_office(context: NodeContext) -> Office:
    session, org_id, on = context.work.session, context.instance.org_id, today(context)
    organisation = session.get_one(Organisation, org_id)
    heads = [person for person, role in list_role_people(session, org_id, OFFICE, on) if role == OFFICE[0]]
    return Office(
        organisation=organisation.name,
        name=f"{organisation.group_name or organisation.name}办公室",
        day=on,
        contact=load_names(session, heads[:1]).get(heads[0], "") if heads else "",
    )


ACTIONS: Final = {
    "freeze_bulletin": Action(freeze_bulletin, BULLETIN),
    "publish_bulletin": Action(publish_bulletin, BULLETIN),
}
