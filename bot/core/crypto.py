"""Keys and sealing: every person's words lie under a key of their own, itself wrapped by DATA_KEYS."""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
OPENED_AT_ONCE = 4_096


class Unreadable(Exception):
    """A sealed value does not open with this key: the key is another one, or the bytes were changed."""


class DataKeys:
    """The keys of DATA_KEYS: the first one wraps, all of them unwrap."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._opened = lru_cache(maxsize=OPENED_AT_ONCE)(self._fernet.decrypt)

    def wrap(self, key: bytes) -> bytes:
        return self._fernet.encrypt(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key itself. Raises Unreadable when none of DATA_KEYS opens it."""
        try:
            return self._opened(wrapped)
        except InvalidToken:
            raise Unreadable("wrapped key") from None

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same key, wrapped by the first of DATA_KEYS."""
        return self._fernet.rotate(wrapped)


def new_key() -> bytes:
    """A fresh 256-bit key for one person or one report."""
    return secrets.token_bytes(32)


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal_bytes(key: bytes, content: bytes) -> bytes:
    """Opaque bytes that only this key opens (AES-256-GCM, random nonce)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + _cipher(key).encrypt(nonce, content, VERSION)


def unseal_bytes(key: bytes, blob: bytes) -> bytes:
    """What was sealed. Raises Unreadable."""
    if blob[:1] != VERSION or len(blob) < 1 + NONCE_BYTES + 16:
        raise Unreadable("sealed value")
    try:
        return _cipher(key).decrypt(blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :], VERSION)
    except InvalidTag:
        raise Unreadable("sealed value") from None


def seal(key: bytes, text: str) -> bytes:
    """A text as opaque bytes that only this key opens."""
    return seal_bytes(key, text.encode())


def unseal(key: bytes, blob: bytes) -> str:
    """The text that was sealed. Raises Unreadable."""
    return unseal_bytes(key, blob).decode()


def seal_optional(key: bytes, text: str | None) -> bytes | None:
    return None if text is None else seal(key, text)


def unseal_optional(key: bytes, blob: bytes | None) -> str | None:
    return None if blob is None else unseal(key, blob)


def keyed_hash(secret: str, purpose: str, value: str) -> str:
    """A hash (hex, 64 characters) by which a value can be found again but not guessed without the secret."""
    return hmac.new(f"{purpose}:{secret}".encode(), value.encode(), hashlib.sha256).hexdigest()


def fingerprint(value: str) -> str:
    """A short name (hex, 40 characters) for a long value; not secret."""
    return hashlib.blake2b(value.encode(), digest_size=20).hexdigest()
