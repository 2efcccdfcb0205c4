"""Documents (E-72): numbers given once, versions of what is said, whom it concerns, who has read it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.documents.codes import LENGTH
from services.documents.kinds import KINDS, Side
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of


class DocumentSeries(Base):
    """The last number of a series in a year; whoever takes the next one holds the row until he commits."""

    __tablename__ = "document_series"
    __table_args__ = (CheckConstraint("last > 0", name="last"),)

    org_id: Mapped[int] = mapped_column(BigInt, ForeignKey("organisation.id"), primary_key=True)
    series: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Document(Base):
    """A document of a kind about a thing, with its number; what it says stands in its versions."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("org_id", "series", "year", "seq"),
        UniqueConstraint("org_id", "kind", "object_ref"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("version > 0", name="version"),
        one_of("kind", KINDS),
        Index("ix_document_list", "org_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    series: Mapped[Code]
    year: Mapped[int]
    seq: Mapped[int]
    number: Mapped[Name]
    """The number as it is printed: 廉整〔2026〕3号."""
    object_type: Mapped[Code]
    object_ref: Mapped[Name]
    """The thing that it is about, by a name that its wing knows."""
    title: Mapped[Name]
    """What lists say; it names nobody where the kind is restricted."""
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    version: Mapped[int]
    """The latest."""
    issued_at: Mapped[Instant]


class DocumentVersion(Base):
    """What a document said from an instant on; never changed. Restricted ones are sealed."""

    __tablename__ = "document_version"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (sealed IS NOT NULL)", name="one_content"),
        CheckConstraint("(sealed IS NULL) = (key_name = '')", name="key"),
    )

    document_id: Mapped[int] = mapped_column(BigInt, ForeignKey("document.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str | None] = mapped_column(Text)
    """Canonical JSON (`services.documents.contents`)."""
    key_name: Mapped[Code] = mapped_column(default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    """What verifies it."""
    made_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """None: the house itself."""
    made_at: Mapped[Instant]


class DocumentParty(Base):
    """Somebody whom a document concerns by name."""

    __tablename__ = "document_party"
    __table_args__ = (one_of("side", Side),)

    document_id: Mapped[int] = mapped_column(BigInt, ForeignKey("document.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True, index=True)
    side: Mapped[Code] = mapped_column(primary_key=True)


class DocumentReading(Base):
    """Somebody has read a restricted document."""

    __tablename__ = "document_reading"

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(BigInt, ForeignKey("document.id"), index=True)
    version: Mapped[int]
    reader_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    read_at: Mapped[Instant]
