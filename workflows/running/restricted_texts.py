"""Restricted texts: sealed on their way into the table, opened for those who may read them."""

from sqlalchemy import select

from workflows.models import RestrictedText
from workflows.models.base import make_public_id
from workflows.restricted import Sealed, seal_text, unseal_text
from workflows.work import Work


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
    """A text for its purpose; nothing where there is none."""
    if text_id is None:
        return ""
    row = work.session.scalars(select(RestrictedText).where(RestrictedText.id == text_id)).one()
    return unseal_text(Sealed(row.key_name, row.sealed), _bind(purpose, row.public_id))


def _bind(purpose: str, public_id: str) -> str:
    return f"{purpose}:{public_id}"
