"""Each kind of thing a person does, as the account sees it."""

import httpx
import pytest

from simulator.client import Control, Phone, Refused
from simulator.media import content_type, silence

from .conftest import TinyBot

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 9


@pytest.fixture(autouse=True)
def quiet(bot: TinyBot) -> None:
    bot.answer = lambda fields: None


def last(bot: TinyBot) -> dict[str, str]:
    return bot.arrived[-1].fields


def test_a_photo_carries_an_address_where_it_can_be_seen(bot: TinyBot, phone: Phone):
    phone.photo(JPEG)
    assert last(bot)["MsgType"] == "image"
    seen = httpx.get(last(bot)["PicUrl"], trust_env=False)
    assert (seen.content, seen.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert last(bot)["PicUrl"].endswith(last(bot)["MediaId"])


def test_a_voice_without_recognition_has_no_such_element(bot: TinyBot, phone: Phone):
    phone.voice()
    assert last(bot)["Format"] == "amr"
    assert "Recognition" not in last(bot)


@pytest.mark.parametrize("words", ["", "老板少给我称"])
def test_a_voice_with_recognition_carries_it_even_empty(bot: TinyBot, phone: Phone, words: str):
    phone.voice(words)
    assert last(bot)["Recognition"] == words


def test_silence_is_an_amr_recording():
    assert content_type(silence()) == "audio/amr"
    assert len(silence(1)) == 6 + 50 * 32


@pytest.mark.parametrize(("short", "kind"), [(False, "video"), (True, "shortvideo")])
def test_a_video_has_a_thumb(bot: TinyBot, phone: Phone, short: bool, kind: str):
    phone.video(b"....ftypmp42", short=short)
    assert last(bot)["MsgType"] == kind
    assert last(bot)["MediaId"] != last(bot)["ThumbMediaId"]


def test_a_place_calls_the_latitude_x(bot: TinyBot, phone: Phone):
    phone.place(27.3412, 103.7201, "昭阳区 南大街")
    place = last(bot)
    assert (place["Location_X"], place["Location_Y"]) == ("27.341200", "103.720100")
    assert (place["Label"], place["Scale"]) == ("昭阳区 南大街", "16")


def test_a_link_has_title_and_address(bot: TinyBot, phone: Phone):
    phone.link("标题", "https://example.com/?a=1&b=2", "说明")
    assert (last(bot)["Title"], last(bot)["Description"]) == ("标题", "说明")
    assert last(bot)["Url"] == "https://example.com/?a=1&b=2"


def test_a_menu_click_is_an_event_without_message_id(bot: TinyBot, phone: Phone):
    phone.tap("TIPS")
    assert (last(bot)["MsgType"], last(bot)["Event"], last(bot)["EventKey"]) == ("event", "CLICK", "TIPS")
    assert "MsgId" not in last(bot)


def test_opening_a_link_of_the_menu_is_an_event(bot: TinyBot, phone: Phone):
    phone.view("https://example.com/")
    assert (last(bot)["Event"], last(bot)["EventKey"]) == ("VIEW", "https://example.com/")


def test_a_stranger_who_scans_follows_with_the_scene_prefixed(bot: TinyBot, control: Control):
    stranger = control.phone("路过")
    with pytest.raises(Refused) as refused:
        stranger.say("在吗")
    assert refused.value.status == 409
    stranger.scan("station-12")
    assert (last(bot)["Event"], last(bot)["EventKey"]) == ("subscribe", "qrscene_station-12")
    assert last(bot)["Ticket"]
    stranger.scan("station-12")
    assert (last(bot)["Event"], last(bot)["EventKey"]) == ("SCAN", "station-12")


def test_leaving_is_told_and_an_answer_to_it_reaches_nobody(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: "再见"
    assert phone.unfollow() == []
    assert last(bot)["Event"] == "unsubscribe"
    assert phone.heard() == []
    phone.follow()
    assert (last(bot)["Event"], last(bot)["EventKey"]) == ("subscribe", "")


def test_a_reported_position_is_an_event(bot: TinyBot, phone: Phone):
    phone.act("position", lat=27.3, lng=103.7, precision=65)
    assert last(bot)["Event"] == "LOCATION"
    assert last(bot)["Precision"] == "65.000000"


def test_unknown_events_and_kinds_can_be_sent(bot: TinyBot, phone: Phone):
    phone.event("MASSSENDJOBFINISH", {"MsgID": 1, "Status": "send success"})
    assert (last(bot)["MsgID"], last(bot)["Status"]) == ("1", "send success")
    phone.message("hologram", {"Depth": "3"})
    assert (last(bot)["MsgType"], last(bot)["Depth"]) == ("hologram", "3")


def test_control_characters_never_reach_the_account(bot: TinyBot, phone: Phone):
    phone.say("a\x00b\x08c\ufffe\n好\ud800")
    assert last(bot)["Content"] == "abc\n好"


def test_a_choice_in_a_reply_comes_back_as_text_with_its_id(bot: TinyBot, phone: Phone):
    bot.answer = lambda fields: (
        '要登记吗？\n<a href="weixin://bizmsgmenu?msgmenucontent=登记投诉&msgmenuid=complain-1">1 登记投诉</a>'
        if "MsgId" in fields and "bizmsgmenuid" not in fields
        else "好的"
    )
    phone.say("你好")
    assert [(c.label, c.content, c.menu_id) for c in phone.choices()] == [("1 登记投诉", "登记投诉", "complain-1")]
    assert phone.choose("登记投诉") == ["好的"]
    assert (last(bot)["Content"], last(bot)["bizmsgmenuid"]) == ("登记投诉", "complain-1")


@pytest.mark.parametrize("body", [{}, {"text": 5}, {"text": "a", "msg_id": "x"}])
def test_a_wrong_request_is_refused_by_the_name_of_the_field(phone: Phone, body: dict[str, object]):
    with pytest.raises(Refused) as refused:
        phone.act("say", **body)
    assert refused.value.status == 400
