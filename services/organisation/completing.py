"""Parameters that a new version of the product brings: sets of an earlier one get them with their defaults."""

from sqlalchemy import select

from services.organisation.defaults import default_parameters
from services.transaction import use_case
from workflows.models import ParameterSet
from workflows.work import Work


@use_case
def complete_parameters(work: Work) -> int:
    """Add what sets lack, also to those on which instances still run; return how many sets were completed.

    No value that there is changes, so nobody has to decide: a parameter that there was not had no value. Proposals
    hold only what they change, and get the rest when they are accepted.
    """
    rows = work.session.scalars(select(ParameterSet).where(ParameterSet.in_force.is_not(None)))
    return sum(_complete(row) for row in rows.all())


def _complete(row: ParameterSet) -> bool:
    missing = {name: entry for name, entry in default_parameters().items() if name not in row.values}
    if missing:
        row.values = {**row.values, **missing}
    return bool(missing)
