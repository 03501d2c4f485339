"""Signatures and AES of the callback, with the guards that wechatpy lacks."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from bot.core.clock import from_timestamp

RANDOM_BYTES, LENGTH_BYTES, PAD_TO = 16, 4, 32
SEALED = (
    "<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
    "<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
)


class Refused(Exception):
    """A request that is not WeChat's, or cannot be read; answered with 403."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What WeChat puts into the address of a callback."""

    signature: str
    timestamp: str
    nonce: str
    encrypted: bool = False
    message_signature: str = ""


class Envelope:
    """Checks, opens and seals callbacks with the account's token and, where set, its AES key."""

    def __init__(self, token: str, app_id: str, aes_key: str, *, freshness_seconds: int) -> None:
        self._token = token
        self._app_id = app_id
        self._freshness = freshness_seconds
        self._crypto = WeChatCrypto(token, aes_key, app_id) if aes_key else None

    def check(self, signed: Signed, now: datetime) -> None:
        """Raises Refused unless the signature is ours and the time is now."""
        if not _same(signature(self._token, signed.timestamp, signed.nonce), signed.signature):
            raise Refused("signature")
        self._check_fresh(signed.timestamp, now)

    def check_address(self, signed: Signed, now: datetime) -> None:
        """What can be refused before the body is read. AES callbacks carry the plain signature as well."""
        if signed.signature or self._crypto is None:
            self.check(signed, now)
        self._check_fresh(signed.timestamp, now)

    def open(self, signed: Signed, body: bytes, now: datetime) -> bytes:
        """The message inside a callback's body. Raises Refused for a plain body where AES is configured."""
        if self._crypto is None:
            self.check(signed, now)
            return body
        if not signed.encrypted:
            raise Refused("plaintext")
        self._check_fresh(signed.timestamp, now)
        sealed = _encrypted_part(body)
        expected = signature(self._token, signed.timestamp, signed.nonce, sealed)
        if not _same(expected, signed.message_signature):
            raise Refused("signature")
        return self._decrypt(sealed)

    def seal(self, xml: str, signed: Signed) -> str:
        """A passive reply as WeChat wants it: encrypted where AES is configured."""
        if self._crypto is None:
            return xml
        content = secrets.token_bytes(RANDOM_BYTES) + _length(xml) + xml.encode() + self._app_id.encode()
        sealed = base64.b64encode(PrpCrypto(self._crypto.key).cipher.encrypt(PKCS7Encoder.encode(content))).decode()
        signed_by_us = signature(self._token, signed.timestamp, signed.nonce, sealed)
        return SEALED.format(sealed=sealed, signature=signed_by_us, timestamp=signed.timestamp, nonce=signed.nonce)

    def _decrypt(self, sealed: str) -> bytes:
        """The message as bytes; wechatpy's own way decodes it too early and trusts its lengths."""
        assert self._crypto is not None
        try:
            padded = PrpCrypto(self._crypto.key).cipher.decrypt(base64.b64decode(sealed, validate=True))
        except ValueError:
            raise Refused("undecryptable") from None
        content = padded[RANDOM_BYTES : -padded[-1]] if padded and 1 <= padded[-1] <= PAD_TO else b""
        end = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
        if not _same(self._app_id, content[end:].decode(errors="replace")):
            raise Refused("undecryptable")
        return content[LENGTH_BYTES:end]

    def _check_fresh(self, timestamp: str, now: datetime) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
            raise Refused("timestamp")
        if abs((now - from_timestamp(int(timestamp))).total_seconds()) > self._freshness:
            raise Refused("stale")


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, as WeChat signs."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's own choice


def _length(xml: str) -> bytes:
    return len(xml.encode()).to_bytes(LENGTH_BYTES, "big")


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())


def _encrypted_part(body: bytes) -> str:
    try:
        return str(ElementTree.fromstring(body, forbid_dtd=True).findtext("Encrypt") or "")
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused("envelope") from None
