"""By when the law wants a complaint moved on (投诉举报处理办法, 总局令第121号). Days and the calendar in, Due out."""

from datetime import date

from bot.core.workdays import Calendar, Due

ACCEPT_WORKDAYS = 7
"""Art. 15: to accept or decline, from receipt by the competent office."""
MEDIATE_DAYS = 60
"""Art. 23(1)(5): from acceptance; time for tests and appraisals does not count (art. 22)."""
TELL_END_WORKDAYS = 7
"""Art. 23(2): to tell both sides, from the decision to end."""
CHECK_LEAD_WORKDAYS = 15
"""Art. 27: to check a breach found while mediating, from its discovery; once more when the head approves."""


def accept_by(received: date, calendar: Calendar) -> Due:
    """By when the competent office accepts or declines (art. 15)."""
    return calendar.after_workdays(received, ACCEPT_WORKDAYS)


def mediate_by(accepted: date, calendar: Calendar, *, suspended_days: int = 0, weekend_moves: bool = True) -> Due:
    """By when mediation ends without an agreement (art. 23); `suspended_days` are days of tests (art. 22)."""
    return calendar.after_days(accepted, MEDIATE_DAYS + suspended_days, weekend_moves=weekend_moves)


def tell_end_by(ended: date, calendar: Calendar) -> Due:
    """By when both sides are told that mediation ended (art. 23)."""
    return calendar.after_workdays(ended, TELL_END_WORKDAYS)


def check_lead_by(found: date, calendar: Calendar, *, extended: bool = False) -> Due:
    """By when a breach found while mediating is checked (art. 27)."""
    return calendar.after_workdays(found, CHECK_LEAD_WORKDAYS * (2 if extended else 1))
