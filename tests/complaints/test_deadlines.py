"""Deadlines held against days counted by hand on the official calendar of 2026."""

from dataclasses import dataclass
from datetime import date

import pytest

from bot.complaints.deadlines import accept_by, check_lead_by, mediate_by, tell_end_by
from bot.core.workdays import Calendar, DayKind


@dataclass(frozen=True)
class Days:
    """A stretch of the official calendar."""

    date_from: date
    date_to: date
    kind: DayKind


NATIONAL_DAY = Calendar(
    [Days(date(2026, 10, 1), date(2026, 10, 3), "statutory"), Days(date(2026, 10, 4), date(2026, 10, 7), "rest")]
)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 24), date(2026, 12, 3)),
        (date(2026, 11, 28), date(2026, 12, 8)),
        (date(2026, 9, 29), date(2026, 10, 14)),
        (date(2026, 4, 30), date(2026, 5, 13)),
    ],
    ids=["plain week", "received on a Saturday", "across the National Day and its Saturday at work", "Labour Day"],
)
def test_seven_working_days_to_accept(received: date, due: date) -> None:
    assert accept_by(received, Calendar()).day == due


def test_a_deadline_in_a_year_without_a_calendar_is_provisional() -> None:
    assert accept_by(date(2031, 12, 30), Calendar()).provisional
    assert not accept_by(date(2026, 11, 24), Calendar()).provisional


def test_sixty_days_to_mediate_move_off_a_weekend() -> None:
    assert mediate_by(date(2026, 4, 20), Calendar()).day == date(2026, 6, 22)
    assert mediate_by(date(2026, 8, 2), NATIONAL_DAY).day == date(2026, 10, 8)


def test_read_strictly_only_the_statutory_days_move_the_end() -> None:
    assert mediate_by(date(2026, 8, 2), NATIONAL_DAY, weekend_moves=False).day == date(2026, 10, 4)


def test_time_for_appraisal_does_not_count() -> None:
    assert mediate_by(date(2026, 7, 1), Calendar()).day == date(2026, 8, 31)
    assert mediate_by(date(2026, 7, 1), Calendar(), suspended_days=10).day == date(2026, 9, 9)


def test_telling_the_end_and_checking_a_lead() -> None:
    assert tell_end_by(date(2026, 11, 24), Calendar()).day == date(2026, 12, 3)
    assert check_lead_by(date(2026, 11, 24), Calendar()).day == date(2026, 12, 15)
    assert check_lead_by(date(2026, 11, 2), Calendar(), extended=True).day == date(2026, 12, 14)
