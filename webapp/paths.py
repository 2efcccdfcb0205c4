"""Paths that a form may name as its next page."""

from urllib.parse import urlsplit


def is_own_path(target: str) -> bool:
    """Whether a target is a path of this house, and nothing that a browser takes for another (ASVS 3.7.2)."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return plain and not parts.scheme and not parts.netloc and target.isprintable()
