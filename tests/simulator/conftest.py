"""A tiny account to deliver to: its own Flask server, with wechatpy checking what arrives."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from flask import Flask, Response, request
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature
from werkzeug.serving import make_server

from simulator.client import Control, Phone
from simulator.server import running
from simulator.settings import DEMO, Settings

TOKEN = "a-token-of-the-tests"
KEY = DEMO["WECHAT_ENCODING_AES_KEY"]
PATIENCE = 0.3

Answer = str | bytes | int | Response | None


@dataclass
class Arrived:
    """One request as it came: its query, its raw body, and its elements after decryption."""

    query: dict[str, str]
    body: bytes
    fields: dict[str, str]


@dataclass
class TinyBot:
    """Answers what `answer` says: text, whole XML as bytes (either sealed when it should be), an HTTP
    status, a response of its own, or None for silence."""

    answer: Callable[[dict[str, str]], Answer] = lambda fields: f"听到：{fields.get('Content', '')}"
    arrived: list[Arrived] = field(default_factory=list)
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def receive(self) -> Response:
        query = request.args.to_dict()
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        if request.method == "GET":
            return Response(query["echostr"])
        body = request.get_data()
        encrypted = query.get("encrypt_type") == "aes"
        crypto = WeChatCrypto(TOKEN, KEY, DEMO["WECHAT_APP_ID"])
        plain = body
        if encrypted:
            plain = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        fields = {node.tag: node.text or "" for node in ElementTree.fromstring(plain)}
        with self.lock:
            self.arrived.append(Arrived(query, body, fields))
        answer = self.answer(fields)
        if isinstance(answer, Response):
            return answer
        if isinstance(answer, int):
            return Response("no", status=answer)
        if not answer:
            return Response("success")
        xml = answer if isinstance(answer, bytes) else text_reply(fields, answer)
        if encrypted:
            xml = crypto.encrypt_message(xml, "12345", str(int(time.time()))).encode()
        return Response(xml)


def text_reply(fields: dict[str, str], text: str, **changed: str) -> bytes:
    """The passive text reply to a message; `changed` replaces elements."""
    elements = {
        "ToUserName": fields["FromUserName"],
        "FromUserName": fields["ToUserName"],
        "CreateTime": "1700000000",
        "MsgType": "text",
        "Content": text,
    }
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in (elements | changed).items())
    return f"<xml>{inside}</xml>".encode()


@pytest.fixture
def bot() -> Iterator[TinyBot]:
    tiny = TinyBot()
    app = Flask("tiny")
    app.add_url_rule("/wechat", view_func=tiny.receive, methods=["GET", "POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    tiny.url = f"http://127.0.0.1:{server.server_port}/wechat"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield tiny
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def base_url(bot: TinyBot) -> Iterator[str]:
    settings = Settings(callback=bot.url, token=TOKEN, encoding_aes_key=KEY, answer_within=PATIENCE)
    with running(settings) as url:
        yield url


@pytest.fixture
def control(base_url: str) -> Control:
    return Control(base_url)


@pytest.fixture
def phone(control: Control) -> Phone:
    return control.phone("王大姐")


@dataclass
class Api:
    """The account's side of the API, as plain HTTP."""

    base_url: str
    token: str = ""

    def call(self, method: str, path: str, **how: Any) -> Any:
        query = {"access_token": self.token} | how.pop("params", {})
        url = f"{self.base_url}/cgi-bin/{path}"
        return httpx.request(method, url, params=query, trust_env=False, timeout=10, **how)

    def get(self, path: str, **params: str) -> dict[str, Any]:
        return self.call("GET", path, params=params).json()

    def post(self, path: str, body: object) -> dict[str, Any]:
        return self.call("POST", path, json=body).json()

    def say(self, openid: str, text: str) -> int:
        """A custom text message; its errcode."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return self.post("message/custom/send", body)["errcode"]

    def fetch_token(self, **changed: object) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": DEMO["WECHAT_APP_ID"],
            "secret": DEMO["WECHAT_APP_SECRET"],
        }
        return self.post("stable_token", body | changed)


@pytest.fixture
def api(base_url: str) -> Api:
    account = Api(base_url)
    account.token = account.fetch_token()["access_token"]
    return account
