"""The published scheme, checked against another implementation of it."""

import base64

import pytest
from wechatpy.crypto import PrpCrypto

from simulator.crypto import Cipher, Undecipherable, sign
from simulator.settings import DEMO

KEY = DEMO["WECHAT_ENCODING_AES_KEY"]


def test_a_signature_is_that_of_the_sorted_parts():
    assert sign("token", "1409659589", "263014780") == sign("263014780", "token", "1409659589")
    assert len(sign("a")) == 40


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 2047, 60_000])
def test_what_is_sealed_can_be_opened_whatever_its_length(length):
    cipher = Cipher(KEY, "wx1")
    assert cipher.open(cipher.seal(b"x" * length)) == b"x" * length


def test_another_implementation_reads_what_we_seal_and_we_read_theirs():
    raw_key = base64.b64decode(KEY + "=")
    other, ours = PrpCrypto(raw_key), Cipher(KEY, "wx1")
    message = "投诉：少了950公斤🙂"
    assert other.decrypt(ours.seal(message.encode()), "wx1") == message
    assert ours.open(other.encrypt(message, "wx1").decode()).decode() == message


@pytest.mark.parametrize("sealed", ["", "no base64!", "QUJD", "A" * 64, "é"])
def test_anything_else_is_refused(sealed):
    with pytest.raises(Undecipherable):
        Cipher(KEY, "wx1").open(sealed)


def test_another_app_id_is_refused():
    with pytest.raises(Undecipherable, match="another AppID"):
        Cipher(KEY, "wx1").open(Cipher(KEY, "wx2").seal(b"hello"))


@pytest.mark.parametrize("key", ["", "short", "!" * 43, KEY + "A"])
def test_a_key_must_be_43_characters(key):
    with pytest.raises(ValueError, match="43"):
        Cipher(key, "wx1")
