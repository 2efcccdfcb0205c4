"""Restricted texts: sealed for one purpose with a key of the data folder; nothing else opens them."""

from dataclasses import replace
from pathlib import Path

import pytest

from workflows import restricted
from workflows.errors import NotFoundError
from workflows.restricted import bind_keys, seal_text, unseal_text

TEXT = "对照职权运行流程逐环节重新查找。"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Path:
    bind_keys(tmp_path)
    return tmp_path


def test_a_text_is_read_for_its_purpose() -> None:
    assert unseal_text(seal_text(TEXT, "talk.demands:1"), "talk.demands:1") == TEXT


def test_it_is_not_read_for_another() -> None:
    with pytest.raises(NotFoundError):
        unseal_text(seal_text(TEXT, "talk.demands:1"), "talk.demands:2")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    first, second = seal_text(TEXT, "x"), seal_text(TEXT, "x")
    assert first.data != second.data
    assert TEXT.encode() not in first.data


def test_a_changed_text_is_not_read() -> None:
    sealed = seal_text(TEXT, "x")
    spoilt = replace(sealed, data=sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
    with pytest.raises(NotFoundError):
        unseal_text(spoilt, "x")


def test_without_its_key_nothing_is_read(tmp_path: Path) -> None:
    sealed = seal_text(TEXT, "x")
    bind_keys(tmp_path / "another")
    with pytest.raises(NotFoundError):
        unseal_text(sealed, "x")


def test_the_key_lies_in_its_owners_hands_and_stays(keys: Path) -> None:
    sealed = seal_text(TEXT, "x")
    bind_keys(keys)

    assert unseal_text(sealed, "x") == TEXT
    assert (keys / "restricted-1.key").stat().st_mode & 0o777 == 0o600
    assert len(list(keys.iterdir())) == 1


def test_the_newest_key_seals_and_older_ones_still_read(keys: Path) -> None:
    old = seal_text(TEXT, "x")
    (keys / "restricted-2.key").write_bytes(b"k" * restricted.KEY_SIZE)
    bind_keys(keys)
    new = seal_text(TEXT, "x")

    assert (old.key_name, new.key_name) == ("restricted-1", "restricted-2")
    assert [unseal_text(each, "x") for each in (old, new)] == [TEXT, TEXT]
