import pytest

from bot.extraction import read_phone
from bot.extraction.phones import find_phones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("我的电话是138 1234 5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("0870-2123456", "0870-2123456"),
        ("（0870）2123456", "0870-2123456"),
        ("08702123456", "0870-2123456"),
        ("0731-84355405", "0731-84355405"),
    ],
)
def test_a_number_is_normalised(text: str, number: str) -> None:
    assert read_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12315",
        "10086",
        "400-800-8888",
        "4008008888",
        "532101199001011234",
        "53210119900101123X",
        "6222021234567890123",
        "订单号191120-0769107385722750",
        "15000块",
        "189---0000",
        "13812345678和13912345678",
    ],
)
def test_service_numbers_papers_and_two_numbers_are_not_a_persons_number(text: str) -> None:
    assert read_phone(text) is None


def test_of_two_numbers_the_writers_is_read() -> None:
    both = find_phones("老板电话13812345678，我的电话13912345678")
    assert [(found.value, found.sure) for found in both] == [("13812345678", False), ("13912345678", True)]
    assert read_phone("老板电话13812345678，我的电话13912345678") == "13912345678"


@pytest.mark.parametrize(
    "text",
    [
        "老板电话13812345678",
        "他的电话13812345678",
        "店家13812345678骗我",
        "老板姓王，13812345678",
        "老板姓王，电话13812345678",
        "商家联系方式：13812345678",
        "红星超市电话0870-2123456",
        "13812345678是老板的",
    ],
)
def test_a_traders_number_is_nobodys_answer(text: str) -> None:
    [found] = find_phones(text)
    assert not found.sure
    assert read_phone(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "老板让我留电话，我是张三13812345678",
        "请老板联系我13812345678",
        "老板不认账。13812345678",
        "找他退钱他不理，我电话13812345678",
        "联系电话13812345678",
        "其他联系方式13812345678",
    ],
)
def test_a_writers_number_is_kept_beside_a_trader(text: str) -> None:
    assert [phone.value for phone in find_phones(text)] == ["13812345678"]
