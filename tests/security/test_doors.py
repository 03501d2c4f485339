"""What somebody can do who overhears a request, or who has no right to ask at all."""

import re
from urllib.parse import urlencode

import pytest
from flask import Request
from sqlalchemy import Engine, text

from bot import handlers, webhook
from bot.core.db import NoTurn
from bot.core.messages import Reply
from bot.core.settings import DEMO, SettingsBroken, load_settings
from bot.handlers import House, Turn
from tests.webhook.conftest import PERSON, Platform, platform_for

SOMEBODY_ELSE = PERSON[:-1] + "9"


@pytest.fixture
def plain(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=False)


@pytest.fixture
def aes(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=True)


def forge(plain: Platform, nonce: str) -> int:
    """Send a message in another person's name under a signature that was overheard."""
    return plain.text("我的投诉", person=SOMEBODY_ELSE, nonce=nonce).status_code


def test_the_signature_of_a_retry_serves_nobody_else(plain: Platform) -> None:
    xml = plain.text_xml("你好")
    plain.post(xml, nonce="first")
    plain.post(xml, nonce="retry")
    assert forge(plain, "retry") == 403


def test_the_signature_of_a_verification_serves_nobody_else(plain: Platform) -> None:
    plain.client.get(plain.address(nonce="hello", echostr="1"))
    assert forge(plain, "hello") == 403


def test_the_signature_of_an_unparsable_body_serves_nobody_else(plain: Platform) -> None:
    plain.post(b"<xml/>", nonce="broken")
    assert forge(plain, "broken") == 403


def test_the_signature_of_a_failed_try_serves_nobody_else(plain: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(handlers, "answer", _fail)
        plain.text("你好", nonce="failed")
    assert forge(plain, "failed") == 403


def test_our_own_reply_is_not_taken_for_a_message(aes: Platform, engine: Engine) -> None:
    xml = aes.text_xml("你好")
    aes.post(xml, nonce="first")
    body = aes.post(xml, nonce="retry").text
    names = {"timestamp": "TimeStamp", "nonce": "Nonce", "msg_signature": "MsgSignature"}
    found = {
        name: re.search(rf"<{tag}>(?:<!\[CDATA\[)?(.*?)(?:]]>)?</{tag}>", body, re.S) for name, tag in names.items()
    }
    query = urlencode({"encrypt_type": "aes", **{name: match[1] for name, match in found.items() if match}})
    assert aes.client.post(f"/wechat?{query}", data=body).status_code in (400, 403)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM followers")).scalar_one() == 1


def _fail(_: Turn) -> Reply:
    raise RuntimeError


def _no_turn(*_: object) -> None:
    raise NoTurn


@pytest.mark.parametrize("how", ["failed", "busy"])
def test_wechat_asks_again_after_a_failure_of_ours(plain: Platform, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    if how == "failed":
        monkeypatch.setattr(handlers, "answer", _fail)
    else:
        monkeypatch.setattr(webhook, "transaction", _no_turn)
    assert plain.text("你好").status_code >= 500


def test_a_strangers_body_is_not_waited_for(plain: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[bool] = []

    def wait(*_: object, **__: object) -> bytes:
        waited.append(True)
        return b""

    monkeypatch.setattr(Request, "get_data", wait)
    assert plain.client.post(plain.address(signature="0" * 40), data=b"<xml/>").status_code == 403
    assert not waited


PRODUCTION = {
    "bot_env": "production",
    "wechat_token": "a-real-token",
    "wechat_app_id": "wxaaaaaaaaaaaaaaaa",
    "wechat_app_secret": "s" * 32,
    "wechat_encoding_aes_key": "A" * 42 + "E",
    "secret_key": "k" * 48,
    "data_keys": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
    "office_hours": "09:00-12:00",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data_keys", f"{PRODUCTION['data_keys']},{DEMO['data_keys']}"),
        ("wechat_freshness_seconds", 7200),
    ],
    ids=["a demo key among the others", "nonces forgotten before they are stale"],
)
def test_production_refuses_what_opens_a_door(name: str, value: object) -> None:
    with pytest.raises(SettingsBroken):
        load_settings(**{**PRODUCTION, name: value})
