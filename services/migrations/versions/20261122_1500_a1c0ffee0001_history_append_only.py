"""The history is append only: the database refuses to change or delete its entries.

Revision: a1c0ffee0001
Revises: c7b24872776a
"""

from alembic import op

revision = "a1c0ffee0001"
down_revision = "c7b24872776a"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TRIGGER history_entry_no_{verb} BEFORE {VERB} ON history_entry
BEGIN SELECT RAISE(ABORT, 'history_entry is append only'); END
"""

FUNCTION = """
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history_entry is append only'; END $$
"""

POSTGRESQL = """
CREATE TRIGGER history_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change()
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(verb=verb, VERB=verb.upper()))
    else:
        op.execute(FUNCTION)
        op.execute(POSTGRESQL)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER history_entry_no_{verb}")
    else:
        op.execute("DROP TRIGGER history_entry_no_change ON history_entry")
        op.execute("DROP FUNCTION refuse_history_change()")
