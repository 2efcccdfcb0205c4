"""`If-Match`: what the asker has seen of a thing before he changes it."""

from flask import request


def read_match() -> tuple[str, ...] | None:
    """The revisions in `If-Match`, as they are written; None where any will do."""
    given = request.if_match
    return None if not given or given.star_tag else tuple(sorted(given.as_set()))
