"""What is passed on must not quote what was reported (R-CMP-6). Pure."""

import unicodedata
from typing import Final

RUN: Final = 12
"""So many signs in a row are no coincidence."""


def find_quote(report: str, draft: str) -> str:
    """The first run of a draft that stands in the report too, '' without one; blanks and punctuation do not count."""
    known, said = _bare(report), _bare(draft)
    runs = {known[at : at + RUN] for at in range(len(known) - RUN + 1)}
    return next((said[at : at + RUN] for at in range(len(said) - RUN + 1) if said[at : at + RUN] in runs), "")


def _bare(text: str) -> str:
    """Letters and digits only, in one width and case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
