"""The schema of the database: bring it to the newest version, or say where it stands."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER: Final = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    )
    return config


def upgrade_schema(engine: Engine) -> None:
    """Apply what is missing, in one transaction: whole or not at all."""
    config = _config()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def write_revision(engine: Engine, what: str) -> None:
    """Write a migration from the difference between the tables and the models."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=what, autogenerate=True)


def current_revision(engine: Engine) -> str | None:
    """Where the database stands."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """Where the code stands."""
    return ScriptDirectory.from_config(_config()).get_current_head()
