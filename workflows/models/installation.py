"""The installation itself: one row that says whether it is a demo, and where its clock stands."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base


class Installation(Base):
    """A demo's clock runs on from `clock_from` as of the wall instant `clock_set_at`; it only moves forward."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("demo = (clock_from IS NOT NULL)", name="clock"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    demo: Mapped[bool]
    clock_from: Mapped[datetime | None]
    clock_set_at: Mapped[datetime | None]
