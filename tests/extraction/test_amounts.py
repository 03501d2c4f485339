from decimal import Decimal

import pytest

from bot.extraction import read_amount


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("3万7千4", "37400"),
        ("两百块", "200"),
        ("一千二", "1200"),
        ("八百六", "860"),
        ("1.5万", "15000"),
        ("15000块", "15000"),
        ("1,280.00元", "1280.00"),
        ("1，280元", "1280"),
        ("花了三百八十块五", "380.5"),
        ("5块5毛", "5.5"),
        ("九块九", "9.9"),
        ("三毛", "0.3"),
        ("一百二十块零五毛", "120.5"),
        ("3w", "30000"),
        ("￥99", "99"),
        ("一万二千块", "12000"),
        ("八百元钱", "800"),
        ("买了个手机1999，是翻新机", "1999"),
        ("鸡苗两只，一百二，回来就死了", "120"),
        ("在泼机买了10.77吨煤15000块，少了950公斤", "15000"),
        ("2000万元", "20000000"),
    ],
)
def test_a_sum_is_read_as_people_write_and_say_it(text: str, yuan: str) -> None:
    found = read_amount(text)
    assert found is not None
    assert (found.value, found.sure) == (Decimal(yuan), True)
    assert found.text == text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("十来万", 100_000),
        ("二十来万元", 200_000),
        ("万把块", 10_000),
        ("千把块", 1_000),
        ("两三百块", 200),
        ("七八千", 7_000),
        ("交了2万多", 20_000),
        ("大概两百", 200),
        ("2000元左右", 2_000),
    ],
)
def test_a_rounded_sum_is_asked_about(text: str, yuan: int) -> None:
    found = read_amount(text)
    assert found is not None
    assert (found.value, found.sure) == (yuan, False)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("罚款5000元，我花了800元", 800),
        ("商家只退给我300块，实际付了1200块", 1200),
        ("原价2680元，我花了1980元买的", 1980),
        ("注册资本100万元的公司，收了我450元学费", 450),
        ("要求赔偿1000元，衣服是花260块买的", 260),
    ],
)
def test_what_was_paid_comes_before_fines_refunds_and_claims(text: str, yuan: int) -> None:
    found = read_amount(text)
    assert found is not None
    assert found.value == yuan


def test_two_sums_of_equal_standing_are_not_sure() -> None:
    found = read_amount("买衣服花了200元，买鞋花了300元")
    assert found is not None
    assert not found.sure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "532101199001011234",
        "身份证532101199001011234元",
        "银行卡6222021234567890123",
        "13812345678",
        "打12315投诉",
        "几万块",
        "一块手表",
        "我们一块去",
        "3单元",
        "千篇一律",
        "万一坏了",
        "两斤六两",
        "2019年3月",
        "第3块",
        "买了3个",
        "100000000000元",
    ],
)
def test_what_is_no_sum_is_not_read_as_one(text: str) -> None:
    assert read_amount(text) is None
