"""One HTTP exchange with WeChat's API, and what its answer means.

httpx rather than wechatpy's own client: it tells a call that never left from one whose answer was lost, has a time
limit everywhere, and takes a download in pieces. What it raises never carries the address, which holds the token.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.wechat.errors import FateUnknown, MediaTooLarge, Retryable, error_of

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 5.0
JSON_LIMIT_BYTES = 1024 * 1024
API_ROOT = "/cgi-bin/"

Json = dict[str, Any]
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
# A connection kept open may be closed by the other side just as we write, which would look like a lost answer.
_NO_KEEPING = httpx.Limits(max_keepalive_connections=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with HTTP 200."""

    content: bytes
    content_type: str


class Wire:
    """Calls one API host. Safe to share between threads."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url.rstrip("/")
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx.Client(timeout=timeout, limits=_NO_KEEPING, follow_redirects=False)

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, *, params: Mapping[str, str], body: Json | None = None) -> Json:
        """The JSON object that WeChat answers. Raises WeChatError, Retryable, FateUnknown."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = self._exchange(method, path, params, content, JSON_LIMIT_BYTES, ANSWER_SECONDS)
        except MediaTooLarge:
            raise Retryable("not an answer of WeChat") from None
        return read_json(answer.content)

    def download(self, path: str, *, params: Mapping[str, str], limit: int, seconds: float) -> Answer:
        """A file of at most `limit` bytes, taken within `seconds`. Raises as `ask` does, and MediaTooLarge."""
        return self._exchange("GET", path, params, None, limit, seconds)

    def _exchange(
        self, method: str, path: str, params: Mapping[str, str], content: bytes | None, limit: int, seconds: float
    ) -> Answer:
        headers = {"Content-Type": "application/json; charset=utf-8"} if content is not None else None
        deadline = time.monotonic() + CONNECT_SECONDS + seconds
        try:
            with self._http.stream(
                method, self._address(path), params=dict(params), content=content, headers=headers
            ) as response:
                _check_status(response.status_code)
                return Answer(_take(response, limit, deadline), response.headers.get("Content-Type", ""))
        except _NEVER_LEFT as error:
            raise Retryable(type(error).__name__) from None
        except httpx.RequestError as error:
            raise FateUnknown(type(error).__name__) from None

    def _address(self, path: str) -> str:
        """The one place where addresses are made: some of wechatpy's are absolute, and all of them become ours."""
        return self._api_url + API_ROOT + urlsplit(path).path.removeprefix(API_ROOT).lstrip("/")


def _check_status(status: int) -> None:
    if status == httpx.codes.GATEWAY_TIMEOUT:
        raise FateUnknown(f"http {status}")
    if status != httpx.codes.OK:
        raise Retryable(f"http {status}")


def _take(response: httpx.Response, limit: int, deadline: float) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > limit:
            raise MediaTooLarge
        if time.monotonic() > deadline:
            raise FateUnknown("slow answer")
    return bytes(content)


def read_json(content: bytes) -> Json:
    """The object inside an answer. HTML, a list, or an `errcode` other than 0 is a failure, whatever HTTP said."""
    try:
        answer = json.loads(content)
        errcode = int(answer.get("errcode") or 0)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Retryable("not an answer of WeChat") from None
    if errcode:
        raise error_of(errcode, str(answer.get("errmsg", ""))[:200])
    return dict(answer)
