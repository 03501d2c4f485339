"""Days of the farmers' calendar (腊月二十八, 正月初三) as civil dates, by JioNLP's tables."""

import contextlib
import io
import logging
from datetime import date, timedelta
from functools import cache
from typing import Any

MONTHS = "正二三四五六七八九十冬腊"


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The civil date of a lunar one (month 1-12, day 1-30); the last of the month when it has no thirtieth."""
    span = _month(year, month)
    if span is None:
        return None
    first, last = span
    return min(first + timedelta(days=day - 1), last)


@cache
def _month(year: int, month: int) -> tuple[date, date] | None:
    try:
        first, last = _jionlp().parse_time(f"{year}年农历{MONTHS[month - 1]}月", time_base=0)["time"]
        return date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    except Exception:  # JioNLP raises bare exceptions of many kinds on dates outside its tables.
        return None


@cache
def _jionlp() -> Any:
    """JioNLP, loaded when the first lunar day is met: 0.5 s and 45 MB that few messages need. It talks on import."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import jionlp

    logging.getLogger("jionlp").setLevel(logging.CRITICAL)
    return jionlp
