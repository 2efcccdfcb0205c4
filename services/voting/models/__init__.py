"""Tables of the wing. What is secret stands apart from who may see it; importing this package registers them all."""

from services.voting.models.ballots import (
    Ballot,
    BallotCode,
    BallotComment,
    BallotDestruction,
    BallotPaper,
    BallotReceipt,
    BallotReviewer,
    BallotSeat,
    SealedPaper,
)
from services.voting.models.meetings import (
    Attendance,
    Meeting,
    MeetingMember,
    MeetingRecusal,
    MeetingVote,
    Motion,
    Sitting,
)
from services.voting.models.panels import (
    ExpertPanel,
    PanelCandidate,
    PanelDraw,
    PanelMember,
    PanelVote,
)

__all__ = [
    "Attendance",
    "Ballot",
    "BallotCode",
    "BallotComment",
    "BallotDestruction",
    "BallotPaper",
    "BallotReceipt",
    "BallotReviewer",
    "BallotSeat",
    "ExpertPanel",
    "Meeting",
    "MeetingMember",
    "MeetingRecusal",
    "MeetingVote",
    "Motion",
    "PanelCandidate",
    "PanelDraw",
    "PanelMember",
    "PanelVote",
    "SealedPaper",
    "Sitting",
]
