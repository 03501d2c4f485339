"""The sum that was paid: 3万7千4, 两百块, 一千二, 1,280.00元, 花了三百八十块五."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.extraction.model import Found
from bot.extraction.numerals import HAN, is_two_guesses, lower_guess, read_number

MOST_YUAN = Decimal(10_000_000_000)

_NUMBER = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d{{1,2}})?(?!\d)|\d{{1,9}}(?:\.\d{{1,4}})?(?!\d))(?:[万千百wWkK][\d{HAN}]*)?|[{HAN}]{{1,12}}"
_SUM = re.compile(
    rf"(?<![\d.\-－/A-Za-z第初{HAN}])(?P<sign>[¥￥]\s?)?"
    rf"(?P<number>{_NUMBER})"
    rf"(?P<about>[多来几余把好](?:[万千百](?=[元块圆]))?)?(?P<scale>[万千百](?=[元块圆]))?"
    rf"\s?(?P<unit>元钱|元(?!旦|宝|宵|素|月|件)|块钱?|圆(?![形桌])|人民币|RMB|rmb|[毛角](?![落度色巾毯衣]))?"
    rf"(?P<small>[零〇]?[一二两三四五六七八九\d](?:[毛角]|(?![\d{HAN}\u4e00-\u9fff万千百.])))?"
)
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:[个只条件次人户天年月日号斤吨克平米公里度层楼名张份本套位家台箱盒瓶袋包部辆头双把间桌月岁周秒点分期课节堂倍%％折星级路届]"
    r"|多?(?:[个只条件次人户天年月斤吨公里平])|GB?\b|[A-Za-z])"
)
_PIECE = re.compile(r"(?:手表|地|玉|石|布|板|屏|电|肉|砖|瓷|牛|猪|表|蛋|面|豆|木|墓|腹|田|儿|去|来|吃|住|走|玩|到|工|做)")
_CUE = re.compile(
    r"(?:花了?|付了?|付款|支付了?|付费|交了?|缴了?|缴纳了?|预交|预付|充值?了?|充进去|给了?|转了?|转账|汇了?|打了|刷了?|刷卡|"
    r"买成|收了?|收费|收取|费用|消费|价格|价钱|售价|现价|总价|单价|一共|总共|共计?|合计|总计|损失|骗了?|骗走|原价|才要?|卖|要价?|押金|定金|订金|学费|"
    r"亏了?|大概|大约|差不多|将近|接近|是|为|值)\s?(?:我|他|她|他们|老板|人民币|了|约|大概|差不多|是|为|共|[:：])*\s?$"
)
_PAID = re.compile(
    r"(?:花|付|交|缴|充|买|购|转账?|汇|刷|支付|消费|办|订|下单|预存|存|打款|一共|总共|共计?|合计|总计|费用|价格|价钱|总价|合同价|团费|定金|订金|诚意金|首付|骗)"
    r"[^，。；！？、\n]{0,10}$"
)
_PAID_AFTER = re.compile(r"\s?(?:的价格|钱?买|购买|办|充值|包干|的月卡|的年卡|的套餐|一张|一个|一台|一部|一条|一双|一套|打了水漂)|[^，。；！？\n]{0,6}(?:凭空|买了|办了)")
_COLLECTED = re.compile(r"(?:收取?了?|收费|要收|押金|学费|扣了?|扣除)[^，。；！？、\n]{0,6}$")
_AGAINST = re.compile(
    r"(?:罚款?|罚没|处罚|赔偿?|补偿|索赔|退还?了?|退款|只退|返还?|返现|奖励?|原价|标价|市场价|差价|立减|减|满|送|优惠|手续费|违约金|押金|"
    r"涉案|资金|工资|收入|注册资本|最低|最高|最多|人均|每人|平均|上限|欠)[^，。；！？、\n]{0,8}$"
)
_AGAINST_AFTER = re.compile(r"\s?(?:[/每一](?:吨|斤|公斤|平|人|天|次|度|方|个月)|不等|以上|以下|的?罚款|的?赔偿|的?补偿|的?优惠券|购物[券劵卷]|的?差价|到\d|[-—~～至]\s?\d)")
_APPROXIMATE = re.compile(r"(?:约|大概|大约|差不多|将近|接近|近|可能|好像|左右)\s?$")
_LOOK_BACK = 16


@dataclass(frozen=True, slots=True)
class _Sum:
    value: Decimal
    start: int
    end: int
    exact: bool
    score: float


def read_amount(text: str) -> Found[Decimal] | None:
    """The sum in yuan the writer paid or is asked for; not a fine, a refund offered or a claim when others stand there.

    Not sure when the sum is rounded (十来万, 两百多) or several sums could be meant.
    """
    sums = list(_sums(text))
    if not sums:
        return None
    best = max(sums, key=lambda s: (s.score, -s.start))
    rivals = [s for s in sums if s.value != best.value and s.score > best.score - 1]
    return Found(best.value, best.start, best.end, text[best.start : best.end], best.exact and not rivals)


def _sums(text: str) -> Iterator[_Sum]:
    whole = len(text.strip(" 。.，,!！")) <= 12
    for match in _SUM.finditer(text):
        value = _value(match)
        if value is None or not 0 < value < MOST_YUAN:
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        after = text[match.end() : match.end() + 10]
        if not _is_money(match, before, after, whole):
            continue
        exact = not match["about"] and not is_two_guesses(match["number"])
        exact = exact and not _APPROXIMATE.search(before) and not after.startswith(("左右", "上下", "多", "以上"))
        yield _Sum(value, match.start(), match.end(), exact, _score(before, after, match["unit"]))


def _is_money(match: re.Match[str], before: str, after: str, whole: bool) -> bool:
    number, unit = match["number"], match["unit"]
    if match["sign"]:
        return True
    if unit is None:
        if _NOT_MONEY_AFTER.match(after) or len(re.sub(r"\D", "", number)) > 7:
            return False
        spoken = bool(re.search("[百千万wWkK]", number + (match["scale"] or "")))
        return bool(_CUE.search(before)) and (spoken or number[0].isdigit()) or (whole and spoken)
    if unit == "块" and not match["small"]:
        return not _PIECE.match(after) and not (number == "一" and re.match(r"[\u4e00-\u9fff]", after))
    return True


def _value(match: re.Match[str]) -> Decimal | None:
    number = lower_guess(match["number"])
    value = read_number(number)
    if value is None:
        return None
    about = match["about"] or ""
    for scale in (about[1:], match["scale"]):
        if scale:
            value *= {"百": 100, "千": 1_000, "万": 10_000}[scale]
    unit = match["unit"]
    if unit in ("毛", "角"):
        return value / 10
    small = match["small"]
    if small and unit:
        tenths = read_number(small.strip("零〇毛角"))
        if tenths is not None:
            value += tenths / 10
    return value


def _score(before: str, after: str, unit: str | None) -> float:
    score = 0.5 if unit else 0.0
    if _PAID.search(before):
        score += 2
    elif _COLLECTED.search(before):
        score += 1
    if _PAID_AFTER.match(after):
        score += 1
    if _AGAINST.search(before):
        score -= 2
    if _AGAINST_AFTER.match(after):
        score -= 1
    return score
