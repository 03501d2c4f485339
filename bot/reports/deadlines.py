"""By when a report is checked (市场监督管理行政处罚程序规定 art. 18). Pure: days and the calendar in, Due out."""

from datetime import date, timedelta

from bot.core.workdays import Calendar, Due

CHECK_WORKDAYS = 15
"""Art. 18: to check and decide whether to open a case, from receipt; once more when the head approves."""


def check_by(received: date, calendar: Calendar, *, extended: bool = False, stopped_workdays: int = 0) -> Due:
    """By when the check is done; `stopped_workdays` went to tests, appraisals or the right holder's identification.

    The period starts anew at the last receipt when new facts are merged (投诉举报处理办法 art. 35).
    """
    return calendar.after_workdays(received, CHECK_WORKDAYS * (2 if extended else 1) + stopped_workdays)


def workdays_between(stopped: date, started: date, calendar: Calendar) -> int:
    """How many working days after `stopped`, up to and with `started`, did not count."""
    days = (stopped + timedelta(days=n) for n in range(1, (started - stopped).days + 1))
    return sum(calendar.is_workday(day) for day in days)
