"""Fifteen working days, counted by hand on the official calendar of 2026."""

from datetime import date

from bot.core.workdays import Calendar
from bot.reports.deadlines import check_by, workdays_between


def test_fifteen_working_days_and_fifteen_more() -> None:
    assert check_by(date(2026, 11, 24), Calendar()).day == date(2026, 12, 15)
    assert check_by(date(2026, 11, 2), Calendar(), extended=True).day == date(2026, 12, 14)


def test_time_of_tests_does_not_count() -> None:
    assert workdays_between(date(2026, 11, 25), date(2026, 12, 2), Calendar()) == 5
    assert workdays_between(date(2026, 11, 27), date(2026, 11, 29), Calendar()) == 0
    assert check_by(date(2026, 11, 24), Calendar(), stopped_workdays=5).day == date(2026, 12, 22)


def test_a_deadline_in_a_year_without_a_calendar_is_provisional() -> None:
    assert check_by(date(2031, 12, 20), Calendar()).provisional
