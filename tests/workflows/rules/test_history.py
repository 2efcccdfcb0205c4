"""The format of the history: canonical, chained, committed; whatever is changed afterwards is found (R-SEC-5)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.rules.history import (
    GENESIS,
    Sealed,
    canonical,
    commit_to,
    digest,
    find_break,
    format_instant,
    seal_entry,
)

Entry = tuple[int, str, str]


def chain(count: int = 6) -> list[Entry]:
    found: list[Entry] = []
    prev = GENESIS
    for seq in range(1, count + 1):
        sealed = seal_entry({"kind": f"fact {seq}", "data": {"outcome": "同意"}}, seq=seq, prev=prev)
        found.append((seq, sealed.body, sealed.hash))
        prev = sealed.hash
    return found


def head_of(entries: list[Entry]) -> tuple[int, str]:
    return (entries[-1][0], entries[-1][2]) if entries else (0, GENESIS)


def rewrite(entry: Entry, **changes: Any) -> Entry:
    """An entry as somebody with the database writes it: another body, and the hash that fits it."""
    body = canonical({**json.loads(entry[1]), **changes})
    return (changes.get("seq", entry[0]), body, digest(body))


def test_a_whole_chain_has_no_break() -> None:
    assert find_break(chain(), head_of(chain())) is None
    assert find_break([], (0, GENESIS)) is None


def later(entries: list[Entry], by: int) -> list[Entry]:
    """Entries with other numbers."""
    return [rewrite(each, seq=each[0] + by) for each in entries]


Tamper = Callable[[list[Entry]], list[Entry]]

TAMPERED: dict[str, tuple[Tamper, int]] = {
    "a body": (lambda e: [*e[:2], (3, e[2][1].replace("同意", "退回"), e[2][2]), *e[3:]], 3),
    "a body with the hash that fits": (lambda e: [*e[:2], rewrite(e[2], kind="other"), *e[3:]], 4),
    "the last body with the hash that fits": (lambda e: [*e[:-1], rewrite(e[-1], kind="other")], 7),
    "a body that is no record": (lambda e: [*e[:2], (3, "[]", digest("[]")), *e[3:]], 3),
    "a body that is no JSON": (lambda e: [*e[:2], (3, "x", digest("x")), *e[3:]], 3),
    "a hash": (lambda e: [*e[:2], (3, e[2][1], "0" * 64), *e[3:]], 3),
    "a missing entry": (lambda e: [*e[:2], *e[3:]], 3),
    "a missing entry, the rest renumbered": (lambda e: [*e[:2], *later(e[3:], -1)], 3),
    "a missing first entry": (lambda e: e[1:], 1),
    "a cut end": (lambda e: e[:-1], 6),
    "everything gone": (lambda _e: [], 1),
    "two in the other order": (lambda e: [*e[:2], (3, *e[3][1:]), (4, *e[2][1:]), *e[4:]], 3),
    "an inserted entry": (lambda e: [*e[:2], rewrite(e[1], seq=3, prev=e[1][2]), *later(e[2:], 1)], 4),
    "an appended entry": (lambda e: [*e, rewrite(e[-1], seq=7, prev=e[-1][2])], 8),
    "a doubled entry": (lambda e: [*e[:3], e[2], *e[3:]], 4),
    "another number inside": (lambda e: [*e[:2], (3, *rewrite(e[2], seq=9)[1:]), *e[3:]], 3),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_afterwards_is_found_at_its_place(name: str) -> None:
    tamper, place = TAMPERED[name]
    entries = chain()

    found = find_break(tamper(list(entries)), head_of(entries))

    assert found is not None
    assert found.seq == place


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 8), st.data())
def test_any_single_change_is_found(count: int, data: st.DataObject) -> None:
    entries = chain(count)
    at = data.draw(st.integers(0, count - 1))
    seq, body, mark = entries[at]
    letter = data.draw(st.integers(0, len(body) - 1))
    changed = body[:letter] + chr((ord(body[letter]) + 1) % 0x80 or 1) + body[letter + 1 :]
    refit = data.draw(st.booleans())
    tampered = [*entries[:at], (seq, changed, digest(changed) if refit else mark), *entries[at + 1 :]]

    assert find_break(tampered, head_of(entries)) is not None


def test_each_entry_names_the_one_before_it() -> None:
    for (_, _, mark), (seq, body, _) in pairwise(chain()):
        assert json.loads(body)["prev"] == mark
        assert json.loads(body)["seq"] == seq


def test_the_format_is_what_it_was() -> None:
    """This may never change: stored chains are verified with it."""
    sealed = seal_entry({"kind": "task_completed", "data": {"乙": 1, "a": None}}, seq=1, prev=GENESIS)

    assert sealed == Sealed(
        '{"data":{"a":null,"乙":1},"kind":"task_completed","prev":"' + "0" * 64 + '","seq":1,"v":1}',
        "bb43849958737405778c681bc08ba417d72330f0b40cd730475ecd49db15fbe4",
    )
    assert canonical({"b": [1, 2.5, True], "a": "\n"}) == '{"a":"\\n","b":[1,2.5,true]}'


def test_what_is_no_json_is_not_sealed() -> None:
    for value in (float("nan"), float("inf"), object(), {1, 2}):
        with pytest.raises((ValueError, TypeError)):
            canonical({"x": value})


def test_a_commitment_binds_and_says_nothing() -> None:
    salt, other = b"s" * 16, b"t" * 16

    assert commit_to("姚海澄", salt) == commit_to("姚海澄", salt)
    assert len({commit_to("姚海澄", salt), commit_to("姚海澄", other), commit_to("彭志翾", salt)}) == 3


def test_instants_are_written_in_utc_with_microseconds() -> None:
    shanghai = timezone(timedelta(hours=8))

    assert format_instant(datetime(2026, 7, 13, 9, tzinfo=shanghai)) == "2026-07-13T01:00:00.000000Z"
    assert format_instant(datetime(2026, 7, 13, 9, 0, 0, 5, tzinfo=UTC)) == "2026-07-13T09:00:00.000005Z"
