"""Verifying histories."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from workflows import database
from workflows.models import ProcessInstance
from workflows.queries.history import check_chain


@dataclass(frozen=True)
class BrokenChain:
    """An instance whose history does not hold, and where."""

    instance: str
    seq: int
    kind: str


def find_broken_chains() -> Iterator[BrokenChain]:
    """Check every instance, one after the other."""
    with database.bound().reading() as session:
        for instance in session.scalars(
            select(ProcessInstance).order_by(ProcessInstance.id).execution_options(yield_per=100)
        ):
            broken = check_chain(session, instance)
            if broken is not None:
                yield BrokenChain(instance.public_id, broken.seq, broken.kind)
