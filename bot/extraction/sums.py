"""Every sum of money a text names: 3万7千4, 两百块, 一千二, 1,280.00元, 三百八十块五."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.extraction.numerals import HAN, is_two_guesses, lower_guess, read_number

MOST_YUAN = Decimal(10_000_000_000)
LOOK_BACK = 16

_SCALES = {"百": 100, "千": 1_000, "万": 10_000}
_ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,4})?)(?!\d)"
_SUM = re.compile(
    rf"(?<![\d.\-－/A-Za-z第初{HAN}])(?P<sign>[¥￥]\s?)?"
    rf"(?P<number>{_ARABIC}(?:[万千百wWkK][\d{HAN}]*)?|(?=[一二两三四五六七八九十零俩仨]|[百千万]把)[{HAN}]{{1,12}})"
    r"(?P<about>[多来几余把好])?(?P<scale>[万千百](?=[多元块圆，。,\s]|$))?"
    r"\s?(?:[多来余])?(?P<unit>元钱|元(?!旦|宝|宵|素|月|件)|块钱?|圆(?![形桌])|人民币|RMB|rmb|[毛角](?![落度色巾毯衣]))?"
    rf"(?P<small>[零〇]?[一二两三四五六七八九\d](?:[毛角]|(?![\d{HAN}\u4e00-\u9fff.])))?"
)
_A_COUNT_AFTER = re.compile(
    r"\s?多?(?:[个只条件次人户天年月日号斤吨克平米公里度层楼名张份本套位家台箱盒瓶袋包部辆头双把间桌岁周秒点分期课节堂倍%％折星级路届]|GB?\b|[A-Za-z])"
)
_PIECE_OF = re.compile(r"手表|[地玉石布板屏电肉砖瓷牛猪表蛋面豆木墓腹田儿去来吃住走玩到工做]")
_MONEY_BEFORE = re.compile(
    r"(?:花了?|付了?|付款|支付|付费|交了?|缴了?|缴纳|预交|预付|充值?了?|给了?|转了?|转账|汇了?|打了|刷了?|刷卡|买成|收了?|收费|收取|费用?|消费|"
    r"打赏|价格?|价钱|一共|总共|共计?|合计|总计|损失|骗了?|骗走|才要?|卖|要价?|押金|定金|订金|学费|亏了?|值|退了?|退还|赔了?|扣了?|罚了?款?|余额)"
    r"(?:我|他|她|他们|老板|人民币|了|是|为|共|[:：])*(?:约|大概|大约|差不多|近|将近|接近)?\s?$"
)
_BOUGHT_BEFORE = re.compile(r"(?:买|购|办|订|充|交|花|租|报名|定做|拍)[^，。；！？,;!?\n]{1,14}$")
_CLAUSE_BEFORE = re.compile(r"(?:^|[，。；,;\s])$")
_CLAUSE_AFTER = re.compile(r"\s?(?:[，。；！,;!]|$)")
_ROUGHLY_BEFORE = re.compile(r"(?:约|大概|大约|差不多|将近|接近|近|可能|好像)\s?$")
_ROUGHLY_AFTER = re.compile(r"左右|上下|多|以上|不等|[-—~～至到]\s?\d")
_BARE_ANSWER = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in yuan at `start:end`; not `exact` when it is rounded or a guess; `unit` when 元 or 块 was said."""

    value: Decimal
    start: int
    end: int
    exact: bool
    unit: bool


def sums(text: str) -> Iterator[Sum]:
    """The sums of money in a text, in order; counts, dates, telephone and paper numbers are none."""
    is_bare = len(text.strip(" 。.，,!！")) <= _BARE_ANSWER
    for match in _SUM.finditer(text):
        before = text[max(0, match.start() - LOOK_BACK) : match.start()]
        if not _is_money(match, before, text, is_bare):
            continue
        value = _value(match)
        if value is not None and 0 < value < MOST_YUAN:
            yield Sum(value, match.start(), match.end(), _is_exact(match, before, text), match["unit"] is not None)


def _is_money(match: re.Match[str], before: str, text: str, is_bare: bool) -> bool:
    number, unit = match["number"], match["unit"]
    if match["sign"]:
        return True
    if unit == "块" and not match["small"]:
        stands_alone = number != "一" or not "\u4e00" <= text[match.end() : match.end() + 1] <= "\u9fff"
        return stands_alone and not _PIECE_OF.match(text, match.end())
    if unit is not None:
        return True
    if _A_COUNT_AFTER.match(text, match.end()) or len(re.sub(r"\D", "", number)) > 7:
        return False
    scaled = bool(match["scale"] or re.search("[百千万wWkK]", number))
    if is_bare and scaled:
        return True
    if not (scaled or number[0].isdigit()):
        return False
    if _MONEY_BEFORE.search(before):
        return True
    ends_clause = bool(_CLAUSE_AFTER.match(text, match.end()))
    said_alone = scaled and bool(_CLAUSE_BEFORE.search(before))
    return ends_clause and (said_alone or (len(number) > 1 and bool(_BOUGHT_BEFORE.search(before))))


def _is_exact(match: re.Match[str], before: str, text: str) -> bool:
    rounded = match["about"] or is_two_guesses(match["number"]) or "多" in match[0]
    return not (rounded or _ROUGHLY_BEFORE.search(before) or _ROUGHLY_AFTER.match(text, match.end()))


def _value(match: re.Match[str]) -> Decimal | None:
    value = read_number(lower_guess(match["number"]))
    if value is None:
        return None
    value *= _SCALES.get(match["scale"] or "", 1)
    if match["unit"] in ("毛", "角"):
        return value / 10
    tenths = read_number(match["small"].strip("零〇毛角")) if match["small"] and match["unit"] else None
    return value if tenths is None else value + tenths / 10
