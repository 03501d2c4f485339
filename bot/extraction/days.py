"""Every day a text names, read against the day it was written: one rule a way of speaking."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.extraction.feasts import FEAST, LUNAR_RULES, ReadDay, feast
from bot.extraction.numerals import read_number
from bot.extraction.years import YEAR, on_day, said_year

EARLIEST_YEAR = 1990

PART_OF_DAY = r"(?:的?(?:清早|早上|早晨|凌晨|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|半夜|晚))?"
_HAN_DAY = r"三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]|{_HAN_DAY})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NO_NUMBER_BEFORE = r"(?<![\d.．\-/])"
_NOT_THINGS = r"(?!线|楼|栋|店|铺|客|员|文|机|院|门|单|房|库|车|称|码|令|[A-Za-z\d])"
_NOT_A_COUNT = r"(?![\d一二三四五六七八九十百千万.:：个%元块多几折岁人点天])"
_WEEKDAYS = {day: number for names in ("一二三四五六日", "123456") for number, day in enumerate(names)} | {
    "天": 6,
    "末": 5,
}
_DAYS_AGO = {"大": 3, "前": 2, "昨": 1, "今": 0}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A day named at `start:end`. Not `sure` when the words leave room; `dated` when they say the year."""

    day: date
    start: int
    end: int
    sure: bool
    dated: bool


def spoken_days(text: str, today: date) -> list[Spoken]:
    """The days a text names, in order, none after `today`; a month and day later in the year mean last year."""
    days: list[Spoken] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < known.end and known.start < match.end() for known in days):
                continue
            found = read(match, today)
            if found is not None and found[0].year >= EARLIEST_YEAR and found[0] <= today:
                dated = match.groupdict().get("year") is not None
                days.append(Spoken(found[0], match.start(), match.end(), found[1], dated))
    return sorted(days, key=lambda spoken: spoken.start)


def _number(written: str) -> int:
    value = read_number(written)
    return int(value) if value is not None else 0


def _month_and_day(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    day = on_day(said_year(match, today), _number(match["month"]), _number(match["day"]), today)
    return None if day is None else (day, True)


def _loosely(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    found = _month_and_day(match, today)
    return found and (found[0], match["day"].isdigit())


def _consumer_day(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    day = on_day(said_year(match, today), 3, 15, today)
    return None if day is None else (day, match["year"] is not None)


def _weekday(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    weekday, which = _WEEKDAYS[match["weekday"]], match["which"]
    exact = match["weekday"] != "末"
    if not which:
        return (today - timedelta(days=(today.weekday() - weekday) % 7), False) if exact else None
    weeks = which.count("上") + which.count("大")
    monday = today - timedelta(days=today.weekday(), weeks=weeks)
    return monday + timedelta(days=weekday), exact


def _day_of_near_month(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    return _in_month(match["which"].count("上"), _number(match["day"]), today, sure=True)


def _day_only(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    tries = (_in_month(back, _number(match["day"]), today, sure=False) for back in range(3))
    return next((found for found in tries if found is not None and found[0] <= today), None)


def _in_month(back: int, day: int, today: date, *, sure: bool) -> tuple[date, bool] | None:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    try:
        return date(year, month + 1, day), sure
    except ValueError:
        return None


def _days_ago(match: re.Match[str], today: date) -> tuple[date, bool]:
    return today - timedelta(days=_DAYS_AGO[match["ago"][0]]), True


def _counted_ago(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    count, in_days = _number(match["count"]), match["unit"] in "天日"
    if not 0 < count < 400:
        return None
    return today - timedelta(days=count if in_days else 7 * count), in_days and count <= 10


def _rule(pattern: str, read: ReadDay) -> tuple[re.Pattern[str], ReadDay]:
    return re.compile(pattern), read


# The first rule that reads a stretch of text keeps it.
_RULES: tuple[tuple[re.Pattern[str], ReadDay], ...] = (
    _rule(
        rf"{_NO_NUMBER_BEFORE}(?P<year>(?:19|20)\d{{2}})\s?[-/.．。—–年]\s?{_MONTH}\s?[-/.．。—–月]\s?{_DAY}(?!\d)[日号]?"
        rf"{PART_OF_DAY}",
        _month_and_day,
    ),
    _rule(
        r"(?<![\d\-])(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d\-])", _month_and_day
    ),
    *LUNAR_RULES,
    _rule(rf"{YEAR}?(?<!\d){_MONTH}月份?\s?{_DAY}[日号]{_NOT_THINGS}{PART_OF_DAY}", _month_and_day),
    _rule(rf"{YEAR}?(?<!\d){_MONTH}月\s?{_DAY}{_NOT_A_COUNT}{PART_OF_DAY}", _loosely),
    _rule(rf"{YEAR}?{_NO_NUMBER_BEFORE}{_MONTH}[.．·]{_DAY}[日号]{PART_OF_DAY}", _month_and_day),
    _rule(rf"^\s*{YEAR}?{_MONTH}[.．·/\-]{_DAY}\s*$", _month_and_day),
    _rule(rf"{YEAR}(?:3[·.．•]15|三[·.]?一五|315)(?!\d)", _consumer_day),
    _rule(
        rf"{_NO_NUMBER_BEFORE}{YEAR}?(?:3[·.．•]15|三[·.]?一五|315)(?=那天|当天|前|后|期间|活动|买|办|晚会)",
        _consumer_day,
    ),
    _rule(rf"(?P<which>上上个?|上个?|这个?|本)月的?{_DAY}[日号]{PART_OF_DAY}", _day_of_near_month),
    _rule(
        r"(?<![每下到至\d一二两三四五六七八九十日])(?P<which>上上上?个?|大上个?|上一?个?|这个?|本)?(?:周|星期|礼拜)"
        rf"(?P<weekday>[一二三四五六日天末]|[1-6](?!\d))(?![至到\-—~～、福年期不岁一二三四五六日]){PART_OF_DAY}",
        _weekday,
    ),
    _rule(r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<unit>天|日|周|星期|礼拜)(?:之|以)?前", _counted_ago),
    _rule(
        rf"(?<![以之从目提年月日天周数])(?P<ago>大前[天日]|前[天日晚]|昨[天日晚夜]|今[天日早晚晨])(?![天日]){PART_OF_DAY}",
        _days_ago,
    ),
    _rule(rf"{YEAR}?(?:搞|过)?{FEAST}", feast),
    _rule(rf"(?<![\d\w第]){_DAY}[日号]{_NOT_THINGS}{PART_OF_DAY}", _day_only),
)
