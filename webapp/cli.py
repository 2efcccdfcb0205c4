"""The command line: `lianflow …`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bpmn.lint import has_errors
from services.process.definitions import check_file
from services.wiring import register_all
from webapp import house
from webapp.config import Settings, read_settings
from webapp.embedded import run_embedded, run_worker


@click.group()
@click.version_option(package_name="lianflow")
@click.pass_context
def main(context: click.Context) -> None:
    """LianFlow 廉流: official procedures of integrity-risk prevention and control, run as BPMN."""
    context.obj = read_settings()


def settled(function: Callable[..., Any]) -> Any:
    """Give a command its settings."""
    return click.pass_obj(function)


@main.command()
@settled
def run(settings: Settings) -> None:
    """Start web and worker together; prepare the data folder on the first start."""
    house.prepare(settings)
    click.echo(house.greet(settings))
    run_embedded(settings)


@main.command()
@settled
def worker(settings: Settings) -> None:
    """Start a worker of its own, on the broker of LIANFLOW_BROKER_URL."""
    run_worker(settings)


@main.command()
@settled
def prepare(settings: Settings) -> None:
    """Prepare the data folder and the database, and start nothing."""
    house.prepare(settings)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def lint(files: tuple[Path, ...]) -> None:
    """Check BPMN files, each beside the others and the shipped ones; exit 1 if one could not be published."""
    register_all()
    folder = {process.id: process for process in house.shipped_processes().values()}
    readable = {path: path.read_bytes() for path in files}
    refused = False
    for path, xml in readable.items():
        checked = check_file(xml, folder)
        for problem in checked.problems:
            click.echo(f"{path}:{problem}")
        refused = refused or checked.process is None or has_errors(checked.problems)
    sys.exit(refused)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", default="EDU", help="Code of the organisation.")
@settled
def publish(settings: Settings, file: Path, organisation: str) -> None:
    """Publish a BPMN file as the next version, as installation does with the shipped ones."""
    stored = house.publish_file(settings, organisation, file.read_bytes())
    click.echo(f"{stored.key} v{stored.version} {stored.state}")


@main.group()
def schema() -> None:
    """The schema of the database."""


@schema.command()
@settled
def upgrade(settings: Settings) -> None:
    """Apply the schema migrations that are missing."""
    house.upgrade(settings)


@schema.command()
@click.argument("what")
def revision(what: str) -> None:
    """Write a migration from the difference between the models and the migrations."""
    house.write_migration(what)
