"""The processes that ship with the product, one file each; called ones stand before their callers."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

SHIPPED: Final[tuple[str, ...]] = (
    "opinion_round",
    "signoff",
    "withdraw_submission",
    "mass_ballot",
    "expert_panel",
    "determination",
    "disposition",
    "risk_discovery_anhui6",
)


def read_shipped(key: str) -> bytes:
    """The file of a shipped process."""
    return (FOLDER / f"{key}.bpmn").read_bytes()
