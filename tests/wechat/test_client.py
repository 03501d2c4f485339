"""What WeChat's answers mean, and the guards that wechatpy's own client lacks."""

import socket
import threading
from collections.abc import Iterator

import pytest

from bot.wechat import client as client_module
from bot.wechat import wire as wire_module
from bot.wechat.client import WeChatApi
from bot.wechat.errors import (
    AddressNotAllowed,
    CountUsedUp,
    FateUnknown,
    MediaGone,
    MediaTooLarge,
    NotPermitted,
    NotReachable,
    QuotaUsedUp,
    Retryable,
    SecretFrozen,
    TokenRefused,
    WeChatError,
    WindowClosed,
)
from bot.wechat.token import TokenKeeper
from bot.wechat.wire import Wire, read_json
from simulator.client import Control, Phone
from tests.wechat.platform import MEDIA, SEND, said, sent_media

MENU = "/cgi-bin/menu/create"
PICTURE = b"\xff\xd8\xff\xe0" + bytes(200)
NOBODY = "http://127.0.0.1:9"


def test_a_text_arrives_as_it_was_written(api: WeChatApi, control: Control, phone: Phone) -> None:
    api.send_text(phone.openid, '投诉已受理\n<a href="weixin://x">看看</a> 😀')
    assert said(phone) == ['投诉已受理\n<a href="weixin://x">看看</a> 😀']
    assert control.calls(SEND)[-1]["flags"] == []


def test_what_breaks_a_message_is_cleaned_and_cut(api: WeChatApi, phone: Phone) -> None:
    api.send_text(phone.openid, "一\x00二\ud800三" + "字" * 1_000)
    [heard] = said(phone)
    assert heard.startswith("一二三字")
    assert len(heard.encode()) <= 2_047


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (45015, WindowClosed),
        (45047, CountUsedUp),
        (45009, QuotaUsedUp),
        (48001, NotPermitted),
        (50002, NotPermitted),
        (43004, NotReachable),
        (40003, NotReachable),
        (40164, AddressNotAllowed),
        (61004, AddressNotAllowed),
        (40243, SecretFrozen),
        (40007, MediaGone),
        (45002, WeChatError),
        (99999, WeChatError),
    ],
)
def test_a_refusal_has_a_name(
    api: WeChatApi, control: Control, phone: Phone, errcode: int, kind: type[WeChatError]
) -> None:
    control.fail(SEND, errcode=errcode)
    with pytest.raises(WeChatError) as refused:
        api.send_text(phone.openid, "您好")
    assert type(refused.value) is kind
    assert refused.value.errcode == errcode
    assert control.counts()[SEND] == 1


@pytest.mark.parametrize("how", [{"errcode": -1}, {"errcode": 45011}, {"http": 500}, {"http": 502}, {"html": True}])
def test_what_was_not_carried_out_may_be_asked_again(
    api: WeChatApi, control: Control, phone: Phone, how: dict[str, object]
) -> None:
    control.fail(SEND, **how)
    with pytest.raises(Retryable):
        api.send_text(phone.openid, "您好")
    assert control.counts()[SEND] == 1
    assert said(phone) == []


def test_nobody_there_may_be_asked_again(tokens: TokenKeeper, control: Control) -> None:
    astray = WeChatApi(NOBODY, tokens)
    with pytest.raises(Retryable):
        astray.send_text("oNobody", "您好")
    astray.close()


def test_an_answer_lost_after_acceptance_leaves_the_fate_unknown(
    api: WeChatApi, control: Control, phone: Phone
) -> None:
    control.fail(SEND, drop_after=True)
    with pytest.raises(FateUnknown):
        api.send_text(phone.openid, "只说一遍")
    assert said(phone) == ["只说一遍"]
    assert control.counts()[SEND] == 1


def test_an_answer_that_comes_too_late_leaves_the_fate_unknown(
    tokens: TokenKeeper, control: Control, phone: Phone, platform_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "ANSWER_SECONDS", 0.2)
    impatient = WeChatApi(platform_url, tokens)
    tokens.token()
    control.fail(SEND, delay=0.6)
    with pytest.raises(FateUnknown):
        impatient.send_text(phone.openid, "只说一遍")
    impatient.close()


def test_a_gateway_that_waited_in_vain_leaves_the_fate_unknown(api: WeChatApi, control: Control, phone: Phone) -> None:
    control.fail(SEND, http=504)
    with pytest.raises(FateUnknown):
        api.send_text(phone.openid, "您好")


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_lasting_token_error_makes_two_calls_and_no_more(
    api: WeChatApi, control: Control, phone: Phone, errcode: int
) -> None:
    control.fail(SEND, errcode=errcode, times=50)
    with pytest.raises(TokenRefused):
        api.send_text(phone.openid, "您好")
    assert control.counts()[SEND] == 2
    assert control.counts()["/cgi-bin/stable_token"] <= 3


@pytest.mark.parametrize("lose", [Control.forget_tokens, lambda control: control.advance(7_300)])
def test_a_token_lost_on_the_way_is_renewed_unnoticed(api: WeChatApi, control: Control, phone: Phone, lose) -> None:
    api.send_text(phone.openid, "第一句")
    lose(control)
    api.send_text(phone.openid, "第二句")
    assert said(phone) == ["第一句", "第二句"]


def test_an_error_never_carries_the_token(api: WeChatApi, tokens: TokenKeeper, control: Control, phone: Phone) -> None:
    control.fail(SEND, drop_after=True)
    with pytest.raises(FateUnknown) as lost:
        api.send_text(phone.openid, "您好")
    assert lost.value.__cause__ is None
    assert lost.value.__suppress_context__
    assert tokens.token() not in str(lost.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>nginx</html>", b"[]", b"null", b'"ok"', b"1", b'{"errcode": "x"}', b"\xff\xfe", b"[" * 100_000],
)
def test_only_an_object_is_an_answer(body: bytes) -> None:
    with pytest.raises(Retryable):
        read_json(body)


def test_an_errcode_in_quotes_is_a_refusal_too() -> None:
    with pytest.raises(WindowClosed):
        read_json(b'{"errcode": "45015", "errmsg": "x"}')


def test_a_photo_comes_with_its_type(api: WeChatApi, phone: Phone) -> None:
    phone.photo(PICTURE)
    media = api.fetch_media(sent_media(phone))
    assert (media.content, media.content_type) == (PICTURE, "image/jpeg")


def test_a_photo_of_four_days_ago_is_gone(api: WeChatApi, control: Control, phone: Phone) -> None:
    phone.photo(PICTURE)
    control.advance(4 * 86_400)
    with pytest.raises(MediaGone):
        api.fetch_media(sent_media(phone))


def test_a_page_in_place_of_a_photo_is_no_photo(api: WeChatApi, control: Control, phone: Phone) -> None:
    phone.photo(PICTURE)
    control.fail(MEDIA, html=True)
    with pytest.raises(Retryable):
        api.fetch_media(sent_media(phone))


def test_a_photo_is_not_taken_beyond_the_limit(api: WeChatApi, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MEDIA_LIMIT_BYTES", 100)
    phone.photo(PICTURE)
    with pytest.raises(MediaTooLarge):
        api.fetch_media(sent_media(phone))


def test_a_menu_is_published_and_read_back(api: WeChatApi, control: Control) -> None:
    assert api.get_menu() is None
    buttons = [{"type": "click", "name": "我要投诉", "key": "complain"}]
    api.create_menu(buttons)
    published = api.get_menu()
    assert published is not None
    assert published[0]["name"] == "我要投诉"
    assert "我要投诉" in control.calls(MENU)[-1]["body"]


def test_an_absolute_address_leads_to_our_host_too(api: WeChatApi, control: Control) -> None:
    with pytest.raises(WeChatError) as none:
        api.get("https://api.weixin.qq.com/cgi-bin/menu/get")
    assert none.value.errcode == 46003
    assert control.counts()["/cgi-bin/menu/get"] == 1


@pytest.fixture
def broken_off() -> Iterator[str]:
    """A server that promises more than it says."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"errcode"')

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    thread.join()
    listening.close()


def test_an_answer_broken_off_leaves_the_fate_unknown(broken_off: str) -> None:
    wire = Wire(broken_off)
    with pytest.raises(FateUnknown):
        wire.ask("POST", "message/custom/send", params={}, body={})
    wire.close()
