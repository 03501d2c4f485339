"""Who the trader is, and what only looks like one."""

from datetime import datetime

import pytest

from bot.extraction import Gazetteer, read
from bot.extraction.items import find_item
from bot.extraction.merchants import find_merchant


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("在红星超市买了一箱牛奶过期了", "红星超市"),
        ("我在好吃点超市买的面包发霉了", "好吃点超市"),
        ("好吃点超市卖过期面包", "好吃点超市"),
        ("在每家乐超市买了零食", "每家乐超市"),
        ("在好又多超市买的米有虫", "好又多超市"),
        ("向阳饭店不开发票", "向阳饭店"),
        ("在拼多多上的红星电器旗舰店买了冰箱坏了", "红星电器旗舰店"),
        ("开心饭店不开发票", "开心饭店"),
    ],
)
def test_a_name_is_kept_whole(text: str, name: str) -> None:
    found = find_merchant(text)
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "text",
    [
        "我是开饭店的，被人职业打假",
        "我在昭阳开饭店，有人来投诉",
        "我家开超市的要办什么证",
        "准备开奶茶店",
        "我开红星饭店的",
        "在拼多多买了双鞋是假货，拼多多不管",
        "我在淘宝网买的手机坏了",
        "抖音直播间买的玉石是假的",
        "京东商城买了台电视机坏了",
        "被拉去听讲座买了保健品5000元",
        "吃坏肚子进医院花了800",
        "把我送进医院",
        "我打工租车行的车被扣押金",
        "去洗车店充卡充了1000元老板跑路",
    ],
)
def test_what_names_nobody_is_no_trader(gazetteer: Gazetteer, tuesday: datetime, text: str) -> None:
    assert read(text, at=tuesday, gazetteer=gazetteer).merchant is None


@pytest.mark.parametrize(
    "text",
    ["在乌峰街道饭店花了300元", "镇雄县乌峰街道饭店吃出虫子", "我是昭阳的，在乌峰街道饭店买了水，乌峰街道饭店不认"],
)
def test_a_place_with_its_kind_is_only_a_guess(gazetteer: Gazetteer, tuesday: datetime, text: str) -> None:
    merchant = read(text, at=tuesday, gazetteer=gazetteer).merchant
    assert merchant is None or not merchant.sure


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("买的火腿肠发霉", "火腿肠"),
        ("办了充值卡老板跑了", "充值卡"),
        ("在洗车店充值卡充了1000元", "充值卡"),
        ("买了牛奶糖", "牛奶糖"),
        ("鸡蛋糕过期了", "鸡蛋糕"),
        ("买了苹果手机坏了", "苹果手机"),
        ("买了充电宝坏了", "充电宝"),
    ],
)
def test_goods_are_not_cut_inside_a_word(text: str, goods: str) -> None:
    found = find_item(text)
    assert found is not None
    assert found.value == goods
