"""Facts: what indicators count. Each kind is one selection of rows; counting and listing read the same.

A fact has a kind, the unit that it is about, the warning that it belongs to, and the instant at which it counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from services.statistics.models import Bulletin
from services.statistics.rules.periods import Span
from services.warnings.models import (
    AdmonitionTalk,
    CorrectionOrder,
    ReplyLetter,
    RiskWarning,
    WarningEvent,
    WarningNotice,
)
from services.warnings.rules.ladder import CORRECTION
from services.warnings.rules.states import WarningState

DAY_ENDS: Final = timedelta(microseconds=1)
"""A deadline ends with its day, at an instant of the next (R-CAL-4)."""

NOTED_AFTER: Final = timedelta(days=1)
"""An overdue duty is noted when its day has ended: on the day after."""


@dataclass(frozen=True)
class Source:
    """Where facts of a kind come from: the table with its warning, when each counts, and which rows there are."""

    kind: str
    table: type[Any]
    at: Any
    where: tuple[ColumnElement[bool], ...] = ()
    lag: timedelta = timedelta(0)
    """How much later than the fact the instant in the table is."""

    def select_rows(self, org_id: int, span: Span, *columns: ColumnElement[Any]) -> Select[Any]:
        """These columns of the facts of an organisation within a span."""
        statement = select(*columns).where(self.at >= span.begins_at + self.lag, self.at < span.ends_at + self.lag)
        if self.table is not Bulletin:
            statement = statement.select_from(RiskWarning)
            if self.table is not RiskWarning:
                statement = statement.join(self.table, self.table.warning_id == RiskWarning.id)
            return statement.where(RiskWarning.org_id == org_id, *self.where)
        return statement.where(Bulletin.org_id == org_id, *self.where)

    @property
    def unit(self) -> ColumnElement[Any]:
        """The unit that a fact is about; none for what is about the whole."""
        return _no_id() if self.table is Bulletin else RiskWarning.unit_id.expression

    @property
    def warning(self) -> ColumnElement[Any]:
        """The warning that a fact belongs to."""
        return _no_id() if self.table is Bulletin else RiskWarning.id.expression


def _no_id() -> ColumnElement[Any]:
    return literal(None, RiskWarning.id.type)


SOURCES: Final = (
    Source("bulletin", Bulletin, Bulletin.published_at, (Bulletin.state == "published",)),
    Source(
        "corrected",
        RiskWarning,
        RiskWarning.closed_at,
        (and_(RiskWarning.state == WarningState.CLOSED, RiskWarning.rung <= CORRECTION),),
    ),
    Source("admonished", AdmonitionTalk, AdmonitionTalk.settled_at, (AdmonitionTalk.state == "signed",)),
    Source("accountable", WarningNotice, WarningNotice.served_at, (WarningNotice.document == "T-12",)),
    Source("timely", ReplyLetter, ReplyLetter.due_at, (ReplyLetter.late_days == 0,), DAY_ENDS),
    Source("overdue", WarningEvent, WarningEvent.at, (WarningEvent.kind == "overdue",), NOTED_AFTER),
    Source(
        "passed_first",
        CorrectionOrder,
        CorrectionOrder.inspected_at,
        (and_(CorrectionOrder.state == "passed", CorrectionOrder.redo_no == 0),),
    ),
    Source("failed_first", WarningEvent, WarningEvent.at, (WarningEvent.kind == "failed",)),
    Source("issued", WarningEvent, WarningEvent.at, (WarningEvent.kind == "issued",)),
)
"""Every kind. A duty to reply ends in time or is noted overdue, once; an order passes its first inspection or fails it,
once: by a report that does not come as well (P6c)."""

Counted = dict[tuple[str, int | None, int], int]
"""Counts by kind, unit and place of the span."""


def count_facts(session: Session, org_id: int, spans: Sequence[Span]) -> Counted:
    """Count the facts of an organisation by kind, unit and span, in one statement; the spans follow on each other."""
    whole = Span(spans[0].first, spans[-1].last)
    parts = [
        source.select_rows(
            org_id,
            whole,
            literal(source.kind).label("kind"),
            source.unit.label("unit_id"),
            _place(source, spans).label("place"),
        )
        for source in SOURCES
    ]
    facts = union_all(*parts).subquery()
    columns = (facts.c.kind, facts.c.unit_id, facts.c.place)
    rows = session.execute(select(*columns, func.count()).group_by(*columns))
    return {(kind, unit, place): count for kind, unit, place, count in rows}


def _place(source: Source, spans: Iterable[Span]) -> ColumnElement[int]:
    """In which of the spans a fact lies."""
    ends = [(source.at < span.ends_at + source.lag, place) for place, span in enumerate(spans)]
    return case(*ends)
