"""Packages: one file with digest, the same bytes for the same content, measured before it is opened."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from services.changes.packages import (
    MANIFEST,
    MAX_UNPACKED,
    Member,
    Package,
    PackageRefusedError,
    read_package,
    write_package,
)
from tests.houses import House
from tests.procedures import PLAIN, outsider
from workflows.rules.states import DefinitionKind


def packed(xml: bytes = PLAIN, key: str = "plain", **more: Any) -> Package:
    sha256 = hashlib.sha256(xml).hexdigest()
    member = Member(path=f"{key}.bpmn", kind=DefinitionKind.PROCESS, key=key, name="测试流程", version=1, sha256=sha256)
    return Package(key, [member], {member.path: xml}, **more)


def send(house: House, data: bytes, login: str = "procedit", way: str = "", expect: int = 201) -> Any:
    path = f"/process-packages{way}"
    return house.sign_in(login).ask("POST", path, data=data, content_type="application/zip", expect=expect).json


def rewrite(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive with other members."""
    with ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert write_package(packed()) == write_package(packed())
    assert read_package(write_package(packed())) == packed()
    assert packed(parameters={"p2_discovery.self": "wd7"}).digest != packed().digest


def _alter_file(files: dict[str, bytes]) -> None:
    files["plain.bpmn"] += b" "


def _alter_parameter(files: dict[str, bytes]) -> None:
    said = json.loads(files[MANIFEST])
    said["parameters"]["p2_discovery.self"] = "wd99"
    files[MANIFEST] = json.dumps(said).encode()


def _hide_file(files: dict[str, bytes]) -> None:
    files["other.bpmn"] = PLAIN


def _lose_file(files: dict[str, bytes]) -> None:
    del files["plain.bpmn"]


def _lose_manifest(files: dict[str, bytes]) -> None:
    del files[MANIFEST]


def _climb(files: dict[str, bytes]) -> None:
    said = json.loads(files[MANIFEST])
    said["members"][0]["path"] = "../plain.bpmn"
    files[MANIFEST] = json.dumps(said).encode()
    files["../plain.bpmn"] = files.pop("plain.bpmn")


def _swell(files: dict[str, bytes]) -> None:
    files["plain.bpmn"] = b" " * (MAX_UNPACKED + 1)


@pytest.mark.parametrize(
    "change", [_alter_file, _alter_parameter, _hide_file, _lose_file, _lose_manifest, _climb, _swell]
)
def test_what_was_changed_on_its_way_is_refused(change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(PackageRefusedError):
        read_package(rewrite(write_package(packed()), change))


@pytest.mark.parametrize("data", [b"", b"PK", b"<xml/>", write_package(packed())[:-40]])
def test_what_is_no_archive_is_refused(house: House, data: bytes) -> None:
    for way in ("", "/check"):
        assert send(house, data or b"x", way=way, expect=422)["type"].endswith("package-refused")


def test_a_procedure_is_carried_with_all_that_it_needs(house: House) -> None:
    """Out of one organisation, and back into it: nothing is new, and nothing is stored."""
    editor = house.sign_in("procedit")
    root = editor.get("/process-definitions", key="risk_discovery_anhui6")["items"][0]
    answer = editor.ask("GET", f"/process-definitions/{root['id']}/package", expect=200)

    found = send(house, answer.data, way="/check", expect=200)

    assert found["ok"] is True
    assert {"risk_discovery_anhui6", "expert_panel", "mass_ballot", "signoff"} <= {
        each["key"] for each in found["items"]
    }
    assert {each["state"] for each in found["items"]} == {"same"}
    assert answer.headers["ETag"] == f'"{found["digest"]}"'
    assert "p2_discovery.self" in read_package(answer.data).parameters
    assert send(house, answer.data) == {"drafts": [], "parameter_proposal": None}


def test_what_a_package_brings_waits_for_a_second_person(house: House) -> None:
    """R-GOV-1: drafts and a proposal, both decided by the approver."""
    brought = send(house, write_package(packed(parameters={"p2_discovery.self": "wd9", "no.such": 1})))

    assert [each["state"] for each in brought["drafts"]] == ["draft"]
    proposal = brought["parameter_proposal"]
    house.sign_in("hxc").start("plain", "D07", expect=404)
    values = house.sign_in("procappr").get("/parameters")
    assert values is not None
    assert proposal > 0


def test_a_package_that_does_not_fit_is_refused_whole(house: House) -> None:
    broken = PLAIN.replace(b'relation="head"', b'relation="nobody"')

    refused = send(house, write_package(packed(broken)), expect=422)

    assert refused["type"].endswith("definition-refused")
    assert house.sign_in("procedit").get("/process-definitions", key="plain")["items"] == []


def test_a_file_under_a_false_name_is_refused(house: House) -> None:
    send(house, write_package(packed(key="other")), expect=422)


@pytest.mark.parametrize("login", ["hxc", "yhc", "sysadmin", "procappr"])
def test_nobody_else_brings_a_package_in(house: House, login: str) -> None:
    send(house, write_package(packed()), login=login, expect=403)


def test_another_organisation_finds_nothing_to_carry_away(house: House) -> None:
    root = house.sign_in("procedit").get("/process-definitions", key="signoff")["items"][0]["id"]

    house.sign_in("hxc").get(f"/process-definitions/{root}/package", expect=403)
    house.sign_in(outsider(house, "elsewhere")).get(f"/process-definitions/{root}/package", expect=403)
