"""Carrying procedures from one organisation to another: a package goes out, drafts and proposed parameters come in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from bpmn.decisions.reader import is_decision
from bpmn.errors import Problem
from bpmn.texts import N_
from services.changes.checking import is_fit
from services.changes.packages import Member, Package, PackageRefusedError, name_member, read_package, write_package
from services.organisation.parameters import FIXED, propose_values
from services.process.decisions import load_tables, read_tables
from services.process.definitions import (
    Checked,
    DefinitionRefusedError,
    StoredDefinition,
    add_version,
    check_file,
    load_checkpoints,
    read_published,
    require_role,
    stored,
)
from services.transaction import use_case
from workflows.errors import NotFoundError
from workflows.models import ProcessDefinition
from workflows.queries import definitions
from workflows.queries.parameters import load_latest_set
from workflows.rules.states import DefinitionKind, DefinitionState
from workflows.running.library import read_definition
from workflows.running.starting import bind_members
from workflows.work import Work

MAY_EXPORT: Final = ("proc_editor", "proc_approver")


@dataclass(frozen=True)
class Packed:
    """A package as a file, with the name to save it under."""

    name: str
    digest: str
    data: bytes


@dataclass(frozen=True)
class Arrival:
    """One member of a package beside what the organisation has: new, changed, or the same."""

    key: str
    name: str
    kind: str
    state: str
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class Unpacked:
    """What a package would bring: its definitions, and the values that differ from those in force."""

    root: str
    digest: str
    arrivals: Sequence[Arrival]
    parameters: Mapping[str, Any]
    unknown: Sequence[str]
    """Parameters that this product does not know, or that rules fix."""

    @property
    def ok(self) -> bool:
        """Whether everything could be stored."""
        return is_fit([problem for each in self.arrivals for problem in each.problems])


@dataclass(frozen=True)
class StoredPackage:
    """What a package has brought: drafts, and the number of the proposed parameters, 0 without any."""

    drafts: list[StoredDefinition]
    proposal: int


def export_package(work: Work, public_id: str) -> Packed:
    """A version with everything that it calls and asks as published now, and the parameters that they name."""
    require_role(work, *MAY_EXPORT)
    session, org_id = work.session, work.asker.org_id
    root = definitions.load_definition(session, org_id, public_id)
    if root is None:
        raise NotFoundError
    published = {**definitions.load_basis(session, org_id).versions, root.key: root}
    rows = bind_members(published, root.key) if root.kind == DefinitionKind.PROCESS else [root]
    values = load_latest_set(session, org_id).values
    named = sorted({name for row in rows for name in _list_named(row) if name in values and name not in FIXED})
    package = Package(
        root.key,
        [_to_member(row) for row in rows],
        {name_member(row.kind, row.key): row.xml for row in rows},
        {name: values[name]["value"] for name in named},
    )
    return Packed(f"{root.key}-v{root.version}.lianflow.zip", package.digest, write_package(package))


def _to_member(row: ProcessDefinition) -> Member:
    return Member(
        path=name_member(row.kind, row.key),
        kind=DefinitionKind(row.kind),
        key=row.key,
        name=row.name,
        version=row.version,
        sha256=row.digest,
    )


def _list_named(row: ProcessDefinition) -> Iterator[str]:
    """Every word of a process that may name a parameter; tables name theirs in outputs, which are words too."""
    if row.kind == DefinitionKind.DECISION:
        yield from _words(row.xml.decode("utf-8", "replace").replace('"', "<").replace(">", "<").split("<"))
    else:
        yield from _words(read_definition(row))


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield from thing.replace("(", " ").replace(")", " ").replace(",", " ").split()
    elif isinstance(thing, Mapping):
        yield from _words([*thing.keys(), *thing.values()])
    elif is_dataclass(thing):
        yield from _words([getattr(thing, each.name) for each in fields(thing)])
    elif isinstance(thing, (list, tuple, set, frozenset)):
        for each in thing:
            yield from _words(each)


def check_package(session: Session, org_id: int, data: bytes) -> Unpacked:
    """What a package would bring; nothing is stored."""
    return _unpack(session, org_id, read_package(data))[0]


def _unpack(session: Session, org_id: int, package: Package) -> tuple[Unpacked, dict[str, Checked]]:
    checked = _check_files(session, org_id, package)
    arrivals = [_receive(session, org_id, each, checked[each.key].problems) for each in package.members]
    in_force = load_latest_set(session, org_id).values
    unknown = sorted(name for name in package.parameters if name not in in_force or name in FIXED)
    differing = {
        name: value
        for name, value in package.parameters.items()
        if name not in unknown and in_force[name]["value"] != value
    }
    return Unpacked(package.root, package.digest, arrivals, differing, unknown), checked


def _check_files(session: Session, org_id: int, package: Package) -> dict[str, Checked]:
    """Check every member beside the others, as if all were published."""
    files = {each.key: package.files[each.path] for each in package.members}
    alone = {key: check_file(xml, {}).process for key, xml in files.items() if not is_decision(xml)}
    processes = {**read_published(session, org_id), **{key: each for key, each in alone.items() if each is not None}}
    tables = {**load_tables(session, org_id), **read_tables(files.values())}
    demanded = load_checkpoints(session, org_id)
    checked = {key: check_file(xml, processes, tables, demanded) for key, xml in files.items()}
    if any(each.drawn is not None and each.drawn.id != key for key, each in checked.items()):
        raise PackageRefusedError(cause=N_("文件清单与内容不符"))
    return checked


def _receive(session: Session, org_id: int, member: Member, problems: Sequence[Problem]) -> Arrival:
    latest = definitions.load_latest(session, org_id, member.key)
    state = "new" if latest is None else "same" if latest.digest == member.sha256 else "changed"
    return Arrival(member.key, member.name, member.kind, state, problems)


@use_case
def import_package(work: Work, data: bytes) -> StoredPackage:
    """Store what is new or changed as drafts, and propose the parameters that differ; two people publish (R-GOV-1)."""
    require_role(work, "proc_editor")
    package, org_id = read_package(data), work.asker.org_id
    found, checked = _unpack(work.session, org_id, package)
    if not found.ok:
        raise DefinitionRefusedError([problem for each in found.arrivals for problem in each.problems])
    wanted = {each.key for each in found.arrivals if each.state != "same"}
    drafts = [
        add_version(work, org_id, checked[each.key], package.files[each.path], DefinitionState.DRAFT)
        for each in package.members
        if each.key in wanted
    ]
    return StoredPackage([stored(row) for row in drafts], _propose(work, found))


def _propose(work: Work, found: Unpacked) -> int:
    if not found.parameters:
        return 0
    return propose_values(work, found.parameters, note=f"流程包 {found.root} {found.digest[:12]}").number
