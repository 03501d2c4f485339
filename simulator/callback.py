"""One signed request to the account's callback, within a total time.

Source: WeChat official accounts, 接入指南 (signature of token, timestamp, nonce) and
消息加解密说明 (`encrypt_type=aes`, `msg_signature` over the sealed text too).
"""

import http.client
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from simulator.crypto import sign
from simulator.settings import Settings
from simulator.wire import document

ANSWER_BYTES = 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status and the whole body."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Parcel:
    """A body for the callback, and how to tamper with its request for a test of the door.

    `encrypt` None follows the account's mode; `query` replaces parameters after signing, an
    empty value removes one.
    """

    openid: str
    body: bytes
    encrypt: bool | None = None
    query: Mapping[str, str] | None = None


def post(parcel: Parcel, settings: Settings) -> Answer:
    """Deliver once, freshly signed.

    Raises TimeoutError past `settings.answer_within` seconds in all, OSError or
    http.client.HTTPException when nobody answers properly.
    """
    query = _signed(settings)
    body = parcel.body
    encrypt = settings.mode == "aes" if parcel.encrypt is None else parcel.encrypt
    if encrypt and settings.cipher:
        sealed = settings.cipher.seal(parcel.body)
        body = document({"ToUserName": settings.account_id, "Encrypt": sealed})
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(settings.token, query["timestamp"], query["nonce"], sealed)
    query["openid"] = parcel.openid
    query.update(parcel.query or {})
    kept = {name: value for name, value in query.items() if value}
    return _exchange("POST", settings, kept, body)


def verify(settings: Settings) -> bool:
    """The check when the address is entered in the backend: the echo must come back."""
    echo = str(secrets.randbelow(10**19))
    answer = _exchange("GET", settings, _signed(settings) | {"echostr": echo}, b"")
    return answer.status == 200 and answer.body == echo.encode()


def _signed(settings: Settings) -> dict[str, str]:
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    signature = sign(settings.token, timestamp, nonce)
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}


def _exchange(method: str, settings: Settings, query: Mapping[str, str], body: bytes) -> Answer:
    address = urlsplit(settings.callback)
    secure = address.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    deadline = time.monotonic() + settings.answer_within
    connection = connect(address.hostname or "", address.port, timeout=settings.answer_within)
    target = f"{address.path or '/'}?{urlencode(query)}"
    headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Connection": "close"}
    try:
        connection.connect()
        sock = connection.sock
        connection.request(method, target, body or None, headers)
        sock.settimeout(_left(deadline))
        response = connection.getresponse()
        received = bytearray()
        while not response.isclosed() and len(received) < ANSWER_BYTES:
            sock.settimeout(_left(deadline))
            chunk = response.read1(CHUNK)
            if not chunk:
                break
            received += chunk
        return Answer(response.status, bytes(received))
    finally:
        connection.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no complete answer in time")
    return left
