"""The sum that was paid, among all the sums a text names."""

import re
from decimal import Decimal

from bot.extraction.model import Found
from bot.extraction.sums import LOOK_BACK, Sum, sums

_PAID = re.compile(
    r"(?:花|付|交|缴|充|买|购|转账?|汇|刷|消费|办|订|下单|存|打款|租|价格|价钱|价|(?<!罚)(?<!退)[费款]|费用|定金|订金|诚意金|首付)[^，。；！？、\n]{0,10}$"
)
_IN_ALL = re.compile(r"(?:骗走了?|骗了|骗去|损失|一共|总共|共计?|合计|总计|总价|合同价格?)[^，。；！？、\n]{0,6}$")
_COLLECTED = re.compile(r"(?:收取?|收费|要收|扣了?|扣除)[^，。；！？、\n]{0,6}$")
_PAID_AFTER = re.compile(
    r"(?:的价格|钱?买|购买|办|充值|包干|的?[月年季次]卡|的?套餐|打了水漂)|[^，。；！？\n]{0,4}(?:凭空|买了|办了)"
)
_AGAINST = re.compile(
    r"(?:罚款?|罚没|处罚|赔偿?|补偿|索赔|退还?|退款|返还?|返现|奖励?|原价|标价|市场价|差价|优惠|手续费|违约金|涉案|资金|工资|收入|注册资本)"
    r"[^，。；！？、\n]{0,8}$"
)
_AGAINST_NEAR = re.compile(r"(?:人均|每人|平均|上限|最[低高多少]|立?减|满|送|欠)\s?$")
_RANGE_BEFORE = re.compile(r"\d元?[-—~～至到]\s?$")
_RANGE_AFTER = re.compile(r"\s?[-—~～至到]\s?\d|不等")
_AGAINST_AFTER = re.compile(
    r"\s?[/每一](?:吨|斤|公斤|平|人|天|次|度|方|个|件|月)|以[上下]|的?(?:罚款|赔偿|补偿|优惠券|购物[券劵卷]|差价|押金)"
)
_CLEARLY = 1.0


def read_amount(text: str) -> Found[Decimal] | None:
    """The sum in yuan the writer paid or is asked for; not a fine, a refund offered or a claim when others stand there.

    Not sure when the sum is rounded (十来万, 两百多), could as well be another, or is no price at all.
    """
    found = _best(text)
    return found[1] if found else None


def find_amount(text: str) -> Found[Decimal] | None:
    """The sum paid in a story; None when all its sums are fines, refunds, claims or averages."""
    found = _best(text)
    return found[1] if found and found[0] >= 0 else None


def _best(text: str) -> tuple[float, Found[Decimal]] | None:
    weighed = [(_weight(said, text), said) for said in sums(text)]
    if not weighed:
        return None
    weight, best = max(weighed, key=lambda pair: (pair[0], -pair[1].start))
    rivals = any(said.value != best.value and other > weight - _CLEARLY for other, said in weighed)
    sure = best.exact and weight > 0 and not rivals
    return weight, Found(best.value, best.start, best.end, text[best.start : best.end], sure)


def _weight(said: Sum, text: str) -> float:
    before = text[max(0, said.start - LOOK_BACK) : said.start]
    weight = 0.5 if said.unit else 0.1
    if _IN_ALL.search(before):
        weight += 3.5
    elif _PAID.search(before):
        weight += 2
    elif _COLLECTED.search(before):
        weight += 1
    if _PAID_AFTER.match(text, said.end):
        weight += 1
    if _AGAINST.search(before) or _AGAINST_NEAR.search(before):
        weight -= 2
    if _AGAINST_AFTER.match(text, said.end):
        weight -= 1
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, said.end):
        weight -= 3
    return weight
