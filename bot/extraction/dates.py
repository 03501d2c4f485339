"""The day something happened, read against the day the message was written."""

import re
from datetime import date, datetime, timedelta

from bot.core.clock import SHANGHAI
from bot.extraction.model import Found

_DAY = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d{1,2})月(\d{1,2})[日号]|(大前天|前天|昨天|今天)")
_AGO = {"今天": 0, "昨天": 1, "前天": 2, "大前天": 3}


def read_date(text: str, at: datetime) -> Found[date] | None:
    today = at.astimezone(SHANGHAI).date()
    for match in _DAY.finditer(text):
        try:
            if match[1]:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            elif match[4]:
                day = date(today.year, int(match[4]), int(match[5]))
                if day > today:
                    day = day.replace(year=today.year - 1)
            else:
                day = today - timedelta(days=_AGO[match[6]])
        except ValueError:
            continue
        if day <= today:
            return Found(day, match.start(), match.end(), match[0], True)
    return None
