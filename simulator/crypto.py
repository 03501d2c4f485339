"""The published signature and encryption of WeChat callbacks, written from their description.

Source: WeChat official accounts, 接入指南 (signature) and 消息加解密说明 (AES-256-CBC, PKCS#7 to
32 bytes, 16 random bytes + 4 length bytes + message + AppID).
"""

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

RANDOM_BYTES = 16
LENGTH_BYTES = 4
PAD_TO = 32


class Undecipherable(ValueError):
    """The sealed text was not made with this key for this AppID."""


def sign(*parts: str) -> str:
    """SHA-1, in hex, of the parts sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's own choice


def same(one: str, other: str) -> bool:
    """Compare two signatures in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


class Cipher:
    """Seals and opens messages of the safe mode (安全模式).

    Raises ValueError when the key is not 43 characters that decode to 32 bytes.
    """

    def __init__(self, encoding_aes_key: str, app_id: str) -> None:
        self._key = _key(encoding_aes_key)
        self._app_id = app_id.encode()

    def _block_cipher(self) -> BlockCipher[modes.CBC]:
        return BlockCipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def seal(self, message: bytes) -> str:
        """Encrypt a message; base64 text comes out."""
        length = len(message).to_bytes(LENGTH_BYTES, "big")
        content = os.urandom(RANDOM_BYTES) + length + message + self._app_id
        padding = PAD_TO - len(content) % PAD_TO
        encryptor = self._block_cipher().encryptor()
        padded = content + bytes([padding]) * padding
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def open(self, sealed: str) -> bytes:
        """Decrypt what `seal` made. Raises Undecipherable for anything else."""
        try:
            raw = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Undecipherable("not base64") from error
        if not raw or len(raw) % PAD_TO:
            raise Undecipherable("not whole blocks of 32 bytes")
        decryptor = self._block_cipher().decryptor()
        return self._unpack(_unpad(decryptor.update(raw) + decryptor.finalize()))

    def _unpack(self, content: bytes) -> bytes:
        start = RANDOM_BYTES + LENGTH_BYTES
        length = int.from_bytes(content[RANDOM_BYTES:start], "big")
        if len(content) < start + length:
            raise Undecipherable("the length does not fit")
        if content[start + length :] != self._app_id:
            raise Undecipherable("made for another AppID")
        return content[start : start + length]


def _key(encoding_aes_key: str) -> bytes:
    try:
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(encoding_aes_key) != 43 or len(key) != 32:
        raise ValueError("WECHAT_ENCODING_AES_KEY: must be 43 letters and digits")
    return key


def _unpad(padded: bytes) -> bytes:
    padding = padded[-1]
    if not 1 <= padding <= PAD_TO or padded[-padding:] != bytes([padding]) * padding:
        raise Undecipherable("wrong padding")
    return padded[:-padding]
