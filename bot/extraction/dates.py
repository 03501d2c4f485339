"""The day a thing happened, or at least the time in the person's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.clock import SHANGHAI
from bot.extraction.days import Spoken, spoken_days
from bot.extraction.model import Found
from bot.extraction.years import YEAR

_BUYING = re.compile(
    r"买|购|订(?!单)|办(?!理?退|法)|交(?!房|涉|警|付|流|通|接|易)|付|签(?!字|收)|充|报(?!警|道|案|告)|租|装|开户|缴|下单|消费|参加|花了|存(?!在)|转账|"
    r"看到|来到|去了|到了|认筹|刷卡|就诊|吃|喝|住|拉|修|做|抢|拍"
)
_AFTERWARDS = re.compile(
    r"投诉|举报|回复|退|承诺|联系|调解|到期|[竣开完]工|答复|反映|协商|监测|报警|报案|鉴定|发现|至今|现在|截止|截至|沟通|维权|催|审批|打电话|签字|交涉|为止"
)
_UNTIL = re.compile(r"(?:[到至说]|截止|承诺|回复|约定|发现|再次|又)\s?$")
_TODAY = re.compile(r"今[天日早晚晨]")
_PERIOD = re.compile(
    rf"{YEAR}(?<!\d)(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|初|底|末|[上中下]旬|中)?(?![\d一二三四五六七八九十]*[日号])"
    rf"|{YEAR.replace('year', 'half')}(?P<part>上半年|下半年|年?初|年?底|年末|年中|[春夏秋冬]天|[暑寒]假)"
    r"|(?P<whole>(?<!\d)(?:19|20)\d{2}年)(?!\d|[底初末])"
    r"|(?<![\d个])(?P<alone>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|初|底|末|上旬|中旬|下旬|十几[日号]|\d?几[日号])(?![日号])"
    r"|(?P<near>(?:上上?个?|这个?|本|前)月(?:初|底|末|中旬)?|(?:上上?个?|前)(?:周|星期|礼拜)(?![一二三四五六日天末])|(?:近|最近|前)几[天日]|半个?月前|[一二两三四五六七八九十半\d]{1,2}个?[月年](?:多)?(?:以|之)?前)"
)
_LOOK_AHEAD = 16
_EARLIER_COUNTS = 0.5
_CLEARLY = 0.3
_LOOK_BACK = 6


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time in the person's words; `day` is None when the words name no single day."""

    day: Found[date] | None
    text: str


def read_date(text: str, at: datetime) -> Found[date] | None:
    """The day a text names, read against `at` in Asia/Shanghai and never after it; None for a month or a year only.

    Of several days the one on which something was bought or paid. Feasts of several days (国庆节) are not sure.
    """
    spoken = spoken_days(text, at.astimezone(SHANGHAI).date())
    if not spoken:
        return None
    best = max(spoken, key=lambda day: (_weight(day, text), -day.start))
    return _found(best, spoken, text)


def find_time(text: str, at: datetime) -> SaidTime | None:
    """When the thing in a story happened: a day, or the words for a longer time when those stand by the purchase."""
    spoken = spoken_days(text, at.astimezone(SHANGHAI).date())
    happened = [day for day in spoken if _weight(day, text) > 0 or not _TODAY.match(text, day.start)]
    best = max(happened, key=lambda day: (_weight(day, text), -day.start), default=None)
    period = max(_periods(text, spoken), key=lambda found: (found[0], -found[1]), default=None)
    if period is not None and (best is None or period[0] > _weight(best, text)):
        return SaidTime(None, text[period[1] : period[2]])
    if best is None:
        return None
    found = _found(best, spoken, text)
    return SaidTime(found, found.text)


def _found(best: Spoken, spoken: list[Spoken], text: str) -> Found[date]:
    rivals = any(day.day != best.day and _weight(day, text) > _weight(best, text) - _CLEARLY for day in spoken)
    return Found(best.day, best.start, best.end, text[best.start : best.end], best.sure and not rivals)


def _periods(text: str, spoken: list[Spoken]) -> Iterator[tuple[float, int, int]]:
    for match in _PERIOD.finditer(text):
        if any(match.start() < day.end and day.start < match.end() for day in spoken):
            continue
        base = 0.0 if match["month"] or match["part"] else -1.0 if match["whole"] or match["alone"] else -1.5
        yield base + _nearness(match.start(), match.end(), text), match.start(), match.end()


def _weight(day: Spoken, text: str) -> float:
    weight = (1.0 if day.sure else 0.0) + (0.3 if day.dated else 0.0) + _nearness(day.start, day.end, text)
    return weight - 1.5 if _TODAY.match(text, day.start) else weight


def _nearness(start: int, end: int, text: str) -> float:
    after = re.split(r"[。！？!?\n]", text[end : end + _LOOK_AHEAD])[0]
    bought, later = _BUYING.search(after), _AFTERWARDS.search(after)
    weight = -_EARLIER_COUNTS * start / len(text)
    if bought and (later is None or bought.start() < later.start()):
        weight += 1.5
    elif later:
        weight -= 1.5
    if _UNTIL.search(text[max(0, start - _LOOK_BACK) : start]):
        weight -= 1.5
    return weight
