"""What was recorded is append only: the database refuses to change or delete it.

Entries of the history, versions of documents, events of warnings, what decisions stood, who read sealed texts.

Revision: a1c0ffee0001
Revises: 367f97016e1c
"""

from alembic import op

revision = "a1c0ffee0001"
down_revision = "367f97016e1c"
branch_labels = None
depends_on = None

TABLES = ("history_entry", "document_version", "warning_event", "decision_change", "restricted_access")

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append only'); END
"""

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$
"""

POSTGRESQL = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                op.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))
        return
    op.execute(FUNCTION)
    for table in TABLES:
        op.execute(POSTGRESQL.format(table=table))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
