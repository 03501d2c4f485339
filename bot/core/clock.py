"""The one clock: aware times in Asia/Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def now() -> datetime:
    """The present moment, aware, Asia/Shanghai."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().date()


def from_timestamp(seconds: int) -> datetime:
    """A Unix time in seconds (WeChat's CreateTime) as an aware time in Asia/Shanghai."""
    return datetime.fromtimestamp(seconds, SHANGHAI)


def spoken_day(day: date) -> str:
    """A day as people say it: 2026年11月24日（周二）."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
