"""Whole stories, and any text at all."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.clock import SHANGHAI
from bot.extraction import Found, Gazetteer, Slots, read, read_amount, read_date, read_phone, read_request
from bot.extraction.slots import MOST_CHARACTERS

AT = datetime(2026, 11, 24, 11, tzinfo=SHANGHAI)
WORDS = [
    *"我在到退元块万千百两三十五多来把年月日号19.，。店张初\n",
    *(
        "买了",
        "花了",
        "交了",
        "不退",
        "要求",
        "希望",
        "老板",
        "上周",
        "去年",
        "腊月",
        "双十一",
        "镇雄县",
        "太平",
        "普洱镇",
        "宜宾",
    ),
    *("超市", "有限公司", "学费", "一个", "手机", "电话", "13812345678", "0870-", "532101199001011234", "地址", "我叫"),
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map("".join))


def values(slots: Slots) -> dict[str, object]:
    names = ("amount", "date", "merchant", "item", "request", "name", "address", "merchant_address")
    return {name: found.value for name in names if (found := getattr(slots, name)) is not None}


def test_coal_that_was_short(gazetteer: Gazetteer) -> None:
    slots = read("11月3号在泼机顺发货场买了10.77吨煤15000块，少了950公斤，老板不认", at=AT, gazetteer=gazetteer)
    assert values(slots) == {
        "amount": Decimal(15000),
        "date": date(2026, 11, 3),
        "merchant": "顺发货场",
        "item": "煤",
    }
    assert slots.place is not None
    assert slots.place.value.township_name == "泼机镇"


def test_a_deposit_at_a_furniture_house(gazetteer: Gazetteer) -> None:
    story = (
        "我是巧家的，上周三在绥江中城镇老李家具城订了一套沙发，交了定金2000元，要求退还定金。我叫张三，电话13812345678"
    )
    slots = read(story, at=AT, gazetteer=gazetteer)
    assert values(slots) == {
        "amount": Decimal(2000),
        "date": date(2026, 11, 18),
        "merchant": "老李家具城",
        "item": "沙发",
        "request": "refund",
        "name": "张三",
    }
    assert slots.place is not None
    assert slots.place.value.township_name == "中城镇"
    assert [phone.value for phone in slots.phones] == ["13812345678"]


def test_a_letter_with_a_head_names_its_trader(gazetteer: Gazetteer) -> None:
    letter = "投诉云岭口腔拖延退费\n2026年3月11日在云岭口腔交了种植牙订金，一共8000元，要求全额退款。"
    slots = read(letter, at=AT, gazetteer=gazetteer)
    assert values(slots) == {
        "amount": Decimal(8000),
        "date": date(2026, 3, 11),
        "merchant": "云岭口腔",
        "item": "种植牙",
        "request": "refund",
    }
    assert (slots.request_text, slots.date_text) == ("全额退款", "2026年3月11日")


@pytest.mark.parametrize("text", ["", " ", "你好", "怎么投诉", "市场监督管理局几点上班", "快递公司太差了"])
def test_a_message_without_facts_gives_none(gazetteer: Gazetteer, text: str) -> None:
    slots = read(text, at=AT, gazetteer=gazetteer)
    assert (slots.amount, slots.date, slots.merchant, slots.request, slots.phones) == (None, None, None, None, ())


def test_addresses_of_shop_and_home_are_kept_apart(gazetteer: Gazetteer) -> None:
    slots = read("店面位于昭阳区团结路12号，我家住鲁甸县文屏街道5号", at=AT, gazetteer=gazetteer)
    assert slots.merchant_address is not None
    assert slots.address is not None
    assert (slots.merchant_address.value, slots.address.value) == ("昭阳区团结路12号", "鲁甸县文屏街道5号")


def test_a_found_is_made_by_position() -> None:
    assert Found("x", 0, 1, "x", True) == Found(value="x", start=0, end=1, text="x", sure=True)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_error_and_spans_lie_in_it(gazetteer: Gazetteer, text: str) -> None:
    slots = read(text, at=AT, gazetteer=gazetteer)
    for name in Slots.__dataclass_fields__:
        said = getattr(slots, name)
        for found in said if isinstance(said, tuple) else [said] if isinstance(said, Found) else []:
            assert 0 <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.text
    assert slots.date is None or slots.date.value <= AT.date()
    assert slots.amount is None or slots.amount.value > 0


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_single_readers_never_raise(text: str) -> None:
    amount, day = read_amount(text), read_date(text, AT)
    assert amount is None or amount.value > 0
    assert day is None or day.value <= AT.date()
    assert (read_phone(text) or "0")[0].isdigit()
    assert read_request(text) != ""


@pytest.mark.parametrize(
    "unit",
    ["1", "一", "9,", "万", "在", "退", "不给", "有限公司", "大", "我在买", "3月", "年", "要求", " ", "a", "店和"],
)
def test_a_long_monotonous_text_holds_nothing_up(gazetteer: Gazetteer, unit: str) -> None:
    started = time.perf_counter()
    read(unit * (2 * MOST_CHARACTERS), at=AT, gazetteer=gazetteer)
    assert time.perf_counter() - started < 1
