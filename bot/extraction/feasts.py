"""Feasts and the farmers' calendar: 去年腊月二十八, 大年初二, 国庆节, 去年双十一."""

import re
from collections.abc import Callable
from datetime import date

from bot.extraction.lunar import lunar_day
from bot.extraction.numerals import read_number
from bot.extraction.years import YEAR, on_day, said_year

ReadDay = Callable[[re.Match[str], date], tuple[date, bool] | None]

_CIVIL = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三八节": (3, 8),
    "清明": (4, 5),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "圣诞": (12, 25),
}
_FARMERS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "除夕": (12, 30),
    "大年三十": (12, 30),
    "年三十": (12, 30),
}
# These last one day; the others are holidays of several, so that the day must be asked.
_ONE_DAY = frozenset(
    {"教师节", "双十一", "双11", "双十二", "双12", "元宵", "七夕", "重阳", "腊八", "除夕", "大年三十", "年三十"}
)
_NAMES = "|".join(sorted([*_CIVIL, *_FARMERS], key=len, reverse=True))
FEAST = (
    rf"(?P<feast>{_NAMES})节?(?:那天|当天|期间|前后|假期|黄金周|活动|的时候)?"
    r"(?![路街店村镇乡广小酒饭商粽饼品级班九零楼区]|大道|大街|大酒店|大药房)"
)
_LUNAR_DAY = (
    r"(?P<lunar_day>初?(?:三十|[一二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
    r"|30|[12]\d|[1-9])[日号]?"
)
_MONTHS = r"十[一二]?|[二三四五六七八九]|1[0-2]|[1-9]"
_MONTHS_BY_NAME = {"正": 1, "冬": 11, "腊": 12}


def feast(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    """The day of a feast, and whether it is one day; the last one up to `today` when no year is said."""
    name, year = match["feast"], said_year(match, today)
    day = on_day(year, *_CIVIL[name], today) if name in _CIVIL else _on_lunar_day(year, *_FARMERS[name], today)
    return None if day is None else (day, name in _ONE_DAY)


def _lunar(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    named = match["lunar_month"]
    month, day = _MONTHS_BY_NAME.get(named) or _number(named), _number(match["lunar_day"].removeprefix("初"))
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    found = _on_lunar_day(said_year(match, today), month, day, today)
    return None if found is None else (found, True)


def _new_year(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    found = _on_lunar_day(said_year(match, today), 1, _number(match["lunar_day"].removeprefix("初")), today)
    return None if found is None else (found, True)


def _on_lunar_day(year: int | None, month: int, day: int, today: date) -> date | None:
    """That day of the farmers' year, or of the one before while it has not come: 去年腊月 said in January is recent."""
    start = today.year if year is None else year
    tries = (lunar_day(candidate, month, day) for candidate in (start, start - 1, start - 2))
    return next((found for found in tries if found is not None and found <= today), None)


def _number(written: str) -> int:
    value = read_number(written.replace("廿", "二十"))
    return int(value) if value is not None else 0


LUNAR_RULES: tuple[tuple[re.Pattern[str], ReadDay], ...] = (
    (re.compile(rf"{YEAR}?(?:农历|阴历|老历)?的?(?P<lunar_month>[正冬腊])月{_LUNAR_DAY}"), _lunar),
    (re.compile(rf"{YEAR}?(?:农历|阴历|老历)的?(?P<lunar_month>{_MONTHS})月{_LUNAR_DAY}"), _lunar),
    (
        re.compile(
            rf"{YEAR}?(?P<lunar_month>十[一二]?|[二三四五六七八九])月(?P<lunar_day>初[一二三四五六七八九十]|廿[一-九]?)"
        ),
        _lunar,
    ),
    (re.compile(rf"{YEAR}?(?:大年|过年|年)(?P<lunar_day>初[一二三四五六七八九十])"), _new_year),
)
