"""Whether the house can work."""

from services.schema import current_revision, head_revision
from workflows import database


def is_ready() -> bool:
    """Whether the database answers and its schema is the one that the code knows."""
    try:
        return current_revision(database.bound().engine) == head_revision()
    except OSError:
        return False
