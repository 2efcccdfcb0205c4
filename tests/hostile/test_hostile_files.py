"""Whatever stands in a file, it is refused clearly, quickly and in little memory, and no code in it is ever run."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.diagrams import both
from tests.hostile.files import every_file, splits
from tests.houses import House
from workflows.models import ProcessDefinition, ProcessInstance

ROOT = Path(__file__).parents[2]
MOST_SECONDS, MOST_MEGABYTES = 2, 300


@cache
def checked() -> dict[str, Any]:
    """What the child found; it has its own memory, and hooks that see code, files and sockets."""
    command = [sys.executable, "-m", "tests.hostile.child"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=110)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_more_than_two_hundred_hostile_files_are_refused_with_a_reason() -> None:
    files = checked()["checked"]

    assert len(files) >= 200
    assert [name for name, each in files.items() if each["ok"] or not all(each["said"]) or not each["said"]] == []


def test_each_is_answered_within_two_seconds_and_all_in_three_hundred_megabytes() -> None:
    slow = {name: each["seconds"] for name, each in checked()["checked"].items() if each["seconds"] > MOST_SECONDS}

    assert slow == {}
    assert checked()["megabytes"] <= MOST_MEGABYTES


def test_no_code_of_a_file_is_compiled_run_opened_or_asked_for() -> None:
    assert checked()["caught"] == []


@pytest.mark.parametrize("path", ["", "/check", "/import"])
def test_over_http_every_file_is_refused_and_nothing_is_stored(house: House, path: str) -> None:
    """422 or 413, never 5xx; importing may mend what another tool has written, and then it keeps a draft."""
    editor = house.sign_in("procedit")
    answers = {
        name: editor.ask("POST", f"/process-definitions{path}", data=data, content_type="application/xml")
        for name, data in (every_file() if not path else every_file()[::3])
    }

    allowed = {"": {413, 422}, "/check": {200, 413}, "/import": {201, 409, 413, 422}}[path]
    assert {name: each.status_code for name, each in answers.items() if each.status_code not in allowed} == {}
    if path == "/check":
        assert [name for name, each in answers.items() if each.status_code == 200 and each.json["ok"]] == []
    if path != "/import":
        with house.reading() as session:
            assert session.query(ProcessDefinition).filter(ProcessDefinition.key.like("hostile%")).count() == 0


def test_splits_without_end_are_stopped_when_they_run(house: House) -> None:
    """2^24 tokens: drawn correctly, but no start may make them."""
    house.publish(splits(both, 24))

    refused = house.sign_in("hxc").start("hostile", "D07", expect=409)

    assert refused["detail"]
    with house.reading() as session:
        assert session.query(ProcessInstance).count() == 0
