"""Restricted texts: sealed on their way into the table, opened for those who may read them, every reading noted.

What a person reads goes through `open_texts`; `read_text` is for the house, which seals a text into a document again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from workflows.models import RestrictedAccess, RestrictedText
from workflows.models.base import make_public_id
from workflows.restricted import Sealed, seal_text, unseal_text
from workflows.work import Work

WAITING: Final = "restricted_accesses"
"""Where a session that only looks keeps what was read, until a command writes it down."""


@dataclass(frozen=True)
class Access:
    """Something confidential that was read, with the purposes of its texts, or that was refused."""

    kind: str
    object_type: str
    object_ref: str
    texts: str = ""


def open_texts(work: Work, about: tuple[str, str], texts: Mapping[str, tuple[str, int | None]]) -> dict[str, str]:
    """Texts of a thing for the asker, by name: each given by its purpose and its row. That he has read them is noted.

    `about` is the type and the public id of the thing.
    """
    opened = {name: read_text(work, text_id, purpose) for name, (purpose, text_id) in texts.items()}
    read = [texts[name][0] for name, text in opened.items() if text]
    if read:
        note_access(work, Access("read", *about, " ".join(read)))
    return opened


def note_access(work: Work, access: Access) -> None:
    """Write an access down: at once in a command, with the next command where the session only looks."""
    waiting = work.session.info.get(WAITING)
    if waiting is not None:
        waiting.append(access)
        return
    row = RestrictedAccess(
        org_id=work.asker.org_id,
        kind=access.kind,
        object_type=access.object_type,
        object_ref=access.object_ref,
        texts=access.texts,
        account_id=work.asker.account_id,
        person_id=work.asker.person_id,
        at=work.at,
    )
    work.session.add(row)


def store_text(work: Work, org_id: int, purpose: str, text: str) -> int:
    """Seal a text for a purpose; what is sealed is bound to its row, so that it cannot be moved to another."""
    public_id = make_public_id()
    sealed = seal_text(text, _bind(purpose, public_id))
    row = RestrictedText(
        public_id=public_id,
        org_id=org_id,
        purpose=purpose,
        key_name=sealed.key_name,
        sealed=sealed.data,
        written_by_id=work.person_id if work.actor else None,
        written_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def read_text(work: Work, text_id: int | None, purpose: str) -> str:
    """A text for its purpose, unnoted; nothing where there is none."""
    if text_id is None:
        return ""
    row = work.session.scalars(select(RestrictedText).where(RestrictedText.id == text_id)).one()
    return unseal_text(Sealed(row.key_name, row.sealed), _bind(purpose, row.public_id))


def _bind(purpose: str, public_id: str) -> str:
    return f"{purpose}:{public_id}"
