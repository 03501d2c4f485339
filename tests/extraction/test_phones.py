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


def test_a_traders_number_is_not_taken_for_the_writers() -> None:
    shop, own = find_phones("老板电话13812345678，我的电话13912345678")
    assert (shop.value, shop.sure) == ("13812345678", False)
    assert (own.value, own.sure) == ("13912345678", True)
