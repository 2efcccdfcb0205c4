"""The measures of official documents, each with its clause of GB/T 9704-2012; lengths in mm, sizes in points."""

import math
from typing import Final

MM: Final = 72 / 25.4
"""Points in a millimetre."""

PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
"""A4 (5.1)."""

TOP: Final = 37.0
LEFT: Final = 28.0
"""天头 and 订口 (5.2.1)."""

TEXT_WIDTH: Final = 156.0
TEXT_HEIGHT: Final = 225.0
"""版心 (5.2.1)."""

RIGHT: Final = PAGE_WIDTH - LEFT - TEXT_WIDTH
BOTTOM: Final = PAGE_HEIGHT - TOP - TEXT_HEIGHT
"""What is left of the page: 26 and 35."""

LINES: Final = 22
CHARACTERS: Final = 28
"""Lines of a page and characters of a line (5.2.3)."""

LINE_PITCH: Final = 28.95
"""The fixed distance of lines: the height of the text area over 22, to a twentieth of a point as DOCX counts."""

CHAR_PITCH: Final = 15.79
"""The distance of characters: the width of the text area over 28."""

CONDENSED: Final = -5
"""How much closer characters of 三号 stand so that 28 fill a line, in twentieths of a point as DOCX counts. It stands
in every run: the grid of characters of a page is read differently by different word processors."""

SIZE_2: Final = 22.0
SIZE_3: Final = 16.0
SIZE_4: Final = 14.0
SIZE_SMALL_4: Final = 12.0
SIZE_5: Final = 10.5
"""二号, 三号, 四号, 小四, 五号."""

MARK_TOP: Final = 35.0
"""From the upper edge of the text area to that of the 发文机关标志 (7.2.4)."""

MARK_SIZES: Final = (30.0, 44.0)
"""The smallest and largest size of a 发文机关标志 (7.2.4 leaves it to the office); a long one takes two lines."""

NUMBER_GAP: Final = 2
"""Empty lines between the mark and the 发文字号 (7.2.5)."""

RULE_GAP: Final = 4.0
"""From the 发文字号 to the red rule (7.2.7)."""

RULE_WIDTH: Final = 1.5
"""Thickness of the red rule, in points; the standard leaves it open."""

RED: Final = "FF0000"
"""Mark and rule (7.2.4, 7.2.7)."""

TITLE_GAP: Final = 2
"""Empty lines between the red rule and the title (7.3.1)."""

INDENT: Final = 2
"""Characters that a paragraph begins with (7.3.3), and the 附件说明 and 附注 (7.3.4, 7.3.7)."""

DATE_INDENT: Final = 4
"""Characters right of the date of a document that is sealed (7.3.5.1)."""

SEAL_GAP: Final = 2
"""Empty lines above the signature, for the seal, whose edge is within a line of the text (7.3.5.1)."""

COLOPHON_OUTER: Final = 0.35
COLOPHON_INNER: Final = 0.25
"""Rules of the 版记: first and last, and those between (7.4.1)."""

PAGE_NUMBER_GAP: Final = 7.0
"""From the text area to the dash of the page number (7.5)."""

LETTER_MARK_TOP: Final = 30.0
"""From the page's edge to the mark of a letter (10.1)."""

LETTER_RULE_WIDTH: Final = 170.0
"""Length of a letter's double rules (10.1)."""

LETTER_FOOT: Final = 20.0
"""From the lower double rule to the page's edge (10.1)."""

LETTER_NUMBER_GAP: Final = SIZE_3 * 7 / 8
"""From the upper double rule to the 发文字号, in points: seven eighths of a character (10.1)."""

IMPRINT_TOP: Final = 280.0
QR_SIZE: Final = 13.0
IMPRINT_SIZE: Final = 7.5
"""Where code and digest stand, below page number and double rule: ours, outside what the standard rules."""

FORM_MARGIN: Final = 20.0
"""Margins of forms (domain §5.1 leaves them open)."""


FIRST_WIDE: Final = "\u2e80"
"""Where characters as wide as high begin."""


def fit_mark(text: str) -> float:
    """The size of a mark so that each of its lines fits the text area."""
    longest = max((len(line) for line in text.split("\n")), default=1)
    least, most = MARK_SIZES
    fitting = TEXT_WIDTH * MM / max(longest, 1)
    return math.floor(max(min(fitting, most), min(least, fitting)) * 10) / 10


def place_signature(signer: float, dated: float) -> tuple[float, float]:
    """Characters right of the signature and right of the date, both centred on each other (7.3.5.1).

    Widths are in characters. The date stands four in; where a signature is wider than that allows, it moves the date.
    """
    right = max(DATE_INDENT, (signer - dated) / 2 + 1)
    return right + (dated - signer) / 2, right


def measure_text(text: str) -> float:
    """The width of a text in characters: what is not Chinese counts half."""
    return sum(1.0 if each >= FIRST_WIDE else 0.5 for each in text)
