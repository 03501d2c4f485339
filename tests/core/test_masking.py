"""No list and no log shows a phone number, an identity paper, a card, an address or an openid whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.logs import NEVER_LOGGED, mask_event
from bot.core.masking import mask_address, mask_name, mask_phone, mask_text

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
IDENTITIES = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
CARDS = st.from_regex(r"62[0-9]{14}([0-9]{3})?", fullmatch=True)
OPENIDS = st.from_regex(r"o[A-Za-z0-9_-]{27}", fullmatch=True)
AROUND = st.text("我的电话是，。退钱 \n", max_size=12)


@given(AROUND, MOBILES, AROUND)
def test_a_mobile_number_in_a_text_keeps_its_ends_only(before: str, number: str, after: str) -> None:
    masked = mask_text(f"{before}{number}{after}")
    assert number not in masked
    assert f"{number[:3]}****{number[-4:]}" in masked


@given(AROUND, IDENTITIES, AROUND)
def test_an_identity_number_loses_its_birthday(before: str, number: str, after: str) -> None:
    masked = mask_text(f"{before}{number}{after}")
    assert number not in masked
    assert number[6:14] not in masked or number[6:14] == "********"


@given(AROUND, CARDS, AROUND)
def test_a_bank_card_loses_its_middle(before: str, number: str, after: str) -> None:
    assert number not in mask_text(f"{before}{number}{after}")


@given(AROUND, OPENIDS, AROUND)
def test_an_openid_is_gone(before: str, openid: str, after: str) -> None:
    assert openid not in mask_text(f"{before}{openid}{after}")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13888888888找我", "打138****8888找我"),
        ("座机0870-2222333", "座机0870-****333"),
        ("发到li.gui@example.com", "发到***@***"),
        ("532101199001011234", "532101********1234"),
        ("53210119900101123x", "532101********123x"),
        ("编号ZT2026112400123", "编号ZT2026112400123"),
        ("15000元买了10.77吨煤", "15000元买了10.77吨煤"),
        ("１３８１２３４５６７８", "138****5678"),
        ("138.1234.5678", "138****5678"),
        ("138- 1234 -5678", "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("8613812345678", "138****5678"),
        ("13812345678、13987654321", "138****5678、139****4321"),
        ("（0870）222-2333", "(0870)****333"),
        ("530602 19900101 1234", "530602********1234"),
        ("5306-0219-9001-0112-34", "530602********1234"),
        ("５３０６０２１９９００１０１１２３Ｘ", "530602********123X"),
        ("6222 0212 3456 7890 123", "6222****0123"),
        ("10000 20000 30000 400", "10000 20000 30000 400"),
        ("主机192.168.100.20", "主机192.168.100.20"),
        ("2026-11-24T10:00:13.812345+08:00", "2026-11-24T10:00:13.812345+08:00"),
        ("货，称：不对！", "货，称：不对！"),
        ("打12315", "打12315"),
        ("2026年11月3日", "2026年11月3日"),
    ],
)
def test_what_is_hidden_and_what_is_not(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@given(st.text(max_size=60))
def test_masking_twice_hides_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王**"), ("欧阳建国", "欧***"), ("李四", "李*"), ("王", "*"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text("0123456789-+ ", max_size=20))
def test_a_phone_number_never_shows_more_than_seven_digits(phone: str) -> None:
    shown = sum(character.isdigit() for character in mask_phone(phone))
    assert shown <= 7


def test_a_phone_number_of_any_kind_is_masked() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0870-2222333") == "**********33"


@given(st.text(max_size=40))
def test_an_address_keeps_at_most_county_and_town(address: str) -> None:
    assert len(mask_address(address).removesuffix("****")) <= 6


def test_a_log_line_says_nothing_a_person_said() -> None:
    secrets = dict.fromkeys(NEVER_LOGGED, "镇雄县泼机镇李桂芳")
    event = mask_event(None, "info", {"event": "打13888888888", "count": 3, **secrets})
    assert event["event"] == "打138****8888"
    assert event["count"] == 3
    assert {event[name] for name in NEVER_LOGGED} == {"[hidden]"}
