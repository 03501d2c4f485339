"""The callback as WeChat reaches it: a real app, requests sealed by the simulator's own crypto."""

import secrets
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.core.settings import Settings, load_settings
from bot.handlers import House
from simulator.crypto import Cipher, sign
from simulator.wire import document

ACCOUNT = "gh_5a71273150de"
PERSON = "oZT0000000000000000000000001"


@dataclass
class Platform:
    """Sends callbacks as the platform does, and reads what comes back."""

    client: FlaskClient
    settings: Settings
    cipher: Cipher | None
    sent: int = field(default=0)

    def address(self, sealed: str = "", *, nonce: str | None = None, at: int | None = None, **changed: str) -> str:
        timestamp, nonce = str(at or int(time.time())), nonce or secrets.token_hex(8)
        token = self.settings.wechat_token
        query = {"signature": sign(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce, "openid": PERSON}
        if self.cipher:
            query |= {"encrypt_type": "aes", "msg_signature": sign(token, timestamp, nonce, sealed)}
        return f"/wechat?{urlencode(query | changed)}"

    def post(self, xml: bytes, *, nonce: str | None = None, at: int | None = None, **changed: str) -> TestResponse:
        """Deliver these bytes, rightly signed and (in AES mode) sealed unless something is changed."""
        if self.cipher is None:
            return self.client.post(self.address(nonce=nonce, at=at, **changed), data=xml)
        sealed = self.cipher.seal(xml)
        body = document({"ToUserName": ACCOUNT, "Encrypt": sealed})
        return self.client.post(self.address(sealed, nonce=nonce, at=at, **changed), data=body)

    def text(self, content: str, *, message_id: int | None = None, person: str = PERSON, **how: object) -> TestResponse:
        return self.post(self.text_xml(content, message_id=message_id, person=person), **how)  # type: ignore[arg-type]

    def text_xml(
        self, content: str, *, message_id: int | None = None, person: str = PERSON, created: int | None = None
    ) -> bytes:
        self.sent += 1
        return document(
            {
                "ToUserName": ACCOUNT,
                "FromUserName": person,
                "CreateTime": int(time.time()),
                "MsgType": "text",
                "Content": content,
                "MsgId": message_id or 7_000_000_000 + self.sent,
            }
        )

    def heard(self, response: TestResponse) -> str:
        """The text inside the passive reply; "" for silence."""
        if not response.data:
            return ""
        xml = response.data
        if self.cipher:
            xml = self.cipher.open(_between(xml.decode(), "<Encrypt><![CDATA[", "]]></Encrypt>"))
        return _between(xml.decode(), "<Content><![CDATA[", "]]></Content>")


def _between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].rsplit(end, 1)[0]


def platform_for(engine: Engine, house: House, tmp_path: object, *, aes: bool) -> Platform:
    url = engine.url.render_as_string(hide_password=False)
    settings = load_settings(bot_env="demo", database_url=url, var_dir=tmp_path)
    if not aes:
        settings = settings.model_copy(update={"wechat_encoding_aes_key": ""})
    houses = SimpleNamespace(current=house, keeper=SimpleNamespace(problems=()))
    app = create_app(settings, houses, engine)  # type: ignore[arg-type]
    cipher = Cipher(settings.wechat_encoding_aes_key, settings.wechat_app_id) if aes else None
    return Platform(app.test_client(), settings, cipher)


@pytest.fixture
def plain(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=False)


@pytest.fixture
def aes(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=True)


@pytest.fixture(params=["plain", "aes"])
def platform(request: pytest.FixtureRequest, engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=request.param == "aes")
