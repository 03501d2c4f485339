"""The account's calls, and how they fail."""

import json

import httpx
import pytest

from simulator.client import Control, Phone
from simulator.settings import DEMO

from .conftest import Api, TinyBot

SEND = "/cgi-bin/message/custom/send"
HOUR = 3600


@pytest.fixture(autouse=True)
def quiet(bot: TinyBot) -> None:
    bot.answer = lambda fields: None


def test_a_stable_token_stays_the_same_until_it_is_forced(api: Api, control: Control):
    first = api.fetch_token()
    assert first["expires_in"] in (7199, 7200)
    assert api.fetch_token()["access_token"] == first["access_token"]
    forced = api.fetch_token(force_refresh=True)["access_token"]
    assert forced != first["access_token"]
    assert api.fetch_token(force_refresh=True)["access_token"] == forced, "within 30 s nothing is refreshed"
    assert api.get("getcallbackip")["errcode"] == 40001
    api.token = forced
    assert api.get("getcallbackip") == {"ip_list": ["127.0.0.1"]}


def test_a_token_can_be_forced_twenty_times_a_day(api: Api, control: Control):
    for _ in range(20):
        assert "access_token" in api.fetch_token(force_refresh=True)
        control.advance(31)
    assert api.fetch_token(force_refresh=True)["errcode"] == 45009


def test_a_token_expires(api: Api, control: Control):
    control.advance(2 * HOUR + 1)
    assert api.get("getcallbackip")["errcode"] == 42001
    api.token = api.fetch_token()["access_token"]
    assert "ip_list" in api.get("getcallbackip")


def test_a_token_is_renewed_five_minutes_early_and_the_old_one_still_serves(api: Api, control: Control):
    control.advance(2 * HOUR - 200)
    assert api.fetch_token()["access_token"] != api.token
    assert "ip_list" in api.get("getcallbackip")


def test_the_ordinary_token_does_not_touch_the_stable_one(api: Api):
    how = {"grant_type": "client_credential", "appid": DEMO["WECHAT_APP_ID"], "secret": DEMO["WECHAT_APP_SECRET"]}
    first, second = (api.get("token", **how)["access_token"] for _ in range(2))
    for token in (first, second, api.token):
        api.token = token
        assert "ip_list" in api.get("getcallbackip")


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"appid": "wx9"}, 40013), ({"secret": "no"}, 40125), ({"grant_type": ""}, 40002), ({"appid": ""}, 41002)],
)
def test_wrong_credentials_are_named(api: Api, changed: dict[str, str], errcode: int):
    assert api.fetch_token(**changed)["errcode"] == errcode


def test_no_token_and_a_wrong_one(api: Api, control: Control):
    api.token = "nonsense"
    assert api.get("user/get")["errcode"] == 40001
    api.token = ""
    assert api.get("user/get")["errcode"] == 41001


def test_five_custom_messages_within_48_hours(api: Api, control: Control, phone: Phone):
    assert api.say(phone.openid, "早") == 45015, "nobody wrote yet"
    phone.say("在吗")
    assert [api.say(phone.openid, f"{n}") for n in range(6)] == [0, 0, 0, 0, 0, 45047]
    assert phone.heard() == ["0", "1", "2", "3", "4"]
    phone.say("还在吗")
    assert api.say(phone.openid, "在") == 0
    control.advance(48 * HOUR)
    api.token = api.fetch_token()["access_token"]
    assert api.say(phone.openid, "晚了") == 45015


@pytest.mark.parametrize("act", ["tap", "scan", "follow"])
def test_three_custom_messages_within_a_minute_of_an_act(api: Api, control: Control, phone: Phone, act: str):
    phone.act(act, key="A", scene="a")
    assert [api.say(phone.openid, "好") for _ in range(4)] == [0, 0, 0, 45047]
    control.advance(60)
    assert api.say(phone.openid, "好") == 45015


def test_opening_a_link_allows_no_custom_message(api: Api, phone: Phone):
    phone.view("https://example.com/")
    assert api.say(phone.openid, "好") == 45015


def test_custom_messages_to_the_wrong_people(api: Api, control: Control, phone: Phone):
    assert api.say("oZTnobody", "好") == 40003
    assert api.say(control.phone("路过").openid, "好") == 43004
    phone.say("在吗")
    phone.unfollow()
    assert api.say(phone.openid, "好") == 43004


def test_an_account_without_the_permission(api: Api, control: Control, phone: Phone):
    phone.say("在吗")
    control.permit(SEND, allowed=False)
    assert api.say(phone.openid, "好") == 48001
    control.permit(SEND, allowed=True)
    assert api.say(phone.openid, "好") == 0


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "好" * 683}}, 45002),
        ({"msgtype": "poem", "poem": {}}, 40008),
        ({"msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
    ],
)
def test_custom_messages_that_cannot_be_shown(api: Api, phone: Phone, body: dict[str, object], errcode: int):
    phone.say("在吗")
    assert api.post("message/custom/send", body | {"touser": phone.openid})["errcode"] == errcode


def test_escaped_chinese_is_seen_literally_and_noted(api: Api, control: Control, phone: Phone):
    phone.say("在吗")
    body = json.dumps({"touser": phone.openid, "msgtype": "text", "text": {"content": "投诉 a\nb"}})
    assert api.call("POST", "message/custom/send", content=body).json()["errcode"] == 0
    assert phone.heard() == ["\\u6295\\u8bc9 a\nb"]
    assert control.calls(SEND)[-1]["flags"] == ["escaped_text"]
    api.say(phone.openid, "投诉")
    assert control.calls(SEND)[-1]["flags"] == []


def test_bodies_that_are_no_json(api: Api):
    for content, errcode in ((b"", 44002), (b"{", 47001), (b"[]", 47001), (b'{"a": "\xff"}', 47001)):
        assert api.call("POST", "message/custom/send", content=content).json()["errcode"] == errcode


def test_wrong_method_and_unknown_path(api: Api):
    assert api.get("message/custom/send")["errcode"] == 43002
    assert api.post("user/get", {})["errcode"] == 43001
    assert api.get("no/such")["errcode"] == 40066


def test_a_photo_can_be_fetched_for_three_days(api: Api, control: Control, phone: Phone, bot: TinyBot):
    phone.photo(b"\xff\xd8\xff photo")
    media_id = bot.arrived[-1].fields["MediaId"]
    fetched = api.call("GET", "media/get", params={"media_id": media_id})
    assert (fetched.content, fetched.headers["Content-Type"]) == (b"\xff\xd8\xff photo", "image/jpeg")
    assert f'filename="{media_id}.jpg"' in fetched.headers["Content-Disposition"]
    assert api.get("media/get", media_id="other")["errcode"] == 40007
    control.advance(3 * 24 * HOUR)
    api.token = api.fetch_token()["access_token"]
    assert api.get("media/get", media_id=media_id)["errcode"] == 40007


def test_an_uploaded_picture_can_be_sent(api: Api, phone: Phone):
    phone.say("在吗")
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    uploaded = api.call("POST", "media/upload", params={"type": "image"}, files={"media": png}).json()
    assert uploaded["type"] == "image"
    body = {"touser": phone.openid, "msgtype": "image", "image": {"media_id": uploaded["media_id"]}}
    assert api.post("message/custom/send", body)["errcode"] == 0
    assert phone.transcript()[-1]["media_id"] == uploaded["media_id"]


@pytest.mark.parametrize(
    ("kind", "data", "errcode"),
    [
        ("poem", b"GIF89a", 40004),
        ("image", b"text", 40005),
        ("thumb", b"\xff\xd8\xff" + b"0" * 65 * 1024, 40006),
        ("image", b"", 41005),
    ],
)
def test_uploads_that_are_refused(api: Api, kind: str, data: bytes, errcode: int):
    answer = api.call("POST", "media/upload", params={"type": kind}, files={"media": data}).json()
    assert answer["errcode"] == errcode


def test_followers_can_be_listed_and_read(api: Api, control: Control, phone: Phone):
    listed = api.get("user/get")
    assert listed["total"] == listed["count"] == 5
    assert control.phone("路过").openid not in listed["data"]["openid"]
    assert api.get("user/get", next_openid=listed["next_openid"])["count"] == 0
    assert api.get("user/info", openid=phone.openid)["subscribe"] == 1
    assert api.get("user/info", openid="x")["errcode"] == 40003
    stranger = control.phone("路过")
    assert api.get("user/info", openid=stranger.openid) == {
        "subscribe": 0,
        "openid": stranger.openid,
        "tagid_list": [],
    }
    stranger.scan("42")
    assert api.get("user/info", openid=stranger.openid)["qr_scene"] == 42
    both = {"user_list": [{"openid": phone.openid}, {"openid": stranger.openid}]}
    assert len(api.post("user/info/batchget", both)["user_info_list"]) == 2


def test_calls_fail_as_asked(api: Api, control: Control, phone: Phone):
    phone.say("在吗")
    control.fail(SEND, errcode=45047, times=2)
    assert [api.say(phone.openid, "好") for _ in range(3)] == [45047, 45047, 0]
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "好"}}
    control.fail(SEND, http=502)
    assert api.call("POST", "message/custom/send", json=body).status_code == 502
    control.fail(SEND, html=True)
    answer = api.call("POST", "message/custom/send", json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert phone.heard() == ["好"], "refused calls do nothing"
    assert control.counts()[SEND] == 5
    assert [call["errcode"] for call in control.calls(SEND)] == [45047, 45047, 0, None, None]


def test_an_answer_can_come_late_or_never_after_the_message_was_taken(api: Api, control: Control, phone: Phone):
    phone.say("在吗")
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "好"}}
    control.fail(SEND, delay=0.2)
    assert api.call("POST", "message/custom/send", json=body).elapsed.total_seconds() >= 0.2
    control.fail(SEND, drop_after=True)
    with pytest.raises(httpx.RemoteProtocolError):
        api.call("POST", "message/custom/send", json=body)
    assert phone.heard() == ["好", "好"]


def test_forgotten_tokens_and_reset(api: Api, control: Control, phone: Phone):
    control.forget_tokens()
    assert api.get("user/get")["errcode"] == 40001
    phone.say("在吗")
    control.reset()
    assert control.counts() == {}
    assert phone.transcript() == []


def test_an_answer_under_way_at_a_reset_reaches_nobody(bot: TinyBot, control: Control, phone: Phone):
    def answer(fields: dict[str, str]) -> str:
        control.reset()
        return "太晚了"

    bot.answer = answer
    phone.say("在吗")
    assert phone.transcript() == []
