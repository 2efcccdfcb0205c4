"""What the asker is, and the condition on warnings that follows from it (domain §7.1)."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from services.warnings.models import CaseRecusal, RiskWarning
from services.warnings.queries.parties import list_recused
from services.warnings.rules.visibility import Subject, Viewer, may_see
from workflows.errors import ConcealedError, NotFoundError
from workflows.models import UnitRole
from workflows.queries.accesses import AccessCard, list_accesses
from workflows.queries.directory import in_force
from workflows.rules.actors import DISCIPLINE
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD, LEADER
from workflows.work import Work

WARNING = "warning"
"""What a warning is called where readings of its texts are written down."""
OVERSEERS = ("office_head", "office_staff", "discipline_head", "discipline")


def load_viewer(work: Work) -> Viewer:
    """What the asker is today; nobody sees warnings in another's place."""
    person_id = work.asker.person_id
    if person_id is None:
        return Viewer(None)
    led = work.session.scalars(
        select(UnitRole.unit_id)
        .where(UnitRole.person_id == person_id, UnitRole.role.in_((HEAD, LEADER)))
        .where(in_force(UnitRole, work.at.astimezone(ZONE).date()))
    )
    return Viewer(person_id, frozenset(led), work.asker.has_role(*OVERSEERS))


def is_visible(work: Work, viewer: Viewer) -> ColumnElement[bool]:
    """The rule `may_see` as a condition on rows."""
    here = RiskWarning.org_id == work.asker.org_id
    if viewer.person_id is None:
        return and_(here, false())
    granted = (CaseRecusal.person_id == viewer.person_id) & (CaseRecusal.state == "granted")
    here = and_(here, RiskWarning.id.not_in(select(CaseRecusal.warning_id).where(granted)))
    if viewer.oversees:
        return here
    own = or_(RiskWarning.person_id == viewer.person_id, RiskWarning.unit_id.in_(viewer.led))
    return and_(here, RiskWarning.number.is_not(None), own)


def sees(work: Work, viewer: Viewer, warning: RiskWarning) -> bool:
    """Whether the asker sees a warning that was loaded; who is recused from its case does not (R-COI-1)."""
    if viewer.person_id in list_recused(work.session, warning.id):
        return False
    return may_see(viewer, Subject(warning.person_id, warning.unit_id, warning.number is not None))


def _refuse(work: Work, public_id: str) -> NotFoundError:
    """There is no such warning for the asker; that he asked for one that there is, is noted."""
    known = select(RiskWarning.id).where(RiskWarning.public_id == public_id, RiskWarning.org_id == work.asker.org_id)
    return NotFoundError() if work.session.scalar(known) is None else ConcealedError(WARNING, public_id)


def load_seen(work: Work, public_id: str) -> RiskWarning:
    """A warning that the asker may see; for everybody else there is none (R-SEC-3)."""
    warning = work.session.scalar(
        select(RiskWarning).where(RiskWarning.public_id == public_id, is_visible(work, load_viewer(work)))
    )
    if warning is None:
        raise _refuse(work, public_id)
    return warning


def list_readings(work: Work, public_id: str) -> list[AccessCard]:
    """Who has read the restricted texts of a warning: for discipline, not for the warned (R-SEC-2)."""
    if not _watches(work, load_seen(work, public_id)):
        raise NotFoundError
    return list_accesses(work.session, work.asker.org_id, [public_id])


def find_readings(work: Work, public_id: str) -> list[AccessCard]:
    """The same beside the warning; nothing for whom it is not."""
    return list_readings(work, public_id) if _watches(work, load_seen(work, public_id)) else []


def _watches(work: Work, warning: RiskWarning) -> bool:
    return work.asker.has_role(*DISCIPLINE) and work.asker.person_id != warning.person_id
