"""What may stand in the way of a complaint, said to the consumer before it is made. It never refuses: officers decide.

Articles are those of 投诉举报处理办法 (总局令第121号). Plain data in, plain data out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.core.clock import spoken_day

REQUESTS: Mapping[str, str] = {
    "repair": "修理",
    "redo": "重作",
    "replace": "更换",
    "return_goods": "退货",
    "make_up": "补足商品数量",
    "refund": "退还货款和服务费用",
    "compensate": "赔偿损失",
    "other": "其他",
}
"""What may be asked for, as 投诉登记表 (note 4) names it."""

REQUIRED = ("name", "phone", "address", "merchant", "merchant_address", "request", "facts")
ITEM_OF_ARTICLE_10: Mapping[str, int] = {
    "name": 1,
    "phone": 1,
    "address": 1,
    "merchant": 2,
    "merchant_address": 2,
    "request": 3,
    "facts": 3,
}
YEARS = 3
UNUSUAL_COUNT = 30

_CLAUSE = re.compile(r"[，。；！？、,;!?\n]+")
_NOT_YET = re.compile(
    r"没|未|不|别|想|要是|如果|假如|准备|打算|考虑|正要|去不去|是不是|可不可以|能不能|可以|建议|让我|叫我|喊我"
)
_OFFICE = (
    r"(?:12315|12345|市场监管局|市场监督管理局|市监局|市监所|市场监管所|工商(?:局|所|部门|管理部门|12315)"
    r"|消协|消费者协会|消委会|消费者委员会)"
)
_DEALT_WITH = re.compile(
    r"法院.{0,8}(?:判|受理了|立案了|调解|开庭)"
    r"|判决书|(?:已经?|都)起诉|起诉了|打过官司|官司(?:已经)?(?:打|赢|输)了"
    r"|仲裁.{0,6}(?:裁决|裁定|受理了|裁了|过了?)|(?:已经?|都)(?:申请|提请)?仲裁"
    rf"|{_OFFICE}.{{0,10}}(?:(?:投诉|处理|受理|调解|登记|反映)(?:过|了|完)|(?:处理|调解)结果)"
    rf"|(?:已经?|都|投诉过|反映过|投诉到|反映到).{{0,8}}{_OFFICE}|打(?:过|了){_OFFICE}"
    rf"|打{_OFFICE}投诉(?=也|都|没|不|无)|{_OFFICE}.{{0,4}}组织.{{0,16}}调解"
)
_TRADE = re.compile(
    r"我.{0,8}进(?:的|了)?(?:一批|批)?货|(?:买|进|拿|批发|拿货)(?:来|了|回来|去)?.{0,6}(?:转卖|倒卖|转手卖|批发卖|卖给别人|拿去卖)"
    r"|我是?开[^，。]{1,6}的[^。]{0,24}(?:进了?|批发|拿货|买了?)|(?:公司|单位|我们?店里)[买订购]的|(?:公司|单位|厂里|工地|项目部|学校|酒店|饭店|餐馆)(?:统一)?采购|(?:经营|生产|营业|开店|做生意)(?:使)?用"
    r"|(?:买|订).{0,8}(?:放在?|给)?我?(?:店里|门店|饭店|餐馆|厂里|工地)(?:上)?用"
)
_COUNTED = re.compile(r"(?<![\d.])(\d{2,6})\s*(?:箱|件|台|部|辆|套|瓶|盒|袋|桶|条|双)")
_FOR_ANOTHER = re.compile(
    r"(?:帮|替|代|给)(?:我|俺|咱)?(?:们)?(?:家)?(?:的)?"
    r"(?:妈|爸|父|母|爹|娘|爷|奶|外公|外婆|老人|老妈|老爸|孩子|娃|儿子|女儿|朋友|同学|同事|老婆|老公|媳妇|岳|公公|婆婆|哥|姐|弟|妹)"
    r"[^，。]{0,6}(?:投诉|登记|写|问|维权)|我是[他她]的?(?:女儿|儿子|孙|老公|老婆|家属|朋友)|(?:帮|替)[她他](?:们)?(?:来)?(?:投诉|登记|维权)|代(?:为|理|人)投诉"
)
_BOUGHT = re.compile(r"买|购|订|下单|拍下")
_NORMAL = re.compile(
    r"酒席|办酒|婚|喜事|丧事|白事|满月|聚餐|请客|乔迁|年货"
    r"|农业|种植|养殖|种子|化肥|农药|饲料|地膜|种苗|秧苗"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")


@dataclass(frozen=True, slots=True)
class Draft:
    """A complaint not yet made, as far as it was told. `outside` names a place beyond the city, `online` a platform."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    merchant: str | None = None
    merchant_address: str | None = None
    item: str | None = None
    facts: str | None = None
    request: str | None = None
    request_text: str | None = None
    bought_on: date | None = None
    date_text: str | None = None
    district: str | None = None
    outside: str | None = None
    online: str | None = None

    @classmethod
    def of(cls, answers: Mapping[str, str | None]) -> "Draft":
        """The draft a filing form holds; the form's `date` is an ISO day, and an empty answer counts as none."""
        same = {name: answers.get(name) or None for name in cls.__slots__ if name != "bought_on"}
        day = answers.get("date")
        return cls(**same, bought_on=date.fromisoformat(day) if day else None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the consumer: the reply `precheck.<code>` with `facts`; `item` of the article where it has any.

    `missing` findings are material of art. 10 that is still wanting; the others are for an officer to weigh.
    """

    code: str
    article: int
    item: int | None = None
    missing: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


def review(draft: Draft, today: date, *, other_authority: str | None = None) -> tuple[Finding, ...]:
    """Everything worth saying before the complaint is made, missing material first; empty when nothing is.

    `other_authority` is the office that a matter beyond market regulation belongs to. Source: art. 10, 11, 13, 16, 17.
    """
    return (
        *_missing(draft),
        *_by_an_agent(draft),
        *_elsewhere(draft, other_authority),
        *_dealt_with(draft),
        *_for_trade(draft),
        *_late(draft, today),
    )


def _missing(draft: Draft) -> Iterator[Finding]:
    for name in REQUIRED:
        if not getattr(draft, name):
            yield Finding(f"missing_{name}", 10, ITEM_OF_ARTICLE_10[name], missing=True)


def is_for_another(facts: str) -> bool:
    """Whether somebody complains on behalf of another, who has to authorise it (art. 11)."""
    return bool(_FOR_ANOTHER.search(facts))


def _by_an_agent(draft: Draft) -> Iterator[Finding]:
    if is_for_another(draft.facts or ""):
        yield Finding("agent", 11)


def _elsewhere(draft: Draft, other_authority: str | None) -> Iterator[Finding]:
    if other_authority:
        yield Finding("other_authority", 16, 1, facts={"authority": other_authority})
    if draft.outside:
        yield Finding("outside", 13, facts={"place": draft.outside})
    elif draft.online and not draft.district:
        yield Finding("online", 13)


def _dealt_with(draft: Draft) -> Iterator[Finding]:
    for clause in _CLAUSE.split(draft.facts or ""):
        found = _DEALT_WITH.search(clause)
        if found and not _NOT_YET.search(clause[: found.end()]):
            yield Finding("handled_elsewhere", 16, 2, facts={"words": clause.strip()[:40]})
            return


def _for_trade(draft: Draft) -> Iterator[Finding]:
    for clause in _CLAUSE.split(draft.facts or ""):
        if _TRADE.search(clause):
            yield Finding("not_daily_life", 16, 3, facts={"words": clause.strip()[:40]})
            return
    yield from _much(draft.facts or "")


def _much(facts: str) -> Iterator[Finding]:
    """A quantity unlike normal use: a sign for the officer (art. 17), never more.

    Feasts are normal, and so is what farmers buy to farm with (消费者权益保护法 art. 62).
    """
    if _NORMAL.search(facts):
        return
    for clause in _CLAUSE.split(facts):
        for counted in _COUNTED.finditer(clause):
            if int(counted[1]) >= UNUSUAL_COUNT and _BOUGHT.search(clause[: counted.start()]):
                yield Finding("quantity", 17, 1, facts={"words": counted[0]})
                return


def _late(draft: Draft, today: date) -> Iterator[Finding]:
    """Over three years, counted from the purchase for want of the day the person knew (art. 16)."""
    if draft.bought_on is not None:
        if today > _years_after(draft.bought_on, YEARS):
            yield Finding("too_old", 16, 4, facts={"day": spoken_day(draft.bought_on)})
        return
    year = _YEAR.search(draft.date_text or "")
    if year and today.year - int(year[1]) > YEARS:
        yield Finding("too_old", 16, 4, facts={"day": year[0]})


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
