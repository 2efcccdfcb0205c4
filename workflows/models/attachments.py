"""Files that belong to a task; the bytes lie in the data folder under their digest."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId


class Attachment(Base):
    """One uploaded file. Before its task is completed it belongs to its uploader alone."""

    __tablename__ = "attachment"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    uploaded_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    task_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("task.id"), index=True)
    name: Mapped[Name]
    media_type: Mapped[Code]
    size: Mapped[int]
    digest: Mapped[Code]
    uploaded_at: Mapped[Instant]
