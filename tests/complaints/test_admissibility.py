"""What a consumer is told before complaining: never too little material, never a false alarm on a plain story."""

from dataclasses import replace
from datetime import date

import pytest

from bot.complaints.admissibility import REQUESTS, Draft, review

TODAY = date(2026, 11, 24)
WHOLE = Draft(
    name="王大山",
    phone="13812345678",
    address="镇雄县泼机镇",
    merchant="顺发货场",
    merchant_address="泼机镇街上",
    request="refund",
    facts="买了10.77吨煤，少了950公斤，老板不认",
    bought_on=date(2026, 11, 3),
    district="530627",
)


def codes(draft: Draft, **more: str) -> list[str]:
    return [finding.code for finding in review(draft, TODAY, **more)]


def test_a_whole_complaint_has_nothing_in_its_way() -> None:
    assert review(WHOLE, TODAY) == ()


@pytest.mark.parametrize("name", ["name", "phone", "address", "merchant", "merchant_address", "request", "facts"])
def test_each_thing_of_article_10_is_missed(name: str) -> None:
    found = review(replace(WHOLE, **{name: None}), TODAY)
    assert [(finding.code, finding.article, finding.missing) for finding in found] == [(f"missing_{name}", 10, True)]


@pytest.mark.parametrize(
    "facts",
    [
        "法院已经判了，判决他退钱，他不退",
        "去年仲裁过了，不满意",
        "消协处理过，没有结果",
        "已经在12315投诉过了",
        "打了12315，说是调解不成",
        "市场监管局组织了我们两家调解",
        "1月底投诉到工商12315，回复不满意",
    ],
)
def test_a_matter_dealt_with_elsewhere_is_pointed_out(facts: str) -> None:
    (found,) = review(replace(WHOLE, facts=facts), TODAY)
    assert (found.code, found.article, found.item, found.missing) == ("handled_elsewhere", 16, 2, False)
    assert found.facts["words"] in facts


@pytest.mark.parametrize(
    "facts",
    [
        "老板说要去法院随便我",
        "不给退我就去12315投诉",
        "我没有打过12315",
        "准备去法院起诉了",
        "还没向消协投诉过",
        "是不是要先仲裁",
        "想请消协调解一下",
        "12345和12315打不通",
    ],
)
def test_a_threat_or_a_question_is_not_a_matter_dealt_with(facts: str) -> None:
    assert codes(replace(WHOLE, facts=facts)) == []


@pytest.mark.parametrize(
    "facts", ["我买来转卖的手机是翻新机", "公司采购的电脑有问题", "我进了一批货质量不行", "买的冰柜放店里用"]
)
def test_goods_not_for_daily_life_are_pointed_out(facts: str) -> None:
    assert codes(replace(WHOLE, facts=facts)) == ["not_daily_life"]


@pytest.mark.parametrize("facts", ["商家把二手车当新车卖给我", "买的种子不发芽，种了五亩", "在批发市场买了一件衣服"])
def test_farmers_and_plain_buyers_are_left_alone(facts: str) -> None:
    assert codes(replace(WHOLE, facts=facts)) == []


def test_a_large_quantity_is_a_soft_sign_only() -> None:
    (found,) = review(replace(WHOLE, facts="一次买了100箱牛奶，都过期了"), TODAY)
    assert (found.code, found.article, found.facts) == ("quantity", 17, {"words": "100箱"})
    assert codes(replace(WHOLE, facts="办酒席买了100箱啤酒，有假")) == []
    assert codes(replace(WHOLE, facts="买了2箱牛奶，都过期了")) == []


def test_three_years_are_counted_to_the_day() -> None:
    assert codes(replace(WHOLE, bought_on=date(2023, 11, 24))) == []
    (found,) = review(replace(WHOLE, bought_on=date(2023, 11, 23)), TODAY)
    assert (found.code, found.article, found.item) == ("too_old", 16, 4)
    assert found.facts == {"day": "2023年11月23日（周四）"}
    assert codes(replace(WHOLE, bought_on=date(2024, 2, 29))) == []


def test_a_year_said_in_words_counts_only_when_it_is_surely_over() -> None:
    assert codes(replace(WHOLE, bought_on=None, date_text="2020年底")) == ["too_old"]
    assert codes(replace(WHOLE, bought_on=None, date_text="2023年底")) == []


def test_a_shop_elsewhere_and_a_shop_on_a_platform() -> None:
    (outside,) = review(replace(WHOLE, district=None, outside="贵州省毕节市"), TODAY)
    assert (outside.code, outside.article, outside.facts) == ("outside", 13, {"place": "贵州省毕节市"})
    assert codes(replace(WHOLE, district=None, online="拼多多")) == ["online"]
    assert codes(replace(WHOLE, online="美团")) == []


def test_the_office_of_a_foreign_matter_is_named() -> None:
    (found,) = review(WHOLE, TODAY, other_authority="人力资源和社会保障局")
    assert (found.code, found.article, found.item) == ("other_authority", 16, 1)
    assert found.facts == {"authority": "人力资源和社会保障局"}


def test_the_draft_reads_the_answers_of_the_form() -> None:
    answers = {"name": "王大山", "date": "2026-11-03", "date_text": "11月3号", "item": "", "consent": "yes"}
    draft = Draft.of(answers)
    assert (draft.name, draft.bought_on, draft.item, draft.phone) == ("王大山", date(2026, 11, 3), None, None)
    assert Draft.of({"date": None}).bought_on is None


def test_the_seven_official_requests_and_another() -> None:
    official = "修理、重作、更换、退货、补足商品数量、退还货款和服务费用、赔偿损失"
    assert "、".join(REQUESTS.values()) == f"{official}、其他"
