"""A report's way through the office: the clock, its stops, its one extension, and starting anew."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys
from bot.core.workdays import Calendar
from bot.reports import queries
from bot.reports.intake import FiledReport
from bot.reports.keys import KeyDestroyed, report_key
from bot.reports.lifecycle import IllegalMove, MissingReason, Moved
from bot.reports.model import EVENTS, REPORTS
from bot.reports.moves import UnknownReport, move, supplement

Act = Callable[..., Moved]


@pytest.fixture
def act(session: Session, calendar: Calendar, now: datetime) -> Act:
    """One move `days` after the filing."""

    def acted(number: str, action: str, *, by: str = "officer", days: int = 0, **said: Any) -> Moved:
        said = {"key": None, **said}
        return move(session, number, action, by=by, now=now + timedelta(days=days), calendar=calendar, **said)

    return acted


def row(session: Session) -> Any:
    return session.execute(select(REPORTS)).one()


def test_from_filing_to_a_case(session: Session, filing: Callable[..., FiledReport], act: Act, now: datetime) -> None:
    number = filing(at=now - timedelta(days=22)).number
    act(number, "check", by_name="李明", days=-21)
    assert row(session).check_by == date(2026, 11, 23)
    act(number, "extend", by="supervisor", reason="案情复杂", days=-10)
    assert (row(session).check_by, row(session).extended) == (date(2026, 12, 14), True)
    with pytest.raises(IllegalMove):
        act(number, "extend", by="supervisor", reason="再延")
    with pytest.raises(IllegalMove):
        act(number, "open_case")
    act(number, "open_case", by="supervisor")
    events = session.execute(select(EVENTS).order_by(EVENTS.c.id)).all()
    assert [(event.action, event.article) for event in events] == [
        ("file", 28),
        ("check", 18),
        ("extend", 18),
        ("open_case", 19),
    ]


def test_time_of_tests_does_not_count(
    session: Session, filing: Callable[..., FiledReport], act: Act, now: datetime
) -> None:
    number = filing(at=now - timedelta(days=22)).number
    act(number, "check", days=-22)
    act(number, "stop_clock", reason="送检", days=-21)
    assert row(session).check_by is None
    act(number, "extend", by="supervisor", reason="案情复杂", days=-20)
    assert row(session).check_by is None
    act(number, "start_clock", days=-14)
    assert (row(session).stopped_workdays, row(session).check_by) == (5, date(2026, 12, 21))


def test_in_assist_mode_the_office_says_when_it_received_the_report(
    session: Session, filing: Callable[..., FiledReport], act: Act
) -> None:
    number = filing("assist").number
    with pytest.raises(MissingReason):
        act(number, "check", received_on=date(2026, 12, 9))
    act(number, "check", received_on=date(2026, 11, 24), days=3)
    assert (row(session).check_by, row(session).received_at.date()) == (date(2026, 12, 15), date(2026, 11, 24))


def test_passing_down_starts_the_countys_period(session: Session, filing: Callable[..., FiledReport], act: Act) -> None:
    number = filing(district=None).number
    act(number, "assign_down", district="530602", days=1)
    assert (row(session).district, row(session).check_by) == ("530602", date(2026, 12, 16))
    act(number, "check", days=2)
    assert row(session).check_by == date(2026, 12, 16)


def test_new_facts_start_the_period_anew(
    session: Session,
    data_keys: DataKeys,
    filing: Callable[..., FiledReport],
    act: Act,
    calendar: Calendar,
    now: datetime,
) -> None:
    number = filing().number
    act(number, "check")
    act(number, "extend", by="supervisor", reason="案情复杂")
    key = report_key(session, data_keys, row(session).key_id)
    later = now + timedelta(days=6)
    moved = supplement(session, number, "今天又看见在卖，13912345678", now=later, key=key, calendar=calendar)
    assert (moved.article, moved.end.value) == (35, "checking")
    assert (row(session).check_by, row(session).extended) == (date(2026, 12, 21), False)
    shown = queries.show(session, data_keys, number)
    assert shown is not None
    assert shown["events"][-1]["note"] == "今天又看见在卖，139****5678"


def test_new_facts_while_the_clock_stands_or_after_the_end(
    session: Session,
    data_keys: DataKeys,
    filing: Callable[..., FiledReport],
    act: Act,
    calendar: Calendar,
    now: datetime,
) -> None:
    number = filing().number
    key = report_key(session, data_keys, row(session).key_id)
    act(number, "check")
    act(number, "stop_clock", reason="送检", days=1)
    supplement(session, number, "还有一批", now=now + timedelta(days=2), key=key, calendar=calendar)
    assert (row(session).check_by, row(session).clock_stopped_on) == (None, date(2026, 11, 26))
    act(number, "start_clock", days=3)
    act(number, "close_no_case", by="supervisor", reason="已改正，情节轻微", days=4)
    due = row(session).check_by
    supplement(session, number, "又卖了", now=now + timedelta(days=5), key=key, calendar=calendar)
    assert (row(session).state, row(session).check_by) == ("no_case", due)


def test_a_reporter_who_lets_go_stops_nothing(session: Session, filing: Callable[..., FiledReport], act: Act) -> None:
    number = filing().number
    act(number, "disclaim", by="reporter")
    assert (row(session).state, row(session).check_by) == ("filed", date(2026, 12, 15))


def test_a_note_without_a_key_is_refused_and_unknown_numbers_are_named(
    filing: Callable[..., FiledReport], act: Act
) -> None:
    with pytest.raises(KeyDestroyed):
        act(filing().number, "check", internal="看过")
    with pytest.raises(UnknownReport):
        act("ZT20261124000000", "check")
