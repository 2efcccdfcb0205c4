"""The processes and decision tables that ship with the product, one file each.

What is called or asked stands before those who call or ask it.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

SHIPPED: Final[tuple[str, ...]] = (
    "procedure_change",
    "opinion_round",
    "signoff",
    "withdraw_submission",
    "mass_ballot",
    "expert_panel",
    "determination",
    "disposition",
    "risk_discovery_anhui6",
    "written_reply",
    "reply_duty",
    "followup_visit",
    "admonition_talk",
    "correction_order",
    "collective_vote",
    "accountability",
    "appeal",
    "recusal",
    "warning_disposal",
    "inquiry_reply",
    "inquiry_letter",
    "advice_reply",
    "supervision_advice",
    "feedback_reply",
    "riskinfo_intake",
    "warning_bulletin",
)

DISCOVERY: Final = frozenset(
    {
        "opinion_round",
        "signoff",
        "withdraw_submission",
        "mass_ballot",
        "expert_panel",
        "determination",
        "disposition",
        "risk_discovery_anhui6",
    }
)
"""Those of the six methods of seed 000; all others are for every procedure profile."""

TABLES: Final[tuple[str, ...]] = ("disposal_ladder", "warning_approver", "riskinfo_score")
"""The decision tables."""


def read_shipped(key: str) -> bytes:
    """The file of a shipped process or decision table."""
    return (FOLDER / f"{key}.{'dmn' if key in TABLES else 'bpmn'}").read_bytes()
