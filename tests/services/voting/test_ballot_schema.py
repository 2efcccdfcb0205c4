"""What the ballot's tables cannot say: no time, no counting number, no way to a person (trust §5.5)."""

import pytest
from sqlalchemy import Column, DateTime, Integer, Table, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from services.migrations.tables import metadata
from tests.houses import House

TABLES = [table for name, table in metadata.tables.items() if name.startswith("ballot")]

BOX = "ballot"
"""The box itself belongs to its instance; what is in it belongs to the box alone."""


def names(tables: list[Table]) -> list[str]:
    return [table.name for table in tables]


def test_all_tables_of_the_ballot_are_looked_at() -> None:
    assert sorted(names(TABLES)) == [
        "ballot",
        "ballot_code",
        "ballot_comment",
        "ballot_destruction",
        "ballot_paper",
        "ballot_receipt",
        "ballot_reviewer",
        "ballot_sealed_paper",
        "ballot_seat",
    ]


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_no_column_is_finer_than_the_day_or_counts(table: Table) -> None:
    for column in table.columns:
        assert not isinstance(column.type, DateTime), column
        assert not getattr(column.type, "impl", None) or not isinstance(column.type.impl, DateTime), column
        assert column.server_default is None, column
        assert not column.primary_key or not isinstance(column.type, Integer), column
        assert column.identity is None
        assert column.autoincrement in {False, "auto"}


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_no_foreign_key_leads_to_a_person(table: Table) -> None:
    targets = {key.column.table.name for column in table.columns for key in column.foreign_keys}

    assert targets <= ({"organisation", "process_instance"} if table.name in {BOX, "ballot_reviewer"} else {BOX})


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_on_sqlite_the_tables_have_no_hidden_row_number(table: Table) -> None:
    assert "WITHOUT ROWID" in str(CreateTable(table).compile(dialect=sqlite.dialect()))


def test_the_database_itself_has_no_hidden_row_number(house: House) -> None:
    """As migrated, not as modelled."""
    if house.engine.dialect.name != "sqlite":
        return
    with house.reading() as session:
        found = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name LIKE 'ballot%'")
        )
        statements = dict(found.all())
    assert set(statements) == set(names(TABLES))
    assert [name for name, statement in statements.items() if "WITHOUT ROWID" not in statement] == []


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_keys_are_random(table: Table) -> None:
    (key,) = table.primary_key.columns
    assert isinstance(key, Column)
    assert key.type.python_type is str
