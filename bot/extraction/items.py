"""The goods or service a story is about: the object of 买, 办, 订, or the thing it keeps naming."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.extraction.goods import GOODS
from bot.extraction.model import Found

MOST_CHARACTERS = 10

_GOODS = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,4}}[一二两三四五六七八九十]日游|{'|'.join(GOODS)})"
    r"(?![院店馆厅城厂行师员部]|公司|市场|机构)"
)
_ONE_CHARACTER = re.compile(r"[煤鱼鸡鸭猪牛羊肉米油酒烟药鞋表车床门窗]")
_MOST_UNKNOWN = 6
_NUMBER = r"(?:\d+(?:[,.]\d+)*|[一二两三四五六七八九十几半俩仨百千多]+|好几)"
_MEASURE = (
    "(?:公斤|平方米?|平米|千克|毫升|[个部台只条件张份套双对把辆箱盒瓶袋包桶罐斤克吨车块片支根副间场次顿节桌株棵头碗]|"
    "[期批款单])"
)
_SINGLE = "[个双条台部件只套张辆瓶箱]"
_QUANTITY = re.compile(
    rf"(?:{_NUMBER}多?来?余?[万千百]?\s?{_MEASURE}的?|了|过(?!期)|到(?!期)|得|回|的|些|点|一|[他她它]们?家?的|价值|"
    rf"(?!套餐|条款|台灯|部分|张贴){_SINGLE}(?=[\u4e00-\u9fff]{{2}}|[鞋车床]))+"
)
_BOUGHT = re.compile(
    r"(?:网购|购买|订购|选购|抢购|团购|拼购|(?<!强)买|办理|办(?!法|事|公|案|学|假|好|主)|订(?!单|金)|预订|定做|定制|租用?|报名(?:学习|参加)?|充(?:值(?![卡款]))?(?!值|电)|安装|点)"
    r"(?!卖|家|房人|东西|者|单|时|不|电话|任何|退|意向|满)"
)
_SELLS = re.compile(r"(?:销售|出售|(?<!强)卖|发布)(?!员|人员|部|顾问|方|服务|家)")
_OBJECT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9+]{1,14}")
_OBJECT_ENDS = re.compile(
    r"结果|回家|回来|回去|以后|之后|后|就|才|却|的时候|时候?|因为|由于|不|没|是|有|在|给|用|花|发现|吃|穿|要|说|被|拿|总|共|一共|价格|现在|当时|想|都|很|但|还|可|"
    r"如果|业务|手续|和|跟|，|送|坏|出现|里面|一年|两年|半年|为|来|去|到|了|的|我|他|店|老板|收|充(?![电值气])|怎么|然后|居然|竟然|\d"
)
_NOTHING = frozenset(
    {"东西", "商品", "产品", "物品", "业务", "服务", "手续", "价格", "活动", "什么", "费用", "消费", "酒店"}
)
_NO_GOODS = re.compile(r"退|者|单位|负责|协议|领导|市|省|县|人$|部门|欺|骗|违")
_COUNTED = re.compile(rf"{_NUMBER}|{_SINGLE}")
_HEAD = 34
_BESIDE = 6


def find_item(text: str, paid: Found[Decimal] | None = None) -> Found[str] | None:
    """The goods, service or fee a text is about, preferably one named beside the sum that was `paid`.

    Sure when it was bought there in so many words and is well known.
    """
    weights: dict[str, float] = {}
    first: dict[str, tuple[int, int]] = {}
    listed = [match.span() for match in _GOODS.finditer(text)]
    for weight, start, end in [*_objects(text), *_known(text)]:
        start, end = next((span for span in listed if span[0] <= start and end <= span[1]), (start, end))
        name = text[start:end]
        beside = paid is not None and max(paid.start - end, start - paid.end) <= _BESIDE
        weights[name] = weights.get(name, 0.0) + weight + (0.8 if beside else 0.0)
        first.setdefault(name, (start, end))
    if not weights:
        return None
    best = max(weights, key=lambda name: (weights[name], len(name), -first[name][0]))
    rivals = any(
        weight > weights[best] - 0.5 for name, weight in weights.items() if name not in best and best not in name
    )
    start, end = first[best]
    sure = weights[best] >= 2.5 and not rivals and bool(_GOODS.search(best) or _ONE_CHARACTER.fullmatch(best))
    return Found(best, start, end, best, sure)


def _objects(text: str) -> Iterator[tuple[float, int, int]]:
    """What stands after a verb of buying or selling, without its number and measure; unknown goods need a number."""
    for weight, verbs in ((2.0, _BOUGHT), (0.8, _SELLS)):
        for verb in verbs.finditer(text):
            quantity = _QUANTITY.match(text, verb.end())
            start = quantity.end() if quantity else verb.end()
            said = _OBJECT.match(text, start)
            if said is None:
                continue
            ends = _OBJECT_ENDS.search(said[0])
            name = said[0][: ends.start()] if ends else said[0]
            known = _GOODS.search(name)
            if known is not None and (len(name) > MOST_CHARACTERS or known.end() < len(name)):
                name = name[: known.end()]
            if not known and len(name) > _MOST_UNKNOWN:
                continue
            counted = quantity is not None and bool(_COUNTED.search(quantity[0]))
            if counted and _ONE_CHARACTER.fullmatch(name):
                yield weight * 1.4, start, start + 1
            if 2 <= len(name) <= MOST_CHARACTERS and name not in _NOTHING and not _NO_GOODS.search(name):
                yield weight * (1.4 if known else 1.0 if counted else 0.4), start, start + len(name)


def _known(text: str) -> Iterator[tuple[float, int, int]]:
    """Goods named anywhere, worth more at the head of a letter and the more often they come."""
    head = text.find("\n")
    head = head if 0 < head <= 60 else _HEAD
    for match in _GOODS.finditer(text):
        yield (1.2 if match.start() < head else 0.4), match.start(), match.end()
