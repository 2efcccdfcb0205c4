"""The tables of warnings; importing this package registers them all.

What must never be false is refused by the database: a signal that is not green without a number and a rung, a number
used twice, somebody who approves the warning about himself, a talk with oneself, a decision before the statement, a
second appeal against a decision, an appeal that makes things worse.
"""

from services.warnings.models.accountability import (
    AccountabilityCase,
    AccountabilityVote,
    DecisionCopy,
    ResponsibleParty,
)
from services.warnings.models.advice import SupervisionAdvice
from services.warnings.models.appeals import DecisionAppeal, DecisionChange
from services.warnings.models.effects import AdmonitionEffect
from services.warnings.models.inquiries import Inquiry, InquiryLetter
from services.warnings.models.orders import CorrectionOrder
from services.warnings.models.recusals import CaseRecusal
from services.warnings.models.replies import MissedReply, ReplyLetter
from services.warnings.models.talks import AdmonitionTalk, CounselTalk
from services.warnings.models.warnings import RiskWarning, WarningEvent, WarningLink, WarningNotice

__all__ = [
    "AccountabilityCase",
    "AccountabilityVote",
    "AdmonitionEffect",
    "AdmonitionTalk",
    "CaseRecusal",
    "CorrectionOrder",
    "CounselTalk",
    "DecisionAppeal",
    "DecisionChange",
    "DecisionCopy",
    "Inquiry",
    "InquiryLetter",
    "MissedReply",
    "ReplyLetter",
    "ResponsibleParty",
    "RiskWarning",
    "SupervisionAdvice",
    "WarningEvent",
    "WarningLink",
    "WarningNotice",
]
