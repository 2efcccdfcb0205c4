"""The tables of the register, one module a noun; importing this package registers them all.

What must never be false is refused by the database: numbers used twice, a removal without its reason, an opinion
answered twice, a level before the determination, somebody who confirms his own declaration.
"""

from services.registry.models.consequences import Consequence
from services.registry.models.dispositions import (
    Disposition,
    DispositionPoint,
    Improvement,
    RectificationNotice,
    RectificationReport,
    Verification,
)
from services.registry.models.opinions import MissingGiver, Opinion, OpinionAnswer
from services.registry.models.points import Determination, RiskPoint, RiskPointVersion
from services.registry.models.powers import Power, PowerStep
from services.registry.models.regulations import Regulation
from services.registry.models.signatures import Acceptance, Signature, SignedItem
from services.registry.models.submissions import ItemTally, Removal, SelfCheck, Submission, SubmissionItem, UnitMeeting
from services.registry.models.talks import Talk

__all__ = [
    "Acceptance",
    "Consequence",
    "Determination",
    "Disposition",
    "DispositionPoint",
    "Improvement",
    "ItemTally",
    "MissingGiver",
    "Opinion",
    "OpinionAnswer",
    "Power",
    "PowerStep",
    "RectificationNotice",
    "RectificationReport",
    "Regulation",
    "Removal",
    "RiskPoint",
    "RiskPointVersion",
    "SelfCheck",
    "Signature",
    "SignedItem",
    "Submission",
    "SubmissionItem",
    "Talk",
    "UnitMeeting",
    "Verification",
]
