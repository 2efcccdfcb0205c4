"""The command line: `lianflow …`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from services.identity.accounts import disable_account, set_email, set_password
from services.organisation.calendars import install_calendar
from services.organisation.posts import hand_over_post
from services.process.auditing import find_broken_chains
from services.process.decisions import read_tables
from services.process.definitions import check_file
from services.transaction import HOUSE
from services.wiring import register_all
from webapp import house
from webapp.config import Settings, read_settings
from webapp.embedded import run_embedded, run_worker
from workflows.errors import WorkflowError


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
    """Check BPMN and DMN files, processes beside the shipped ones and the tables; exit 1 if one is refused."""
    register_all()
    folder = {process.id: process for process in house.shipped_processes().values()}
    readable = {path: path.read_bytes() for path in files}
    tables = read_tables([*house.shipped_tables(), *readable.values()])
    refused = False
    for path, xml in readable.items():
        checked = check_file(xml, folder, tables, house.shipped_checkpoints())
        for problem in checked.problems:
            click.echo(f"{path}:{problem}")
        refused = refused or not checked.ok
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


@main.group()
def organisation() -> None:
    """Organisations of the installation."""


@organisation.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--code", required=True, help="Code of the new organisation.")
@click.option("--passwords", required=True, type=click.Path(path_type=Path), help="New file for first passwords.")
@settled
def import_organisation(settings: Settings, folder: Path, code: str, passwords: Path) -> None:
    """Found an organisation from org.yaml, people.csv, experts.csv and posts.yaml."""
    count = house.import_organisation(settings, folder, code, passwords)
    click.echo(f"{code}: {count} accounts, first passwords in {passwords}")


@main.group()
def account() -> None:
    """Accounts."""


@account.command()
@click.argument("login")
@click.password_option()
@settled
def password(settings: Settings, login: str, password: str) -> None:
    """Give an account a new password; whoever is signed in with it is signed out."""
    house.open_database(settings)
    set_password(HOUSE, login, password)


@account.command()
@click.argument("login")
@click.argument("address")
@settled
def email(settings: Settings, login: str, address: str) -> None:
    """Say to which ADDRESS mail for the person of an account goes; '' for none."""
    house.open_database(settings)
    try:
        set_email(HOUSE, login, address)
    except WorkflowError as error:
        raise click.ClickException(str(error.text)) from error


@account.command()
@click.argument("login")
@settled
def disable(settings: Settings, login: str) -> None:
    """Let nobody sign in with an account any more."""
    house.open_database(settings)
    disable_account(HOUSE, login)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="Code of the organisation.")
@settled
def calendar(settings: Settings, file: Path, organisation: str) -> None:
    """Import the working calendar of a year from CSV; open deadlines are extended where it moves them."""
    done = install_calendar(HOUSE, house.find_organisation(settings, organisation), file.read_bytes(), source=file.name)
    click.echo(f"{done.years}: {done.days} days, {done.moved} deadlines of {done.instances} instances to extend")


@main.command("hand-over")
@click.argument("post")
@click.argument("successor")
@click.option("--organisation", required=True, help="Code of the organisation.")
@settled
def hand_over(settings: Settings, post: str, successor: str, organisation: str) -> None:
    """Give a post to somebody else from today; open tasks of the leaver follow."""
    done = hand_over_post(HOUSE, house.find_organisation(settings, organisation), post, successor)
    click.echo(f"{done.tasks} tasks handed over")


@main.command()
@settled
def verify(settings: Settings) -> None:
    """Verify the hash chain of every instance's history; exit 1 if one does not hold."""
    house.open_database(settings)
    broken = list(find_broken_chains())
    for each in broken:
        click.echo(f"{each.instance}: entry {each.seq} {each.kind}")
    click.echo("history does not hold" if broken else "history holds")
    sys.exit(bool(broken))
