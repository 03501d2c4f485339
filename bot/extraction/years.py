"""The year a word says, and the day of a year."""

import re
from datetime import date

YEAR = (
    r"(?:(?P<year>(?:19|20)\d{2}年|(?<!\d)\d{2}年|[一二][零〇○九][零〇○一二三四五六七八九]{2}年|"
    r"大前年|前年|去年|上年|今年|本年)的?)"
)
_YEARS_AGO = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "今年": 0, "本年": 0}
_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_YEARS_BACK = 9


def said_year(match: re.Match[str], today: date) -> int | None:
    """The year named in the group `year`; None when it is not said. Two digits are of this century."""
    said: str | None = match["year"] if "year" in match.re.groupindex else None
    if said is None:
        return None
    if said in _YEARS_AGO:
        return today.year - _YEARS_AGO[said]
    year = int(said.removesuffix("年").translate(_DIGITS))
    return year if year >= 100 else 2000 + year


def on_day(year: int | None, month: int, day: int, today: date) -> date | None:
    """That day of the year, or without a year the last such day up to `today`; None when there is no such day."""
    for candidate in range(today.year, today.year - _YEARS_BACK, -1) if year is None else (year,):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found <= today:
            return found
    return None
