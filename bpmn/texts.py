"""Texts for people, below the floor that knows their language.

A `Text` is a Chinese sentence with named gaps and the values that fill them. The web translates the sentence
through its catalogue and fills the gaps; the command line prints it as it stands. `N_` marks a sentence for the
collector of texts and does nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(msgid: str) -> str:  # noqa: N802 -- the name that every gettext tool knows
    """Mark a sentence for translation."""
    return msgid


@dataclass(frozen=True)
class Text:
    """A sentence with named gaps (`%(name)s`) and their values."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid
