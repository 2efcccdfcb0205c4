"""The base of all tables: names of constraints, instants in UTC, public ids."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What cursors read (keyset paging asks each column for its kind)."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite gets them without their zone, which it cannot keep."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return it aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_public_id() -> str:
    """A random 128-bit name for the outside: it tells nothing and cannot be guessed."""
    return secrets.token_hex(16)


BigInt = BigInteger().with_variant(Integer, "sqlite")

Key = Annotated[int, mapped_column(BigInt, primary_key=True)]
PublicId = Annotated[str, mapped_column(String(32), unique=True, default=make_public_id)]
OrgId = Annotated[int, mapped_column(BigInt, ForeignKey("organisation.id"), index=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Day = Annotated[date, mapped_column(Date)]
Code = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
Prose = Annotated[str, mapped_column(Text)]
JsonObject = Annotated[dict[str, Any], mapped_column(JSON)]
JsonList = Annotated[list[Any], mapped_column(JSON)]


METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """What all tables have in common; Flask-SQLAlchemy binds it in the web."""

    registry = registry(metadata=METADATA, type_annotation_map={datetime: UtcDateTime, str: String(200), int: BigInt})


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A check that a column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
