"""What is sealed opens with its key only, unchanged; what is wrapped survives a change of DATA_KEYS."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.core.crypto import (
    DataKeys,
    Unreadable,
    fingerprint,
    keyed_hash,
    new_key,
    seal,
    seal_bytes,
    seal_optional,
    unseal,
    unseal_bytes,
    unseal_optional,
)

KEY = bytes(range(32))
WORDS = "镇雄县泼机镇，电话13888888888"


@given(st.text())
def test_what_was_sealed_is_read_again(text: str) -> None:
    text = text.encode(errors="ignore").decode()
    assert unseal(KEY, seal(KEY, text)) == text


@given(st.binary())
def test_a_file_is_read_again(content: bytes) -> None:
    assert unseal_bytes(KEY, seal_bytes(KEY, content)) == content


def test_nothing_of_the_text_shows_and_no_two_seals_are_alike() -> None:
    first, second = seal(KEY, WORDS), seal(KEY, WORDS)
    assert first != second
    assert b"13888888888" not in first
    assert "泼机".encode() not in first


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unreadable):
        unseal(new_key(), seal(KEY, WORDS))


def test_a_changed_byte_anywhere_is_noticed() -> None:
    blob = seal(KEY, WORDS)
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            unseal(KEY, bytes(changed))


@pytest.mark.parametrize("cut", [0, 1, 12, 28, -1])
def test_a_cut_value_is_noticed(cut: int) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, WORDS)[:cut])


def test_nothing_stays_nothing() -> None:
    assert seal_optional(KEY, None) is None
    assert unseal_optional(KEY, None) is None
    assert unseal_optional(KEY, seal_optional(KEY, "")) == ""


def test_keys_survive_rotation_and_the_old_data_key_can_then_go() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    wrapped = DataKeys((old,)).wrap(KEY)
    both = DataKeys((new, old))
    assert both.unwrap(wrapped) == KEY
    again = both.rewrap(wrapped)
    assert DataKeys((new,)).unwrap(again) == KEY
    with pytest.raises(Unreadable):
        DataKeys((new,)).unwrap(wrapped)
    with pytest.raises(Unreadable):
        DataKeys((old,)).unwrap(again)


def test_the_first_data_key_wraps() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    assert DataKeys((new,)).unwrap(DataKeys((new, old)).wrap(KEY)) == KEY


def test_every_person_gets_another_key() -> None:
    keys = {new_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert {len(key) for key in keys} == {32}


def test_a_keyed_hash_finds_again_only_for_the_same_purpose_and_secret() -> None:
    found = keyed_hash("secret", "phone", "13888888888")
    assert found == keyed_hash("secret", "phone", "13888888888")
    assert len(found) == 64
    others = {
        keyed_hash("another", "phone", "13888888888"),
        keyed_hash("secret", "reporter", "13888888888"),
        keyed_hash("secret", "phone", "13888888889"),
    }
    assert found not in others
    assert len(others) == 3


def test_a_fingerprint_fits_the_column_of_message_keys() -> None:
    assert len(fingerprint("消息")) == 40
