"""Setting up house: folder, schema, sample, processes; and what to say when the doors open."""

import hashlib
import secrets
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from bpmn.checkpoints.demands import Checkpoint, read_checkpoints
from bpmn.elements import Process
from bpmn.processes import DISCOVERY, SHIPPED, TABLES, read_shipped
from bpmn.reader import read_process
from services.identity.passwords import hash_password
from services.jobs.housekeeping import begin_housekeeping
from services.organisation.completing import complete_parameters
from services.organisation.defaults import default_parameters
from services.organisation.founding import found_installation, found_organisation, list_organisations, load_sample
from services.organisation.reader import read_folder
from services.process.definitions import DEMANDS, StoredDefinition, publish_alike, publish_shipped
from services.registry.sample import load_sample_register
from services.registry.sample_regulations import load_sample_regulations
from services.schema import upgrade_schema, write_revision
from services.transaction import HOUSE
from services.voting.sample import load_sample_reviewers
from services.wiring import register_all
from webapp.config import Settings
from workflows import database, storage
from workflows.queries.clock import is_demo
from workflows.queries.definitions import list_definitions

DEMO_PASSWORD: Final = "lianflow-demo"  # noqa: S105 -- the published password of the sample accounts

PROFILES: Final[Mapping[str, tuple[str, ...]]] = {"anhui_six": SHIPPED}
"""Which shipped processes organisations of a profile begin with; called ones stand before."""

COMMON: Final = tuple(name for name in SHIPPED if name not in DISCOVERY)
"""What organisations of any other profile begin with: the ladder of warnings."""

ACCOUNTS: Final = (
    ("hxc", "侯星驰 · 办公室主任，发起排查"),
    ("yhc", "姚海澄 · 学位管理与研究生处 岗位责任人、联络员"),
    ("pzx", "彭志翾 · 学位管理与研究生处 处长"),
    ("fjc", "范敬川 · 分管领导"),
    ("lzy", "梁知远 · 主要领导、小组组长"),
)
"""Five accounts to try."""


class WrongModeError(SystemExit):
    """A demo database is started as a real one, or the reverse."""


def prepare(settings: Settings) -> None:
    """Bring the house to where it can open; a second time changes nothing."""
    register_all()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    storage.bind_folder(settings.files)
    engine = database.open_engine(settings.database)
    database.bind(database.Database(engine))
    upgrade_schema(engine)
    found_installation(HOUSE, demo_start=settings.demo_start if settings.demo else None)
    check_mode(settings)
    if settings.demo:
        load_sample(HOUSE, password_hash=hash_password(DEMO_PASSWORD))
        load_sample_register(HOUSE)
        load_sample_regulations(HOUSE)
        load_sample_reviewers(HOUSE)
    complete_parameters(HOUSE)
    publish_all()
    begin_housekeeping(HOUSE)
    engine.dispose()


def check_mode(settings: Settings) -> None:
    """Refuse to start a demo database outside demo mode, and the reverse (decision 2)."""
    with database.bound().reading() as session:
        demo = is_demo(session)
    if demo and not settings.demo:
        raise WrongModeError(
            "此数据库是演示库，请设置 LIANFLOW_DEMO=1 (this database is a demo's: set LIANFLOW_DEMO=1)"
        )
    if settings.demo and not demo:
        raise WrongModeError(
            "此数据库不是演示库，不能以演示方式启动 (this database is not a demo's: unset LIANFLOW_DEMO)"
        )


def publish_all() -> None:
    """Publish the shipped processes to the organisations whose profile has them.

    A file that is known stays as it is: what its people have published or retired since is theirs (R-GOV-1).
    """
    for names, organisations in group_alike():
        for xml in map(read_shipped, names):
            publish_alike(HOUSE, organisations, xml)


def group_alike() -> list[tuple[tuple[str, ...], list[int]]]:
    """What is to be published to whom: organisations that lack the same files and have the same others, together."""
    with database.bound().reading() as session:
        organisations = list_organisations(session)
        known = {each.id: list_definitions(session, each.id) for each in organisations}
    digests = {name: hashlib.sha256(read_shipped(name)).hexdigest() for name in (*TABLES, *SHIPPED)}
    groups: dict[tuple[tuple[str, ...], frozenset[tuple[str, str]]], list[int]] = {}
    for each in organisations:
        have = {card.digest for card in known[each.id]}
        lacking = [name for name in (*TABLES, *PROFILES.get(each.profile, COMMON)) if digests[name] not in have]
        standing = frozenset((card.digest, card.state) for card in known[each.id])
        groups.setdefault((tuple(lacking), standing), []).append(each.id)
    return [(names, alike) for (names, _standing), alike in groups.items()]


def open_database(settings: Settings) -> None:
    """Bind the database for a command that starts no server."""
    register_all()
    storage.bind_folder(settings.files)
    database.bind(database.Database(database.open_engine(settings.database)))


def find_organisation(settings: Settings, code: str) -> int:
    """The id of an organisation by its code."""
    open_database(settings)
    with database.bound().reading() as session:
        found = {each.code: each.id for each in list_organisations(session)}
    if code not in found:
        raise SystemExit(f"no organisation {code}; there are: {', '.join(found) or 'none'}")
    return found[code]


def import_organisation(settings: Settings, folder: Path, code: str, passwords: Path) -> int:
    """Found an organisation; write a random first password for each account to a file for its owner's eyes."""
    open_database(settings)
    record = read_folder(folder, code)
    first = {person.code: secrets.token_urlsafe(12) for person in record.people}
    with passwords.open("x", encoding="utf-8") as file:
        passwords.chmod(0o600)
        file.writelines(f"{login},{password}\n" for login, password in first.items())
    found_organisation(HOUSE, record, {login: hash_password(password) for login, password in first.items()})
    publish_all()
    return len(first)


def publish_file(settings: Settings, code: str, xml: bytes) -> StoredDefinition:
    """Publish a file to one organisation."""
    return publish_shipped(HOUSE, find_organisation(settings, code), xml)


@cache
def shipped_processes() -> Mapping[str, Process]:
    """The shipped processes by key."""
    return {name: read_process(read_shipped(name)) for name in SHIPPED}


def shipped_tables() -> list[bytes]:
    """The files of the shipped decision tables."""
    return [read_shipped(name) for name in TABLES]


def upgrade(settings: Settings) -> None:
    """Apply missing migrations."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade_schema(database.open_engine(settings.database))


def write_migration(what: str) -> None:
    """Write a migration against a database that stands at the newest one."""
    with tempfile.TemporaryDirectory() as folder:
        engine = database.open_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        upgrade_schema(engine)
        write_revision(engine, what)


def greet(settings: Settings) -> str:
    """What to print when the doors open."""
    lines = ["", f"  廉流 LianFlow   http://{settings.host}:{settings.port}", ""]
    if settings.demo:
        lines += [f"  {login}  {who}" for login, who in ACCOUNTS]
        lines += ["", f"  口令 password: {DEMO_PASSWORD}", ""]
    return "\n".join([*lines, "  Ctrl-C 结束 to stop", ""])


@cache
def shipped_checkpoints() -> tuple[Checkpoint, ...]:
    """What the shipped profiles demand of their procedures."""
    profiles = default_parameters()[DEMANDS]["value"]
    return tuple(each for profile in profiles.values() for each in read_checkpoints(profile))
