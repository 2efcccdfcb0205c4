"""Writing the history of an instance: every fact of a command, sealed and chained when the command ends."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from workflows.models import HistoryEntry, HistorySalt, ProcessInstance
from workflows.rules.history import commit_to, format_instant, seal_entry
from workflows.work import Work


@dataclass(frozen=True)
class Fact:
    """One thing that happened. `data` holds ids, outcomes and digests; `texts` become commitments."""

    kind: str
    actor_id: int | None = None
    principal_id: int | None = None
    task_id: int | None = None
    basis: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class Chronicle:
    """The facts of one command on one instance, in order."""

    def __init__(self, work: Work, instance: ProcessInstance) -> None:
        self.work = work
        self.instance = instance
        self.facts: list[Fact] = []

    def note(self, fact: Fact) -> None:
        """Remember a fact."""
        self.facts.append(fact)

    def write(self) -> None:
        """Seal the facts, chain them to the instance's head, and store them with their salts."""
        rows, salts = [], []
        for fact in self.facts:
            salt = secrets.token_bytes(16)
            rows.append(self._seal(fact, salt))
            salts.append(salt)
        self.facts.clear()
        if rows:
            _insert(self.work.session, rows, salts)

    def _seal(self, fact: Fact, salt: bytes) -> dict[str, Any]:
        instance = self.instance
        seq = instance.history_seq + 1
        content = {
            "at": format_instant(self.work.at),
            "instance": instance.public_id,
            "kind": fact.kind,
            "actor": _person(fact.actor_id, salt),
            "principal": _person(fact.principal_id, salt),
            "basis": list(fact.basis),
            "data": fact.data,
            "texts": {name: commit_to(text, salt) for name, text in fact.texts.items()},
        }
        sealed = seal_entry(content, seq=seq, prev=instance.history_hash)
        instance.history_seq, instance.history_hash = seq, sealed.hash
        return {
            "org_id": instance.org_id,
            "instance_id": instance.id,
            "seq": seq,
            "kind": fact.kind,
            "at": self.work.at,
            "actor_id": fact.actor_id,
            "principal_id": fact.principal_id,
            "task_id": fact.task_id,
            "body": sealed.body,
            "hash": sealed.hash,
        }


def _person(person_id: int | None, salt: bytes) -> str | None:
    return None if person_id is None else commit_to(f"person:{person_id}", salt)


def _insert(session: Session, rows: list[dict[str, Any]], salts: list[bytes]) -> None:
    session.execute(_INSERT_ENTRIES, rows)
    session.execute(
        _INSERT_SALTS,
        [
            {"instance_id": row["instance_id"], "seq": row["seq"], "salt": salt}
            for row, salt in zip(rows, salts, strict=True)
        ],
    )


_ENTRIES: Final[Any] = HistoryEntry.__table__
_SALTS: Final[Any] = HistorySalt.__table__
_INSERT_ENTRIES: Final = insert(_ENTRIES)
_INSERT_SALTS: Final = insert(_SALTS)
