"""The mass ballot: the box, its roster, its codes, the papers in it (level B2: codes drawn by hand, known to nobody).

Nothing here has a time finer than the day, a number that counts, a default that fills itself in, or a way to a person:
keys are random, and on SQLite the tables have no hidden row number. Codes stand here as keyed hashes only.
"""

from datetime import date
from typing import Annotated, Final

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Name, OrgId, Prose, make_public_id, one_of

NO_ROWID: Final = {"sqlite_with_rowid": False}

RandomKey = Annotated[str, mapped_column(String(32), primary_key=True, default=make_public_id)]
BallotId = Annotated[str, mapped_column(String(32), ForeignKey("ballot.id"), index=True)]
MaybeDay = Annotated[date | None, mapped_column(Date)]

STATES: Final = ("prepared", "open", "short", "closed", "counted", "void")


class Ballot(Base):
    """One box. `short`: too few papers came back, it may be extended; `closed`: sealed, not yet counted."""

    __tablename__ = "ballot"
    __table_args__ = (one_of("state", STATES), one_of("wish", ("", "extend", "void")), NO_ROWID)

    id: Mapped[RandomKey]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    submission_ref: Mapped[Code] = mapped_column(index=True)
    """Public id of what the ballot is about."""
    state: Mapped[Code] = mapped_column(default="prepared")
    wish: Mapped[Code] = mapped_column(default="")
    """What the office wants of the running vote: `extend` it, or `void` it."""
    printed: Mapped[int] = mapped_column(default=0)
    """Codes that were handed out for printing."""
    drawn: Mapped[int] = mapped_column(default=0)
    """Slips that were drawn, as the first person counted them on the sign-in list."""
    issued: Mapped[int] = mapped_column(default=0)
    """The same, countersigned by the second person."""
    destroyed: Mapped[int] = mapped_column(default=0)
    """Slips that nobody drew: destroyed on paper, under the eyes of both."""
    returned: Mapped[int] = mapped_column(default=0)
    """Papers in the box; known when it is closed, not before (R-MASS-9)."""
    extended: Mapped[bool] = mapped_column(default=False)
    reissued: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[Prose] = mapped_column(default="")
    opened_on: Mapped[MaybeDay]
    closed_on: Mapped[MaybeDay]
    counted_on: Mapped[MaybeDay]


class BallotReviewer(Base):
    """Somebody who may draw a slip, by what he is called: the standing list of an organisation."""

    __tablename__ = "ballot_reviewer"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    org_id: Mapped[OrgId]
    code: Mapped[Code]
    label: Mapped[Name]
    category: Mapped[Name] = mapped_column(default="")


class BallotSeat(Base):
    """One line of a ballot's roster. It knows whether a slip was collected, never which (R-MASS-1)."""

    __tablename__ = "ballot_seat"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    ballot_id: Mapped[BallotId]
    code: Mapped[Code]
    label: Mapped[Name]
    category: Mapped[Name] = mapped_column(default="")
    collected: Mapped[bool] = mapped_column(default=False)


class BallotCode(Base):
    """A right to vote, until the box is closed. What was said under it is kept as a commitment keyed by the code."""

    __tablename__ = "ballot_code"
    __table_args__ = (NO_ROWID,)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ballot_id: Mapped[BallotId]
    used: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[Code] = mapped_column(default="")
    said: Mapped[Code] = mapped_column(default="")


class BallotPaper(Base):
    """A paper in an open box: the option for each item, '' where it was blank or marked twice (R-MASS-4)."""

    __tablename__ = "ballot_paper"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    ballot_id: Mapped[BallotId]
    choices: Mapped[dict[str, str]] = mapped_column(JSON)


class SealedPaper(Base):
    """A paper of a closed box, written anew in random order; destroyed after its time (R-MASS-10)."""

    __tablename__ = "ballot_sealed_paper"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    ballot_id: Mapped[BallotId]
    choices: Mapped[dict[str, str]] = mapped_column(JSON)


class BallotComment(Base):
    """What somebody wrote on a paper, apart from the paper."""

    __tablename__ = "ballot_comment"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    ballot_id: Mapped[BallotId]
    text: Mapped[str] = mapped_column(Text)


class BallotReceipt(Base):
    """A tag that was given for a paper: its presence here shows that the paper was counted, not how it was filled."""

    __tablename__ = "ballot_receipt"
    __table_args__ = (NO_ROWID,)

    tag: Mapped[str] = mapped_column(String(32), primary_key=True)
    ballot_id: Mapped[BallotId]


class BallotDestruction(Base):
    """The record that the papers of a box were destroyed, how many, and on which day (R-MASS-10)."""

    __tablename__ = "ballot_destruction"
    __table_args__ = (NO_ROWID,)

    id: Mapped[RandomKey]
    ballot_id: Mapped[BallotId]
    papers: Mapped[int]
    comments: Mapped[int]
    destroyed_on: Mapped[date] = mapped_column(Date)
