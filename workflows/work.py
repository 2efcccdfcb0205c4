"""One command at work: its transaction, its instant, and who asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflows.errors import NotPermittedError
from workflows.rules.actors import Actor


@dataclass(frozen=True)
class Work:
    """What every use case gets: the session of its one transaction, application time, the asker or None."""

    session: Session
    at: datetime
    actor: Actor | None = None

    @property
    def asker(self) -> Actor:
        """The asker, where there must be one."""
        if self.actor is None:
            raise NotPermittedError
        return self.actor

    @property
    def person_id(self) -> int:
        """The asking person; accounts without a person act on nothing that people decide."""
        if self.asker.person_id is None:
            raise NotPermittedError
        return self.asker.person_id
