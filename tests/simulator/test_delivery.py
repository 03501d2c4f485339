"""What arrives at the account, how often, and what the person hears."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Response

from simulator.client import Control, Phone, Refused
from simulator.crypto import Cipher
from simulator.delivery import UNAVAILABLE
from simulator.settings import DEMO
from simulator.wire import document

from .conftest import KEY, PATIENCE, TinyBot, text_reply


def test_the_callback_passes_the_check(bot: TinyBot, control: Control):
    assert control.verify()


def test_a_wrong_token_does_not_pass_the_check(bot: TinyBot, control: Control):
    control.settings(token="another-token-altogether")
    assert not control.verify()


@pytest.mark.parametrize("mode", ["plain", "aes"])
def test_a_text_is_delivered_and_answered(bot: TinyBot, control: Control, phone: Phone, mode: str):
    control.settings(mode=mode)
    bot.answer = lambda fields: "记下了：<b>950</b> & 公斤🙂"
    assert phone.say("买煤少了 <b>950</b> ]]> 公斤🙂") == ["记下了：<b>950</b> & 公斤🙂"]
    (came,) = bot.arrived
    assert came.fields["FromUserName"] == phone.openid
    assert came.fields["Content"] == "买煤少了 <b>950</b> ]]> 公斤🙂"
    assert came.query["openid"] == phone.openid
    assert (b"<Encrypt>" in came.body) == (mode == "aes")
    assert (phone.openid.encode() in came.body) == (mode == "plain")


def test_an_openid_has_28_characters(phone: Phone):
    assert phone.openid.startswith("oZT")
    assert len(phone.openid) == 28


def test_a_slow_account_is_asked_three_times_with_the_same_message_and_new_nonces(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: time.sleep(PATIENCE * 2)
    assert phone.say("在吗") == [UNAVAILABLE]
    assert len(bot.arrived) == 3
    assert len({came.body for came in bot.arrived}) == 1
    assert len({came.query["nonce"] for came in bot.arrived}) == 3
    entry = phone.transcript()[0]
    assert [t["outcome"] for t in entry["tries"]] == ["timeout"] * 3
    assert all(PATIENCE * 1000 <= t["latency_ms"] < PATIENCE * 2000 for t in entry["tries"])


def test_an_answer_that_dribbles_is_cut_off_in_time(bot: TinyBot, phone: Phone):
    def dribble() -> Iterator[bytes]:
        for _ in range(20):
            time.sleep(PATIENCE / 4)
            yield b" "

    bot.answer = lambda fields: Response(dribble())
    began = time.monotonic()
    assert phone.say("在吗") == [UNAVAILABLE]
    assert time.monotonic() - began < PATIENCE * 5


def test_an_account_that_recovers_is_heard_on_the_second_try(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: 500 if len(bot.arrived) < 2 else "好了"
    assert phone.say("在吗") == ["好了"]
    assert [t["outcome"] for t in phone.transcript()[0]["tries"]] == ["bad_status", "answered"]


def test_nobody_there_is_told_after_three_tries(control: Control, phone: Phone):
    control.settings(callback="http://127.0.0.1:9/wechat")
    did = phone.act("say", text="在吗")
    assert did.heard == [UNAVAILABLE]
    assert [t["outcome"] for t in did.tries] == ["unreachable"] * 3


def test_a_lost_answer_makes_the_platform_ask_again(bot: TinyBot, control: Control, phone: Phone):
    control.fail("callback", drop_after=True)
    assert phone.say("在吗") == ["听到：在吗"]
    assert len(bot.arrived) == 2
    assert len({came.fields["MsgId"] for came in bot.arrived}) == 1


@pytest.mark.parametrize("silence", [None, ""])
def test_success_ends_it_silently(bot: TinyBot, phone: Phone, silence: str | None):
    bot.answer = lambda fields: silence
    assert phone.say("在吗") == []
    assert len(bot.arrived) == 1


BROKEN = {
    "not xml": lambda fields: b"hello",
    "an unclosed element": lambda fields: text_reply(fields, "好")[:-3],
    "a control character": lambda fields: text_reply(fields, "好\x08"),
    "the end of CDATA": lambda fields: text_reply(fields, "a]]>b"),
    "2,048 bytes": lambda fields: text_reply(fields, "a" * 2048),
    "683 Chinese letters": lambda fields: text_reply(fields, "好" * 683),
    "nothing": lambda fields: text_reply(fields, ""),
    "to somebody else": lambda fields: text_reply(fields, "好", ToUserName="oZTsomebody"),
    "from somebody else": lambda fields: text_reply(fields, "好", FromUserName="gh_other"),
    "no time": lambda fields: text_reply(fields, "好", CreateTime="now"),
    "an unknown kind": lambda fields: text_reply(fields, "好", MsgType="poem"),
    "an element twice": lambda fields: text_reply(fields, "好").replace(b"</xml>", b"<Content>b</Content></xml>"),
    "a DTD": lambda fields: b'<!DOCTYPE x [<!ENTITY a "b">]>' + text_reply(fields, "好"),
    "a file never uploaded": lambda fields: text_reply(fields, "", MsgType="image").replace(
        b"</xml>", b"<Image><MediaId>m</MediaId></Image></xml>"
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_an_answer_wechat_would_refuse_shows_the_notice_at_once(bot: TinyBot, phone: Phone, broken):
    bot.answer = broken
    assert phone.say("在吗") == [UNAVAILABLE]
    assert len(bot.arrived) == 1
    assert phone.transcript()[0]["tries"][0]["outcome"] == "malformed"


def test_2047_bytes_are_heard_whole(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: "好" * 682 + "a"
    assert phone.say("在吗") == ["好" * 682 + "a"]


def test_a_plain_answer_to_an_encrypted_message_is_refused(bot: TinyBot, control: Control, phone: Phone):
    control.settings(mode="aes")
    bot.answer = lambda fields: Response(text_reply(fields, "好"))
    assert phone.say("在吗") == [UNAVAILABLE]
    assert phone.transcript()[0]["tries"][0]["problem"] == "Encrypt is missing"


def test_an_answer_sealed_with_another_signature_is_refused(bot: TinyBot, control: Control, phone: Phone):
    control.settings(mode="aes")
    sealed = Cipher(KEY, DEMO["WECHAT_APP_ID"]).seal(b"<xml/>")
    envelope = {"Encrypt": sealed, "MsgSignature": "0" * 40, "TimeStamp": 1, "Nonce": "2"}
    bot.answer = lambda fields: Response(document(envelope))
    assert phone.say("在吗") == [UNAVAILABLE]
    assert phone.transcript()[0]["tries"][0]["problem"] == "MsgSignature does not match"


def test_two_deliveries_at_once_are_the_same_message_and_an_equal_answer_shows_once(bot: TinyBot, phone: Phone):
    did = phone.act("say", text="在吗", twice=True)
    assert did.replies == ["听到：在吗", "听到：在吗"]
    assert did.heard == ["听到：在吗"]
    assert len({came.fields["MsgId"] + came.fields["CreateTime"] for came in bot.arrived}) == 1
    assert [entry["way"] for entry in phone.transcript()] == ["person", "person", "passive"]


def test_a_differing_answer_to_a_duplicate_is_not_hidden(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: f"第{len(bot.arrived)}次"
    phone.say("在吗")
    assert phone.again().replies == ["第2次"]
    assert phone.heard() == ["第1次", "第2次"]
    assert phone.transcript()[2]["duplicate_of"] == 1


def test_nothing_can_be_repeated_before_something_was_sent(phone: Phone):
    with pytest.raises(Refused, match="nothing yet"):
        phone.again()


def test_message_id_and_time_can_be_chosen(bot: TinyBot, control: Control, phone: Phone):
    other = control.new_follower("另一位")
    for each in (phone, other):
        each.say("在吗", msg_id=7, create_time=1_700_000_000)
    assert [(came.fields["MsgId"], came.fields["CreateTime"]) for came in bot.arrived] == [("7", "1700000000")] * 2


def test_many_people_at_once_each_hear_their_own_answer(bot: TinyBot, control: Control):
    phones = [control.new_follower(f"人{number}") for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        heard = list(pool.map(lambda each: each.say(each.openid), phones))
    assert heard == [[f"听到：{each.openid}"] for each in phones]


def test_raw_bytes_arrive_as_they_are(bot: TinyBot, phone: Phone):
    did = phone.raw(b"\xff<not xml", query={"nonce": "chosen"})
    assert did.tries[0]["outcome"] == "bad_status"
    assert phone.raw(b"<xml><FromUserName>a</FromUserName><ToUserName>b</ToUserName></xml>").tries[0]["status"] == 200


def test_a_tampered_query_does_not_carry_a_good_signature(bot: TinyBot, phone: Phone):
    phone.raw(b"<xml/>", query={"signature": "0" * 40})
    assert bot.arrived == []
