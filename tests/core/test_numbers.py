"""A filing number is given once, tells nothing, and a slip of the finger never leads to somebody else's filing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from bot.core.db import transaction
from bot.core.numbers import DAILY, FilingSeries, SeriesFull, find_number, format_number, luhn, next_number, scramble

SECRET = "a-secret-of-the-tests-0123456789"
DAY = date(2026, 11, 24)
DIGITS = st.text("0123456789", min_size=13, max_size=13)


def test_a_days_numbers_are_all_different_and_all_inside_the_series() -> None:
    given_out = [scramble(SECRET, DAY, index) for index in range(0, DAILY, 5)]
    assert len(set(given_out)) == len(given_out)
    assert min(given_out) >= 0
    assert max(given_out) < DAILY


def test_numbers_do_not_tell_how_many_there_were() -> None:
    morning = [scramble(SECRET, DAY, index) for index in range(200)]
    neighbours = [abs(one - other) for one, other in pairwise(morning)]
    assert sum(step < 100 for step in neighbours) < 5
    assert max(morning) - min(morning) > DAILY / 2


def test_another_day_and_another_secret_have_another_order() -> None:
    here = [scramble(SECRET, DAY, index) for index in range(50)]
    assert here != [scramble(SECRET, DAY + timedelta(days=1), index) for index in range(50)]
    assert here != [scramble(SECRET + "!", DAY, index) for index in range(50)]


@given(DIGITS, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(digits: str, place: int, shift: int) -> None:
    number = digits + str(luhn(digits))
    wrong = str((int(number[place]) + shift) % 10)
    typed = number[:place] + wrong + number[place + 1 :]
    assert find_number(f"ZT{typed}") is None


@given(DIGITS, st.integers(0, 12))
def test_swapped_neighbours_are_caught_but_for_nine_and_nought(digits: str, place: int) -> None:
    number = digits + str(luhn(digits))
    one, other = number[place], number[place + 1]
    typed = number[:place] + other + one + number[place + 2 :]
    if one != other and {one, other} != {"0", "9"}:
        assert find_number(f"ZT{typed}") is None


@given(st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(0, DAILY - 1))
def test_a_number_is_found_in_what_people_write(day: date, serial: int) -> None:
    number = format_number(day, serial)
    assert len(number) == 16
    for text in (number, number.lower(), f"我的投诉{number}到哪了", f"{number[:2]} {number[2:10]}-{number[10:]}"):
        assert find_number(text) == number


@pytest.mark.parametrize("text", ["", "ZT", "ZT2026112400000", "ZT２０２６", "你好", "2026112400123"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert find_number(text) is None


@pytest.mark.database
def test_numbers_given_at_once_are_all_different(sessions: sessionmaker[Session]) -> None:
    def one(_: int) -> str:
        with transaction(sessions) as session:
            return next_number(session, SECRET, DAY)

    with ThreadPoolExecutor(8) as at_once:
        numbers = list(at_once.map(one, range(40)))
    assert len(set(numbers)) == 40
    assert set(numbers) == {format_number(DAY, scramble(SECRET, DAY, index)) for index in range(40)}


def test_a_rolled_back_filing_gives_its_number_back(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        first = next_number(session, SECRET, DAY)
        session.rollback()
        assert next_number(session, SECRET, DAY) == first
        session.commit()
        assert next_number(session, SECRET, DAY) != first


def test_each_day_begins_a_series_of_its_own(session: Session) -> None:
    for day in (DAY, DAY + timedelta(days=1)):
        assert next_number(session, SECRET, day) == format_number(day, scramble(SECRET, day, 0))


@pytest.mark.database
def test_a_full_day_is_said_and_not_given_twice(session: Session) -> None:
    session.add(FilingSeries(day=DAY, last=DAILY - 1))
    session.flush()
    assert next_number(session, SECRET, DAY) == format_number(DAY, scramble(SECRET, DAY, DAILY - 1))
    with pytest.raises(SeriesFull):
        next_number(session, SECRET, DAY)
