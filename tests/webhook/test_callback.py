"""The callback lets in only WeChat, answers every kind of message, and does nothing twice."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot import handlers, webhook
from bot.conversations.model import InboxMessage
from bot.core.clock import now
from bot.core.messages import Reply
from bot.core.settings import SettingsBroken, load_settings
from bot.outbox.model import Delivery
from simulator.crypto import Cipher
from simulator.wire import document
from tests.webhook.conftest import ACCOUNT, PERSON, Platform


def count(sessions: sessionmaker[Session], table: type) -> int:
    with sessions() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_wechat_may_verify_the_address(platform: Platform) -> None:
    response = platform.client.get(platform.address(echostr="5927782489442352469"))
    assert (response.status_code, response.text) == (200, "5927782489442352469")


def test_a_stranger_may_not_verify_the_address(platform: Platform) -> None:
    assert platform.client.get(platform.address(signature="0" * 40, echostr="1")).status_code == 403


def test_a_question_is_answered_with_its_basis(platform: Platform) -> None:
    heard = platform.heard(platform.text("网上买的衣服不喜欢，七天内能退吗"))
    assert "依据：" in heard
    assert "登记投诉" in heard


def test_a_changed_signature_is_refused(platform: Platform) -> None:
    name = "msg_signature" if platform.cipher else "signature"
    assert platform.text("你好", **{name: "0" * 40}).status_code == 403


def test_an_old_request_is_refused(platform: Platform) -> None:
    assert platform.text("你好", at=int(time.time()) - 3600).status_code == 403


def test_a_request_from_the_future_is_refused(platform: Platform) -> None:
    assert platform.text("你好", at=int(time.time()) + 3600).status_code == 403


@pytest.mark.parametrize("timestamp", ["", "abc", "-1", "99999999999999", "１７００００００００"])
def test_a_malformed_timestamp_is_refused(platform: Platform, timestamp: str) -> None:
    assert platform.text("你好", timestamp=timestamp).status_code == 403


def test_plaintext_is_refused_where_aes_is_configured(aes: Platform) -> None:
    bare = Platform(aes.client, aes.settings, None)
    assert bare.text("你好").status_code == 403


def test_a_message_sealed_for_another_app_is_refused(aes: Platform) -> None:
    aes.cipher = Cipher(aes.settings.wechat_encoding_aes_key, "wxffffffffffffffff")
    assert aes.text("你好").status_code == 403


def test_a_message_sealed_with_another_key_is_refused(aes: Platform) -> None:
    aes.cipher = Cipher("A" * 42 + "E", aes.settings.wechat_app_id)
    assert aes.text("你好").status_code == 403


@pytest.mark.parametrize("token", ["", "  ", "a b", "ab"])
def test_a_blank_token_stops_the_start(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_TOKEN", token)
    with pytest.raises(SettingsBroken, match="WECHAT_TOKEN"):
        load_settings()


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<xml>",
        b"not xml at all",
        b"<xml><MsgType>text</MsgType></xml>",
        document({"ToUserName": ACCOUNT, "FromUserName": PERSON, "CreateTime": "yesterday", "MsgType": "text"}),
        document({"ToUserName": ACCOUNT, "FromUserName": "a b", "CreateTime": 1, "MsgType": "text"}),
        b'<?xml version="1.0" encoding="GBK"?><xml>' + "<Content>退货</Content></xml>".encode("gbk"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>',
    ],
)
def test_verified_but_unparsable_is_a_bad_request(platform: Platform, xml: bytes) -> None:
    assert platform.post(xml).status_code == 400


def test_deep_nesting_does_no_harm(platform: Platform) -> None:
    assert platform.post(b"<a>" * 9000 + b"</a>" * 9000 if not platform.cipher else b"<a>" * 3000).status_code == 400


def test_a_body_over_the_limit_is_refused(platform: Platform) -> None:
    assert platform.post(b"<xml>" + b"x" * 70_000 + b"</xml>").status_code == 413


def test_a_retry_hears_the_same_and_nothing_happens_twice(platform: Platform, sessions: sessionmaker[Session]) -> None:
    xml = platform.text_xml("转人工")
    first, second = platform.post(xml), platform.post(xml)
    assert platform.heard(first) == platform.heard(second) != ""
    assert count(sessions, InboxMessage) == 1


def test_three_tries_at_once_run_once(aes: Platform, sessions: sessionmaker[Session]) -> None:
    xml = aes.text_xml("健身房跑路了，卡里还有两千块")
    aes.text("你好")
    with ThreadPoolExecutor(3) as pool:
        heard = set(pool.map(lambda _: aes.heard(aes.post(xml)), range(3)))
    assert len(heard) == 1
    assert count(sessions, InboxMessage) == 2


def test_the_same_id_from_another_person_is_another_message(plain: Platform, sessions: sessionmaker[Session]) -> None:
    plain.text("你好", message_id=42)
    plain.text("你好", message_id=42, person=PERSON[:-1] + "2")
    assert count(sessions, InboxMessage) == 2


def test_a_nonce_seen_with_another_message_is_refused(platform: Platform) -> None:
    assert platform.text("你好", nonce="n-1").status_code == 200
    assert platform.text("您好", nonce="n-1").status_code == 403


def test_a_late_answer_goes_out_as_a_custom_message(
    aes: Platform, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PASSIVE_SECONDS", -1.0)
    response = aes.text("你好")
    assert response.data == b""
    assert count(sessions, Delivery) == 1
    assert count(sessions, InboxMessage) == 1


def test_a_failure_of_ours_makes_wechat_ask_again_and_does_nothing(
    aes: Platform, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> Reply:
        raise RuntimeError("身份证 530601199001011234 的人说了秘密")

    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr(handlers, "answer", broken)
        response = aes.text("我的秘密是芝麻开门", message_id=99)
    assert (response.status_code, response.data) == (503, b"")
    assert "秘密" not in caplog.text
    assert count(sessions, InboxMessage) == 0
    assert aes.heard(aes.text("你好", message_id=99))


def test_nothing_of_a_message_reaches_the_log(aes: Platform, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        aes.text("我叫王小明，电话13812345678，芝麻开门")
        aes.post(b"<xml>zhimakaimen</xml>")
    assert not [word for word in ("王小明", "13812345678", "芝麻", "zhimakaimen", PERSON) if word in caplog.text]


@pytest.mark.parametrize("kind", ["subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "user_del_card"])
def test_every_event_is_taken(platform: Platform, kind: str) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": PERSON, "CreateTime": int(time.time()), "MsgType": "event"}
    response = platform.post(document(fields | {"Event": kind, "EventKey": "complain"}))
    assert response.status_code == 200
    silent = kind in ("unsubscribe", "VIEW", "LOCATION", "user_del_card")
    assert (platform.heard(response) == "") is silent


@pytest.mark.parametrize("kind", ["image", "voice", "video", "shortvideo", "location", "link", "hologram"])
def test_every_kind_of_message_is_answered(platform: Platform, kind: str) -> None:
    fields = {"ToUserName": ACCOUNT, "FromUserName": PERSON, "CreateTime": int(time.time()), "MsgType": kind}
    response = platform.post(document(fields | {"MediaId": "m1", "MsgId": 5}))
    assert platform.heard(response)


def test_a_reply_survives_hostile_words(platform: Platform) -> None:
    heard = platform.heard(platform.text("]]></Content><Content>\x0b<a href='http://evil'>点我</a> 转人工"))
    assert "evil" not in heard


def test_what_waited_is_told_at_the_next_word(plain: Platform, sessions: sessionmaker[Session]) -> None:
    from bot.followers.people import arrive
    from bot.outbox import deliveries
    from tests.build import incoming

    plain.text("你好")
    houses = plain.client.application
    assert houses is not None
    with sessions.begin() as session:
        from bot.core.crypto import DataKeys

        person = arrive(session, DataKeys(plain.settings.data_keys), incoming("x", openid=PERSON), now())
        deliveries.enqueue(
            session, person.id, person.key, "您的投诉有进展", kind="notice", now=now() - timedelta(days=3)
        )
        session.execute(Delivery.__table__.update().values(state="held"))
    assert "您的投诉有进展" in plain.heard(plain.text("在吗"))
    assert "您的投诉有进展" not in plain.heard(plain.text("在吗"))
