"""Numbers of warnings and of their notices: one series a year, and a year and kind of document; no gaps, no doubles."""

from sqlalchemy.orm import Session

from services.warnings.models import RiskWarning, WarningNotice
from workflows.running.numbers import take_next


def take_warning_number(session: Session, org_id: int, year: int) -> int:
    """The next number of a warning in a year."""
    table = RiskWarning
    return take_next(session, org_id, table.number, table.org_id == org_id, table.year == year)


def take_document_number(session: Session, org_id: int, document: str, year: int) -> int:
    """The next number of a kind of document in a year."""
    table = WarningNotice
    here = (table.org_id == org_id, table.document == document, table.year == year)
    return take_next(session, org_id, table.number, *here)
