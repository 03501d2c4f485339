"""Days as the law counts them (投诉举报处理办法 art. 45), with the calendar of 2026 and an unknown 2027."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.core.workdays import Calendar, DayKind, Due

PUBLISHED = Calendar()
KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
DAYS_OF_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Written:
    """A line of holidays.yaml."""

    date_from: date
    date_to: date
    kind: DayKind


@pytest.fixture(scope="module")
def shipped() -> Calendar:
    """The calendar as staff's holidays.yaml makes it."""
    knowledge = load(KNOWLEDGE).knowledge
    assert knowledge is not None
    return Calendar(knowledge.holidays)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 4, 6), False),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 9, 25), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 24), True),
    ],
)
def test_the_days_of_2026(shipped: Calendar, day: date, works: bool) -> None:
    assert shipped.is_workday(day) is works
    assert PUBLISHED.is_workday(day) is works


def test_what_staff_wrote_for_2026_agrees_with_the_published_calendar(shipped: Calendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if shipped.is_workday(day) != PUBLISHED.is_workday(day)] == []


def test_only_the_feast_itself_is_statutory(shipped: Calendar) -> None:
    october = [date(2026, 10, day) for day in range(1, 8)]
    assert [shipped.is_statutory_holiday(day) for day in october] == [True] * 3 + [False] * 4
    assert not shipped.is_statutory_holiday(date(2026, 11, 22))


def test_the_first_day_does_not_count(shipped: Calendar) -> None:
    assert shipped.after_workdays(date(2026, 11, 24), 1) == Due(date(2026, 11, 25), provisional=False)


def test_seven_workdays_over_a_weekend(shipped: Calendar) -> None:
    assert shipped.after_workdays(date(2026, 11, 24), 7).day == date(2026, 12, 3)


def test_a_saturday_made_up_for_the_feast_counts(shipped: Calendar) -> None:
    assert shipped.after_workdays(date(2026, 10, 9), 1).day == date(2026, 10, 10)


def test_the_long_feast_does_not_count(shipped: Calendar) -> None:
    assert shipped.after_workdays(date(2026, 9, 30), 7).day == date(2026, 10, 15)


def test_an_end_on_a_statutory_holiday_moves_past_it(shipped: Calendar) -> None:
    start = date(2026, 8, 2)
    assert start + timedelta(days=60) == date(2026, 10, 1)
    assert shipped.after_days(start, 60) == Due(date(2026, 10, 8), provisional=False)
    assert shipped.after_days(start, 60, weekend_moves=False).day == date(2026, 10, 4)


def test_whether_a_plain_weekend_moves_the_end_is_a_choice(shipped: Calendar) -> None:
    start = date(2026, 9, 22)
    assert (start + timedelta(days=60)).weekday() == 5
    assert shipped.after_days(start, 60).day == date(2026, 11, 23)
    assert shipped.after_days(start, 60, weekend_moves=False).day == date(2026, 11, 21)


def test_past_the_published_calendar_a_day_is_provisional(shipped: Calendar) -> None:
    assert not shipped.is_known(date(2027, 1, 4))
    assert shipped.after_workdays(date(2026, 12, 28), 7) == Due(date(2027, 1, 6), provisional=True)
    assert shipped.after_days(date(2026, 11, 24), 60) == Due(date(2027, 1, 25), provisional=True)


def test_a_day_before_the_years_end_is_sure(shipped: Calendar) -> None:
    assert shipped.after_workdays(date(2026, 12, 22), 7) == Due(date(2026, 12, 31), provisional=False)


def test_once_staff_write_the_next_year_its_days_are_sure() -> None:
    written = Calendar(
        [
            Written(date(2027, 1, 1), date(2027, 1, 1), "statutory"),
            Written(date(2027, 1, 2), date(2027, 1, 2), "rest"),
            Written(date(2027, 1, 3), date(2027, 1, 3), "work"),
        ]
    )
    assert written.after_workdays(date(2026, 12, 28), 7) == Due(date(2027, 1, 6), provisional=False)
    assert written.is_workday(date(2027, 1, 3))
    assert written.is_statutory_holiday(date(2027, 1, 1))


def test_what_staff_write_stands_above_the_published_calendar() -> None:
    closed = Calendar([Written(date(2026, 11, 25), date(2026, 11, 26), "rest")])
    assert closed.after_workdays(date(2026, 11, 24), 1).day == date(2026, 11, 27)


@given(DAYS_OF_2026, st.integers(1, 60))
def test_workdays_are_counted_one_by_one(start: date, count: int) -> None:
    due = PUBLISHED.after_workdays(start, count)
    between = [start + timedelta(days=n) for n in range(1, (due.day - start).days + 1)]
    assert sum(map(PUBLISHED.is_workday, between)) == count
    assert PUBLISHED.is_workday(due.day)


@given(DAYS_OF_2026, st.integers(1, 60))
def test_an_end_never_comes_early_and_never_on_a_day_off(start: date, count: int) -> None:
    due = PUBLISHED.after_days(start, count)
    assert due.day >= start + timedelta(days=count)
    assert PUBLISHED.is_workday(due.day)
    assert (due.day - start).days <= count + 9
